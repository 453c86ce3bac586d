import {
  BOOK_VERSION,
  canonical,
  catalogueSteps,
  filled,
  lay,
  PRICE_BASES,
  type PriceBasis,
  type PriceStep,
  priceAt,
  pricesOf,
  type SkuPrices,
  samePrices,
  sameTimeline,
} from "@/lib/pricing";
import { addDays, eachDay, utcDayStartMs } from "@/lib/time";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { bookOf, keepListPrices } from "./book";
import { assignedPrices, PRICE_COLUMNS, PRICE_FIELDS, priceText } from "./prices";
import type { Sku } from "./registry";

/** What an assignment changed: where figures have to be made anew. */
export type Reassigned = Readonly<{ skuIds: number[]; days: string[] }>;

type PricedSku = Sku & { readonly model: string };

const isPriced = (sku: Sku): sku is PricedSku => sku.unit === "tokens" && sku.model !== null;

/**
 * Assigns prices to skus that are met for the first time, and keeps the list prices they got in the organization's
 * price book. From then on the assignment counts: another version of the catalogue never moves what is already priced
 * (architecture, promise 3). A sku without a price gets no row: its usage reads "unpriced".
 */
export async function assignNewSkus(tx: Transaction, skus: readonly Sku[]): Promise<void> {
  const priced = skus.filter(isPriced);
  if (priced.length === 0) return;
  const book = await bookOf(tx);
  await write(tx, new Map(priced.map((sku) => [sku.id, pricesOf(sku, book)])));
  await keepListPrices(tx, priced);
}

/**
 * Assigns what the price book says now to skus that have usage, without moving a figure that is there: on UTC days on
 * which a sku was used its prices stay, except that classes which had none get one where `fills` (ledger rule 2:
 * unpriced usage prices itself once a price is set).
 * @returns the skus and days whose usage found a price
 */
export async function assignOtherDays(
  tx: Transaction,
  skus: readonly Sku[],
  options: { readonly fills: boolean },
): Promise<Reassigned> {
  const priced = skus.filter(isPriced);
  const ids = priced.map(({ id }) => id);
  const [book, assigned, used] = [await bookOf(tx), await assignedPrices(tx, ids), await usedRuns(tx, ids)];
  const changed = new Map<number, SkuPrices>();
  const found = new Set<number>();
  const days = new Set<string>();
  for (const sku of priced) {
    const now = pricesOf(sku, book);
    const before = assigned.get(sku.id) ?? NO_PRICES;
    const after = byBasis((basis) => {
      const runs = (used.get(sku.id) ?? []).map(instantsOf);
      const fills = options.fills && basis !== "cuts";
      return lay(
        [before[basis], now[basis]],
        ([then = null, later = null], at) => {
          // Where cells are cut cannot change under the cells that are there.
          if (!runs.some(({ fromMs, toMs }) => at >= fromMs && at < toMs)) return later;
          return fills ? filled(then, later) : then;
        },
        runs.flatMap(({ fromMs, toMs }) => [fromMs, toMs].map((ms) => new Date(ms).toISOString())),
      );
    });
    if (PRICE_BASES.every((basis) => sameTimeline(canonical(before[basis]), after[basis]))) continue;
    changed.set(sku.id, after);
    for (const day of (used.get(sku.id) ?? []).flatMap(({ first, last }) => eachDay(first, last)))
      if (
        !samePrices(priceAt(before.contract, utcDayStartMs(day)), priceAt(after.contract, utcDayStartMs(day)))
      ) {
        found.add(sku.id);
        days.add(day);
      }
  }
  await write(tx, changed);
  return { skuIds: [...found], days: [...days].sort() };
}

/** Assigns again, to days without usage, where the catalogue of this build is not the one that was asked before. */
export async function meetCatalogue(tx: Transaction): Promise<void> {
  const stale = await tx.rows<Sku>(sql`select k.id, provider, model, service_tier as "serviceTier", geography,
      context_band as "contextBand", unit, charge_category as category from sku k
      left join (select sku_id, min(source_version) as version from sku_price where organization_id = ${tx.organizationId}
        group by sku_id) p on p.sku_id = k.id
    where organization_id = ${tx.organizationId} and unit = 'tokens' and model is not null
      and p.version is distinct from ${BOOK_VERSION}`);
  const met = stale.filter((sku) => isPriced(sku) && catalogueSteps(sku) !== null);
  if (met.length === 0) return;
  await assignOtherDays(tx, met, { fills: false });
  await tx.run(sql`update sku_price set source_version = ${BOOK_VERSION} where organization_id = ${tx.organizationId}
    and sku_id = any(${met.map(({ id }) => id)}::int[])`);
}

/** Puts timelines in force; what they replace is the caller's to keep. */
export async function write(tx: Transaction, prices: ReadonlyMap<number, SkuPrices>): Promise<void> {
  if (prices.size === 0) return;
  const rows = [...prices].flatMap(([sku, bases]) =>
    basesToWrite(bases).flatMap(([basis, steps]) =>
      steps.map((s, step) => ({
        sku,
        basis,
        step,
        from: s.from,
        to: s.to,
        dayFrom: s.timeOfDay?.from ?? null,
        dayTo: s.timeOfDay?.to ?? null,
        source: s.source ?? "",
        version: BOOK_VERSION,
        ...Object.fromEntries(PRICE_FIELDS.map((f) => [PRICE_COLUMNS[f], priceText(s.prices[f])])),
      })),
    ),
  );
  const columns = PRICE_FIELDS.map((f) => PRICE_COLUMNS[f]);
  await tx.run(sql`delete from sku_price where organization_id = ${tx.organizationId}
    and sku_id = any(${[...prices.keys()]}::int[])`);
  await tx.client.query({
    text: `insert into sku_price (organization_id, sku_id, basis, step, valid_from, valid_to, day_from, day_to, source,
        source_version, ${columns.join(", ")})
      select $1::int, sku, basis, step, "from", "to", "dayFrom", "dayTo", source, version, ${columns.join(", ")}
      from json_to_recordset($2::json) as x(sku int, basis text, step int, "from" timestamptz, "to" timestamptz,
        "dayFrom" text, "dayTo" text, source text, version text, ${columns.map((c) => `${c} bigint`).join(", ")})`,
    values: [tx.organizationId, JSON.stringify(rows)],
  });
}

/** A basis is written down where it differs from the one below it. */
function basesToWrite({ standard, list, contract, batch, cuts }: SkuPrices): [PriceBasis, PriceStep[]][] {
  const bases: [PriceBasis, PriceStep[]][] = [
    ["contract", contract],
    ["batch", batch],
    ["cuts", cuts],
  ];
  if (!samePricing(list, contract)) bases.push(["list", list]);
  if (!samePricing(standard, list)) bases.push(["standard", standard]);
  return bases;
}

const samePricing = (a: readonly PriceStep[], b: readonly PriceStep[]): boolean =>
  sameTimeline(unsourced(a), unsourced(b));
const unsourced = (steps: readonly PriceStep[]): PriceStep[] =>
  lay([steps], ([held]) => (held ? { ...held, source: "" } : null));

export const NO_PRICES: SkuPrices = { standard: [], list: [], contract: [], batch: [], cuts: [] };

/** The same of every basis. */
export const byBasis = (steps: (basis: PriceBasis) => PriceStep[]): SkuPrices =>
  Object.fromEntries(PRICE_BASES.map((basis) => [basis, steps(basis)])) as SkuPrices;

type Days = Readonly<{ first: string; last: string }>;

/** The stretches of consecutive UTC days on which skus were used. */
export async function usedRuns(tx: Transaction, skuIds: readonly number[]): Promise<Map<number, Days[]>> {
  const org = tx.organizationId;
  const rows = await tx.rows<{ sku_id: number; first: string; last: string }>(sql`with used as (
      select distinct sku_id, utc_day from usage_daily where organization_id = ${org} and sku_id = any(${skuIds}::int[])
        and day = any(array(select distinct day from usage_daily_sku
          where organization_id = ${org} and sku_id = any(${skuIds}::int[]))))
    select sku_id, min(utc_day)::text as first, max(utc_day)::text as last from (select sku_id, utc_day,
      utc_day - (row_number() over (partition by sku_id order by utc_day))::int as run from used) u
    group by sku_id, run order by sku_id, first`);
  const runs = new Map<number, Days[]>();
  for (const { sku_id, first, last } of rows) {
    const known = runs.get(sku_id);
    if (known) known.push({ first, last });
    else runs.set(sku_id, [{ first, last }]);
  }
  return runs;
}

const instantsOf = ({ first, last }: Days) => ({
  fromMs: utcDayStartMs(first),
  toMs: utcDayStartMs(addDays(last, 1)),
});
