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
 * Brings a voided import's charges or revenue back: of all rows of one key the one of the latest commit counts, and one
 * equal to what counts changes nothing. What stands behind a committed import without a row of its key is there by an
 * overlap, and stays.
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
    select t.line, t.key, c.import_id as live, c.line as live_line, ${differs} as differs,
      coalesce(c.import_id, ${importId}) as goes, coalesce(c.line, t.line) as goes_line
    from (select distinct on (key) * from ${table} where organization_id = ${org} and import_id = ${importId}
      order by key, line desc) t
    left join ${table} c on c.organization_id = ${org} and c.key = t.key and c.counts
    left join "import" b on b.organization_id = ${org} and b.id = t.shadowed_by
    where c.key is not null or t.shadowed_by = ${importId} or b.status is distinct from 'committed'`);
  // Where they differ, an equal row of a later import may stand behind what counts, and goes before both.
  await tx.run(sql`update coming_kept k set goes = f.import_id, goes_line = f.line from (
      select distinct on (t.key) t.key, t.import_id, t.line from ${table} t
      join coming_kept n on n.key = t.key and n.differs
      join "import" i on i.organization_id = ${org} and i.id = t.import_id and i.status = 'committed'
      where t.organization_id = ${org} and (t.counts or (t.import_id = ${importId} and t.line = n.line)
        or (t.import_id <> ${importId} and t.shadowed_by <> t.import_id and exists (select from ${table} d
          where d.organization_id = ${org} and d.import_id = t.shadowed_by and d.key = t.key)))
      order by t.key, i.committed_at desc, t.import_id desc, t.line desc) f where f.key = k.key`);
  await tx.run(sql`update ${table} t set counts = false, shadowed_by = k.goes from coming_kept k
    where t.organization_id = ${org} and k.live is not null and k.goes <> k.live
      and t.import_id = k.live and t.line = k.live_line and t.key = k.key`);
  await tx.run(sql`update ${table} t set counts = true, shadowed_by = null from coming_kept k
    where t.organization_id = ${org} and t.import_id = k.goes and t.line = k.goes_line and t.key = k.key and not t.counts`);
  await tx.run(sql`update ${table} t set shadowed_by = k.goes from coming_kept k
    where t.organization_id = ${org} and t.import_id = ${importId} and t.line = k.line and t.key = k.key
      and k.goes <> ${importId}`);
  await tx.run("drop table coming_kept");
}
