import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { amountsOf, PRICED_MEASURES } from "./amounts";
import { onUtcDays } from "./days";

const KEY = ["day", "scope_id", "sku_id", "utc_day", "traits"] as const;

const list = (of: (column: Sql) => Sql, columns: readonly string[], between = ", ") =>
  join(
    columns.map((column) => of(identifier(column))),
    between,
  );
const added = (to: Sql, by: Sql, columns: readonly string[]) =>
  list((c) => sql`${c} = ${to}.${c} + ${by}.${c}`, columns);

/**
 * Prices the daily cells of some skus on some UTC days again, by the assigned prices, where no reported charge is laid
 * over them. What their figures move by lies in the temporary table `repriced` afterwards, one row for each cell that
 * moves. Counts do not change with prices, so nothing is added up from the cube and no other column is written.
 */
export async function priceAgain(
  tx: Transaction,
  { skuIds, days }: { readonly skuIds: readonly number[]; readonly days: readonly string[] },
): Promise<void> {
  const org = tx.organizationId;
  const cells = sql`(select d.*, d.reported_cost as row_cost from usage_daily d where organization_id = ${org}
    and ${onUtcDays(days, "d")} and sku_id = any(${skuIds}::int[]))`;
  const { from, amounts } = await amountsOf(tx, days, cells, skuIds);
  const news = join(PRICED_MEASURES.map((m) => sql`${amounts[m]} - ${identifier(m)} as ${identifier(m)}`));
  const keys = join(KEY.map((c) => identifier(c)));
  // The planner takes the cells for a few, and would look through all prices for each, or sort them all to meet prices.
  await tx.run("set local enable_nestloop = off; set local enable_mergejoin = off");
  await tx.run(sql`create temp table repriced on commit drop as
    select * from (select ${keys}, ${news} from (${from}) cells offset 0) r where ${list((c) => sql`${c} <> 0`, PRICED_MEASURES, " or ")}`);
  await tx.run("set local enable_nestloop = on; set local enable_mergejoin = on");
  await tx.run("drop table day_price");
  const moved = await movedMeasures(tx);
  if (moved.length === 0) return;
  await tx.run("analyze repriced (day, scope_id, sku_id, utc_day, traits)");
  const same = list((c) => sql`d.${c} = r.${c}`, KEY, " and ");
  await tx.run(sql`update usage_daily d set ${added(sql`d`, sql`r`, moved)} from repriced r
    where d.organization_id = ${org} and ${same}`);
  await addTo(tx, "usage_daily_sku", { day: sql`day`, sku_id: sql`sku_id` }, moved);
  await addTo(tx, "usage_daily_scope", { day: sql`day`, scope_id: sql`scope_id` }, moved);
  const month = sql`date_trunc('month', day::timestamp)::date`;
  await addTo(tx, "usage_monthly", { month, scope_id: sql`scope_id`, sku_id: sql`sku_id` }, moved);
}

/** The measures that move anywhere: of another contract these are two, and adding the others up would be most of the work. */
async function movedMeasures(tx: Transaction): Promise<readonly string[]> {
  const [moves] = await tx.rows<Record<string, boolean | null>>(
    sql`select ${list((c) => sql`bool_or(${c} <> 0) as ${c}`, PRICED_MEASURES)} from repriced`,
  );
  return PRICED_MEASURES.filter((measure) => moves?.[measure]);
}

/** Moves the lines of a roll-up by what their cells moved; each has its line, since it has usage. */
async function addTo(
  tx: Transaction,
  table: string,
  keys: Readonly<Record<string, Sql>>,
  moved: readonly string[],
): Promise<void> {
  const names = Object.keys(keys);
  const by = join(Object.entries(keys).map(([name, of]) => sql`${of} as ${identifier(name)}`));
  await tx.run(sql`update ${identifier(table)} t set ${added(sql`t`, sql`s`, moved)}
    from (select ${by}, ${list((c) => sql`sum(${c}) as ${c}`, moved)} from repriced group by ${join(Object.values(keys))}) s
    where t.organization_id = ${tx.organizationId} and ${list((c) => sql`t.${c} = s.${c}`, names, " and ")}`);
}
