import { type Command, InvalidArgumentError } from "commander";
import { say } from "../failure";
import { whileJoined } from "../session";

const CONCURRENCY_MAX = 16;

export function addWorker(program: Command): void {
  program
    .command("worker")
    .description("work on imports apart from the server; several may run on one database")
    .option("--concurrency <n>", "organizations whose imports load at the same time", countOf, 3)
    .action(({ concurrency }: { concurrency: number }) =>
      whileJoined(async ({ onStop }) => {
        const { startWorker } = await import("@/lib/jobs/worker");
        const worker = startWorker({ concurrency });
        onStop(() => worker.stop());
        say(`costcurve: working on imports, ${concurrency} at once; Ctrl-C ends it`);
        // Until somebody stops it; the timer keeps the process alive.
        await new Promise(() => setInterval(() => {}, 60_000));
      }),
    );
}

function countOf(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > CONCURRENCY_MAX)
    throw new InvalidArgumentError(`Write a whole number from 1 to ${CONCURRENCY_MAX}.`);
  return count;
}
