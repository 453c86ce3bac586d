import { monthEnd, monthStart } from "./days";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const LONG_MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const monthIndex = (text: string): number => Number(text.slice(5, 7)) - 1;

/** "Oct" for a day or month; with the year "Oct 2026". */
export function monthLabel(dayOrMonth: string, options: { year?: boolean; long?: boolean } = {}): string {
  const name = (options.long ? LONG_MONTHS : MONTHS)[monthIndex(dayOrMonth)] ?? dayOrMonth;
  return options.year ? `${name} ${dayOrMonth.slice(0, 4)}` : name;
}

/** "27 Oct"; with the year "27 Oct 2026". */
export function dayLabel(day: string, options: { year?: boolean } = {}): string {
  return `${Number(day.slice(8))} ${monthLabel(day, options)}`;
}

/** Both days inclusive: "1–31 Oct 2026", "28 Sep – 4 Oct 2026", "20 Dec 2025 – 9 Jan 2026", "5 Oct 2026". */
export function periodLabel(from: string, to: string): string {
  const end = dayLabel(to, { year: true });
  if (from === to) return end;
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${end}`;
  return `${dayLabel(from, { year: from.slice(0, 4) !== to.slice(0, 4) })} – ${end}`;
}

/** As short as it can be for "vs Sep": the month's name for one whole calendar month, else the days. */
export function shortPeriodLabel(from: string, to: string): string {
  const whole = from === monthStart(from) && to === monthEnd(from);
  if (whole) return monthLabel(from);
  if (from === to) return dayLabel(from);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${dayLabel(to)}`;
  return `${dayLabel(from)} – ${dayLabel(to)}`;
}
