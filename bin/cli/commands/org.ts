import type { Command } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";

export function addOrg(program: Command): void {
  const org = program.command("org").description("organizations");
  org
    .command("create")
    .description("create an organization")
    .argument("<name>", "its name, unique on this installation")
    .option("--zone <iana>", "reporting zone, such as Europe/Berlin", "UTC")
    .option("--currency <iso>", "reporting currency", "USD")
    .action(async (name: string, options: { zone: string; currency: string }) => {
      await whileJoined(async () => {
        const { createOrganization } = await import("@/lib/commands/create-organization");
        const made = await createOrganization({ name, zone: options.zone, currency: options.currency });
        say(`Created “${made.name}”, reporting in ${made.zone} and ${made.currency}.`);
      });
    });
}
