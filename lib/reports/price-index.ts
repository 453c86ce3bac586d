import type { SkuUsage } from "@/lib/db/sku-usage";
import { chainedIndex, jevons, logRelative, type PriceRelative } from "@/lib/economics";
import { PRICE_CLASSES, type PriceClass, type UnitPrices } from "@/lib/pricing";

/** What was used in one period, and the instant (ms) whose prices stand for it: its end. */
export type UsedPeriod = Readonly<{ period: string; at: number; skus: readonly SkuUsage[] }>;

/** The prices a sku has at an instant, null where it has none. */
export type PricesOfSku = (skuId: number, at: number) => UnitPrices | null;

/** One model of two neighbouring periods, and what its tokens of both cost at the prices of each. */
export type ModelRelative = PriceRelative & Readonly<{ provider: string; model: string }>;

/** The index at one period; `matched` are the models that link it to the one before. */
export type IndexPoint = Readonly<{
  period: string;
  index: number;
  matched: readonly ModelRelative[];
  /** True where no model links it to the period before: the index begins at 100 here. */
  begins: boolean;
}>;

/**
 * The matched-model price index, chained (economics §5.10). A model's price is what its tokens of both periods together
 * cost, sku by sku and class by class, at the prices in force at the end of each: so neither mix nor volume moves it.
 * Models weigh the same. Periods without usage are passed over.
 */
export function priceIndex(periods: readonly UsedPeriod[], pricesOf: PricesOfSku): IndexPoint[] {
  const used = periods.filter(({ skus }) => skus.some(isUsed));
  const matches = used.slice(1).map((now, index) => matched(used[index] ?? now, now, pricesOf));
  const index = chainedIndex(matches.map(jevons));
  return used.map(({ period }, at) => {
    const link = matches[at - 1] ?? [];
    return { period, index: index[at] ?? 0, matched: link, begins: link.length === 0 };
  });
}

/** How one model moved the index since it last began. */
export type IndexPart = Readonly<{
  provider: string;
  model: string;
  /** Links it is part of. */
  links: number;
  /** Its own price now over then, along those links. */
  factor: number;
  /** What it multiplied the index by; over all models the product is the index ÷ 100. */
  moves: number;
}>;

/** The index taken apart by model; the largest move first, then by name. */
export function indexParts(points: readonly IndexPoint[]): IndexPart[] {
  const since = points.slice(points.findLastIndex(({ begins }) => begins) + 1);
  const parts = new Map<
    string,
    { provider: string; model: string; links: number; own: number; all: number }
  >();
  for (const { matched: link } of since) {
    for (const relative of link) {
      const { provider, model } = relative;
      const key = keyOf(relative);
      const part = parts.get(key) ?? { provider, model, links: 0, own: 0, all: 0 };
      const log = logRelative(relative);
      parts.set(key, {
        ...part,
        links: part.links + 1,
        own: part.own + log,
        all: part.all + log / link.length,
      });
    }
  }
  return [...parts.values()]
    .sort((a, b) => Math.abs(b.all) - Math.abs(a.all) || (a.model < b.model ? -1 : 1))
    .map(({ provider, model, links, own, all }) => ({
      provider,
      model,
      links,
      factor: Math.exp(own),
      moves: Math.exp(all),
    }));
}

function matched(before: UsedPeriod, now: UsedPeriod, pricesOf: PricesOfSku): ModelRelative[] {
  const [earlier, later] = [byModel(before.skus), byModel(now.skus)];
  return [...later].flatMap(([key, skus]) => {
    const others = earlier.get(key);
    const [first] = skus;
    if (!others || !first) return [];
    const sums = { before: 0n, now: 0n };
    for (const { skuId, counts } of [...others, ...skus]) {
      const [then, at] = [pricesOf(skuId, before.at), pricesOf(skuId, now.at)];
      if (then === null || at === null) continue;
      const quantities = quantitiesOf(counts);
      for (const name of PRICE_CLASSES) {
        const [p0, p1] = [then[name], at[name]];
        if (p0 === null || p1 === null) continue;
        sums.before += quantities[name] * p0;
        sums.now += quantities[name] * p1;
      }
    }
    // A price of zero has no logarithm: what is free on either side says nothing of a rate.
    if (sums.before <= 0n || sums.now <= 0n) return [];
    return [{ provider: first.provider, model: first.model, ...sums }];
  });
}

const keyOf = ({ provider, model }: { provider: string; model: string }) => JSON.stringify([provider, model]);

function byModel(skus: readonly SkuUsage[]): Map<string, SkuUsage[]> {
  const models = new Map<string, SkuUsage[]>();
  for (const sku of skus.filter(isUsed)) models.set(keyOf(sku), [...(models.get(keyOf(sku)) ?? []), sku]);
  return models;
}

const isUsed = ({ counts }: SkuUsage): boolean =>
  counts.uncached_tokens +
    counts.cache_read_tokens +
    counts.cache_write_5m_tokens +
    counts.cache_write_1h_tokens +
    counts.output_tokens >
  0n;

/** Counts by price class: text is what audio and image leave (ledger rule 6). */
function quantitiesOf(c: SkuUsage["counts"]): Record<PriceClass, bigint> {
  return {
    input: c.uncached_tokens - c.audio_input_tokens - c.image_input_tokens,
    cacheRead: c.cache_read_tokens - c.audio_cache_read_tokens - c.image_cache_read_tokens,
    cacheWrite5m: c.cache_write_5m_tokens,
    cacheWrite1h: c.cache_write_1h_tokens,
    output: c.output_tokens - c.audio_output_tokens - c.image_output_tokens,
    audioInput: c.audio_input_tokens,
    audioCacheRead: c.audio_cache_read_tokens,
    audioOutput: c.audio_output_tokens,
    imageInput: c.image_input_tokens,
    imageOutput: c.image_output_tokens,
    webSearch: c.web_searches,
    request: c.requests,
  };
}
