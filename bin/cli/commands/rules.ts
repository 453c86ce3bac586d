import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { say, wrongCall } from "../failure";
import { whileJoined } from "../session";

export function addRules(program: Command): void {
  const rules = program
    .command("rules")
    .description("allocation rules: which usage belongs to which product");
  rules
    .command("apply")
    .description("put a whole set of rules in force, replacing the earlier one")
    .argument("<file>", "JSON: {products, rules}")
    .requiredOption("--org <name>", "organization")
    .option("--json", "the counts as JSON")
    .action(async (file: string, options: { org: string; json?: boolean }) => {
      const document = await readDocument(file);
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { applyRules } = await import("@/lib/commands/apply-rules");
        const done = await applyRules(actor, { document });
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
