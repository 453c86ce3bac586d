import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import type { Kept } from "./kept";

/** Takes an import's charges or revenue out; for each key the row of the latest import still committed counts again. */
export async function voidKept(tx: Transaction, kept: Kept, importId: number): Promise<void> {
  const org = tx.organizationId;
  const table = identifier(kept.table);
  await tx.run(sql`update ${table} set counts = false, shadowed_by = ${importId}
    where organization_id = ${org} and import_id = ${importId} and counts`);
  await tx.run(sql`create temp table returning_kept on commit drop as
    select distinct on (t.key) t.import_id, t.line, t.key from ${table} t
    join "import" i on i.organization_id = t.organization_id and i.id = t.import_id
    where t.organization_id = ${org} and t.shadowed_by = ${importId} and t.import_id <> ${importId} and i.status = 'committed'
      and not exists (select from ${table} c where c.organization_id = ${org} and c.key = t.key and c.counts)
    order by t.key, i.committed_at desc, t.import_id desc, t.line desc`);
  await tx.run(sql`update ${table} t set counts = true, shadowed_by = null from returning_kept r
    where t.organization_id = ${org} and t.import_id = r.import_id and t.line = r.line and t.key = r.key`);
  await tx.run(sql`update ${table} t set shadowed_by = c.import_id from ${table} c
    where t.organization_id = ${org} and t.shadowed_by = ${importId} and t.import_id <> ${importId} and not t.counts
      and c.organization_id = ${org} and c.key = t.key and c.counts`);
  await tx.run("drop table returning_kept");
}

/**
 * Brings a voided import's charges or revenue back: of two rows of one key the one of the later commit counts. What
 * stands behind a committed import without a row of its key is there by an overlap, and stays.
 */
export async function restoreKept(tx: Transaction, kept: Kept, importId: number): Promise<void> {
  const org = tx.organizationId;
  const table = identifier(kept.table);
  const differs =
    kept.compared.length === 0
      ? sql`false`
      : sql`(${join(kept.compared.map((c) => sql`t.${identifier(c)}`))}) is distinct from (${join(
          kept.compared.map((c) => sql`c.${identifier(c)}`),
        )})`;
  // Of equal keys in one file the last row counted.
  await tx.run(sql`create temp table coming_kept on commit drop as
    select t.line, t.key, c.import_id as live, c.line as live_line, ${differs} and (i.committed_at, i.id) > (o.committed_at, o.id) as wins
    from (select distinct on (key) * from ${table} where organization_id = ${org} and import_id = ${importId}
      order by key, line desc) t
    join "import" i on i.organization_id = ${org} and i.id = ${importId}
    left join ${table} c on c.organization_id = ${org} and c.key = t.key and c.counts
    left join "import" o on o.organization_id = ${org} and o.id = c.import_id
    left join "import" b on b.organization_id = ${org} and b.id = t.shadowed_by
    where c.key is not null or t.shadowed_by = ${importId} or b.status is distinct from 'committed'`);
  await tx.run(sql`update ${table} t set counts = false, shadowed_by = ${importId} from coming_kept k
    where t.organization_id = ${org} and k.wins and t.import_id = k.live and t.line = k.live_line and t.key = k.key`);
  await tx.run(sql`update ${table} t set counts = true, shadowed_by = null from coming_kept k
    where t.organization_id = ${org} and t.import_id = ${importId} and t.line = k.line and t.key = k.key
      and (k.wins or k.live is null)`);
  await tx.run(sql`update ${table} t set shadowed_by = k.live from coming_kept k
    where t.organization_id = ${org} and t.import_id = ${importId} and t.line = k.line and t.key = k.key
      and not (k.wins or k.live is null)`);
  await tx.run("drop table coming_kept");
}
