import type { Command } from "commander";
import type { CostCurve } from "@/lib/reports/cost-curve";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = {
  org?: string;
  from: string;
  to: string;
  grain?: string;
  product?: string;
  unit?: string;
  json?: boolean;
};

export function addCurve(program: Command): void {
  program
    .command("curve")
    .description("how fast cost falls or rises: price index, cost per million tokens, cost per unit of work")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--from <day>", "first day, YYYY-MM-DD")
    .requiredOption("--to <day>", "last day")
    .option("--grain <grain>", "day, week or month; without it the period decides")
    .option("--product <name>", "only this product")
    .option("--unit <name>", "what is counted as a unit of work, where there are several")
    .option("--json", "as JSON")
    .action(async (options: Options) => {
      const { parseCurve } = await import("@/lib/reports/parse-curve");
      const { from, to, grain, product, unit } = options;
      // Asked before the database is joined: a wrong call costs no start of Postgres.
      const filters = Object.entries({ product, unit }).flatMap(([name, value]): [string, string][] =>
        value ? [[name, value]] : [],
      );
      const question = parseCurve({ from, to, grain, filters });
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { costCurve } = await import("@/lib/reports/cost-curve");
        const curve = await costCurve(actor, question);
        process.stdout.write(options.json ? `${JSON.stringify(curve, null, 2)}\n` : curveTable(curve));
      });
    });
}

const NAMES = {
  price_index: "price index",
  cost_per_million_tokens: "per 1M tokens",
  cost_per_unit: "per unit",
};

/** Periods as lines, curves as columns, and how fast each becomes cheaper. */
function curveTable({ curves }: CostCurve): string {
  const shown = curves.filter(({ points }) => points.some(({ value }) => value !== null));
  const periods = shown[0]?.points.map(({ period }) => period) ?? [];
  const line = (name: string, cell: (curve: CostCurve["curves"][number]) => string | null | undefined) => [
    name,
    ...shown.map((curve) => cell(curve) ?? "–"),
  ];
  return textTable(
    [{ header: "Period" }, ...shown.map(({ id }) => ({ header: NAMES[id], align: "right" as const }))],
    [
      ...periods.map((period, at) => line(period, ({ points }) => points[at]?.value)),
      line("times cheaper a year", ({ decline }) => decline?.factor_per_year),
      line("log points a year", ({ decline }) => decline?.log_points_per_year),
      line("half-life in years", ({ decline }) => decline?.half_life_years),
    ],
  );
}
