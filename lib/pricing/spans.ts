import { addDays, type DayRange, eachDay, utcDayOf, utcDayStartMs } from "@/lib/time";
import type { SkuPrices } from "./book";
import { midDaySteps } from "./resolve";

/** Neighbouring local days over which no price of a sku changes, and the local days a change may fall on. */
export type PriceSpans = Readonly<{ spans: readonly DayRange[]; edges: readonly string[] }>;

/**
 * Cuts a range of local days at a sku's price changes, so that usage can be added up by span and priced once. A local
 * day meets up to three UTC days, whatever the zone, and prices change by UTC day: so the days around a change are
 * edges, to be read by UTC day. Null where nothing changes in the range or beside it.
 */
export function priceSpans(prices: SkuPrices, { from, to }: DayRange): PriceSpans | null {
  const edges = new Set<string>();
  const [first, last] = [addDays(from, -1), addDays(to, 1)];
  for (const basis of ["contract", "list"] as const) {
    for (const step of prices[basis]) {
      for (const at of [step.from, step.to]) {
        if (at === null) continue;
        // The day of a change begins anew, and so does the next where the change is inside the day.
        const day = utcDayOf(Date.parse(at));
        const isMidnight = utcDayStartMs(day) === Date.parse(at);
        for (const edge of isMidnight ? [addDays(day, -1), day] : [-1, 0, 1].map((n) => addDays(day, n)))
          if (edge >= from && edge <= to) edges.add(edge);
      }
    }
  }
  if (prices.cuts.some(({ timeOfDay }) => timeOfDay !== null))
    for (const day of eachDay(first, last))
      if (midDaySteps(prices.cuts, day).length > 0)
        for (const edge of [-1, 0, 1].map((n) => addDays(day, n)))
          if (edge >= from && edge <= to) edges.add(edge);
  if (edges.size === 0) return null;
  const sorted = [...edges].sort();
  const spans: DayRange[] = [];
  let start = from;
  for (const edge of sorted) {
    if (edge > start) spans.push({ from: start, to: addDays(edge, -1) });
    start = addDays(edge, 1);
  }
  if (start <= to) spans.push({ from: start, to });
  return { spans, edges: sorted };
}

/** The instant whose prices a cell of a UTC day was priced at, by how many price steps of that day lie before it. */
export const pricedAt = (prices: SkuPrices, utcDay: string, step: number): number =>
  [utcDayStartMs(utcDay), ...midDaySteps(prices.cuts, utcDay)][step] ?? utcDayStartMs(utcDay);
