import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { amountsOf, PRICED_MEASURES } from "./amounts";
import { onUtcDays } from "./days";

const KEY = ["day", "scope_id", "sku_id", "utc_day", "traits"] as const;

const list = (of: (column: Sql) => Sql, columns: readonly string[] = PRICED_MEASURES, between = ", ") =>
  join(
    columns.map((column) => of(identifier(column))),
    between,
  );
const added = (to: Sql, by: Sql) => list((c) => sql`${c} = ${to}.${c} + ${by}.${c}`);

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
  const { from, amounts } = await amountsOf(tx, days, cells);
  const news = join(PRICED_MEASURES.map((m) => sql`${amounts[m]} - ${identifier(m)} as ${identifier(m)}`));
  const keys = join(KEY.map((c) => identifier(c)));
  // The planner takes the cells for a few, and would look through all prices for each.
  await tx.run("set local enable_nestloop = off");
  await tx.run(sql`create temp table repriced on commit drop as
    select * from (select ${keys}, ${news} from (${from}) cells) r where ${list((c) => sql`${c} <> 0`, PRICED_MEASURES, " or ")}`);
  await tx.run("set local enable_nestloop = on");
  await tx.run("drop table day_price");
  await tx.run("analyze repriced (day, scope_id, sku_id, utc_day, traits)");
  const same = join(
    KEY.map((c) => sql`d.${identifier(c)} = r.${identifier(c)}`),
    " and ",
  );
  await tx.run(sql`update usage_daily d set ${added(sql`d`, sql`r`)} from repriced r
    where d.organization_id = ${org} and ${same}`);
  await addTo(tx, "usage_daily_sku", { day: sql`day`, sku_id: sql`sku_id` });
  await addTo(tx, "usage_daily_scope", { day: sql`day`, scope_id: sql`scope_id` });
  const month = sql`date_trunc('month', day::timestamp)::date`;
  await addTo(tx, "usage_monthly", { month, scope_id: sql`scope_id`, sku_id: sql`sku_id` });
}

/** Moves the lines of a roll-up by what their cells moved; each has its line, since it has usage. */
async function addTo(tx: Transaction, table: string, keys: Readonly<Record<string, Sql>>): Promise<void> {
  const names = Object.keys(keys);
  const by = join(Object.entries(keys).map(([name, of]) => sql`${of} as ${identifier(name)}`));
  await tx.run(sql`update ${identifier(table)} t set ${added(sql`t`, sql`s`)}
    from (select ${by}, ${list((c) => sql`sum(${c}) as ${c}`)} from repriced group by ${join(Object.values(keys))}) s
    where t.organization_id = ${tx.organizationId} and ${list((c) => sql`t.${c} = s.${c}`, names, " and ")}`);
}
