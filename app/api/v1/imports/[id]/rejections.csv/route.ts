import { route } from "@/lib/auth";
import { csvFileName } from "@/lib/exports";
import { importReport } from "@/lib/reports/imports";
import { rejectionsCsv } from "@/lib/reports/rejections-csv";
import { importIdOf, noImport } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Every rejected row: its line, what is wrong with it, and the row itself, to mend and send again. */
export const GET = route({ needs: "import:read" }, async ({ actor, params }) => {
  const importId = importIdOf(params.id);
  if (!(await importReport(actor, importId, { rejections: 0 }))) throw noImport(params.id);
  return new Response(await rejectionsCsv(actor, importId), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${csvFileName(`import ${importId} rejected rows`)}"`,
    },
  });
});
