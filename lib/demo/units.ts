import { type Plan, weekdayOf } from "./calendar";
import type { Product } from "./company";
import { randomFor, wholeNumber } from "./random";

/** What was done on one day. */
export type DemoUnits = Readonly<{ day: string; product: Product; unit: string; count: number }>;

/** Units in a day of the last complete month, over its week, and their change per month: faster than their cost grows. */
const WORK = [
  { product: "Support Copilot", unit: "resolved ticket", daily: 11_800, weekend: 0.55, growth: 0.062 },
  { product: "Code Review", unit: "review", daily: 1720, weekend: 0.2, growth: 0.046 },
] as const;

/** Two products count what they do, every day. */
export function unitsOf(plan: Plan): DemoUnits[] {
  return plan.days.flatMap((day) =>
    WORK.map(({ product, unit, daily, weekend, growth }) => {
      const months = plan.months.indexOf(day.slice(0, 7)) - (plan.months.length - 2);
      const ofWeek = weekdayOf(day) % 6 === 0 ? weekend : (7 - 2 * weekend) / 5;
      const mean = daily * ofWeek * (1 + growth) ** months;
      return {
        day,
        product,
        unit,
        count: wholeNumber(randomFor(plan.seed, `units ${product} ${day}`), mean),
      };
    }),
  );
}

/** The file of units of work: one line a day and product. */
export const unitsCsv = (plan: Plan): string =>
  `date,product,unit,count\n${unitsOf(plan)
    .map(({ day, product, unit, count }) => `${day},${product},${unit},${count}\n`)
    .join("")}`;
