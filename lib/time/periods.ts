import { addDays, addMonths, daysBetween, monthEnd, monthStart } from "./days";

/** A range of local days, both inclusive. */
export type DayRange = Readonly<{ from: string; to: string }>;

export type Preset = Readonly<{ id: PresetId; label: string; range: (today: string) => DayRange }>;
export type PresetId =
  | "thisMonth"
  | "lastMonth"
  | "last7"
  | "last30"
  | "last90"
  | "thisQuarter"
  | "lastQuarter"
  | "last6Months"
  | "last12Months"
  | "thisYear"
  | "lastYear";

/** `count` complete days, ending yesterday: a day that still runs would look like a fall. */
const lastDays = (today: string, count: number): DayRange => ({
  from: addDays(today, -count),
  to: addDays(today, -1),
});
const quarterStart = (day: string): string => addMonths(day, -((Number(day.slice(5, 7)) - 1) % 3));
const yearStart = (day: string): string => `${day.slice(0, 4)}-01-01`;

/** The current month up to today. */
export const thisMonth = (today: string): DayRange => ({ from: monthStart(today), to: today });
/** The whole calendar month before. */
export const lastMonth = (today: string): DayRange => wholeMonths(today, 1);
export const last7 = (today: string): DayRange => lastDays(today, 7);
export const last30 = (today: string): DayRange => lastDays(today, 30);
export const last90 = (today: string): DayRange => lastDays(today, 90);
/** The current calendar year up to today. */
export const thisYear = (today: string): DayRange => ({ from: yearStart(today), to: today });

/** The last `count` whole calendar months, without the current one. */
function wholeMonths(today: string, count: number): DayRange {
  return { from: addMonths(today, -count), to: addDays(monthStart(today), -1) };
}

/** Presets of the date filter in the order they are offered, each relative to a given today (a local day). */
export const PRESETS: readonly Preset[] = [
  { id: "thisMonth", label: "This month", range: thisMonth },
  { id: "lastMonth", label: "Last month", range: lastMonth },
  { id: "last7", label: "Last 7 days", range: last7 },
  { id: "last30", label: "Last 30 days", range: last30 },
  { id: "last90", label: "Last 90 days", range: last90 },
  { id: "thisQuarter", label: "This quarter", range: (today) => ({ from: quarterStart(today), to: today }) },
  {
    id: "lastQuarter",
    label: "Last quarter",
    range: (today) => ({ from: addMonths(quarterStart(today), -3), to: addDays(quarterStart(today), -1) }),
  },
  { id: "last6Months", label: "Last 6 months", range: (today) => wholeMonths(today, 6) },
  { id: "last12Months", label: "Last 12 months", range: (today) => wholeMonths(today, 12) },
  { id: "thisYear", label: "This year", range: thisYear },
  {
    id: "lastYear",
    label: "Last year",
    range: (today) => ({ from: addMonths(yearStart(today), -12), to: addDays(yearStart(today), -1) }),
  },
];

/** The range a preset names, or null for an unknown id. */
export function presetRange(id: string, today: string): DayRange | null {
  return PRESETS.find((preset) => preset.id === id)?.range(today) ?? null;
}

/** The preset whose range this is, or null. */
export function presetOf(range: DayRange, today: string): PresetId | null {
  const found = PRESETS.find((preset) => {
    const named = preset.range(today);
    return named.from === range.from && named.to === range.to;
  });
  return found?.id ?? null;
}

/**
 * What a range is compared with. Whole calendar months (one or several) are compared with as many months before;
 * any other range with the same number of days just before it. For a period that still runs take `samePeriodBefore`.
 */
export function previousPeriod(from: string, to: string): DayRange {
  if (from === monthStart(from) && to === monthEnd(to) && from <= to) {
    const months = monthsBetween(from, to) + 1;
    return { from: addMonths(from, -months), to: addDays(from, -1) };
  }
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

/**
 * The same days of the period before, for a month, quarter or year that still runs (ledger rule 18): 1–23 Nov is
 * compared with 1–23 Oct. A day the earlier month lacks becomes its last.
 */
export function samePeriodBefore(from: string, to: string, months: 1 | 3 | 12): DayRange {
  const back = (day: string): string => {
    const month = addMonths(day, -months);
    const last = monthEnd(month);
    const same = `${month.slice(0, 8)}${day.slice(8)}`;
    return same > last ? last : same;
  };
  return { from: back(from), to: back(to) };
}

const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
  Number(to.slice(5, 7)) -
  Number(from.slice(5, 7));
