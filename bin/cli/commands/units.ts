import { type Command, InvalidArgumentError, Option } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Common = { org: string; json?: boolean };
type CostOptions = Common & { from: string; to: string; by: "none" | "customer" | "model"; min?: number };

export function addUnits(program: Command): void {
  const units = program.command("units").description("units of work that usage names itself, by a tag");
  units
    .command("tag")
    .description("each value of a tag is one unit of work, counted on the first day it is met")
    .argument("<unit>", "what is counted, such as tickets")
    .argument("<tag>", "the tag, such as ticket for tag.ticket")
    .requiredOption("--org <name>", "organization")
    .action((unit: string, tag: string, options: Common) =>
      whileJoined(async ({ actorFor }) => {
        const { setUnitTag } = await import("@/lib/commands/set-unit-tag");
        const done = await setUnitTag(await actorFor(options.org), { unit, tag: tag.replace(/^tag\./, "") });
        say(`Each tag.${done.tag} is one of ${done.unit}.`);
      }),
    );
  units
    .command("untag")
    .description("take such a unit back")
    .argument("<unit>")
    .requiredOption("--org <name>", "organization")
    .action((unit: string, options: Common) =>
      whileJoined(async ({ actorFor }) => {
        const { removeUnitTag } = await import("@/lib/commands/set-unit-tag");
        await removeUnitTag(await actorFor(options.org), { unit });
        say(`${unit} are no longer told by a tag.`);
      }),
    );
  units
    .command("costs")
    .description("what single units cost: number, mean, middle and 95th percentile")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--from <day>", "first day, YYYY-MM-DD")
    .requiredOption("--to <day>", "last day")
    .addOption(
      new Option("--by <dimension>", "apart by").choices(["none", "customer", "model"]).default("none"),
    )
    .option("--min <count>", "fewer units than this have no percentile (20)", count)
    .option("--json", "as JSON")
    .action(costs);
}

function costs(options: CostOptions): Promise<void> {
  return whileJoined(async ({ actorFor }) => {
    const { unitCostsReport } = await import("@/lib/reports/unit-costs");
    const { from, to, by, min } = options;
    const lines = await unitCostsReport(await actorFor(options.org), { from, to, by, casesMin: min });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
      return;
    }
    if (lines.length === 0) {
      say("No usage of these days names a unit. Say which tag does with `costcurve units tag`.");
      return;
    }
    process.stdout.write(
      textTable(
        [
          { header: "Unit" },
          ...(by === "none" ? [] : [{ header: by === "customer" ? "Customer" : "Model" }]),
          { header: "n", align: "right" as const },
          { header: "Cost", align: "right" as const },
          { header: "Mean", align: "right" as const },
          { header: "p50", align: "right" as const },
          { header: "p95", align: "right" as const },
        ],
        lines.map((line) => [
          line.unit,
          ...(by === "none" ? [] : [line.key]),
          String(line.n),
          line.total,
          line.mean,
          line.p50,
          line.p95,
        ]),
      ),
    );
  });
}

function count(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError("Give a whole number above 0.");
  return n;
}
