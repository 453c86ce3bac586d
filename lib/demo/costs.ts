import { cost, type Money, pico } from "@/lib/money/money";
import { dayOf, type Plan } from "./calendar";
import { pricesOn } from "./prices";
import { inputOf, type Use } from "./traffic";

/** List cost of a use by token class, in pico-dollars. */
export type CostParts = Readonly<{
  uncached: Money;
  cacheRead: Money;
  cacheWrite5m: Money;
  cacheWrite1h: Money;
  output: Money;
}>;
export type TokenClass = keyof CostParts;

/** List cost of a use on its UTC day; batch is half of every class (formats §17). Null for a model without a price. */
export function listCost(plan: Plan, use: Use): CostParts | null {
  const prices = pricesOn(plan, use.workload.provider, use.model, dayOf(use.startMs));
  if (!prices) return null;
  const divisor = use.workload.batch ? 2n : 1n;
  const part = (price: Money, tokens: number): Money => pico(cost(price, tokens) / divisor);
  return {
    uncached: part(prices.uncached, use.uncached),
    cacheRead: part(prices.cacheRead, use.cacheRead),
    cacheWrite5m: part(prices.cacheWrite5m, use.cacheWrite5m),
    cacheWrite1h: part(prices.cacheWrite1h, use.cacheWrite1h),
    output: part(prices.output, use.output),
  };
}

export const totalOf = (parts: CostParts): Money =>
  pico(parts.uncached + parts.cacheRead + parts.cacheWrite5m + parts.cacheWrite1h + parts.output);

const MICRO = 1_000_000n;

/** A self-hosted row's share of the GPU rent, to the millionth of a dollar as the GPU ledger writes it. */
export function gpuCost(plan: Plan, use: Use): Money {
  const parts = listCost(plan, use);
  if (!parts) throw new Error(`The demo has no GPU rate for ${use.model}.`);
  return pico(((totalOf(parts) + MICRO / 2n) / MICRO) * MICRO);
}

/** What OpenRouter charges for one generation: its tokens and its web searches at $0.01 each. */
export function generationCost(plan: Plan, use: Use): { total: Money; webSearch: Money } {
  const parts = listCost(plan, use);
  if (!parts) throw new Error(`The demo has no price for ${use.model}.`);
  const searches = use.model.endsWith("deep-research") ? 4 + (inputOf(use) % 9) : 0;
  const webSearch = pico(BigInt(searches) * 10_000_000_000n);
  return { total: pico(totalOf(parts) + webSearch), webSearch };
}

/** Exact decimal text of pico-dollars shifted by `digits` (12: dollars, 10: cents), with at least `least` decimals. */
export function decimalText(amount: Money, digits = 12, least = 0): string {
  const negative = amount < 0n;
  const text = (negative ? -amount : amount).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, -digits);
  const fraction = text.slice(-digits).replace(/0+$/, "").padEnd(least, "0");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
