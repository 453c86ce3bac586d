import { addDays, addMonths, lastDayOf, type Plan } from "./calendar";
import type { DemoProvider } from "./company";
import { type BrokenRow, brokenRows } from "./formats/canonical";
import { dayOfTraffic, daysBetween, type Use } from "./traffic";
import { workloadsOf } from "./workloads";

/** One usage export a person of the company downloaded: which days, and in buckets of how many hours. */
export type UsageExport = Readonly<{
  name: string;
  provider: DemoProvider;
  from: string;
  through: string;
  hours: number;
  broken: readonly BrokenRow[];
}>;

const NAMES: Readonly<Record<DemoProvider, (span: string) => string>> = {
  openai: (span) => `completions_usage_${span}.csv`,
  anthropic: (span) => `claude_usage_report_${span}.json`,
  google: (span) => `gateway_gemini_${span}.csv`,
  openrouter: (span) => `openrouter_activity_${span}.csv`,
  "self-hosted": (span) => `gpu_ledger_${span}.jsonl`,
};

/** Hours a bucket in the eight older months: whole UTC days, but for generations, which are single requests. */
const COARSE_HOURS: Readonly<Record<DemoProvider, number>> = {
  openai: 24,
  anthropic: 24,
  google: 24,
  openrouter: 1,
  "self-hosted": 24,
};

/** Every usage export of the demo: one for the older months of each provider, then one a month. */
export function usageExports(plan: Plan): UsageExport[] {
  const firstDay = plan.days[0] ?? plan.lastDay;
  const older = addDays(plan.hourlyFrom, -1);
  const spans = [{ from: firstDay, through: older }];
  for (let month = plan.hourlyFrom.slice(0, 7); month <= plan.currentMonth; month = addMonths(month, 1)) {
    const through = month === plan.currentMonth ? plan.lastDay : lastDayOf(month);
    spans.push({ from: `${month}-01`, through });
  }
  const providers: DemoProvider[] = ["openai", "anthropic", "google", "openrouter", "self-hosted"];
  return providers.flatMap((provider) =>
    spans.map(({ from, through }) => ({
      name: NAMES[provider](`${from}_${through}`),
      provider,
      from,
      through,
      hours: through === older ? COARSE_HOURS[provider] : 1,
      broken:
        provider === "google" && from.startsWith(plan.lastCompleteMonth)
          ? brokenRows(plan.lastCompleteMonth)
          : [],
    })),
  );
}

/** The rows of an export, one array a day, in the order of the file. */
export function* daysOfExport(plan: Plan, file: UsageExport): Iterable<readonly Use[]> {
  const workloads = workloadsOf(plan, file.provider);
  for (const day of daysBetween(plan, file.from, file.through))
    yield dayOfTraffic(plan, workloads, day, file.hours);
}
