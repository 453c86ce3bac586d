import type { Command } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";

export function addDemo(program: Command): void {
  const demo = program.command("demo").description("the demonstration company");
  demo
    .command("load")
    .description("create it with twelve months of invented usage, or complete it")
    .action(async () => {
      await whileJoined(async () => {
        const { loadDemo } = await import("@/lib/demo/load");
        const loaded = await loadDemo({ say });
        process.stdout.write(
          `“${loaded.organization}” is here: ${loaded.imports} files, ${loaded.rows.toLocaleString("en-US")} rows.\n`,
        );
        if (loaded.signIn)
          process.stdout.write(
            `Sign in as ${loaded.signIn.email} with the password ${loaded.signIn.password}\n`,
          );
      });
    });
  demo
    .command("remove")
    .description("delete it with everything it holds; other organizations are not touched")
    .action(async () => {
      await whileJoined(async () => {
        const { removeDemo } = await import("@/lib/demo/load");
        const removed = await removeDemo();
        process.stdout.write(removed ? "The demonstration company is gone.\n" : "It was not here.\n");
      });
    });
}
