import { type Command, Option } from "commander";
import { wrongCall } from "../failure";
import { whileJoined } from "../session";

type Options = {
  org: string;
  metrics?: string;
  from?: string;
  to?: string;
  grain?: string;
  by?: string;
  filter?: string[];
  format: "json" | "csv" | "table";
};

export function addQuery(program: Command): void {
  program
    .command("query")
    .description("figures: any metrics, by any dimensions, over any days")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--metrics <ids>", "metric ids, separated by commas")
    .requiredOption("--from <day>", "first day, YYYY-MM-DD, in the organization's zone")
    .requiredOption("--to <day>", "last day, inclusive")
    .option("--grain <grain>", "none, hour, day, week or month")
    .option("--by <dimensions>", "dimensions, separated by commas")
    .option("--filter <dimension=value>", "only this value; may be repeated", collect)
    .addOption(
      new Option("--format <format>", "how it is printed").choices(["json", "csv", "table"]).default("json"),
    )
    .action(async (options: Options) => {
      const { parseQuestion } = await import("@/lib/reports/parse-question");
      const { metrics, from, to, grain, by } = options;
      // Asked before the database is joined: a wrong call costs no start of Postgres.
      const question = parseQuestion({
        metrics,
        from,
        to,
        grain,
        by,
        filters: (options.filter ?? []).map(pair),
      });
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { answer } = await import("@/lib/reports/query");
        const { answerCsv, answerTable } = await import("../answer-text");
        const answered = await answer(actor, question);
        const text =
          options.format === "json"
            ? `${JSON.stringify(answered, null, 2)}\n`
            : options.format === "csv"
              ? answerCsv(answered)
              : answerTable(answered);
        process.stdout.write(text);
      });
    });
}

const collect = (value: string, earlier: string[] | undefined): string[] => [...(earlier ?? []), value];

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1)
    throw wrongCall(
      `--filter ${text}: no value.`,
      "Write it as dimension=value, for example provider=openai.",
    );
  return [text.slice(0, at), text.slice(at + 1)];
}
