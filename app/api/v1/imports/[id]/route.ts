import { route } from "@/lib/auth";
import { importDetails, REJECTIONS_MAX } from "@/lib/reports/import-entry";
import { importReport } from "@/lib/reports/imports";
import { importIdOf, noImport } from "../../import-id";

export const dynamic = "force-dynamic";

/** One import, running or ended, with its rejected rows. */
export const GET = route({ needs: "import:read" }, async ({ actor, params }) => {
  const report = await importReport(actor, importIdOf(params.id), { rejections: REJECTIONS_MAX });
  if (!report) throw noImport(params.id);
  return importDetails(report);
});
