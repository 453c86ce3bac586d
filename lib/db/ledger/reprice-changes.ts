import type { SkuPrices } from "@/lib/pricing";
import { addDays, eachDay, utcDayOf } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { partBetween } from "../targeted";
import { joinPrices, PRICED } from "./amounts";
import { COUNTS, type Measure, TRAITS } from "./columns";
import { stageDayPrices } from "./prices";

type Period = Readonly<{ from: string; to: string }>;

/** Computed cost of a month before and after, pico-dollars as text. */
export type ChangeRow = Readonly<{
  month: string;
  provider: string;
  model: string;
  product: string | null;
  before: string;
  after: string;
}>;

/**
 * What other timelines of some skus would move on the UTC days of a period, by month, model and product. Tokens are
 * summed by sku, day and price step first and multiplied last.
 */
export async function changesOf(
  tx: Transaction,
  period: Period,
  later: ReadonlyMap<number, SkuPrices>,
): Promise<ChangeRow[]> {
  await stageDayPrices(tx, eachDay(period.from, period.to), { assigned: later });
  const allocated = await tx.rows(
    sql`select from scope_allocation where organization_id = ${tx.organizationId} limit 1`,
  );
  // The planner takes what is priced for a few rows, and would look through all prices for each.
  await tx.run("set local enable_nestloop = off");
  const rows =
    allocated.length > 0 ? await byProduct(tx, period, [...later.keys()]) : await byModel(tx, period, later);
  await tx.run("set local enable_nestloop = on");
  await tx.run("drop table day_price");
  return rows;
}

/** Where cost goes to no product: most of it from what skus have a day, as it is added up already. */
async function byModel(
  tx: Transaction,
  period: Period,
  later: ReadonlyMap<number, SkuPrices>,
): Promise<ChangeRow[]> {
  const step = sql`(traits >> ${TRAITS.priceStepShift}) << ${TRAITS.priceStepShift}`;
  const sums = join(COUNTS.map((c) => sql`sum(${identifier(c)}) as ${identifier(c)}`));
  return tx.rows(sql`select month, k.provider, k.model, null as product, sum(was)::text as before, sum(computed)::text as after
    from (select c.month, c.sku_id, c.was, ${PRICED} from (
        select to_char(day, 'YYYY-MM') as month, sku_id, utc_day, ${step} as traits, sum(computed_cost) as was, ${sums}
        from ${cellsWithin(tx, period, later)} d group by 1, 2, 3, 4) c
      ${joinPrices()}) c
    join sku k on k.organization_id = ${tx.organizationId} and k.id = c.sku_id
    group by 1, 2, 3 having sum(was) <> sum(computed) order by 1, 2, 3`);
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
  for (const [sku, { contract, cuts }] of later) {
    const edges = contract
      .flatMap((step) => [step.from, step.to])
      .flatMap((edge) => (edge === null ? [] : [utcDayOf(Date.parse(edge))]))
      .filter((day) => day >= from && day <= to);
    if (cuts.length > 0 || edges.length > EDGES_MAX) byCell.push(sku);
    else {
      daily.push(sku);
      for (const day of edges) cellDays.add(addDays(day, -1)).add(day).add(addDays(day, 1));
    }
  }
  const days = [...cellDays];
  const columns = join([...COUNTS, "computed_cost"].map((c) => identifier(c)));
  const cells = sql`select day, sku_id, utc_day, traits::int as traits, ${columns} from usage_daily
    where organization_id = ${org} and utc_day >= ${from}::date and utc_day <= ${to}::date`;
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

/** What of a parted cell goes to a target, by its shares as they stand. */
const SHARE = { low: sql`low`, high: sql`high`, whole: sql`whole` };

/** Where cost goes to products: from the cells of each scope. */
async function byProduct(
  tx: Transaction,
  { from, to }: Period,
  ids: readonly number[],
): Promise<ChangeRow[]> {
  const org = tx.organizationId;
  const sums = join(COUNTS.map((c) => sql`sum(d.${identifier(c)}) as ${identifier(c)}`));
  return tx.rows(sql`select month, k.provider, k.model, p.name as product, sum(was)::text as before, sum(computed)::text as after
    from (select month, sku_id, product_id, ${partBetween(sql`was`, SHARE)} as was, ${partBetween(sql`computed`, SHARE)} as computed
      from (select c.month, c.sku_id, c.product_id, c.low, c.high, c.whole, c.was, ${PRICED} from (
          select to_char(d.day, 'YYYY-MM') as month, d.sku_id, utc_day, (traits >> ${TRAITS.priceStepShift}) << ${TRAITS.priceStepShift} as traits,
            t.product_id, coalesce(u.share_low, 0) as low, coalesce(u.share_high, 1) as high, coalesce(u.share_of, 1) as whole,
            case when u.day is not null then d.scope_id end as scope_id, u.day, sum(d.computed_cost) as was, ${sums}
          from usage_daily d left join scope_allocation a on a.organization_id = ${org} and a.scope_id = d.scope_id
          left join usage_parted u on u.organization_id = ${org} and u.day = d.day and u.scope_id = d.scope_id
            and u.sku_id = d.sku_id and a.scope_id is not null and a.target_id is null
          left join allocation_target t on t.organization_id = ${org} and t.id = coalesce(u.target_id, a.target_id)
          where d.organization_id = ${org} and utc_day >= ${from}::date and utc_day <= ${to}::date and d.sku_id = any(${ids}::int[]) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) c
        ${joinPrices()}) c) c
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    left join product p on p.organization_id = ${org} and p.id = c.product_id
    group by 1, 2, 3, 4 having sum(was) <> sum(computed) order by 1, 2, 3, 4 nulls last`);
}
