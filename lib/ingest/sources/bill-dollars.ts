import { type Money, pico } from "@/lib/money/money";
import { parseDecimal } from "@/lib/money/parse";
import { roundedQuotient } from "@/lib/money/quotient";
import type { Amount } from "./row";

const SCALE = 18;
const PICO_SCALE = 12;

/**
 * An amount in another currency in dollars, by the rate the row itself states (units of the currency per dollar):
 * divided exactly and rounded once, half even, to the pico-dollar; null where the rate is none above zero.
 */
export function dollarsAt(amount: Amount, rateText: string): Money | null {
  const rate = parseDecimal(rateText, SCALE);
  const local = parseDecimal(amount.text, SCALE);
  if (!rate.ok || rate.units <= 0n || !local.ok) return null;
  return pico(roundedQuotient(local.units * 10n ** BigInt(PICO_SCALE), rate.units));
}
