import type { Command } from "commander";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = { org: string; from?: string; to?: string; grain?: string; json?: boolean };

export function addAllocation(program: Command): void {
  program
    .command("allocation")
    .description("how much of the cost the rules give to products, and how much they do not")
    .requiredOption("--org <name>", "organization")
    .option("--from <day>", "first day, YYYY-MM-DD; all there is without it")
    .option("--to <day>", "last day, inclusive")
    .option("--grain <grain>", "none, hour, day, week or month (default)")
    .option("--json", "as JSON")
    .action((options: Options) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { allocationReport } = await import("@/lib/reports/allocation");
        const answer = await allocationReport(actor, options);
        if (options.json) {
          process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
          return;
        }
        const amount = (header: string) => ({ header, align: "right" as const });
        process.stdout.write(
          textTable(
            [{ header: "Period" }, amount("Allocated"), amount("Unallocated"), amount("Total, USD")],
            [
              ...answer.periods.map((row) => [
                row.period ?? "all",
                row.allocated,
                row.unallocated,
                row.total,
              ]),
              ["total", answer.totals.allocated, answer.totals.unallocated, answer.totals.total],
            ],
          ),
        );
      }),
    );
}
