import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { makePreview, type PreviewOptions } from "./preview";
import type { Reading } from "./reading";

/**
 * Looks at an import's file and keeps what it would bring, for a person to commit or discard.
 * @throws FileRefusal where the file cannot be imported.
 */
export async function keepPreview(
  reading: Reading,
  { importId, ...options }: PreviewOptions & { readonly importId: number },
): Promise<void> {
  const org = options.organizationId;
  const { preview, rejections } = await makePreview(reading, options);
  const rows = rejections.map((rejection, i) => ({ ...rejection, ordinal: i + 1 }));
  await inOrganization(org, async (tx) => {
    const kept =
      await tx.run(sql`update "import" set status = 'ready', preview = ${JSON.stringify(preview)}::jsonb,
        messages = ${JSON.stringify(preview.messages)}::jsonb, bytes_done = byte_size
      where organization_id = ${org} and id = ${importId} and status = 'running'`);
    if (kept === 0 || rows.length === 0) return;
    await tx.run(sql`insert into import_rejection (organization_id, import_id, ordinal, line, path, column_name, reason, text)
      select ${org}::int, ${importId}, ordinal, line, path, "column", reason, text
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(ordinal int, line int, path text, "column" text, reason text, text text)`);
  });
}
