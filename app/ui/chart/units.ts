import {
  formatCount,
  formatIndex,
  formatShare,
  formatSignedUsd,
  formatTokens,
  formatUsd,
  UNDEFINED_FIGURE,
} from "@/lib/money/display";
import { pico } from "@/lib/money/money";
import { parseDecimal } from "@/lib/money/parse";
import type { Amount, ChartUnit } from "./types";

/** A value in words, for tooltips and tables. */
export function amountText(unit: ChartUnit, value: Amount | undefined): string {
  if (value === null || value === undefined) return UNDEFINED_FIGURE;
  const parsed = parseDecimal(String(value), unit === "usd" ? 12 : 0);
  if (unit === "share") return formatShare(String(value));
  if (unit === "index") return formatIndex(String(value));
  if (!parsed.ok) return UNDEFINED_FIGURE;
  if (unit === "usd") return formatUsd(pico(parsed.units));
  return unit === "tokens" ? formatTokens(parsed.units) : formatCount(parsed.units);
}

/** A value above a bridge's bar: short, and signed where it is a step. */
export function stepText(unit: ChartUnit, value: Amount, total: boolean): string {
  const parsed = value === null ? null : parseDecimal(String(value), 12);
  if (unit !== "usd" || !parsed?.ok) return amountText(unit, value);
  const money = pico(parsed.units);
  return total ? formatUsd(money, { style: "compact" }) : formatSignedUsd(money, { style: "compact" });
}

const STEPS: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/**
 * Words for the ticks of one axis, all of one scale: $0.0k, $0.5k … $2.0k; 0%, 20% … 80%. `largest` is the largest
 * tick, `step` the distance between two.
 */
export function tickText(unit: ChartUnit, value: number, largest: number, step: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (unit === "share") return `${sign}${plain(size * 100, step * 100)}%`;
  const [divisor, letter] = STEPS.find(([from]) => largest >= from) ?? [1, ""];
  const digits = plain(size / divisor, step / divisor, letter === "" ? 0 : 1);
  return unit === "usd"
    ? `${sign}$${digits}${letter}`
    : `${sign}${digits}${letter === "" ? "" : ` ${letter}`}`;
}

/** With the fewest decimals that write a multiple of the step in full, and at least so many. */
function plain(value: number, step: number, least = 0): string {
  let decimals = least;
  while (decimals < 8 && !isWhole(step * 10 ** decimals)) decimals += 1;
  return value.toFixed(decimals);
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
