import { addDays, addMonths, monthStart, numberOfDay } from "@/lib/time/days";
import { dayLabel, monthLabel } from "@/lib/time/labels";

/** A place on an axis and its words. */
export type AxisTick = Readonly<{ value: number; label: string }>;

const ROUND = [1, 2, 5];
/** Below this ratio of top to bottom a decade's round numbers are too few: even steps take their place. */
const NARROW = 4;

/** Round values between two bounds of a logarithmic axis, both above zero: 1, 2, 5 of each decade, or even steps. */
export function logTicks(min: number, max: number): number[] {
  if (max / min < NARROW) return evenTicks(min, max);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power += 1)
    for (const digit of ROUND) ticks.push(Number((digit * 10 ** power).toPrecision(3)));
  const inside = ticks.filter((tick) => tick >= min && tick <= max);
  return inside.length > 8 ? inside.filter((tick) => /^[.0]*1/.test(tick.toString())) : inside;
}

function evenTicks(min: number, max: number): number[] {
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (ROUND.find((digit) => digit * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step); ; at += 1) {
    // Rounded first: 14 × 0.05 is a little more than 0.7.
    const tick = Number((at * step).toPrecision(6));
    if (tick > max) break;
    ticks.push(tick);
  }
  return ticks;
}

/** The bounds of a logarithmic axis around some values: a little room on both sides. */
export function logBounds(values: readonly number[]): { min: number; max: number } {
  const known = values.filter((value) => value > 0);
  if (known.length === 0) return { min: 1, max: 10 };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max(1.12, (high / low) ** 0.06);
  return { min: low / room, max: high * room };
}

const TICKS_MAX = 9;
const MONTH_DAYS = 30.4;

/** Starts of months, quarters or years between two days, or of days in a short time; days are numbers. */
export function timeTicks(from: string, to: string): AxisTick[] {
  const span = numberOfDay(to) - numberOfDay(from);
  if (span < 2 * MONTH_DAYS) {
    const step = Math.max(1, Math.ceil(span / TICKS_MAX));
    const count = Math.floor(span / step) + 1;
    return Array.from({ length: count }, (_, index) => addDays(from, index * step)).map((day) => ({
      value: numberOfDay(day),
      label: dayLabel(day),
    }));
  }
  const months = [1, 2, 3, 6, 12].find((step) => span / (step * MONTH_DAYS) <= TICKS_MAX) ?? 24;
  const ticks: AxisTick[] = [];
  for (let month = `${from.slice(0, 4)}-01-01`; month <= to; month = addMonths(month, months)) {
    if (month < monthStart(from)) continue;
    const isYear = month.endsWith("-01-01");
    ticks.push({
      value: numberOfDay(month),
      label: months >= 12 ? month.slice(0, 4) : monthLabel(month, { year: isYear }),
    });
  }
  return ticks.filter(({ value }) => value >= numberOfDay(from));
}
