import { type Money, pico } from "@/lib/money/money";
import { lastDayOf, type Plan } from "./calendar";
import { decimalText } from "./costs";
import { daysBetween } from "./traffic";

/** What is paid for by period, however much is used; the days are both inclusive. */
export type DemoFixed = Readonly<{
  month: string;
  from: string;
  to: string;
  name: string;
  category: string;
  project: string;
  amount: Money;
}>;

/** Whose project each is, the rules say. Whole dollars a day, so that a month's part is plain. */
const RESERVED = [
  { name: "Speech GPU reservation", category: "gpu_reservation", project: "gpu_speech", dollarsADay: 16n },
  { name: "Evaluation runs", category: "training_run", project: "gpu_evaluations", dollarsADay: 11n },
] as const;

/** By month; of the running one as far as there are data. */
export function fixedOf(plan: Plan): DemoFixed[] {
  return plan.months.flatMap((month) =>
    RESERVED.map(({ dollarsADay, ...told }) => {
      const from = `${month}-01`;
      const to = month === plan.currentMonth ? plan.lastDay : lastDayOf(month);
      const days = BigInt(daysBetween(plan, from, to).length);
      return { month, from, to, ...told, amount: pico(dollarsADay * days * 10n ** 12n) };
    }),
  );
}

/** The file of costs by period. */
export const fixedCsv = (plan: Plan): string =>
  `from,to,name,category,provider,amount,currency,project\n${fixedOf(plan)
    .map(
      ({ from, to, name, category, project, amount }) =>
        `${from},${to},${name},${category},gpu-cloud,${decimalText(amount, 12, 2)},USD,${project}\n`,
    )
    .join("")}`;
