import type { Transaction } from "../organization";
import { sql } from "../sql";

/** Gives staged rows other keys; `keys` are pairs of the old and the new one, as uuids. */
export async function renameStaged(
  tx: Transaction,
  keys: readonly (readonly [string, string])[],
): Promise<void> {
  await tx.run(sql`update staged s set key = k.new from unnest(${keys.map(([old]) => old)}::uuid[],
    ${keys.map(([, fresh]) => fresh)}::uuid[]) as k(old, new) where s.key = k.old and s.occurrence = -1`);
}

/** Keys of staged rows without an id that this very import has brought in already, in an earlier batch. */
export async function ownRepeats(
  tx: Transaction,
  batch: { importId: number; untilMs: number },
): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(sql`select s.key::text as key from staged s
    cross join lateral (select import_id from usage_event e where e.organization_id = ${tx.organizationId}
      and e.key = s.key and e.ts = s.ts offset 0) e
    where s.occurrence = -1 and s.ts <= ${new Date(batch.untilMs).toISOString()}::timestamptz and e.import_id = ${batch.importId}`);
  return rows.map((row) => row.key);
}
