import { rangeLabel } from "@/lib/filters";
import { type DayRange, monthEnd, monthLabel, monthStart, shortPeriodLabel } from "@/lib/time";

/** When, inside a sentence: "in October", "over 1–23 Nov", "over May – Oct 2026", "on 5 Oct"; the year where it is not the present one. */
export function whenOf({ from, to }: DayRange, today: string): string {
  const year = from.slice(0, 4) !== today.slice(0, 4) || to.slice(0, 4) !== today.slice(0, 4);
  if (from === monthStart(from) && to === monthEnd(from))
    return `in ${monthLabel(from, { long: true, year })}`;
  const wholeMonths = from === monthStart(from) && to === monthEnd(to);
  const days = year || wholeMonths ? rangeLabel({ from, to }) : shortPeriodLabel(from, to);
  return from === to ? `on ${days}` : `over ${days}`;
}
