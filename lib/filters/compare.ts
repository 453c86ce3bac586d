import { addDays, daysBetween, monthEnd, monthOf, monthStart } from "@/lib/time/days";
import { type DayRange, previousPeriod, samePeriodBefore } from "@/lib/time/periods";
import type { Comparison, PresetName } from "./filters";

const RUNNING: Readonly<Record<PresetName, 1 | 3 | 12>> = {
  "this-month": 1,
  "this-quarter": 3,
  "this-year": 12,
};

type Period = DayRange & Readonly<{ preset: PresetName | null; dataThrough: string | null }>;

/**
 * The days a period is compared with. A period that still runs, or whose data end inside it, is compared with the
 * same days of the one before (ledger rule 18): with data through 20 Nov, November stands beside 1–20 Oct.
 */
export function comparedWith(period: Period, comparison: Comparison): DayRange | null {
  if (comparison === "none") return null;
  const { from, to, dataThrough } = period;
  const cut = dataThrough !== null && dataThrough >= from && dataThrough < to;
  const shown = { ...period, to: cut ? dataThrough : to };
  if (comparison === "year") return samePeriodBefore(from, shown.to, 12);
  const months = monthsBack(period);
  if (months !== null && !isWholeMonths(shown)) return samePeriodBefore(from, shown.to, months);
  const before = previousPeriod(from, to);
  return cut ? { from: before.from, to: addDays(before.from, daysBetween(from, shown.to)) } : before;
}

/** How many months back the same days lie, for a period that begins with its month, quarter or year. */
function monthsBack({ from, to, preset }: Period): 1 | 3 | 12 | null {
  const running = preset === null ? undefined : RUNNING[preset];
  if (running) return running;
  return from === monthStart(from) && monthOf(from) === monthOf(to) ? 1 : null;
}

const isWholeMonths = ({ from, to }: DayRange): boolean => from === monthStart(from) && to === monthEnd(to);
