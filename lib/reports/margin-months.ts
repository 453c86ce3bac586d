import {
  addMonths,
  type DayRange,
  monthEnd,
  monthLabel,
  monthStart,
  samePeriodBefore,
  shortPeriodLabel,
} from "@/lib/time";
import { bucketsOf } from "./period";

const MONTHS = 6;

/** One column of a P&L: a month, or the part of it that has data. `id` is the first day of the month. */
export type MonthColumn = DayRange & Readonly<{ id: string; label: string; isWhole: boolean }>;

/** The months of a P&L, what the last is compared with, and whether that is one of the columns. */
export type Months = Readonly<{
  columns: readonly MonthColumn[];
  compared: Readonly<{ range: DayRange; label: string; columnId: string | null }> | null;
}>;

/**
 * Six months up to a day, the first and last cut to the days with data: cost of days that have none would be missing
 * from their margin. A running month is compared with the same days of the month before (ledger rule 18).
 * @param to the last day shown
 */
export function monthsUpTo(to: string, dataFrom: string | null): Months {
  const first = monthStart(addMonths(monthStart(to), 1 - MONTHS));
  const from = dataFrom !== null && dataFrom > first ? dataFrom : first;
  const columns = bucketsOf({ from, to }, "month").map((bucket): MonthColumn => {
    const isWhole = bucket.from === bucket.start && bucket.to === monthEnd(bucket.start);
    const year = bucket.start.slice(0, 4) !== to.slice(0, 4);
    return {
      id: bucket.start,
      from: bucket.from,
      to: bucket.to,
      label: isWhole ? monthLabel(bucket.start, { year }) : shortPeriodLabel(bucket.from, bucket.to),
      isWhole,
    };
  });
  return { columns, compared: comparedMonth(columns, dataFrom) };
}

function comparedMonth(columns: readonly MonthColumn[], dataFrom: string | null): Months["compared"] {
  const last = columns.at(-1);
  const before = columns.at(-2);
  if (!last || last.from !== last.id) return null;
  if (last.isWhole) {
    if (!before?.isWhole) return null;
    return { range: before, label: monthLabel(before.id), columnId: before.id };
  }
  const range = samePeriodBefore(last.from, last.to, 1);
  if (dataFrom === null || range.from < dataFrom) return null;
  return { range, label: shortPeriodLabel(range.from, range.to), columnId: null };
}
