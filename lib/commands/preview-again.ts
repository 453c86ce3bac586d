import { z } from "zod";
import { sql } from "@/lib/db/sql";
import { conflict, notFound, sqlCommand } from "./command";

/**
 * Looks at a file once more, as another format than the one it was taken for: one that waits for a decision, or that
 * was refused.
 */
export const previewAgain = sqlCommand({
  name: "import.preview",
  needs: "import:create",
  input: z.object({
    importId: z.coerce.number().int().positive().max(2_147_483_647),
    /** A format's id; absent: recognise it. */
    as: z.string().trim().min(1).max(100).optional(),
    /** The account of rows that name none; absent: as before. */
    account: z.string().trim().min(1).max(200).optional(),
  }),
  async run({ tx, input: { importId, as, account } }) {
    const org = tx.organizationId;
    const [row] = await tx.rows<{ status: string }>(
      sql`select status from "import" where organization_id = ${org} and id = ${importId} for update`,
    );
    if (!row) throw notFound("import", importId);
    if (row.status !== "ready" && row.status !== "refused")
      throw conflict(
        "not_ready",
        `Import ${importId} is ${row.status}: its format cannot be changed any more.`,
        "Upload the file again and choose the format then.",
      );
    await tx.run(sql`update "import" set status = 'running', preview = null, bytes_done = 0, reason = null,
        format = null, title = null, messages = '[]', account = coalesce(${account ?? null}, account),
        options = (options - 'as' - 'mapping') || ${JSON.stringify({ preview: true, ...(as ? { as } : {}) })}::jsonb
      where organization_id = ${org} and id = ${importId}`);
    return { result: { importId }, audit: null };
  },
});
