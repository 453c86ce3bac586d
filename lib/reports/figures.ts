import { grossMargin, marginPointsChange, relativeChange } from "@/lib/economics";
import {
  costOfRevenueOf,
  exactValue,
  type MetricId,
  metricOf,
  type Sums,
  type Value,
  valueText,
} from "@/lib/metrics";
import { pico, ratioText } from "@/lib/money";

/** A figure as decimal text, and its relative change against the period compared with; null where undefined. */
export type Compared = Readonly<{ value: string | null; change: string | null }>;

const asText = (value: Value): string | null => (value === null ? null : String(value));

/** A metric over two sets of sums. `before` is null where there is nothing to compare with. */
export function comparedMetric(id: MetricId, now: Sums, before: Sums | null): Compared {
  const metric = metricOf(id);
  const value = asText(valueText(metric, now));
  const a = before === null ? null : exactValue(metric.value, before);
  const b = exactValue(metric.value, now);
  if (a === null || b === null) return { value, change: null };
  return { value, change: relativeChange(a.n * b.d, b.n * a.d) };
}

/** Gross margin percent, its change a difference of shares (economics §5.6); null without known revenue. */
export function comparedMargin(now: Sums, before: Sums | null): Compared {
  const of = (sums: Sums | null) =>
    sums === null || sums.revenue === null || sums.revenue === undefined
      ? null
      : grossMargin(pico(sums.revenue), pico(costOfRevenueOf(sums)));
  const [a, b] = [of(before), of(now)];
  return { value: b?.percent ?? null, change: a && b ? marginPointsChange(a, b) : null };
}

/** A part as a share of the whole, decimal text; null of nothing. */
export const shareOf = (part: bigint, whole: bigint): string | null => ratioText(part, whole);
