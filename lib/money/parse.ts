import { type Money, pico } from "./money";
import type { Result } from "./result";

/** An amount read from text; `rounded` says that the text had digits finer than a pico-dollar (ledger rule 7). */
export type ParsedMoney = { ok: true; value: Money; rounded: boolean } | { ok: false; reason: string };

/** The value of decimal text as an integer of units of 10^-scale, rounded half even where digits are finer. */
export type ParsedDecimal = { ok: true; units: bigint; rounded: boolean } | { ok: false; reason: string };

const SHAPE = /^([-+−])?\s?\$?\s?([-+−])?([1-9]\d{0,2}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,9}))?$/;
/** One group of three after a comma, and no sign of which comma it is: thousands here, decimals elsewhere. */
const AMBIGUOUS = /^[-+−]?\s?[1-9]\d{0,2},\d{3}$/;
const DECIMAL_COMMA = /\d,\d+\s?[^\d\s]{0,3}$/;
const TEXT_MAX = 200;
/** Largest power of ten an amount may reach in its smallest unit; keeps work bounded whatever the exponent says. */
const UNIT_DIGITS_MAX = 30;

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/**
 * Reads decimal text exactly into units of 10^-scale: "12.5", "1,234.50", "$-3", "5.64902E-05", "(1.25)" as −1.25.
 * Finer digits are rounded half even. "1,234" alone is refused, since it may be 1.234 in another country's hand; with
 * "$", a second group or cents it is plain. The work does not grow with the exponent ("0E-6176", "1E999999999").
 */
export function parseDecimal(text: string, scale: number): ParsedDecimal {
  let body = text.trim();
  if (body === "") return { ok: false, reason: "The amount is empty." };
  if (body.length > TEXT_MAX)
    return { ok: false, reason: `“${shown(body)}” is too long to be an amount (${body.length} characters).` };
  const bracketed = body.startsWith("(") && body.endsWith(")");
  if (bracketed) body = body.slice(1, -1).trim();
  const found = SHAPE.exec(body);
  const [, outerSign, innerSign, grouped = "", fraction = "", exponentText] = found ?? [];
  const digits = grouped.replaceAll(",", "") + fraction;
  if (!found || digits === "" || (outerSign && innerSign) || (bracketed && (outerSign || innerSign)))
    return {
      ok: false,
      reason: DECIMAL_COMMA.test(body)
        ? `“${shown(text.trim())}” has a comma before its decimals. Write it with a point, like 1234.50.`
        : `“${shown(text.trim())}” is not an amount. Write it like 1234.50 or 1,234.50.`,
    };
  if (AMBIGUOUS.test(body))
    return {
      ok: false,
      reason: `“${shown(text.trim())}” can be read as ${body.replace(",", "")} and as ${body.replace(",", ".")}. Write it without separators.`,
    };
  const significant = digits.replace(/^0+/, "");
  if (significant === "") return { ok: true, units: 0n, rounded: false };
  const negative =
    bracketed || outerSign === "-" || outerSign === "−" || innerSign === "-" || innerSign === "−";
  const shift = Number(exponentText ?? 0) - fraction.length + scale;
  if (significant.length + shift > UNIT_DIGITS_MAX)
    return { ok: false, reason: `“${shown(text.trim())}” is larger than any amount this ledger holds.` };
  if (shift >= 0) {
    const units = BigInt(significant) * 10n ** BigInt(shift);
    return { ok: true, units: negative ? -units : units, rounded: false };
  }
  const { units, rounded } = cutHalfEven(significant, -shift);
  return { ok: true, units: negative ? -units : units, rounded };
}

/** Drops the last `drop` digits of a positive integer written without leading zeros, rounding half even. */
function cutHalfEven(digits: string, drop: number): { units: bigint; rounded: boolean } {
  if (drop > digits.length) return { units: 0n, rounded: true };
  const kept = drop === digits.length ? 0n : BigInt(digits.slice(0, digits.length - drop));
  const rest = digits.slice(digits.length - drop);
  if (/^0*$/.test(rest)) return { units: kept, rounded: false };
  const first = rest.charCodeAt(0) - 48;
  const half = first === 5 && /^0*$/.test(rest.slice(1));
  const up = half ? kept % 2n === 1n : first >= 5;
  return { units: up ? kept + 1n : kept, rounded: true };
}

/**
 * An amount in dollars, exact to the pico-dollar: "12.50", "0E-6176", "5.64902E-05", "$1,234.50", "-1.25", "$10,000.00 ".
 * Empty text is refused (empty is unpriced, not free). Rounds half even below a pico-dollar and says so (ledger rule 7).
 */
export function parseUsd(text: string): ParsedMoney {
  return asMoney(parseDecimal(text, 12));
}

/** An amount in cents, as Anthropic's cost report states it: "123.45" is $1.2345 (formats §2.2). Otherwise like `parseUsd`. */
export function parseCents(text: string): ParsedMoney {
  return asMoney(parseDecimal(text, 10));
}

/** A price in USD per million tokens as pico-dollars per token, rounded half even once (ledger rule 7). Never negative. */
export function parsePricePerMillion(text: string): Result<Money> {
  return priceOf(text, 6);
}

/** A price in USD per thousand of something (web searches) as pico-dollars each. Never negative. */
export function parsePricePerThousand(text: string): Result<Money> {
  return priceOf(text, 9);
}

function priceOf(text: string, scale: number): Result<Money> {
  const parsed = parseDecimal(text, scale);
  if (!parsed.ok) return parsed;
  if (parsed.units < 0n)
    return { ok: false, reason: `“${shown(text)}” is negative; a price is zero or more.` };
  return { ok: true, value: pico(parsed.units) };
}

function asMoney(parsed: ParsedDecimal): ParsedMoney {
  return parsed.ok ? { ok: true, value: pico(parsed.units), rounded: parsed.rounded } : parsed;
}
