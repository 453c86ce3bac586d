import { type Money, pico } from "@/lib/money";
import { lay, type PriceStep, pricesOf, type SkuPrices, sameTimeline } from "@/lib/pricing";
import { addDays } from "@/lib/time";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { byBasis, NO_PRICES, write } from "./assign";
import { bookOf } from "./book";
import { pricedSkus } from "./enter";
import { assignedPrices } from "./prices";
import { BASES } from "./prices-json";
import { type Changes, NO_CHANGES } from "./reprice-cells";
import { changesOf, sumWithin } from "./reprice-changes";
import { resettle } from "./resettle";

/** What is priced again: UTC days, both inclusive, and where named only one provider or model. */
export type RepriceScope = Readonly<{
  from: string;
  to: string;
  provider: string | null;
  model: string | null;
}>;

export type RepricePlan = Readonly<{
  /** The timelines that would change, as they are and as they would be. */
  earlier: ReadonlyMap<number, SkuPrices>;
  later: ReadonlyMap<number, SkuPrices>;
  /** Computed cost of all usage in scope, and what of it moves. */
  before: Money;
  after: Money;
  changes: Changes;
}>;

/**
 * What pricing some days again by the book as it stands would change, without changing it. Tokens are summed by sku,
 * day and price step first and multiplied last, so that a year costs about as much as reading its daily cells once.
 */
export async function planReprice(tx: Transaction, scope: RepriceScope): Promise<RepricePlan> {
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
  const [total] = await tx.rows<{ before: string }>(sql`select coalesce(sum(amount), 0)::text as before
    from ${sumWithin(tx, scope, "computed_cost")} d where sku_id = any(${skus.map(({ id }) => id)}::int[])`);
  const before = pico(BigInt(total?.before ?? "0"));
  if (ids.length === 0) return { earlier, later, before, after: before, changes: NO_CHANGES };
  const changes = await changesOf(tx, scope, later);
  const moved = changes.models.reduce((sum, change) => sum + change.after - change.before, 0n);
  return { earlier, later, before, after: pico(before + moved), changes };
}

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

/** Effective cost of the usage in scope: what pages show as spend of it. */
export async function spendWithin(tx: Transaction, scope: RepriceScope): Promise<Money> {
  const org = tx.organizationId;
  const [row] = await tx.rows<{
    spend: string;
  }>(sql`with of_sku as materialized (
      select sku_id, sum(amount) as amount from ${sumWithin(tx, scope, "effective_cost")} d group by sku_id)
    select coalesce(sum(amount), 0)::text as spend from of_sku join sku k on k.organization_id = ${org} and k.id = sku_id
    where (${scope.provider}::text is null or k.provider = ${scope.provider})
      and (${scope.model}::text is null or lower(k.model) = lower(${scope.model}))`);
  return pico(BigInt(row?.spend ?? "0"));
}
