import type { CubeRow } from "@/lib/db/cube-query";
import { breakEvenReadShare, breakEvenReadsPerWrite } from "@/lib/economics";
import { type Filters, hrefWith } from "@/lib/filters";
import { type Money, pico, ratioText, usdText } from "@/lib/money";
import { type PriceStep, samePrices, type UnitPrices } from "@/lib/pricing";
import { addDays, type DayRange, dayLabel, dayStartMs, makeDayOf } from "@/lib/time";
import type { Line } from "./line";
import type { PricedSku } from "./list-prices";
import { addUp } from "./query";

type Lifetime = Readonly<{
  name: string;
  price: "cacheWrite5m" | "cacheWrite1h";
  tokens: "cache_write_5m_tokens" | "cache_write_1h_tokens";
}>;

/** Lifetimes of what is written; OpenAI names none, and its writes count with the first (ledger rule 6). */
const LIFETIMES: readonly Lifetime[] = [
  { name: "5 min", price: "cacheWrite5m", tokens: "cache_write_5m_tokens" },
  { name: "1 h", price: "cacheWrite1h", tokens: "cache_write_1h_tokens" },
];

/**
 * When a cache pays, by model and lifetime, from the prices in force in the period: the share of cacheable tokens that
 * has to be read, and reads per write (economics §5.3), beside what was. A model whose prices changed has a line for
 * each; a lifetime nothing was written for has none.
 * @param rows with the keys product, model, provider, tier
 */
export function breakEvenLines(
  rows: readonly CubeRow[],
  skus: readonly PricedSku[],
  asked: { readonly filters: Filters; readonly shown: DayRange; readonly zone: string },
): Line[] {
  const groups = new Map<string, CubeRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.keys.slice(1, 4));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((cells) => {
    const sums = addUp(cells);
    const [, model = null, provider = null, tier = null] = cells[0]?.keys ?? [];
    const sku = skus.find((s) => s.model === model && s.provider === provider && s.tier === tier);
    if (!sku || model === null) return [];
    const read = sums.cache_read_tokens ?? 0n;
    const written = LIFETIMES.reduce((sum, { tokens }) => sum + (sums[tokens] ?? 0n), 0n);
    const where = { model: [model], provider: [provider], tier: [tier] };
    return LIFETIMES.filter(({ tokens }) => (sums[tokens] ?? 0n) > 0n).flatMap((lifetime) =>
      heldPrices(sku.steps, asked).map(({ prices, note }): Line => {
        const { input, cacheRead } = prices;
        const write = prices[lifetime.price];
        const known = input !== null && cacheRead !== null && write !== null;
        const sides = known ? { input, write, read: cacheRead } : null;
        const share = ratioText(read, read + written);
        const even = sides && breakEvenReadShare(sides);
        return {
          id: JSON.stringify([model, provider, tier, lifetime.name, note]),
          cells: {
            model,
            tier,
            lifetime: lifetime.name,
            input: priceOf(input),
            write: priceOf(write),
            read: priceOf(cacheRead),
            even_share: even,
            share,
            even_reads: sides && breakEvenReadsPerWrite(sides),
            reads: ratioText(read, written),
          },
          links: {
            model: hrefWith(asked.filters, { where, rest: { by: ["api_key"] } }, "/spend"),
            share: hrefWith(asked.filters, { where }, "/rows"),
            reads: hrefWith(asked.filters, { where }, "/rows"),
          },
          missing: { tier: "Not given", input: "unpriced", write: "unpriced", read: "unpriced" },
          ...(note === null ? {} : { notes: { model: note } }),
          ...(even !== null && share !== null && Number(share) < Number(even)
            ? { tones: { share: "bad", reads: "bad" } }
            : {}),
        };
      }),
    );
  });
}

/** USD per million tokens. */
const priceOf = (price: Money | null): string | null =>
  price === null ? null : usdText(pico(price * 1_000_000n));

/** The prices in force in a period, one after another; said from when where there are several. Windows of a day aside. */
function heldPrices(
  steps: readonly PriceStep[],
  { shown, zone }: { readonly shown: DayRange; readonly zone: string },
): Readonly<{ prices: UnitPrices; note: string | null }>[] {
  const [first, end] = [dayStartMs(shown.from, zone), dayStartMs(addDays(shown.to, 1), zone)];
  const dayOf = makeDayOf(zone);
  const held: { prices: UnitPrices; from: number }[] = [];
  for (const step of steps) {
    const from = step.from === null ? first : Math.max(first, Date.parse(step.from));
    const to = step.to === null ? end : Date.parse(step.to);
    if (step.timeOfDay !== null || from >= end || to <= first) continue;
    const last = held.at(-1);
    if (!last || !samePricesOfCache(last.prices, step.prices)) held.push({ prices: step.prices, from });
  }
  return held.map(({ prices, from }) => ({
    prices,
    note: held.length > 1 ? `from ${dayLabel(dayOf(from))}` : null,
  }));
}

const samePricesOfCache = (a: UnitPrices, b: UnitPrices): boolean =>
  samePrices(a, b) ||
  (["input", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const).every((name) => a[name] === b[name]);
