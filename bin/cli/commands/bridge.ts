import { type Command, Option } from "commander";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = {
  org?: string;
  baseFrom: string;
  baseTo: string;
  from: string;
  to: string;
  product?: string;
  of: string;
  json?: boolean;
};

export function addBridge(program: Command): void {
  program
    .command("bridge")
    .description("why spend, margin or cost per million tokens changed between two periods, step by step")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--base-from <day>", "first day of the period compared with, YYYY-MM-DD")
    .requiredOption("--base-to <day>", "its last day")
    .requiredOption("--from <day>", "first day of the period explained")
    .requiredOption("--to <day>", "its last day")
    .option("--product <name>", "only this product")
    .addOption(
      new Option("--of <figure>", "what changed")
        .choices(["spend", "margin", "cost_per_million_tokens"])
        .default("spend"),
    )
    .option("--json", "as JSON")
    .action(async (options: Options) => {
      const { parseBridge } = await import("@/lib/reports/parse-bridge");
      const { baseFrom, baseTo, from, to, product, of } = options;
      // Asked before the database is joined: a wrong call costs no start of Postgres.
      const asked = parseBridge(
        { baseFrom, baseTo, from, to, of, filters: product === undefined ? [] : [["product", product]] },
        "base-",
      );
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { bridgeAnswer } = await import("@/lib/reports/bridge");
        const answer = await bridgeAnswer(actor, asked);
        if (options.json) {
          process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
          return;
        }
        process.stdout.write(
          textTable(
            [{ header: "Step" }, { header: "USD", align: "right" }],
            [
              [`${baseFrom} to ${baseTo}`, answer.base ?? "–"],
              ...answer.steps.map(({ id, amount }) => [id, amount ?? "–"]),
              [`${from} to ${to}`, answer.actual ?? "–"],
            ],
          ),
        );
      });
    });
}
