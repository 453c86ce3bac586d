import { type Money, pico } from "@/lib/money";
import {
  lay,
  type PriceBasis,
  type PriceStep,
  pricesOf,
  type SkuPrices,
  sameTimeline,
  type UnitPrices,
} from "@/lib/pricing";
import { addDays, eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { partBetween } from "../targeted";
import { byBasis, NO_PRICES, usedRuns, write } from "./assign";
import { bookOf } from "./book";
import { COUNTS, TRAITS } from "./columns";
import { pricedSkus } from "./enter";
import { assignedPrices, PRICE_FIELDS, stageDayPrices } from "./prices";
import { resettle } from "./resettle";
import { joinPrices, PRICED } from "./rollups";

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
  const [total] = await tx.rows<{ before: string }>(sql`select coalesce(sum(computed_cost), 0)::text as before
    from usage_daily where ${range} and sku_id = any(${skus.map(({ id }) => id)}::int[])`);
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

const BASES = ["standard", "list", "contract", "batch"] as const satisfies readonly PriceBasis[];

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
  const used = await usedRuns(tx, skuIds);
  const days = new Set<string>();
  for (const runs of used.values())
    for (const { first, last } of runs)
      for (const day of eachDay(first < from ? from : first, last > to ? to : last)) days.add(day);
  await resettle(tx, { skuIds: [...used.keys()], days: [...days].sort() }, zone);
}

/** Effective cost of the usage in scope: what pages show as spend of it. */
export async function spendWithin(tx: Transaction, scope: RepriceScope): Promise<Money> {
  const org = tx.organizationId;
  const [row] = await tx.rows<{
    spend: string;
  }>(sql`select coalesce(sum(effective_cost), 0)::text as spend from usage_daily d
    join sku k on k.organization_id = ${org} and k.id = d.sku_id
    where d.organization_id = ${org} and d.utc_day >= ${scope.from}::date and d.utc_day <= ${scope.to}::date
      and (${scope.provider}::text is null or k.provider = ${scope.provider})
      and (${scope.model}::text is null or lower(k.model) = lower(${scope.model}))`);
  return pico(BigInt(row?.spend ?? "0"));
}

type Kept = {
  from: string | null;
  to: string | null;
  timeOfDay: PriceStep["timeOfDay"];
  source: string;
  prices: (string | null)[];
};

/** Timelines as JSON, to be kept with the act that replaced them. */
export function pricesJson(prices: ReadonlyMap<number, SkuPrices>): string {
  const keep = (steps: readonly PriceStep[]): Kept[] =>
    steps.map(({ from, to, timeOfDay, source = "", prices }) => ({
      from,
      to,
      timeOfDay,
      source,
      prices: PRICE_FIELDS.map((field) => prices[field]?.toString() ?? null),
    }));
  return JSON.stringify(
    Object.fromEntries(
      [...prices].map(([id, bases]) => [id, Object.fromEntries(BASES.map((b) => [b, keep(bases[b])]))]),
    ),
  );
}

/** The inverse of `pricesJson`. */
export function pricesFromJson(
  kept: Record<string, Record<(typeof BASES)[number], Kept[]>>,
): Map<number, SkuPrices> {
  const steps = (list: readonly Kept[]): PriceStep[] =>
    list.map(({ prices, ...step }) => ({
      ...step,
      prices: Object.fromEntries(
        PRICE_FIELDS.map((field, index) => {
          const text = prices[index];
          return [field, text === null || text === undefined ? null : pico(BigInt(text))];
        }),
      ) as UnitPrices,
    }));
  return new Map(
    Object.entries(kept).map(([id, bases]) => [
      Number(id),
      byBasis((basis) => (basis === "cuts" ? [] : steps(bases[basis]))),
    ]),
  );
}
