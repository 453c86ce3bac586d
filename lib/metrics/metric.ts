import type { DefinedMetricId } from "@/lib/glossary/term";
import { decimalText, PICO_PER_USD, pico, ratioText, usdText } from "@/lib/money";
import { type Expression, exactValue, type Sums } from "./expression";

/** tokens and count are whole numbers; quantity counts in millionths inside; usd is pico-dollars inside and decimal dollars outside; share 0.699 is 69.9 %. */
export type Unit =
  | "tokens"
  | "count"
  | "quantity"
  | "usd"
  | "usd_per_million_tokens"
  | "usd_per_unit"
  | "share";

export type Metric = Readonly<{
  id: DefinedMetricId;
  value: Expression;
  unit: Unit;
  /** Which way is good: decides colour, nothing else. */
  good: "up" | "down" | "none";
  /** The glossary term that explains it. */
  term: string;
}>;

/** Units of work and of sale are counted in millionths. */
const MILLION = 1_000_000n;

/** A metric's value as it leaves: money and ratios as decimal text, counts as whole numbers, undefined as null. */
export type Value = string | number | null;

/**
 * The value of a metric over sums (ledger rule 4): money exact, ratios rounded half even to 12 decimals.
 * Counts beyond 2⁵³ leave as decimal text, since a JSON number would lose digits, and so do fractions of a unit.
 */
export function valueText(metric: Metric, sums: Sums): Value {
  const value = exactValue(metric.value, sums);
  if (value === null) return null;
  switch (metric.unit) {
    case "tokens":
    case "count": {
      const n = Number(value.n);
      return Number.isSafeInteger(n) ? n : value.n.toString();
    }
    case "quantity": {
      const n = Number(value.n / MILLION);
      return value.n % MILLION === 0n && Number.isSafeInteger(n) ? n : decimalText(value.n, 6);
    }
    case "usd":
      return usdText(pico(value.n));
    case "usd_per_million_tokens":
      return ratioText(value.n * 1_000_000n, value.d * PICO_PER_USD);
    case "usd_per_unit":
      return ratioText(value.n * MILLION, value.d * PICO_PER_USD);
    case "share":
      return ratioText(value.n, value.d);
  }
}
