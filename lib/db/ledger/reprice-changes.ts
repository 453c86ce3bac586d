import type { SkuPrices } from "@/lib/pricing";
import { addDays, eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { type Arithmetic, arithmeticFor } from "./amounts";
import { COUNTS, type Measure } from "./columns";
import { stagePriceSpans } from "./prices";
import { type Changes, COUNT_NAMES, changed, changesWithin, pricedBy } from "./reprice-cells";
import { changesByProduct } from "./reprice-products";

type Period = Readonly<{ from: string; to: string }>;

/**
 * What other timelines of some skus would move on the UTC days of a period, by month, model and product. Tokens are
 * summed over days of equal price first and multiplied last.
 */
export async function changesOf(
  tx: Transaction,
  period: Period,
  later: ReadonlyMap<number, SkuPrices>,
): Promise<Changes> {
  await stagePriceSpans(tx, eachDay(period.from, period.to), later);
  const allocated = await tx.rows(
    sql`select from scope_allocation where organization_id = ${tx.organizationId} limit 1`,
  );
  const arithmetic = await arithmeticFor(tx, totalsOfSkus(tx, period));
  // The planner takes what is priced for a few rows, and would look through all prices for each.
  await tx.run("set local enable_nestloop = off");
  const rows =
    allocated.length > 0
      ? await changesByProduct(tx, period, later, arithmetic)
      : await byModel(tx, period, later, arithmetic);
  await tx.run("set local enable_nestloop = on");
  await tx.run("drop table day_price, price_span");
  return rows;
}

/** What each sku has in all: no sum of its cells is larger. */
const totalsOfSkus = (tx: Transaction, { from, to }: Period): Sql =>
  sql`(select ${join(COUNTS.map((c) => sql`sum(${identifier(c)}) as ${identifier(c)}`))} from usage_daily_sku
    where organization_id = ${tx.organizationId} and day >= ${addDays(from, -1)}::date and day <= ${addDays(to, 1)}::date
    group by sku_id)`;

/** Where cost goes to no product: most of it from what skus have a day, as it is added up already. */
async function byModel(
  tx: Transaction,
  period: Period,
  later: ReadonlyMap<number, SkuPrices>,
  arithmetic: Arithmetic,
): Promise<Changes> {
  const cells = sql`select date_trunc('month', day::timestamp)::date as month, sku_id, utc_day, traits, computed_cost, ${COUNT_NAMES}
    from ${cellsWithin(tx, period, later)} d`;
  return changed(
    tx,
    sql`select month, sku_id, null::uuid as product_id, was, computed from (${pricedBy(cells, sql`month, sku_id`, arithmetic)}) m`,
  );
}

const EDGES_MAX = 20;

/**
 * The cells of skus on UTC days, as what they have on a local day wherever one price holds on all UTC days that this day
 * reaches into: a local day and the UTC day of one cell are at most a day apart.
 */
function cellsWithin(tx: Transaction, { from, to }: Period, later: ReadonlyMap<number, SkuPrices>): Sql {
  const org = tx.organizationId;
  const cellDays = new Set([addDays(from, -1), from, to, addDays(to, 1)]);
  const [daily, byCell]: [number[], number[]] = [[], []];
  for (const [sku, prices] of later) {
    const edges = changesWithin(prices, { from, to });
    if (prices.cuts.length > 0 || edges.length > EDGES_MAX) byCell.push(sku);
    else {
      daily.push(sku);
      for (const day of edges) cellDays.add(addDays(day, -1)).add(day).add(addDays(day, 1));
    }
  }
  const days = [...cellDays];
  const columns = join([...COUNTS, "computed_cost"].map((c) => identifier(c)));
  const cells = sql`select day, sku_id, utc_day, traits::int as traits, ${columns} from usage_daily
    where organization_id = ${org} and utc_day >= ${from}::date and utc_day <= ${to}::date
      and day >= ${addDays(from, -1)}::date and day <= ${addDays(to, 1)}::date`;
  return sql`(select day, sku_id, day as utc_day, 0 as traits, ${columns} from usage_daily_sku
      where organization_id = ${org} and day > ${from}::date and day < ${to}::date and sku_id = any(${daily}::int[])
        and day <> all(${days}::date[])
    union all ${cells} and sku_id = any(${daily}::int[]) and day = any(${days}::date[])
    union all ${cells} and sku_id = any(${byCell}::int[]))`;
}

/**
 * Sums of a measure over the usage of UTC days: whole local days as they are added up already, and of the days at either
 * end, which reach over it, the cells.
 */
export function sumWithin(tx: Transaction, { from, to }: Period, measure: Measure): Sql {
  const [org, column] = [tx.organizationId, identifier(measure)];
  const ends = [addDays(from, -1), from, to, addDays(to, 1)];
  return sql`(select sku_id, ${column} as amount from usage_daily_sku
      where organization_id = ${org} and day > ${from}::date and day < ${to}::date
    union all select sku_id, ${column} from usage_daily where organization_id = ${org} and day = any(${ends}::date[])
      and utc_day >= ${from}::date and utc_day <= ${to}::date)`;
}
