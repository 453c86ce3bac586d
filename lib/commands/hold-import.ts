import { z } from "zod";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { notFound, sqlCommand, UserError } from "./command";

const input = z.object({ importId: z.coerce.number().int().positive().max(2_147_483_647) });
type Row = { status: string; file_name: string; content_hash: string };

/**
 * Stops an import for now. Whoever works on it learns so within half a second and lets go of all it has done: a resume
 * reads the file from its start.
 */
export const pauseImport = sqlCommand({
  name: "import.pause",
  needs: "import:create",
  input,
  async run({ tx, input: { importId } }) {
    const row = await rowOf(tx, importId);
    if (row.status !== "running")
      throw unfit(importId, row.status, "Only an import under way can be paused.");
    await tx.run(sql`update "import" set status = 'paused', phase = null,
        reason = 'It is paused; nothing of the file counts yet. Resuming reads it from the start.'
      where organization_id = ${tx.organizationId} and id = ${importId}`);
    return done(importId, row, "paused");
  },
});

/** Takes a paused import up again, or one that failed for a reason of ours. Whoever calls starts it afterwards. */
export const resumeImport = sqlCommand({
  name: "import.resume",
  needs: "import:create",
  input,
  async run({ tx, input: { importId } }) {
    const row = await rowOf(tx, importId);
    if (row.status !== "paused" && row.status !== "failed")
      throw unfit(importId, row.status, "Only a paused or failed import can be resumed.");
    const [other] = await tx.rows<{
      id: number;
    }>(sql`select id from "import" where organization_id = ${tx.organizationId}
      and content_hash = ${row.content_hash} and id <> ${importId} and status in ('running', 'paused', 'committed')
      and options->>'preview' is null`);
    if (other) throw unfit(importId, row.status, `The same file has come in again, as import ${other.id}.`);
    await tx.run(sql`update "import" set status = 'running', reason = null, phase = null, bytes_done = 0, rows_done = 0
      where organization_id = ${tx.organizationId} and id = ${importId}`);
    return done(importId, row, "running");
  },
});

/** Gives an import up that is under way or paused: nothing of it stays, and its bytes may come again. */
export const cancelImport = sqlCommand({
  name: "import.cancel",
  needs: "import:create",
  input,
  async run({ tx, input: { importId } }) {
    const row = await rowOf(tx, importId);
    if (row.status !== "running" && row.status !== "paused")
      throw unfit(
        importId,
        row.status,
        "Only an import under way or paused can be cancelled; void a committed one.",
      );
    await tx.run(sql`update "import" set status = 'cancelled', phase = null, preview = null,
        reason = 'It was cancelled before its end; nothing of the file was added.'
      where organization_id = ${tx.organizationId} and id = ${importId}`);
    await tx.run(
      sql`delete from import_rejection where organization_id = ${tx.organizationId} and import_id = ${importId}`,
    );
    return done(importId, row, "cancelled");
  },
});

async function rowOf(tx: Transaction, importId: number): Promise<Row> {
  const [row] = await tx.rows<Row>(sql`select status, file_name, content_hash from "import"
    where organization_id = ${tx.organizationId} and id = ${importId} for update`);
  if (!row) throw notFound("import", importId);
  return row;
}

const unfit = (importId: number, status: string, fix: string): UserError =>
  new UserError({ code: "wrong_state", message: `Import ${importId} is ${status}.`, fix, status: 409 });

const done = <Status extends string>(importId: number, row: Row, status: Status) => ({
  result: { importId: String(importId), status },
  audit: {
    entity: String(importId),
    before: { status: row.status, file: row.file_name },
    after: { status },
  },
});
