import type { Command } from "commander";
import { OUR_FAILURE } from "../failure";
import type { SetStatus } from ".";

export function addDoctor(program: Command, setStatus: SetStatus): void {
  program
    .command("doctor")
    .description("look for what keeps Costcurve from working, and say what to do")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const { examine } = await import("../doctor");
      const found = await examine();
      if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else
        for (const { name, isWell, detail, fix } of found)
          process.stdout.write(
            `${isWell ? "ok  " : "BAD "} ${name}: ${detail}${fix ? `\n     ${fix}` : ""}\n`,
          );
      if (found.some(({ isWell }) => !isWell)) setStatus(OUR_FAILURE);
    });
}
