import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { readConfig, SetupError } from "@/lib/db/config";
import type { SetStatus } from ".";

export function addStart(program: Command, setStatus: SetStatus): void {
  program
    .command("start")
    .description("start the server, as npm start does (PORT, HOST and APP_URL change where)")
    .action(async () => {
      const file = path.join(readConfig().root, "bin", "start.mjs");
      if (!existsSync(file))
        throw new SetupError(`${file} is missing.`, "Restore it from the repository, or run npm start.");
      setStatus(await runToEnd(file));
    });
}

/** The server is the child; Ctrl-C reaches it by itself, and this process only waits for its end. */
function runToEnd(file: string): Promise<number> {
  const child = spawn(process.execPath, [file], { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const ignore = () => {};
  process.on("SIGTERM", pass);
  process.on("SIGINT", ignore);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", pass);
      process.off("SIGINT", ignore);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
