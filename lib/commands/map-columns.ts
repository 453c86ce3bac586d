import { z } from "zod";
import { sql } from "@/lib/db/sql";
import { headerHash } from "@/lib/ingest/mappings";
import { peekCsv } from "@/lib/ingest/peek";
import { parseMapping } from "@/lib/ingest/sources/generic-csv";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { readStored } from "@/lib/ingest/store";
import { notFound, sqlCommand, UserError } from "./command";

/**
 * Says how the CSV of a refused import, or of one that waits for a decision, is to be read, remembers it for the next file of this header, and sets the
 * import to be carried out again from the stored bytes.
 */
export const mapColumns = sqlCommand({
  name: "import.map",
  needs: "mapping:write",
  input: z.object({ importId: z.coerce.number().int().positive(), mapping: z.unknown() }),
  async run({ tx, input }) {
    const org = tx.organizationId;
    const [row] = await tx.rows<{ content_hash: string; file_name: string; status: string }>(
      sql`select content_hash, file_name, status from "import" where organization_id = ${org} and id = ${input.importId}`,
    );
    if (!row) throw notFound("import", input.importId);
    if (row.status !== "refused" && row.status !== "ready") {
      throw new UserError({
        code: "not_refused",
        message: `Import ${input.importId} is ${row.status}.`,
        fix: "Only a refused file needs its columns mapped.",
        status: 409,
      });
    }
    const mapping = checked(input.mapping);
    const { columns } = await peekCsv(readStored(org, row.content_hash));
    await tx.run(sql`insert into column_mapping (organization_id, header_hash, name, mapping)
      values (${org}, ${headerHash(columns)}, ${row.file_name.slice(0, 200)}, ${JSON.stringify(mapping)}::jsonb)
      on conflict (organization_id, header_hash) do update set name = excluded.name, mapping = excluded.mapping, updated_at = now()`);
    await tx.run(
      sql`delete from import_rejection where organization_id = ${org} and import_id = ${input.importId}`,
    );
    await tx.run(sql`update "import" set status = 'running', reason = null, bytes_done = 0, preview = null,
        options = (options - 'as') || jsonb_build_object('mapping', ${JSON.stringify(mapping)}::jsonb)
      where organization_id = ${org} and id = ${input.importId}`);
    return {
      result: { importId: input.importId },
      audit: { entity: String(input.importId), after: mapping },
    };
  },
});

function checked(value: unknown) {
  try {
    return parseMapping(value);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    throw new UserError({
      code: "bad_mapping",
      message: error.reason,
      fix: error.fix ?? "Map the columns again.",
    });
  }
}
