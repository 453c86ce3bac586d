import { z } from "zod";
import { route } from "@/lib/auth";
import { mapColumns } from "@/lib/commands/map-columns";
import { startImport } from "@/lib/jobs/imports";
import { importEntry } from "@/lib/reports/import-entry";
import { importReport } from "@/lib/reports/imports";
import { importIdOf } from "../../../import-id";

export const dynamic = "force-dynamic";

/** Says how a refused CSV is to be read, and reads it again from the stored bytes. */
export const POST = route(
  { needs: "mapping:write", input: z.looseObject({}) },
  async ({ actor, params, input }) => {
    const importId = importIdOf(params.id);
    await mapColumns(actor, { importId, mapping: input });
    await startImport(actor.organizationId, importId);
    const report = await importReport(actor, importId);
    return report && importEntry(report);
  },
);
