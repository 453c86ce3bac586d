import type { Command } from "commander";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = { org?: string; from: string; to: string; product?: string; json?: boolean };

export function addLadder(program: Command): void {
  program
    .command("ladder")
    .description("the savings ladder: from list price without a cache to what counts, each step once")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--from <day>", "first day, YYYY-MM-DD")
    .requiredOption("--to <day>", "last day")
    .option("--product <name>", "only this product")
    .option("--json", "as JSON")
    .action(async (options: Options) => {
      const { parseDays } = await import("@/lib/reports/parse-question");
      const { product } = options;
      // Asked before the database is joined: a wrong call costs no start of Postgres.
      const days = parseDays(options);
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { ladder } = await import("@/lib/reports/ladder");
        const answer = await ladder(actor, { ...days, where: product ? { product: [product] } : {} });
        if (options.json) {
          process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
          return;
        }
        process.stdout.write(
          textTable(
            [{ header: "Step" }, { header: "USD", align: "right" }],
            [
              ["list price, standard tier, no cache", answer.list_uncached],
              ...answer.steps.map(({ id, amount }) => [`less ${id}`, amount]),
              ["what counts", answer.effective],
            ],
          ),
        );
      });
    });
}
