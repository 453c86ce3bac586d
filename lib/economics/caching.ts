import { type Money, minus, pico, ratioText } from "@/lib/money";

/** Token hit rate h = read / (uncached + read + write), decimal text; null where there was no input (economics §5.3). */
export function cacheHitRate(tokens: { uncached: bigint; read: bigint; write: bigint }): string | null {
  return ratioText(tokens.read, tokens.uncached + tokens.read + tokens.write);
}

/** Net saving N = G − W − S; negative where caching cost more than it saved (§5.3). */
export function netCacheSavings(amounts: {
  grossSavings: Money;
  writePremium: Money;
  storage?: Money;
}): Money {
  return pico(amounts.grossSavings - amounts.writePremium - (amounts.storage ?? 0n));
}

/** Net saving as a share of what the same usage would have cost without caching: N / (cost + N) (§5.3). */
export function netCacheRate(cost: Money, netSavings: Money): string | null {
  return ratioText(netSavings, cost + netSavings);
}

/** Prices of one model and one cache lifetime; any unit, as long as it is the same for all three. */
export type CachePrices = Readonly<{ input: Money; write: Money; read: Money }>;

/**
 * Break-even share of cacheable tokens read, h* = (p_w − p_in) / (p_w − p_read): 0.217… at 1.25×/0.1×, 0.526… at
 * 2×/0.1×, 0 where writes are free of premium. null where a write costs no more than a read (§5.3).
 */
export function breakEvenReadShare(prices: CachePrices): string | null {
  const span = minus(prices.write, prices.read);
  if (span <= 0n) return null;
  return prices.write <= prices.input ? "0" : ratioText(minus(prices.write, prices.input), span);
}

/** Reads per write to break even, (p_w − p_in) / (p_in − p_read): 0.277… at 5 minutes, 1.11… at 1 hour (§5.3). */
export function breakEvenReadsPerWrite(prices: CachePrices): string | null {
  const saved = minus(prices.input, prices.read);
  if (saved <= 0n) return null;
  return prices.write <= prices.input ? "0" : ratioText(minus(prices.write, prices.input), saved);
}
