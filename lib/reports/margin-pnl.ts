import { contributionMargin, grossMargin, type Margin, relativeChange } from "@/lib/economics";
import { costOfRevenueOf, type MeasureName, metricOf, type Sums, valueText } from "@/lib/metrics";
import { type Money, minus, pico } from "@/lib/money";

/** What a P&L is added up from. */
export const PNL_MEASURES = [
  "effective_cost",
  "research_cost",
  "fixed_research_cost",
  "entered_cost",
  "fixed_cost",
  "covered_cost",
  "revenue",
  "units",
] as const satisfies readonly MeasureName[];

/** The P&L of one product, customer or plan over one period (economics §5.6, §5.7); pico-dollars. */
export type Pnl = Margin &
  Readonly<{
    /** Of the cost of revenue: usage, and of what was entered by period what varies with use and what not. They add up to it. */
    inference: Money;
    variable: Money;
    fixed: Money;
    /** In no margin. */
    research: Money;
    /** All of it: cost of revenue and research. */
    spend: Money;
    /** Revenue less what varies with use. */
    contribution: Margin;
    /** Units of work in millionths, and spend for one as decimal text; null where none were counted, or of several names. */
    units: bigint | null;
    perUnit: string | null;
  }>;

/** The P&L of sums; no sums at all are a period in which nothing happened. */
export function pnlOf(sums: Sums = {}): Pnl {
  const revenue = pico(sums.revenue ?? 0n);
  const cost = pico(costOfRevenueOf(sums));
  const fixed = pico((sums.fixed_cost ?? 0n) - (sums.fixed_research_cost ?? 0n));
  const entered = pico(sums.entered_cost ?? 0n);
  const inference = minus(cost, entered);
  const variable = minus(entered, fixed);
  const perUnit = valueText(metricOf("cost_per_unit"), sums);
  return {
    ...grossMargin(revenue, cost),
    inference,
    variable,
    fixed,
    research: pico(sums.research_cost ?? 0n),
    spend: pico(sums.effective_cost ?? 0n),
    contribution: contributionMargin(revenue, [inference, variable]),
    units: sums.units || null,
    perUnit: perUnit === null ? null : String(perUnit),
  };
}

/** True of a margin below zero that revenue stands against. */
export const isLoss = (margin: Margin | undefined): boolean =>
  margin !== undefined && margin.revenue > 0n && margin.margin < 0n;

/** Of the exact quotients, not of their rounded text. */
export function unitCostChange(before: Pnl, now: Pnl): string | null {
  if (before.units === null || now.units === null) return null;
  return relativeChange(before.spend * now.units, now.spend * before.units);
}
