import { pico } from "@/lib/money";
import type { PriceBasis, PriceStep, SkuPrices, UnitPrices } from "@/lib/pricing";
import { byBasis } from "./assign";
import { PRICE_FIELDS } from "./prices";

/** What a re-price moves and keeps: where cells are cut stays. */
export const BASES = ["standard", "list", "contract", "batch"] as const satisfies readonly PriceBasis[];

type Kept = {
  from: string | null;
  to: string | null;
  timeOfDay: PriceStep["timeOfDay"];
  source: string;
  prices: (string | null)[];
};

/** Timelines as JSON, to be kept with the act that replaced them. */
export function pricesJson(prices: ReadonlyMap<number, SkuPrices>): string {
  const keep = (steps: readonly PriceStep[]): Kept[] =>
    steps.map(({ from, to, timeOfDay, source = "", prices }) => ({
      from,
      to,
      timeOfDay,
      source,
      prices: PRICE_FIELDS.map((field) => prices[field]?.toString() ?? null),
    }));
  return JSON.stringify(
    Object.fromEntries(
      [...prices].map(([id, bases]) => [id, Object.fromEntries(BASES.map((b) => [b, keep(bases[b])]))]),
    ),
  );
}

/** The inverse of `pricesJson`. */
export function pricesFromJson(
  kept: Record<string, Record<(typeof BASES)[number], Kept[]>>,
): Map<number, SkuPrices> {
  const steps = (list: readonly Kept[]): PriceStep[] =>
    list.map(({ prices, ...step }) => ({
      ...step,
      prices: Object.fromEntries(
        PRICE_FIELDS.map((field, index) => {
          const text = prices[index];
          return [field, text === null || text === undefined ? null : pico(BigInt(text))];
        }),
      ) as UnitPrices,
    }));
  return new Map(
    Object.entries(kept).map(([id, bases]) => [
      Number(id),
      byBasis((basis) => (basis === "cuts" ? [] : steps(bases[basis]))),
    ]),
  );
}
