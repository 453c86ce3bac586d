/**
 * The token identity of economics §5.0. Only `establish` makes one, so on every value of this type
 * `inputTokens = uncached + cacheRead + cacheWrite5m + cacheWrite1h`, all ≥ 0 and safe integers,
 * and `outputTokens` contains `reasoningTokens`.
 */
export type TokenCounts = Readonly<{
  inputTokens: number;
  uncachedTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  /** null where the source does not say (unknown is not 0). */
  reasoningTokens: number | null;
}>;
