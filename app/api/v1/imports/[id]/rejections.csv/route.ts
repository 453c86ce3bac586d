import { route } from "@/lib/auth";
import { csvFileName } from "@/lib/exports";
import { rejectionsCsv } from "@/lib/reports/rejections-csv";
import { importIdOf, noImport } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Every rejected row with what is wrong with it, to mend and send again. */
export const GET = route({ needs: "import:read" }, async ({ actor, params }) => {
  const importId = importIdOf(params.id);
  const csv = await rejectionsCsv(actor, importId);
  if (csv === null) throw noImport(params.id);
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${csvFileName(`import ${importId} rejected rows`)}"`,
    },
  });
});
