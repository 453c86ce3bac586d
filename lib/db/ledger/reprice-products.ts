import type { SkuPrices } from "@/lib/pricing";
import { addDays, type DayRange, eachDay, monthEnd, monthStart } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { hasParted, ofTarget, partBetween } from "../targeted";
import type { Arithmetic } from "./amounts";
import { COUNTS } from "./columns";
import { type Changes, COUNT_NAMES, changed, changesWithin, pricedBy } from "./reprice-cells";

const MONTH = sql`date_trunc('month', day::timestamp)::date as month`;
const CELL = sql`sku_id, utc_day, traits, computed_cost, ${COUNT_NAMES}`;
const LESS = join(COUNTS.map((c) => sql`-${identifier(c)}`));

/**
 * Where cost goes to products, from what each scope has: by month as it is added up already where one price of a sku
 * holds all through it, else from the daily cells.
 */
export async function changesByProduct(
  tx: Transaction,
  period: DayRange,
  later: ReadonlyMap<number, SkuPrices>,
  arithmetic: Arithmetic,
): Promise<Changes> {
  const org = tx.organizationId;
  const parted = await hasParted(tx);
  const { whole, others } = monthsOf(period, later);
  const scopes = parted ? sql`and ${ofTarget(org, "whole")}` : sql``;
  const cells = sql`select month, scope_id, sku_id, month as utc_day, 0 as traits, computed_cost, ${COUNT_NAMES}
      from usage_monthly where organization_id = ${org} and (sku_id, month) in ${pairs(whole)} ${scopes}
    union all select month, scope_id, sku_id, month, 0, -computed_cost, ${LESS}
      from ${beyond(tx, period, whole)} d where true ${scopes}
    union all select x.month, scope_id, ${CELL} from ${dailyCells(tx, period, others)} ${scopes}`;
  const named = sql`select c.*, t.product_id from (${cells}) c
    left join scope_allocation a on a.organization_id = ${org} and a.scope_id = c.scope_id
    left join allocation_target t on t.organization_id = ${org} and t.id = a.target_id`;
  const ofScopes = sql`select month, sku_id, product_id, was, computed
    from (${pricedBy(named, sql`month, product_id, sku_id`, arithmetic)}) m`;
  if (!parted) return changed(tx, ofScopes);
  return changed(tx, sql`${ofScopes} union all ${partedChanges(tx, period, [...later.keys()], arithmetic)}`);
}

/** What of a parted scope's day goes to a target, by its shares as they stand. */
const SHARE = { low: sql`u.share_low`, high: sql`u.share_high`, whole: sql`u.share_of` };

function partedChanges(
  tx: Transaction,
  { from, to }: DayRange,
  ids: readonly number[],
  arithmetic: Arithmetic,
): Sql {
  const org = tx.organizationId;
  const cells = sql`select day, scope_id, ${CELL} from usage_daily where organization_id = ${org}
    and day >= ${addDays(from, -1)}::date and day <= ${addDays(to, 1)}::date
    and utc_day >= ${from}::date and utc_day <= ${to}::date and sku_id = any(${ids}::int[]) and ${ofTarget(org, "parted")}`;
  return sql`select date_trunc('month', m.day::timestamp)::date as month, m.sku_id, t.product_id,
      ${partBetween(sql`m.was`, SHARE)} as was, ${partBetween(sql`m.computed`, SHARE)} as computed
    from (${pricedBy(cells, sql`day, scope_id, sku_id`, arithmetic)}) m
    join usage_parted u on u.organization_id = ${org} and u.day = m.day and u.scope_id = m.scope_id and u.sku_id = m.sku_id
    left join allocation_target t on t.organization_id = ${org} and t.id = u.target_id`;
}

type SkuMonth = Readonly<{ sku: number; month: string }>;

const pairs = (months: readonly SkuMonth[]): Sql =>
  sql`(select sku, month from json_to_recordset(${JSON.stringify(months)}::json) as x(sku int, month date))`;

/** Daily cells of a period in some months of skus, looked up sku by sku. */
function dailyCells(tx: Transaction, { from, to }: DayRange, months: readonly SkuMonth[]): Sql {
  const end = sql`least((x.month + interval '1 month')::date, ${addDays(to, 2)}::date)`;
  return sql`${pairs(months)} x cross join lateral (select d.* from usage_daily d
    where d.organization_id = ${tx.organizationId} and d.sku_id = x.sku
      and d.day >= greatest(x.month, ${addDays(from, -1)}::date) and d.day < ${end}
      and d.utc_day >= ${from}::date and d.utc_day <= ${to}::date offset 0) d where true`;
}

/** What whole months have beside a period: cells of their local days that reach over its ends. */
function beyond(tx: Transaction, { from, to }: DayRange, months: readonly SkuMonth[]): Sql {
  const ends = [from, addDays(from, 1), addDays(to, -1), to];
  return sql`(select ${MONTH}, scope_id, ${CELL} from usage_daily where organization_id = ${tx.organizationId}
      and day = any(${ends}::date[]) and (utc_day < ${from}::date or utc_day > ${to}::date)
      and (sku_id, date_trunc('month', day::timestamp)::date) in ${pairs(months)})`;
}

/**
 * The months of each sku that lie in a period and in which one price holds on all UTC days of it, and the others whose
 * local days reach into it. A local day and the UTC day of one cell are at most a day apart.
 */
function monthsOf(period: DayRange, later: ReadonlyMap<number, SkuPrices>) {
  const { from, to } = period;
  const [whole, others]: [SkuMonth[], SkuMonth[]] = [[], []];
  const months = [...new Set(eachDay(addDays(from, -1), addDays(to, 1)).map(monthStart))];
  for (const [sku, prices] of later) {
    const changes = changesWithin(prices, period);
    const cutsDays = prices.cuts.some(({ timeOfDay }) => timeOfDay !== null);
    for (const month of months) {
      const end = monthEnd(month);
      const [first, last] = [addDays(month, -1), addDays(end, 1)];
      const isWhole =
        month >= from && end <= to && !cutsDays && !changes.some((day) => day >= first && day <= last);
      (isWhole ? whole : others).push({ sku, month });
    }
  }
  return { whole, others };
}
