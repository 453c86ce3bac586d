import { type Money, pico, ratioText } from "@/lib/money";
import type { Margin } from "./margin";

/** How margins lie over customers (economics §5.6); shares are decimal text, null where nobody has a margin. */
export type Distribution = Readonly<{
  /** Those with revenue, so with a margin. */
  known: number;
  /** The margin that a tenth, half, nine tenths of them do not exceed: one of theirs, by nearest rank. */
  p10: string | null;
  p50: string | null;
  p90: string | null;
  /** How many are below zero, and what they lost together. */
  below: number;
  lost: Money;
}>;

/** The distribution of margins, each customer counting once, whatever its size. */
export function distribution(margins: readonly Margin[]): Distribution {
  const known = margins.filter(({ revenue }) => revenue > 0n).sort(byPercent);
  const below = known.filter(({ margin }) => margin < 0n);
  const at = (tenths: number): string | null =>
    known[Math.max(0, Math.ceil((known.length * tenths) / 10) - 1)]?.percent ?? null;
  return {
    known: known.length,
    p10: at(1),
    p50: at(5),
    p90: at(9),
    below: below.length,
    lost: pico(below.reduce((sum, { margin }) => sum - margin, 0n as bigint)),
  };
}

/** Exact, without dividing; both have revenue above zero. */
function byPercent(a: Margin, b: Margin): number {
  const difference = a.margin * b.revenue - b.margin * a.revenue;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** How cost gathers: the largest tenth of customers (one at least), and its share of all cost given. */
export type Concentration = Readonly<{ top: number; share: string | null }>;

/** @param costs of each customer, whatever order; pico-dollars */
export function concentration(costs: readonly bigint[]): Concentration {
  const sorted = costs.filter((cost) => cost > 0n).sort((a, b) => (a === b ? 0 : a > b ? -1 : 1));
  const top = Math.ceil(sorted.length / 10);
  const sum = (some: readonly bigint[]) => some.reduce((total, cost) => total + cost, 0n);
  return { top, share: ratioText(sum(sorted.slice(0, top)), sum(sorted)) };
}
