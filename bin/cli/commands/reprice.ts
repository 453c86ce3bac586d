import type { Command } from "commander";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = {
  org?: string;
  from?: string;
  to?: string;
  reason?: string;
  provider?: string;
  model?: string;
  apply?: boolean;
  json?: boolean;
};

export function addReprice(program: Command): void {
  const reprice = program
    .command("reprice")
    .description(
      "price past days again by the book as it stands; shows what would move, and moves it with --apply",
    )
    .option("--org <name>", "organization")
    .option("--from <day>", "first UTC day, YYYY-MM-DD")
    .option("--to <day>", "last UTC day")
    .option("--reason <text>", "why, for the record")
    .option("--provider <provider>", "only this provider")
    .option("--model <model>", "only this model")
    .option("--apply", "put the new prices in force")
    .option("--json", "as JSON")
    .action((options: Options) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { reprice: act } = await import("@/lib/commands/reprice");
        const { org: _, json, ...input } = options;
        const done = await act.from(actor, input);
        if (json) {
          process.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
          return;
        }
        const rows = done.changes.map((c) => [c.month, c.provider, c.model, c.before, c.after]);
        process.stdout.write(
          textTable(
            [
              { header: "Month" },
              { header: "Provider" },
              { header: "Model" },
              { header: "Before, USD", align: "right" },
              { header: "After, USD", align: "right" },
            ],
            [...rows, ["all", null, "computed cost of the period", done.before, done.after]],
          ),
        );
        process.stdout.write(
          done.status === "applied"
            ? `Applied. Undo it with: costcurve reprice undo ${done.id} --org ${JSON.stringify(actor.organizationName)}\n`
            : "Nothing has moved. Add --apply to put it in force.\n",
        );
      }),
    );
  reprice
    .command("list")
    .description("the re-prices that were applied, undone ones too")
    .option("--org <name>", "organization")
    .option("--json", "as JSON")
    .action((_: Options, command: Command) =>
      whileJoined(async ({ actorFor }) => {
        const { org, json } = command.optsWithGlobals<Options>();
        const { repriceList } = await import("@/lib/reports/reprices");
        const list = await repriceList(await actorFor(org));
        if (json) {
          process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
          return;
        }
        const columns = ["Id", "Status", "From", "To", "Before, USD", "After, USD", "Reason"];
        process.stdout.write(
          textTable(
            columns.map((header) => ({ header, ...(header.endsWith("USD") ? { align: "right" } : {}) })),
            list.map((r) => [r.id, r.status, r.from, r.to, r.before, r.after, r.reason]),
          ),
        );
      }),
    );
  reprice
    .command("apply")
    .description("apply a re-price that was looked at, if it would still do what was shown")
    .argument("<id>", "of the re-price")
    .option("--org <name>", "organization")
    .option("--json", "as JSON")
    .action((id: string, _: Options, command: Command) =>
      whileJoined(async ({ actorFor }) => {
        const { org, json } = command.optsWithGlobals<Options>();
        const { applyReprice } = await import("@/lib/commands/reprice");
        const done = await applyReprice(await actorFor(org), { id });
        process.stdout.write(
          json ? `${JSON.stringify(done, null, 2)}\n` : `Applied to ${done.from} to ${done.to}.\n`,
        );
      }),
    );
  reprice
    .command("undo")
    .description("put the prices back that a re-price replaced")
    .argument("<id>", "of the re-price")
    .option("--org <name>", "organization")
    .option("--json", "as JSON")
    .action((id: string, _: Options, command: Command) =>
      whileJoined(async ({ actorFor }) => {
        const { org, json } = command.optsWithGlobals<Options>();
        const { undoReprice } = await import("@/lib/commands/reprice");
        const done = await undoReprice(await actorFor(org), { id });
        process.stdout.write(
          json
            ? `${JSON.stringify(done, null, 2)}\n`
            : `The figures of ${done.from} to ${done.to} are as before.\n`,
        );
      }),
    );
}
