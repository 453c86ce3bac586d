import { route } from "@/lib/auth";
import { rejectedFile } from "@/lib/reports/rejected-file";
import { importIdOf, noImport } from "../../../import-id";

export const dynamic = "force-dynamic";

/** The rejected rows in their own form, to be mended and uploaded as they are. */
export const GET = route({ needs: "import:read" }, async ({ actor, params }) => {
  const file = await rejectedFile(actor, importIdOf(params.id));
  if (!file) throw noImport(params.id);
  return new Response(file.text, {
    headers: {
      "content-type": `${file.type}; charset=utf-8`,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    },
  });
});
