import { createReadStream, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { startDemo } from "./demo-server";
import { median, tell } from "./measure";
import { writeUsageFile } from "./usage-file";

/**
 * How soon a person sees what they upload: a file of 3 KB on Spend, from the first byte sent to the page that shows it,
 * and the longest that a large import lets somebody wait for its next sign of progress. COSTCURVE_BENCH_ROUNDS (5) and
 * COSTCURVE_BENCH_ROWS (200,000, the large import) make it shorter or longer.
 */
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 5);
const ROWS = Number(process.env.COSTCURVE_BENCH_ROWS ?? 200_000);
const WAIT_MS = 120_000;
const ASK_MS = 50;

const server = await startDemo();
const { home, cookie } = server;
try {
  // The first upload and the first view load what later ones find loaded.
  const seconds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) seconds.push(await secondsToSee(`bench-project-${round}`));
  tell("see.first", seconds[0] ?? Number.NaN, "s from the upload of 3 KB to Spend, right after the start");
  tell("see.small_file", median(seconds.slice(1)), "s from the upload of 3 KB to Spend (target ≤ 2)");
  tell("see.progress", await longestStill(), "s at most between two signs of progress (target ≤ 1)");
} finally {
  await server.stop();
}

async function secondsToSee(project: string): Promise<number> {
  const began = performance.now();
  await upload(`${project}.csv`, smallFile(project));
  await until(async () =>
    (await text(`/spend?from=2026-10-01&to=2026-10-31&project=${project}`)).includes("$1.23"),
  );
  return (performance.now() - began) / 1_000;
}

/** About 3 KB: forty requests, one of which states what it cost. */
function smallFile(project: string): string {
  const lines = ["timestamp,id,provider,model,project,input_tokens,output_tokens,cost"];
  for (let row = 0; row < 40; row += 1)
    lines.push(
      `2026-10-14T12:00:${String(row).padStart(2, "0")}Z,${project}-${row},bench,bench-model,${project},1000,200,${row === 0 ? "1.23" : "0"}`,
    );
  return `${lines.join("\n")}\n`;
}

async function longestStill(): Promise<number> {
  const file = path.join(os.tmpdir(), `costcurve-see-${process.pid}.gz`);
  await writeUsageFile(file, { rows: ROWS, form: "csv", scopes: 200 });
  try {
    const importId = await upload(
      "large.csv.gz",
      Readable.toWeb(createReadStream(file)) as ReadableStream,
      statSync(file).size,
    );
    let [state, longest, since] = ["", 0, performance.now()];
    for (;;) {
      const now = await text(`/imports/${importId}/state`);
      if (now !== state) {
        longest = Math.max(longest, performance.now() - since);
        [state, since] = [now, performance.now()];
      }
      if (/"status":"(committed|refused|failed)"/.test(now)) break;
      if (performance.now() - since > WAIT_MS) throw new Error(`The import stands still: ${now}`);
      await sleep(ASK_MS);
    }
    return longest / 1_000;
  } finally {
    rmSync(file);
  }
}

async function upload(name: string, body: string | ReadableStream, bytes?: number): Promise<number> {
  const answer = await fetch(`${home}/api/v1/imports?file=${name}&wait=0`, {
    method: "POST",
    headers: { cookie, origin: home, ...(bytes === undefined ? {} : { "content-length": String(bytes) }) },
    body,
    duplex: "half",
  } as RequestInit);
  const said = (await answer.json()) as { importId?: number };
  if (!answer.ok || said.importId === undefined)
    throw new Error(`${name}: ${answer.status} ${JSON.stringify(said)}`);
  return said.importId;
}

async function text(address: string): Promise<string> {
  const answer = await fetch(home + address, { headers: { cookie }, redirect: "manual" });
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}.`);
  return answer.text();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < WAIT_MS; await sleep(ASK_MS))
    if (await isSo()) return;
  throw new Error("It never showed.");
}
