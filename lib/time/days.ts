/** Calendar days as text `YYYY-MM-DD`, months as `YYYY-MM`: order of text is order of time. */

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** The day with this number since 1970-01-01. */
export function dayOfNumber(number: number): string {
  const date = new Date(number * DAY_MS);
  const year = date.getUTCFullYear();
  return `${year < 1000 ? `${year}`.padStart(4, "0") : year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** Days since 1970-01-01. Throws RangeError on text that is not a real date: days are checked where they enter. */
export function numberOfDay(day: string): number {
  const found = SHAPE.exec(day);
  const ms = found ? Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])) : Number.NaN;
  if (Number.isNaN(ms) || dayOfNumber(ms / DAY_MS) !== day)
    throw new RangeError(`“${day}” is not a date; write it like 2026-10-31.`);
  return ms / DAY_MS;
}

/** True for text that is a real calendar date `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const found = SHAPE.exec(text);
  if (!found) return false;
  return dayOfNumber(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])) / DAY_MS) === text;
}

/** The UTC day of an instant. */
export const utcDayOf = (tsMs: number): string => dayOfNumber(Math.floor(tsMs / DAY_MS));
/** The instant a UTC day begins. */
export const utcDayStartMs = (day: string): number => numberOfDay(day) * DAY_MS;
export const addDays = (day: string, count: number): string => dayOfNumber(numberOfDay(day) + count);
/** Days from a to b: 0 for the same day, negative where b is earlier. */
export const daysBetween = (a: string, b: string): number => numberOfDay(b) - numberOfDay(a);
export const monthOf = (day: string): string => day.slice(0, 7);

/** The Monday of the day's week. */
export function weekStart(day: string): string {
  const number = numberOfDay(day);
  return dayOfNumber(number - ((((number + 3) % 7) + 7) % 7));
}

/** Every day from `from` to `to`, both inclusive; empty where `to` is earlier. */
export function eachDay(from: string, to: string): string[] {
  const first = numberOfDay(from);
  const last = numberOfDay(to);
  const days: string[] = [];
  for (let number = first; number <= last; number += 1) days.push(dayOfNumber(number));
  return days;
}

export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

/** The first day of the month `count` months after the day's own. */
export function addMonths(day: string, count: number): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  return `${`${Math.floor(index / 12)}`.padStart(4, "0")}-${two((((index % 12) + 12) % 12) + 1)}-01`;
}

export const monthEnd = (day: string): string => addDays(addMonths(day, 1), -1);
