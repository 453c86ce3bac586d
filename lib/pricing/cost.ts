import type { Modalities } from "@/lib/ingest/records";
import { cost, type Money, minus, pico, ZERO } from "@/lib/money";
import type { TokenCounts } from "@/lib/tokens";
import { PRICE_CLASSES, type PriceClass, type UnitPrices } from "./prices";

/** What one row or cell costs at given prices, exact (economics §5.1, §5.3). */
export type Cost = Readonly<{
  /** Cost of what has a price. */
  cost: Money;
  /** The same by class; an unpriced class is 0 here and counts in `unpricedTokens`. */
  byClass: Readonly<Record<PriceClass, Money>>;
  /** Tokens whose class has no price: never free (ledger rule 2). */
  unpricedTokens: number;
  /** Σ read · (p_in − p_read), audio reads against audio input (§5.3 G). */
  grossSavings: Money;
  /** Σ write · (p_write − p_in) over both lifetimes (§5.3 W). */
  writePremium: Money;
}>;

/** Tokens and units by price class: text parts are what audio and image leave (ledger rule 6). */
function quantitiesOf(
  counts: TokenCounts,
  modalities: Modalities | null,
  webSearches: number,
  requests: number,
): Record<PriceClass, number> {
  const m = modalities;
  return {
    input: counts.uncachedTokens - (m ? m.audioInputTokens + m.imageInputTokens : 0),
    cacheRead: counts.cacheReadTokens - (m ? m.audioCacheReadTokens + m.imageCacheReadTokens : 0),
    cacheWrite5m: counts.cacheWrite5mTokens,
    cacheWrite1h: counts.cacheWrite1hTokens,
    output: counts.outputTokens - (m ? m.audioOutputTokens + m.imageOutputTokens : 0),
    audioInput: m?.audioInputTokens ?? 0,
    audioCacheRead: m?.audioCacheReadTokens ?? 0,
    audioOutput: m?.audioOutputTokens ?? 0,
    imageInput: m?.imageInputTokens ?? 0,
    imageOutput: m?.imageOutputTokens ?? 0,
    webSearch: webSearches,
    request: requests,
  };
}

/** tokens · (price − base); 0 where either has no price, since then there is nothing to compare. */
function difference(tokens: number, price: Money | null, base: Money | null): Money {
  return price === null || base === null ? ZERO : cost(minus(price, base), tokens);
}

/**
 * Prices token counts: the reference for what the ledger computes in SQL, and the arithmetic of previews. All prices
 * are of one tier, band and geography, so both sides of the cache comparison are too (§5.3). Throws RangeError where
 * the modal parts exceed the counts that contain them.
 */
export function costOf(
  counts: TokenCounts,
  modalities: Modalities | null,
  webSearches: number,
  prices: UnitPrices,
  requests = 0,
): Cost {
  const quantities = quantitiesOf(counts, modalities, webSearches, requests);
  const byClass = {} as Record<PriceClass, Money>;
  let total = 0n;
  let unpricedTokens = modalities?.imageCacheReadTokens ?? 0;
  for (const name of PRICE_CLASSES) {
    const quantity = quantities[name];
    if (quantity < 0)
      throw new RangeError(`Audio and image tokens exceed the ${name} tokens that contain them.`);
    const price = prices[name];
    byClass[name] = price === null ? ZERO : cost(price, quantity);
    total += byClass[name];
    if (price === null && name !== "webSearch" && name !== "request") unpricedTokens += quantity;
  }
  const textSavings = difference(quantities.cacheRead, prices.input, prices.cacheRead);
  const audioSavings = difference(quantities.audioCacheRead, prices.audioInput, prices.audioCacheRead);
  const premium5m = difference(quantities.cacheWrite5m, prices.cacheWrite5m, prices.input);
  const premium1h = difference(quantities.cacheWrite1h, prices.cacheWrite1h, prices.input);
  return {
    cost: pico(total),
    byClass,
    unpricedTokens,
    grossSavings: pico(textSavings + audioSavings),
    writePremium: pico(premium5m + premium1h),
  };
}
