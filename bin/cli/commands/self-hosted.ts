import type { Command } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = { org: string; from: string; to: string; against?: string; json?: boolean };

export function addSelfHosted(program: Command): void {
  program
    .command("self-hosted")
    .description(
      "what is paid by period: cost of a million tokens, use of the capacity, break-even with an API",
    )
    .requiredOption("--org <name>", "organization")
    .requiredOption("--from <day>", "first day, YYYY-MM-DD")
    .requiredOption("--to <day>", "last day")
    .option("--against <provider/model>", "the API model to compare with; the most used one where left out")
    .option("--json", "as JSON")
    .action((options: Options) =>
      whileJoined(async ({ actorFor }) => {
        const { selfHosted } = await import("@/lib/reports/self-hosted");
        const { from, to, against } = options;
        const report = await selfHosted(await actorFor(options.org), { from, to, against });
        if (options.json) {
          process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
          return;
        }
        if (report.lines.length === 0) {
          say("No cost by period falls on these days. Import a file of them: see docs/sources/costcurve.md.");
          return;
        }
        say(report.against === null ? "No API model to compare with." : `Compared with ${report.against}.`);
        process.stdout.write(
          textTable(
            [
              { header: "Provider" },
              { header: "Cost", align: "right" },
              { header: "Tokens", align: "right" },
              { header: "$/M allocated", align: "right" },
              { header: "$/M at load", align: "right" },
              { header: "Utilisation", align: "right" },
              { header: "API $/M", align: "right" },
              { header: "Break-even", align: "right" },
            ],
            report.lines.map((line) => [
              line.provider,
              line.fixed_cost,
              line.tokens,
              line.allocation_per_million,
              line.usage_per_million,
              line.utilisation,
              line.api_per_million,
              line.break_even_utilisation,
            ]),
          ),
        );
      }),
    );
}
