import { parseDecimal } from "@/lib/money/parse";
import { addDays, addMonths, daysBetween, isDay } from "@/lib/time/days";
import { checkTime } from "./period";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { shown } from "./values";

/** Ten years: longer is a mistyped year. */
const DAYS_MAX = 3_660;

/** The columns a row's days may stand in; -1 for those the file has not. */
export type DayFields = Readonly<{ period: number; date: number; from: number; to: number }>;

export const dayFields = (file: OpenFile): DayFields => ({
  period: file.field("period"),
  date: file.field("date"),
  from: file.field("from"),
  to: file.field("to"),
});

/** A half-open range of days: `toDay` is the day after the last. */
export type DaySpan = Readonly<{ fromDay: string; toDay: string }>;

/** A month "2026-10", a day "2026-10-31", or a first and last day. */
export function daysOf(file: OpenFile, row: Row, fields: DayFields): DaySpan {
  if (row.has(fields.from) || row.has(fields.to)) return spanOf(file, row, fields);
  const isDate = !row.has(fields.period);
  const field = isDate ? fields.date : fields.period;
  const text = row.needText(field >= 0 ? field : fields.period);
  const isMonth = /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`);
  if ((isDate || !isMonth) && !isDay(text))
    throw row.problem(
      field,
      `“${shown(text)}” is not a ${isDate ? "day. Write it like 2026-10-31." : "month. Write it like 2026-10."}`,
    );
  const fromDay = isMonth ? `${text}-01` : text;
  checkTime(file, row, field, Date.parse(`${fromDay}T00:00:00Z`));
  return { fromDay, toDay: isMonth ? addMonths(fromDay, 1) : addDays(fromDay, 1) };
}

function spanOf(file: OpenFile, row: Row, fields: DayFields): DaySpan {
  if (row.has(fields.period) || row.has(fields.date))
    throw row.problem(fields.from, "The row has a period and also from and to. Keep one of them.");
  const [fromDay, last] = [dayIn(row, fields.from), dayIn(row, fields.to)];
  checkTime(file, row, fields.from, Date.parse(`${fromDay}T00:00:00Z`));
  if (last < fromDay)
    throw row.problem(fields.to, `${last} is before ${fromDay}. The last day is part of the period.`);
  if (daysBetween(fromDay, last) >= DAYS_MAX)
    throw row.problem(fields.to, `From ${fromDay} to ${last} is more than ten years.`);
  return { fromDay, toDay: addDays(last, 1) };
}

function dayIn(row: Row, field: number): string {
  const text = row.needText(field);
  if (!isDay(text)) throw row.problem(field, `“${shown(text)}” is not a day. Write it like 2026-10-31.`);
  return text;
}

/** A number from 0 on with up to six decimals, in millionths; null where the cell is empty. */
export function millionthsOf(row: Row, field: number): bigint | null {
  const text = row.text(field);
  if (text === null) return null;
  const parsed = parseDecimal(text, 6);
  if (!parsed.ok || parsed.units < 0n)
    throw row.problem(field, `“${shown(text)}” is not a number from 0 on. Write it like 1234 or 12.5.`);
  if (parsed.rounded) throw row.problem(field, `“${shown(text)}” has more than six decimals.`);
  return parsed.units;
}
