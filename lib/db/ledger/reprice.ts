import { type Money, pico } from "@/lib/money";
import { lay, type PriceStep, pricesOf, type SkuPrices, sameTimeline } from "@/lib/pricing";
import { addDays, eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { partBetween } from "../targeted";
import { joinPrices, PRICED } from "./amounts";
import { byBasis, NO_PRICES, write } from "./assign";
import { bookOf } from "./book";
import { COUNTS, type Measure, TRAITS } from "./columns";
import { pricedSkus } from "./enter";
import { assignedPrices, stageDayPrices } from "./prices";
import { BASES } from "./prices-json";
import { resettle } from "./resettle";

/** What is priced again: UTC days, both inclusive, and where named only one provider or model. */
export type RepriceScope = Readonly<{
  from: string;
  to: string;
  provider: string | null;
  model: string | null;
}>;

/** Computed cost of one month before and after, by what it is of. */
export type Change = Readonly<{
  month: string;
  provider: string;
  model: string;
  product: string | null;
  before: Money;
  after: Money;
}>;

export type RepricePlan = Readonly<{
  /** The timelines that would change, as they are and as they would be. */
  earlier: ReadonlyMap<number, SkuPrices>;
  later: ReadonlyMap<number, SkuPrices>;
  /** Computed cost of all usage in scope, and what of it moves. */
  before: Money;
  after: Money;
  changes: readonly Change[];
}>;

/**
 * What pricing some days again by the book as it stands would change, without changing it. Tokens are summed by sku,
 * day and price step first and multiplied last, so that a year costs about as much as reading its daily cells once.
 */
export async function planReprice(tx: Transaction, scope: RepriceScope): Promise<RepricePlan> {
  const org = tx.organizationId;
  const skus = (await pricedSkus(tx)).filter(
    (sku) =>
      (scope.provider === null || sku.provider === scope.provider) &&
      (scope.model === null || sku.model.toLowerCase() === scope.model.toLowerCase()),
  );
  const book = await bookOf(tx);
  const assigned = await assignedPrices(tx);
  const [earlier, later] = [new Map<number, SkuPrices>(), new Map<number, SkuPrices>()];
  for (const sku of skus) {
    const before = assigned.get(sku.id) ?? NO_PRICES;
    const now = pricesOf(sku, book);
    const after = within(scope, before, now);
    if (BASES.every((basis) => sameTimeline(laid(before[basis]), after[basis]))) continue;
    earlier.set(sku.id, before);
    later.set(sku.id, after);
  }
  const ids = [...later.keys()];
  const range = sql`organization_id = ${org} and utc_day >= ${scope.from}::date and utc_day <= ${scope.to}::date`;
  const [total] = await tx.rows<{ before: string }>(sql`select coalesce(sum(amount), 0)::text as before
    from ${sumWithin(tx, scope, "computed_cost")} d where sku_id = any(${skus.map(({ id }) => id)}::int[])`);
  const before = pico(BigInt(total?.before ?? "0"));
  if (ids.length === 0) return { earlier, later, before, after: before, changes: [] };
  await stageDayPrices(tx, eachDay(scope.from, scope.to), { assigned: later });
  const sums = join(COUNTS.map((c) => sql`sum(d.${identifier(c)}) as ${identifier(c)}`));
  const rows = await tx.rows<{
    month: string;
    provider: string;
    model: string;
    product: string | null;
    before: string;
    after: string;
  }>(sql`select month, k.provider, k.model, p.name as product, sum(was)::text as before, sum(computed)::text as after
    from (select month, sku_id, product_id, ${partBetween(sql`was`, SHARE)} as was, ${partBetween(sql`computed`, SHARE)} as computed
      from (select c.month, c.sku_id, c.product_id, c.low, c.high, c.whole, c.was, ${PRICED} from (
          select to_char(d.day, 'YYYY-MM') as month, d.sku_id, utc_day, (traits >> ${TRAITS.priceStepShift}) << ${TRAITS.priceStepShift} as traits,
            t.product_id, coalesce(u.share_low, 0) as low, coalesce(u.share_high, 1) as high, coalesce(u.share_of, 1) as whole,
            case when u.day is not null then d.scope_id end as scope_id, u.day, sum(d.computed_cost) as was, ${sums}
          from usage_daily d left join scope_allocation a on a.organization_id = ${org} and a.scope_id = d.scope_id
          left join usage_parted u on u.organization_id = ${org} and u.day = d.day and u.scope_id = d.scope_id
            and u.sku_id = d.sku_id and a.scope_id is not null and a.target_id is null
          left join allocation_target t on t.organization_id = ${org} and t.id = coalesce(u.target_id, a.target_id)
          where d.${range} and d.sku_id = any(${ids}::int[]) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) c
        ${joinPrices()}) c) c
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    left join product p on p.organization_id = ${org} and p.id = c.product_id
    group by 1, 2, 3, 4 having sum(was) <> sum(computed) order by 1, 2, 3, 4 nulls last`);
  await tx.run("drop table day_price");
  const changes = rows.map((row) => ({
    ...row,
    before: pico(BigInt(row.before)),
    after: pico(BigInt(row.after)),
  }));
  const moved = changes.reduce((sum, change) => sum + change.after - change.before, 0n);
  return { earlier, later, before, after: pico(before + moved), changes };
}

/** What of a parted cell goes to a target, by its shares as they stand. */
const SHARE = { low: sql`low`, high: sql`high`, whole: sql`whole` };

const laid = (steps: readonly PriceStep[]): PriceStep[] => lay([steps], ([held = null]) => held);

/** The later timelines on the days of a scope, the earlier ones elsewhere. Cells stay cut where they were cut. */
function within(
  { from, to }: Pick<RepriceScope, "from" | "to">,
  earlier: SkuPrices,
  later: SkuPrices,
): SkuPrices {
  const [start, end] = [`${from}T00:00:00.000Z`, `${addDays(to, 1)}T00:00:00.000Z`];
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  return byBasis((basis) =>
    basis === "cuts"
      ? earlier.cuts
      : lay(
          [earlier[basis], later[basis]],
          ([then = null, now = null], at) => (at >= startMs && at < endMs ? now : then),
          [start, end],
        ),
  );
}

/** Puts a plan in force and brings the figures of its days up to date. */
export async function applyPlan(
  tx: Transaction,
  scope: RepriceScope,
  plan: RepricePlan,
  zone: string,
): Promise<void> {
  await write(tx, plan.later);
  await resettleWithin(tx, scope, [...plan.later.keys()], zone);
}

/** Puts earlier timelines back on the days of a scope, whatever was assigned to other days since. */
export async function putBack(
  tx: Transaction,
  scope: Pick<RepriceScope, "from" | "to">,
  earlier: ReadonlyMap<number, SkuPrices>,
  zone: string,
): Promise<void> {
  const ids = [...earlier.keys()];
  const current = await assignedPrices(tx, ids);
  const restored = new Map(
    ids.map((id) => [id, within(scope, current.get(id) ?? NO_PRICES, earlier.get(id) ?? NO_PRICES)]),
  );
  await write(tx, restored);
  await resettleWithin(tx, scope, ids, zone);
}

async function resettleWithin(
  tx: Transaction,
  { from, to }: Pick<RepriceScope, "from" | "to">,
  skuIds: readonly number[],
  zone: string,
): Promise<void> {
  // A UTC day reaches into the local day before or after it.
  const used = await tx.rows<{
    sku_id: number;
    days: string[];
  }>(sql`select sku_id, array_agg(day::text) as days from usage_daily_sku
    where organization_id = ${tx.organizationId} and sku_id = any(${skuIds}::int[])
      and day >= ${addDays(from, -1)}::date and day <= ${addDays(to, 1)}::date group by sku_id`);
  const days = new Set(used.flatMap((sku) => sku.days));
  const utcDays = new Set([...days].flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]));
  const these = [...utcDays].filter((day) => day >= from && day <= to).sort();
  await resettle(tx, { skuIds: used.map(({ sku_id }) => sku_id), days: these }, zone);
}

/**
 * Sums of a measure over the usage of UTC days: whole local days as they are added up already, and of the days at either
 * end, which reach over it, the cells. A local day and a UTC day of one cell are at most a day apart.
 */
const sumWithin = (
  tx: Transaction,
  { from, to }: Pick<RepriceScope, "from" | "to">,
  measure: Measure,
): Sql => {
  const [org, column] = [tx.organizationId, identifier(measure)];
  const ends = [addDays(from, -1), from, to, addDays(to, 1)];
  return sql`(select sku_id, ${column} as amount from usage_daily_sku
      where organization_id = ${org} and day > ${from}::date and day < ${to}::date
    union all select sku_id, ${column} from usage_daily where organization_id = ${org} and day = any(${ends}::date[])
      and utc_day >= ${from}::date and utc_day <= ${to}::date)`;
};

/** Effective cost of the usage in scope: what pages show as spend of it. */
export async function spendWithin(tx: Transaction, scope: RepriceScope): Promise<Money> {
  const org = tx.organizationId;
  const [row] = await tx.rows<{
    spend: string;
  }>(sql`select coalesce(sum(amount), 0)::text as spend from ${sumWithin(tx, scope, "effective_cost")} d
    join sku k on k.organization_id = ${org} and k.id = d.sku_id
    where (${scope.provider}::text is null or k.provider = ${scope.provider})
      and (${scope.model}::text is null or lower(k.model) = lower(${scope.model}))`);
  return pico(BigInt(row?.spend ?? "0"));
}
