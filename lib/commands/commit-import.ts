import { z } from "zod";
import { sql } from "@/lib/db/sql";
import { isUniqueViolation } from "@/lib/db/violation";
import type { Preview } from "@/lib/ingest/preview-shape";
import { conflict, sqlCommand, UserError } from "./command";
import { readyImport } from "./ready-import";

/**
 * Says that a file looked at is to count: its import is set to be carried out. Where it overlaps with an earlier one,
 * the answer which of the two counts belongs to it (ledger rule 14).
 */
export const commitImport = sqlCommand({
  name: "import.commit",
  needs: "import:create",
  input: z.object({
    importId: z.coerce.number().int().positive().max(2_147_483_647),
    overlap: z.enum(["keep", "replace"]).optional(),
  }),
  async run({ tx, input: { importId, overlap } }) {
    const org = tx.organizationId;
    const { file_name, options, preview } = await readyImport(tx, importId);
    const chosen = overlap ?? options.overlap;
    if (preview.overlaps.length > 0 && !chosen) throw undecided(preview);
    try {
      await tx.run(sql`update "import" set status = 'running', bytes_done = 0, messages = '[]',
          options = (options - 'preview') || ${JSON.stringify(chosen ? { overlap: chosen } : {})}::jsonb
        where organization_id = ${org} and id = ${importId}`);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict(
        "known_content",
        "These very bytes have been imported in the meantime.",
        "Discard this one; nothing is lost.",
      );
    }
    return {
      result: { importId },
      audit: { entity: String(importId), after: { file: file_name, overlap: chosen ?? null } },
    };
  },
});

function undecided({ overlaps }: Preview): UserError {
  const names = overlaps.map(({ importId, fileName }) => `import ${importId} (${fileName})`).join(", ");
  return new UserError({
    code: "overlap",
    message: `The file overlaps with ${names}: adding both would count the same usage twice.`,
    fix: "Say which counts: overlap=keep (the earlier one) or overlap=replace (this one).",
    status: 409,
  });
}
