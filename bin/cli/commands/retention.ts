import { type Command, InvalidArgumentError } from "commander";
import { whileJoined } from "../session";

type Options = {
  org?: string;
  months?: number | null;
  files?: "keep" | "drop";
  now?: boolean;
  json?: boolean;
};

export function addRetention(program: Command): void {
  program
    .command("retention")
    .description("how long single rows of usage are kept; figures stay for ever")
    .requiredOption("--org <name>", "organization")
    .option("--months <n>", "whole months beside the running one, or “all” for ever", monthsOf)
    .option("--files <keep|drop>", "whether the stored files of older imports stay", filesOf)
    .option("--now", "drop what is older at once, instead of with the daily work")
    .option("--json", "the state as JSON")
    .action((options: Options) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { inOrganization } = await import("@/lib/db/organization");
        const { retentionOf } = await import("@/lib/db/ledger/retention");
        const now = () => inOrganization(actor.organizationId, retentionOf);
        if (options.months !== undefined || options.files !== undefined) {
          const { setRetention } = await import("@/lib/commands/set-retention");
          const before = await now();
          await setRetention(actor, {
            months: options.months === undefined ? before.months : options.months,
            dropsFiles: options.files === undefined ? before.dropsFiles : options.files === "drop",
          });
        }
        const { dropOldEvents } = await import("@/lib/jobs/retention");
        const today = new Date().toISOString().slice(0, 10);
        const dropped = options.now ? await dropOldEvents(actor.organizationId, today) : null;
        const state = await now();
        if (options.json) process.stdout.write(`${JSON.stringify({ ...state, dropped }, null, 2)}\n`);
        else process.stdout.write(`${wordsOf(state, dropped).join("\n")}\n`);
      }),
    );
}

type State = Awaited<ReturnType<typeof import("@/lib/db/ledger/retention")["retentionOf"]>>;
type Dropped = Awaited<ReturnType<typeof import("@/lib/jobs/retention")["dropOldEvents"]>> | null;

function wordsOf({ months, from, dropsFiles }: State, dropped: Dropped): string[] {
  const lines = [
    months === null
      ? "Rows of usage are kept for ever."
      : `Rows of usage are kept for ${counted(months, "month")} beside the running one; the stored files of older imports ${dropsFiles ? "go too" : "stay"}.`,
  ];
  if (from !== null) lines.push(`Rows before ${from} are not kept.`);
  if (dropped?.postponed) lines.push("An import is under way: older rows go the next time.");
  if (dropped)
    lines.push(
      `Dropped: ${counted(dropped.rows, "row")} that counted, ${dropped.aside} aside, ${counted(dropped.texts, "rejected text")}, ${counted(dropped.files, "file")}. No figure has changed.`,
    );
  return lines;
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

function monthsOf(text: string): number | null {
  if (text === "all") return null;
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 600)
    throw new InvalidArgumentError("Write a whole number from 1 to 600, or all.");
  return Number(text);
}

function filesOf(text: string): "keep" | "drop" {
  if (text !== "keep" && text !== "drop") throw new InvalidArgumentError("Write keep or drop.");
  return text;
}
