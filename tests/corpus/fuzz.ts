import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { outcomeOf } from "./laws";
import { bases, diceOf, mutant } from "./mutate";

/**
 * Strikes at the readers with broken copies of the golden files: `npm run test:fuzz -- --minutes 10 --seed 7`. Nothing
 * but FileRefusal may be thrown, nothing may hang, and every record and rejection obeys what laws.ts says. A failure is
 * cut down to a small file and printed with its seed and number: `--seed S --from N --count 1` strikes it again.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    count: { type: "string" },
    minutes: { type: "string" },
  },
});
const SECONDS_MAX = 20;
const SHRINK_MS = 20_000;

const problemOf = async (bytes: Uint8Array, mapping: unknown): Promise<string | null> => {
  try {
    const { broken } = await outcomeOf(bytes, { mapping });
    return broken[0] ?? null;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ""}` : String(error);
  }
};

/** The kind of a problem: figures in it may change while the file shrinks. */
const kindOf = (problem: string): string => (problem.split("\n")[0] ?? "").replace(/\d+/g, "0").slice(0, 80);

/** On a thread of its own, since what hangs would keep any clock of the same thread from ringing. */
const WATCHER = `
  const { workerData: { shared, seed, seconds } } = require("node:worker_threads");
  const current = new Int32Array(shared);
  let last = -1;
  setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now === last) {
      const said = "--seed " + seed + " --from " + now + " --count 1 takes more than " + seconds + " seconds.\\n";
      require("node:fs").writeSync(1, said);
      process.kill(process.pid, "SIGKILL");
    }
    last = now;
  }, seconds * 1000);`;

// A file that is left open says so when memory is cleared.
process.on("warning", ({ message }) => {
  process.stdout.write(`Warned: ${message}\n`);
});

await main();

async function main(): Promise<void> {
  const seed = Number(values.seed);
  const from = Number(values.from);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  const count = values.count === undefined ? (minutes === null ? 3_000 : Infinity) : Number(values.count);
  const until = minutes === null ? Infinity : Date.now() + minutes * 60_000;
  const shared = new SharedArrayBuffer(8);
  const current = new Int32Array(shared);
  const watcher = new Worker(WATCHER, { eval: true, workerData: { shared, seed, seconds: SECONDS_MAX } });
  watcher.unref();
  const outcomes = { taken: 0, refused: 0, failed: 0 };
  let number = from;
  for (; number < from + count && Date.now() < until; number += 1) {
    Atomics.store(current, 0, number);
    const { bytes, base, blows, mapping } = mutant(seed, number);
    const problem = (await problemOf(bytes, mapping)) ?? (await differenceOf(seed, number));
    if (problem === null) outcomes.taken += 1;
    else {
      outcomes.failed += 1;
      const small = await shrink(bytes, mapping, problem);
      process.stdout.write(
        `--seed ${seed} --from ${number} --count 1: ${base}, ${blows.join(", ")}\n${problem}\n${small.length} bytes: ${JSON.stringify(small.toString("latin1").slice(0, 3_000))}\n\n`,
      );
    }
    if (outcomes.failed >= 10) break;
  }
  process.stdout.write(
    `${number - from} broken copies of ${bases.length} files with seed ${seed}: ${outcomes.failed} failures.\n`,
  );
  process.exitCode = outcomes.failed > 0 ? 1 : 0;
  await watcher.terminate();
}

/** Each eighth file is read again in pieces of other sizes: the same must come of it. */
async function differenceOf(seed: number, number: number): Promise<string | null> {
  if (number % 8 !== 0) return null;
  const { bytes, mapping } = mutant(seed, number);
  const dice = diceOf(seed, -number);
  const ends = Array.from({ length: 5 }, () => dice.below(bytes.length + 1)).sort((a, b) => a - b);
  const [whole, pieces] = [await outcomeOf(bytes, { mapping }), await outcomeOf(bytes, { mapping }, ends)];
  const shown = [whole, pieces].map(({ refusal, records, tokens, money, rejected }) =>
    JSON.stringify([refusal?.code, records, rejected, tokens, money], (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    ),
  );
  return shown[0] === shown[1]
    ? null
    : `Pieces that end at ${ends} differ:\n${shown.join("\n").slice(0, 4_000)}`;
}

/** Leaves out pieces, ever smaller ones, as long as the same problem stays. */
async function shrink(bytes: Buffer, mapping: unknown, problem: string): Promise<Buffer> {
  const kind = kindOf(problem);
  const until = Date.now() + SHRINK_MS;
  let small = bytes;
  for (let piece = Math.ceil(bytes.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2))
    for (let at = 0; at < small.length && Date.now() < until; ) {
      const less = Buffer.concat([small.subarray(0, at), small.subarray(at + piece)]);
      const left = await problemOf(less, mapping);
      if (left !== null && kindOf(left) === kind) small = less;
      else at += piece;
    }
  return small;
}
