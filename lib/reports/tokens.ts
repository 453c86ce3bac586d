import type { Sums } from "@/lib/metrics";

/** Input and output tokens that have a price. */
export function pricedTokens(sums: Sums): bigint {
  const priced = tokensOf(sums) - (sums.unpriced_tokens ?? 0n);
  return priced > 0n ? priced : 0n;
}

/** Input and output tokens (economics §5.2). */
export const tokensOf = (sums: Sums): bigint =>
  (sums.uncached_tokens ?? 0n) +
  (sums.cache_read_tokens ?? 0n) +
  (sums.cache_write_5m_tokens ?? 0n) +
  (sums.cache_write_1h_tokens ?? 0n) +
  (sums.output_tokens ?? 0n);
