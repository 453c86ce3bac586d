import type { Grain } from "@/lib/db/cube-query";
import type { Filters } from "@/lib/filters";
import {
  addDays,
  addMonths,
  type DayRange,
  dayLabel,
  daysBetween,
  eachDay,
  monthEnd,
  monthLabel,
  monthStart,
  periodLabel,
  weekStart,
} from "@/lib/time";

const DAY_BARS_MAX = 92;
const WEEK_BARS_DAYS_MAX = 190;

export type ChartGrain = Extract<Grain, "day" | "week" | "month">;

/** One bar: the period's start as the cube names it, and the days of the asked range that fall into it. */
export type Bucket = DayRange & Readonly<{ start: string; label: string; name: string }>;

/**
 * The days figures are taken from: the period, but not beyond the last day with data. Revenue is known in advance, so
 * without this cut a margin would count revenue of days whose cost has not arrived (ledger rule 18).
 */
export function shownRange(range: DayRange, dataThrough: string | null): DayRange {
  const cut = dataThrough !== null && dataThrough >= range.from && dataThrough < range.to;
  return { from: range.from, to: cut ? dataThrough : range.to };
}

/** How fine a chart of a period is drawn: by day up to a quarter, by week up to half a year, then by month. */
export function grainFor({ from, to }: DayRange): ChartGrain {
  const days = daysBetween(from, to) + 1;
  if (days <= DAY_BARS_MAX) return "day";
  return days <= WEEK_BARS_DAYS_MAX ? "week" : "month";
}

/** The buckets of a range in order, the first and last cut to it. */
export function bucketsOf({ from, to }: DayRange, grain: ChartGrain): Bucket[] {
  if (grain === "day") {
    return eachDay(from, to).map((day, index) => ({
      start: day,
      from: day,
      to: day,
      label: index > 0 && day.endsWith("-01") ? dayLabel(day) : String(Number(day.slice(8))),
      name: dayLabel(day, { year: true }),
    }));
  }
  const buckets: Bucket[] = [];
  let start = grain === "week" ? weekStart(from) : monthStart(from);
  while (start <= to) {
    const end = grain === "week" ? addDays(start, 6) : monthEnd(start);
    const next = grain === "week" ? addDays(start, 7) : addMonths(start, 1);
    const first = start < from ? from : start;
    const last = end > to ? to : end;
    const whole = first === start && last === end;
    const name = grain === "month" && whole ? monthLabel(start, { year: true }) : periodLabel(first, last);
    buckets.push({
      start,
      from: first,
      to: last,
      label: grain === "week" ? dayLabel(first) : monthLabel(start),
      name,
    });
    start = next;
  }
  return buckets;
}

const earlierOf = (a: string, b: string): string => (a.localeCompare(b) < 0 ? a : b);

/** Days of a range that ought to have data by now and have none, and where the data end inside it. */
export type Gaps = Readonly<{ missing: number; through: string | null; begins: string | null }>;

/**
 * Compares the days with rows with those there should be: from the first day with any data to yesterday.
 * @param days the days of the range with rows, unfiltered
 */
export function gapsOf(
  range: DayRange,
  days: ReadonlySet<string>,
  known: { dataFrom: string | null; today: string },
): Gaps {
  const yesterday = addDays(known.today, -1);
  const first = known.dataFrom !== null && known.dataFrom > range.from ? known.dataFrom : range.from;
  const last = earlierOf(yesterday, range.to);
  const missing = eachDay(first, last).filter((day) => !days.has(day)).length;
  const through =
    [...days]
      .filter((day) => day >= range.from && day <= range.to)
      .sort()
      .at(-1) ?? null;
  return { missing, through, begins: first > range.from && first <= range.to ? first : null };
}

/** "2 days missing; begins 3 Oct; openai through 20 Oct", or null where nothing is. */
export function gapsText(
  gaps: Gaps,
  late: readonly Readonly<{ provider: string; through: string }>[] = [],
): string | null {
  const parts = [
    ...(gaps.missing > 0 ? [`${gaps.missing} ${gaps.missing === 1 ? "day" : "days"} missing`] : []),
    ...(gaps.begins ? [`data begin ${dayLabel(gaps.begins)}`] : []),
    ...late.map(({ provider, through }) => `${provider} through ${dayLabel(through)}`),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

/** Providers whose data end inside the period, before the others' do. */
export function lateProviders(
  providers: readonly Readonly<{ provider: string; through: string }>[],
  range: DayRange,
  today: string,
): Readonly<{ provider: string; through: string }>[] {
  const yesterday = addDays(today, -1);
  const due = earlierOf(range.to, yesterday);
  return providers.filter(({ through }) => through >= range.from && through < due).slice(0, 3);
}

/** True where the page is not narrowed to a part of the organization. */
export const isUnfiltered = (filters: Pick<Filters, "where">): boolean =>
  Object.values(filters.where).every((values) => values === undefined || values.length === 0);
