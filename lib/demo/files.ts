import { type DemoOptions, type Plan, planOf } from "./calendar";
import { chargedDays, chargesOn } from "./charges";
import { ACCOUNTS } from "./company";
import { daysOfExport, type UsageExport, usageExports } from "./exports";
import { fixedCsv } from "./fixed";
import { anthropicCostJson, anthropicUsageJson } from "./formats/anthropic";
import { canonicalCsv, canonicalJsonLines } from "./formats/canonical";
import { openaiCostsCsv, openaiUsageCsv } from "./formats/openai";
import { openrouterGenerationsCsv } from "./formats/openrouter";
import { revenueCsv } from "./revenue";
import { unitsCsv } from "./units";

/** One file of the demo, in its provider's own format. `text` is UTF-8, whole or in pieces (each call starts anew). */
export type DemoFile = Readonly<{
  name: string;
  /** The format's id, as `costcurve formats` lists it. */
  as: string;
  account: string;
  text: string | (() => Iterable<string>);
}>;

const FORMATS: Readonly<Record<UsageExport["provider"], string>> = {
  openai: "openai-usage",
  anthropic: "anthropic-usage",
  google: "costcurve-usage",
  openrouter: "openrouter-generations",
  "self-hosted": "costcurve-usage",
};

function textOf(plan: Plan, file: UsageExport): Iterable<string> {
  const days = daysOfExport(plan, file);
  switch (file.provider) {
    case "openai":
      return openaiUsageCsv(days, file.hours);
    case "anthropic":
      return anthropicUsageJson(days, file.hours);
    case "google":
      return canonicalCsv(days, file.hours, file.broken);
    case "openrouter":
      return openrouterGenerationsCsv(plan, days);
    case "self-hosted":
      return canonicalJsonLines(plan, days, file.hours);
  }
}

function* chargesOf(plan: Plan, provider: "openai" | "anthropic") {
  for (const day of chargedDays(plan, provider)) yield chargesOn(plan, provider, day);
}

/**
 * Twelve whole months and the running one of one invented company, as the files it would have downloaded.
 * The same options give the same bytes. Throws where `lastDay` is not a date.
 */
export function demoFiles(options: DemoOptions): DemoFile[] {
  const plan = planOf(options);
  const usage = usageExports(plan).map((file) => ({
    name: file.name,
    as: FORMATS[file.provider],
    account: ACCOUNTS[file.provider],
    text: () => textOf(plan, file),
  }));
  const span = (provider: "openai" | "anthropic") => {
    const days = chargedDays(plan, provider);
    return `${days[0]}_${days.at(-1)}`;
  };
  return [
    ...usage,
    {
      name: `cost_${span("openai")}.csv`,
      as: "openai-costs",
      account: ACCOUNTS.openai,
      text: () => openaiCostsCsv(chargesOf(plan, "openai")),
    },
    {
      name: `claude_cost_report_${span("anthropic")}.json`,
      as: "anthropic-cost",
      account: ACCOUNTS.anthropic,
      text: () => anthropicCostJson(chargesOf(plan, "anthropic")),
    },
    { name: "revenue.csv", as: "costcurve-revenue", account: "tidewater", text: revenueCsv(plan) },
    { name: "fixed.csv", as: "costcurve-fixed", account: "tidewater", text: fixedCsv(plan) },
    { name: "units.csv", as: "costcurve-units", account: "tidewater", text: unitsCsv(plan) },
  ];
}

/** The whole text of a file, for tests and for writing it to disk. */
export const wholeText = (file: DemoFile): string =>
  typeof file.text === "string" ? file.text : [...file.text()].join("");
