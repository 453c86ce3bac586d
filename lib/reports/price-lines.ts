import {
  PRICE_UNIT_NAMES,
  PRICE_UNITS,
  type PriceClass,
  type PriceStep,
  type PriceUnit,
  type UnitPrices,
  unitPriceText,
} from "@/lib/pricing";
import { MAIN_UNITS, unitWords } from "./price-words";

/** Prices by column: USD per million tokens as decimal text, and what has no column in words. */
export function priceCells(prices: UnitPrices | null): Readonly<Record<string, string | null>> {
  const of = (unit: PriceUnit): string | null => {
    const field: PriceClass = PRICE_UNITS[unit].field;
    const price = prices?.[field] ?? null;
    return price === null ? null : unitPriceText(unit, price);
  };
  const rest = PRICE_UNIT_NAMES.filter((unit) => !MAIN_UNITS.some((main) => main === unit)).flatMap(
    (unit) => {
      const text = of(unit);
      return text === null
        ? []
        : [`${unitWords(unit)} $${text}${unit === "web_search" || unit === "request" ? "/1,000" : ""}`];
    },
  );
  return {
    ...Object.fromEntries(MAIN_UNITS.map((unit) => [unit, of(unit)])),
    other: rest.length === 0 ? null : rest.join(", "),
  };
}

/** Where the price of a step comes from, in a few words: "List", "List × factor", "List −17.5 %", "Own". */
export function sourceWords(source: string | undefined): string {
  const text = (source ?? "").replace(/https?:\S+/g, "").trim();
  if (text === "") return "–";
  if (text.startsWith("own price")) return text.includes("+") ? "Own × factor" : "Own";
  const percent = text.match(/[−+][\d.]+ %/g)?.join(" ");
  const factor = /https?:/.test(source ?? "") ? " × factor" : "";
  return ["List", factor, percent ? ` ${percent}` : ""].join("");
}

/** Whether a step holds on a UTC day, has ended, or is still to come. */
export function stateOf(
  { from, to }: Pick<PriceStep, "from" | "to">,
  today: string,
): "past" | "now" | "future" {
  if (to !== null && to.slice(0, 10) <= today) return "past";
  return from !== null && from.slice(0, 10) > today ? "future" : "now";
}
