import { type Money, pico } from "./money";
import { parseDecimal } from "./parse";
import { roundedQuotient } from "./quotient";

/** Shown where a figure is undefined (a zero divisor): never 0. */
export const UNDEFINED_FIGURE = "–";
const MINUS = "−";

/**
 * auto: $38,025 or $512 from a hundred on, $2.31 from a dollar on, below that three significant digits ($0.041);
 * compact: $38.0k, $1.2M; cents: always two decimals; unit: a price or unit cost, at least two decimals and three
 * significant digits ($2.31, $0.0028).
 */
export type UsdStyle = "auto" | "compact" | "cents" | "unit";

const grouped = (whole: bigint): string => whole.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** units × 10^-scale with exactly `decimals` places, half even, thousands grouped. Not negative. */
function fixed(units: bigint, scale: number, decimals: number): string {
  const scaled =
    scale >= decimals
      ? roundedQuotient(units, 10n ** BigInt(scale - decimals))
      : units * 10n ** BigInt(decimals - scale);
  if (decimals === 0) return grouped(scaled);
  const base = 10n ** BigInt(decimals);
  return `${grouped(scaled / base)}.${(scaled % base).toString().padStart(decimals, "0")}`;
}

/** Decimals that show `digits` significant ones of an amount below one dollar. */
function decimalsOf(amount: bigint, digits: number): number {
  const leadingZeros = 12 - amount.toString().length;
  return Math.min(12, Math.max(2, leadingZeros + digits));
}

function small(amount: bigint): string {
  const text = fixed(amount, 12, decimalsOf(amount, 3));
  return text.replace(/^(\d+\.\d\d\d*?)0+$/, "$1");
}

const DOLLAR = 10n ** 12n;
const LETTERS = ["k", "M", "B", "T"] as const;

function compact(amount: bigint): string {
  if (roundedQuotient(amount, DOLLAR) < 1000n) return plainUsd(amount);
  let power = 1;
  let tenths = roundedQuotient(amount * 10n, DOLLAR * 1000n);
  // 999.96k would print as 1000.0k: the next letter takes over.
  while (tenths >= 10_000n && power < LETTERS.length) {
    power += 1;
    tenths = roundedQuotient(amount * 10n, DOLLAR * 1000n ** BigInt(power));
  }
  return `${grouped(tenths / 10n)}.${tenths % 10n}${LETTERS[power - 1]}`;
}

function plainUsd(amount: bigint): string {
  if (amount === 0n) return "0";
  if (roundedQuotient(amount * 100n, DOLLAR) >= 10_000n) return fixed(amount, 12, 0);
  if (roundedQuotient(amount * 1000n, DOLLAR) >= 1000n) return fixed(amount, 12, 2);
  return small(amount);
}

function unsigned(amount: bigint, style: UsdStyle): string {
  switch (style) {
    case "auto":
      return plainUsd(amount);
    case "compact":
      return compact(amount);
    case "cents":
      return fixed(amount, 12, 2);
    case "unit":
      return amount >= DOLLAR || amount === 0n ? fixed(amount, 12, 2) : small(amount);
  }
}

/** An amount for people, en-US, with a real minus sign. Rounds half even; only display rounds. */
export function formatUsd(amount: Money, options: { style?: UsdStyle } = {}): string {
  const text = unsigned(amount < 0n ? -amount : amount, options.style ?? "auto");
  return amount < 0n && /[1-9]/.test(text) ? `${MINUS}$${text}` : `$${text}`;
}

/** Like `formatUsd`, with + before an increase: "+$905", "−$227", "$0". */
export function formatSignedUsd(amount: Money, options: { style?: UsdStyle } = {}): string {
  const text = formatUsd(amount, options);
  return amount > 0n && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Dollars from decimal text such as a ratio in $ per million tokens; "–" for null. */
export function formatUsdText(text: string | null, options: { style?: UsdStyle } = {}): string {
  const parsed = text === null ? null : parseDecimal(text, 12);
  return parsed?.ok ? formatUsd(pico(parsed.units), options) : UNDEFINED_FIGURE;
}

/** A count of tokens: 7.91 B, 266 M, 12,441; three significant digits from a million on. "–" for null. */
export function formatTokens(count: bigint | number | null): string {
  if (count === null) return UNDEFINED_FIGURE;
  const value = typeof count === "bigint" ? count : BigInt(Math.round(count));
  const size = value < 0n ? -value : value;
  const text = size < 1_000_000n ? grouped(size) : threeDigits(size);
  return value < 0n ? `${MINUS}${text}` : text;
}

/** A count from a million on with three significant digits and its letter. */
function threeDigits(size: bigint): string {
  const place = 10n ** BigInt(size.toString().length - 3);
  const rounded = roundedQuotient(size, place) * place;
  const length = rounded.toString().length;
  const power = Math.min(Math.floor((length - 1) / 3), 4);
  const decimals = Math.max(0, 2 - (length - 1 - power * 3));
  return `${fixed(rounded, power * 3, decimals)} ${["M", "B", "T"][power - 2]}`;
}

/** A whole count, grouped: 12,441; "–" for null. */
export function formatCount(count: bigint | number | null): string {
  if (count === null) return UNDEFINED_FIGURE;
  const value = typeof count === "bigint" ? count : BigInt(Math.round(count));
  return value < 0n ? `${MINUS}${grouped(-value)}` : grouped(value);
}

function tenths(text: string | null): bigint | null {
  const parsed = text === null ? null : parseDecimal(text, 3);
  return parsed?.ok ? parsed.units : null;
}

function percent(units: bigint, suffix: string, signed: boolean): string {
  const size = units < 0n ? -units : units;
  const sign = units < 0n ? MINUS : signed && units > 0n ? "+" : "";
  return `${sign}${fixed(size, 1, 1)}${suffix}`;
}

/** 100, 96.4: an index with one decimal where it has some. */
export const formatIndex = (text: string): string =>
  Number(text).toLocaleString("en-US", { maximumFractionDigits: 1 });

/** A share as a percentage with one decimal: "0.699" is 69.9%. "–" for null (ledger rule 5). */
export function formatShare(text: string | null): string {
  const units = tenths(text);
  return units === null ? UNDEFINED_FIGURE : percent(units, "%", false);
}

/** A relative change with its sign: "0.149" is +14.9%, "-0.122" is −12.2%. */
export function formatSignedShare(text: string | null): string {
  const units = tenths(text);
  return units === null ? UNDEFINED_FIGURE : percent(units, "%", true);
}

/** A difference of two shares in percentage points, signed: "0.021" is +2.1 pt (economics §5.6). */
export function formatPoints(text: string | null): string {
  const units = tenths(text);
  return units === null ? UNDEFINED_FIGURE : percent(units, " pt", true);
}
