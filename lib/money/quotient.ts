import type { Money } from "./money";

/** n / d rounded half even to an integer. Throws RangeError where d is 0. */
export function roundedQuotient(n: bigint, d: bigint): bigint {
  if (d === 0n) throw new RangeError("Division by zero: check the divisor before rounding.");
  const negative = n < 0n !== d < 0n;
  const numerator = n < 0n ? -n : n;
  const divisor = d < 0n ? -d : d;
  const whole = numerator / divisor;
  const twice = (numerator % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return negative ? -rounded : rounded;
}

/** units × 10^-decimals as plain decimal text: no exponent, no trailing zeros, "0" for zero. */
export function decimalText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return units < 0n ? `-${text}` : text;
}

/** n / d as plain decimal text, rounded half even to `decimals` places; null where d is 0 (ledger rule 4). */
export function ratioText(n: bigint, d: bigint, decimals = 12): string | null {
  if (d === 0n) return null;
  return decimalText(roundedQuotient(n * 10n ** BigInt(decimals), d), decimals);
}

/** The exact amount in dollars as plain decimal text: "12.5", "-0.0123", "0". */
export function usdText(amount: Money): string {
  return decimalText(amount, 12);
}
