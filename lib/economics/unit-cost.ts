import { type Money, pico, ratioText, usdText } from "@/lib/money";

/** Fewer cases than this say little about a middle or a tail, and are not shown (economics §5.7). */
export const CASES_MIN = 20;

/** What units cost one by one: USD as decimal text. Percentiles are null below the least number of cases. */
export type UnitCosts = Readonly<{
  n: number;
  total: string;
  mean: string | null;
  p50: string | null;
  p95: string | null;
}>;

/**
 * The distribution of the cost of single units (§5.7). A percentile is the cost of an actual unit: the smallest that at
 * least so many of all do not exceed (nearest rank).
 */
export function unitCosts(costs: readonly Money[], casesMin = CASES_MIN): UnitCosts {
  const sorted = [...costs].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const total = pico(sorted.reduce<bigint>((sum, cost) => sum + cost, 0n));
  const rank = (percent: number): string | null => {
    if (sorted.length < Math.max(casesMin, 1)) return null;
    // In whole numbers: 0.95 × 20 as a fraction of two would be 19.0000000001.
    const at = Math.ceil((percent * sorted.length) / 100);
    return usdText(sorted[at - 1] ?? pico(0n));
  };
  return {
    n: sorted.length,
    total: usdText(total),
    mean: ratioText(total, BigInt(sorted.length) * 1_000_000_000_000n),
    p50: rank(50),
    p95: rank(95),
  };
}
