import type { Command } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";

export function addKey(program: Command): void {
  const key = program.command("key").description("API keys");
  key
    .command("create")
    .description("create an API key and print it, once")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--scopes <list>", "what it may do: ingest, read, prices, rules; several with commas")
    .option("--name <name>", "what it is for", "command line")
    .action(async (options: { org: string; scopes: string; name: string }) => {
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { createKey } = await import("@/lib/commands/create-key");
        const scopes = options.scopes
          .split(",")
          .map((scope) => scope.trim())
          .filter((scope) => scope !== "");
        const made = await createKey.from(actor, { name: options.name, scopes });
        process.stdout.write(`${made.text}\n`);
        say(`Keep it now: only its hash stays here. Scopes: ${made.scopes.join(", ")}.`);
      });
    });
}
