import { type Money, minus, pico, ratioText, splitEqually } from "@/lib/money";
import { addDays, daysBetween, eachDay } from "@/lib/time";

/** A margin in money and as a share of revenue; the share is null where there is no revenue (economics §5.6). */
export type Margin = Readonly<{ revenue: Money; cost: Money; margin: Money; percent: string | null }>;

/** Gross margin = revenue − cost of serving it (§5.6). Costs of a product without revenue show as costs only. */
export function grossMargin(revenue: Money, cogs: Money): Margin {
  const margin = minus(revenue, cogs);
  return { revenue, cost: cogs, margin, percent: ratioText(margin, revenue) };
}

/** Contribution margin = revenue − every variable cost: inference, payment fees, third parties, support (§5.6). */
export function contributionMargin(revenue: Money, variableCosts: readonly Money[]): Margin {
  return grossMargin(revenue, pico(variableCosts.reduce<bigint>((sum, cost) => sum + cost, 0n)));
}

/** Change of a margin percent as a difference of shares ("0.021" is +2.1 points); null where either has none (§5.6). */
export function marginPointsChange(before: Margin, after: Margin): string | null {
  if (before.revenue === 0n || after.revenue === 0n) return null;
  return ratioText(
    after.margin * before.revenue - before.margin * after.revenue,
    after.revenue * before.revenue,
  );
}

/** Relative change (b − a) / |a| as decimal text; null from zero. */
export function relativeChange(before: bigint, after: bigint): string | null {
  return ratioText(after - before, before < 0n ? -before : before);
}

/**
 * An amount over its days in equal parts, exact, the remainder to the first days (§5.6). Days are half-open, as revenue
 * records state them: `toDay` is the day after the last. Throws RangeError for an empty range.
 */
export function spreadOverDays(
  amount: Money,
  fromDay: string,
  toDay: string,
): { day: string; amount: Money }[] {
  const count = daysBetween(fromDay, toDay);
  if (count < 1) throw new RangeError(`An amount from ${fromDay} to before ${toDay} covers no day.`);
  const parts = splitEqually(amount, count);
  return eachDay(fromDay, addDays(toDay, -1)).map((day, index) => ({
    day,
    amount: parts[index] ?? pico(0n),
  }));
}
