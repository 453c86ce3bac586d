import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { RulesCheck } from "@/lib/reports/rules-check";
import type { RuleSetEntry } from "@/lib/reports/rules-history";
import { say, wrongCall } from "../failure";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Range = { from?: string; to?: string };
type ApplyOptions = { org: string; json?: boolean; dryRun?: boolean; basedOn?: string } & Range;

const BASED_ON =
  "the set that the change was made from, as export and history tell it: refused if it is no longer in force";

export function addRules(program: Command): void {
  const rules = program
    .command("rules")
    .description("allocation rules: which cost belongs to which product, customer and team");
  rules
    .command("export")
    .description("print the rules in force, as the file that apply takes")
    .requiredOption("--org <name>", "organization")
    .action(async (options: { org: string }) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { rulesWithId } = await import("@/lib/reports/rules");
        const { id, document } = await rulesWithId(actor);
        process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
        say(
          `Set ${id ?? "none"}: apply with --based-on ${id ?? "none"} to be told if others come in force meanwhile.`,
        );
      }),
    );
  withDays(rules.command("check"))
    .description("say what a set of rules would move, without putting it in force")
    .argument("<file>", "JSON: {products, rules}")
    .requiredOption("--org <name>", "organization")
    .option("--json", "as JSON")
    .action((file: string, options: { org: string; json?: boolean } & Range) => check(file, options));
  withDays(rules.command("apply"))
    .description("put a whole set of rules in force, replacing the earlier one")
    .argument("<file>", "JSON: {products, rules}")
    .requiredOption("--org <name>", "organization")
    .option("--dry-run", "only say what it would move, as check does")
    .option("--based-on <set>", BASED_ON)
    .option("--json", "the counts as JSON")
    .action(async (file: string, options: ApplyOptions) => {
      if (options.dryRun) return check(file, options);
      const document = await readDocument(file);
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { applyRules } = await import("@/lib/commands/apply-rules");
        const done = await applyRules(actor, { document, basedOn: options.basedOn });
        if (options.json) {
          process.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
          return;
        }
        process.stdout.write(
          `${counted(done.rules, "rule")} for ${counted(done.products, "product")} in force: ` +
            `${done.scopesMoved} of ${counted(done.scopes, "scope")} moved, ${done.scopesUnallocated} unallocated.\n`,
        );
        if (done.scopes === 0) say("No usage has been imported yet; the rules apply to what comes.");
      });
    });
  rules
    .command("history")
    .description("who put which set of rules in force, latest first")
    .requiredOption("--org <name>", "organization")
    .option("--json", "as JSON")
    .action(async (options: { org: string; json?: boolean }) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { rulesHistory } = await import("@/lib/reports/rules-history");
        const sets = await rulesHistory(actor);
        process.stdout.write(options.json ? `${JSON.stringify({ sets }, null, 2)}\n` : historyText(sets));
      }),
    );
  rules
    .command("restore")
    .description("put an earlier set in force again; without an id the one before, so that it undoes")
    .argument("[id]", "as rules history lists it")
    .requiredOption("--org <name>", "organization")
    .option("--based-on <set>", BASED_ON)
    .option("--json", "the counts as JSON")
    .action(async (id: string | undefined, options: { org: string; json?: boolean; basedOn?: string }) =>
      whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { restoreRules } = await import("@/lib/commands/restore-rules");
        const done = await restoreRules(actor, { id, basedOn: options.basedOn });
        process.stdout.write(
          options.json
            ? `${JSON.stringify(done, null, 2)}\n`
            : `Set ${done.restoredFrom} in force again, ${counted(done.rules, "rule")}: ` +
                `${done.scopesMoved} of ${counted(done.scopes, "scope")} moved, ${done.scopesUnallocated} unallocated.\n`,
        );
      }),
    );
}

function historyText(sets: readonly RuleSetEntry[]): string {
  if (sets.length === 0) return "No rules were ever in force.\n";
  return textTable(
    [
      { header: "In force from" },
      { header: "By" },
      { header: "Rules", align: "right" },
      { header: "Added", align: "right" },
      { header: "Removed", align: "right" },
      { header: "Set" },
      { header: "Copy of" },
    ],
    sets.map((set) => [
      set.applied_at,
      set.applied_by ?? "command line",
      set.rules,
      set.rules_added,
      set.rules_removed,
      set.id,
      set.restored_from,
    ]),
  );
}

const withDays = (command: Command): Command =>
  command
    .option("--from <day>", "look at cost from this day on, YYYY-MM-DD; all there is without it")
    .option("--to <day>", "and up to this day, inclusive");

async function check(file: string, options: { org: string; json?: boolean } & Range): Promise<void> {
  const document = await readDocument(file);
  await whileJoined(async ({ actorFor }) => {
    const actor = await actorFor(options.org);
    const { checkRules } = await import("@/lib/commands/check-rules");
    const found = await checkRules(actor, { document, from: options.from, to: options.to });
    process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : checkText(found));
  });
}

function checkText(found: RulesCheck): string {
  const moves =
    found.moves.length === 0
      ? "No cost moves.\n"
      : textTable(
          [
            { header: "Month" },
            { header: "Product" },
            { header: "Before, USD", align: "right" },
            { header: "After, USD", align: "right" },
          ],
          found.moves.map(({ month, product, before, after }) => [
            month,
            product ?? "(unallocated)",
            before,
            after,
          ]),
        );
  const never = found.never_match.map(({ path, when }) => `${path} matches nothing: ${when}\n`).join("");
  const { scopes, cost } = found.unmatched;
  return `${moves}${never}No rule matches ${counted(scopes, "scope")} with ${cost} USD.\nUnallocated: ${found.unallocated.before} USD before, ${found.unallocated.after} USD after, of ${found.total} USD.\n`;
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw wrongCall(`${file} cannot be read (${error.code ?? error.message}).`, "Check the path.");
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw wrongCall(`${file} is not JSON: ${what}.`, "Mend it; see docs/api.md for an example.");
  }
}
