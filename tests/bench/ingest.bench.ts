import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { joinDatabase } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { importFile, newOrganization, sendAgain, takeOut } from "./ingest-steps";
import { median, secondsOf, tell } from "./measure";
import { type UsageFile, writeUsageFile } from "./usage-file";

/**
 * How fast imports are, from the packed file to the last roll-up, against the fastest that Postgres could take the same
 * rows: a bare COPY into a table of the same columns with the same unique key. All are measured by turns, in one run.
 * COSTCURVE_BENCH_ROWS (1,000,000) and COSTCURVE_BENCH_ROUNDS (3) make it shorter or longer; COSTCURVE_BENCH_LONG=1 adds
 * memory and speed at ten times the rows.
 */
const ROWS = Number(process.env.COSTCURVE_BENCH_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 3);
const LONG = process.env.COSTCURVE_BENCH_LONG === "1";

const folder = mkdtempSync(path.join(os.tmpdir(), "costcurve-bench-"));
process.env.COSTCURVE_DATA = folder;
// Where the database runs as a user of its own, that user passes through to its folder.
chmodSync(folder, 0o711);
const database = await joinDatabase({ dataFolder: folder });
try {
  await migrate(database.ownerUrl);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await speeds(owner);
    await memory();
    if (LONG) await growth();
  } finally {
    await owner.end();
  }
} finally {
  await closePool();
  await database.leave();
  rmSync(folder, { recursive: true, force: true });
}

type Case = { readonly name: string; readonly target: string; readonly file: UsageFile };

async function speeds(owner: pg.Client): Promise<void> {
  const cases: Case[] = [
    { name: "csv", target: "≥ 0.45", file: { rows: ROWS, form: "csv", scopes: 200 } },
    { name: "jsonl", target: "≥ 0.35", file: { rows: ROWS, form: "jsonl", scopes: 200 } },
    { name: "csv_dense", target: "≥ 0.60", file: { rows: ROWS, form: "csv", scopes: 33 } },
    { name: "jsonl_dense", target: "≥ 0.45", file: { rows: ROWS, form: "jsonl", scopes: 33 } },
  ];
  for (const { name, file } of cases) await writeUsageFile(fileOf(name), file);
  await writeUsageFile(fileOf("again"), { rows: ROWS, form: "csv", scopes: 200, level: 2 });
  const bare = path.join(folder, "usage.copy");
  const ratios = new Map<string, number[]>();
  const note = (name: string, value: number) => ratios.set(name, [...(ratios.get(name) ?? []), value]);
  for (let round = 0; round < ROUNDS; round += 1) {
    let copySeconds = Number.NaN;
    for (const { name } of cases) {
      const organization = await newOrganization();
      const seconds = await secondsOf(() => importFile(organization, fileOf(name), ROWS));
      if (name === "csv") {
        if (round === 0) await copyOut(owner, organization, bare);
        copySeconds = await bareCopy(owner, bare, "unique");
        note("copy", ROWS / copySeconds);
        note("key", (await bareCopy(owner, bare, "none")) / copySeconds);
        note("again", seconds / (await secondsOf(() => importFile(organization, fileOf("again"), 0))));
        note("void", (await takeOut(organization)) / seconds);
        note("same", await sendAgain(organization, fileOf("csv")));
      }
      note(name, copySeconds / seconds);
    }
  }
  const of = (name: string) => median(ratios.get(name) ?? []);
  tell("ingest.file", statSync(fileOf("csv")).size / 1024 ** 2, "MB gzip, CSV");
  tell("ingest.copy", of("copy"), "rows/s, bare COPY with the unique key");
  tell("ingest.key", of("key"), "of a COPY without any key (target ≥ 0.65)");
  for (const { name, target } of cases) {
    tell(`ingest.${name}`, of(name), `of a bare COPY (target ${target})`);
    tell(`ingest.${name}.lowest`, Math.min(...(ratios.get(name) ?? [])), "of a bare COPY");
  }
  tell("ingest.again", of("again"), "times the speed of the first time, all rows known (target ≥ 1.6)");
  tell("ingest.same", of("same"), "s until the same bytes are known (target ≤ 1)");
  tell("ingest.void", of("void"), "of the time of loading (target ≤ 1)");
}

function fileOf(name: string): string {
  return path.join(folder, `${name}.gz`);
}

/** The highest memory of a process that imports and does nothing else, at several sizes. */
async function memory(): Promise<void> {
  for (const rows of [ROWS / 10, ROWS, ...(LONG ? [ROWS * 10] : [])]) {
    const file = fileOf(`memory-${rows}`);
    await writeUsageFile(file, { rows, form: "csv", scopes: 200 });
    const program = path.join(import.meta.dirname, "ingest-memory.ts");
    const done = spawnSync(process.execPath, ["--import", "tsx", program, folder, file, String(rows)], {
      encoding: "utf8",
    });
    rmSync(file);
    if (done.status !== 0) throw new Error(done.stderr);
    tell(`ingest.memory.${rows}`, Number(done.stdout) / 1024, "MB at most (target < 250)");
  }
}

/** Speed while the ledger grows tenfold over the same days. */
async function growth(): Promise<void> {
  const organization = await newOrganization();
  const seconds: number[] = [];
  for (let series = 0; series < 11; series += 1) {
    await writeUsageFile(fileOf("growth"), { rows: ROWS, form: "csv", scopes: 200, series });
    seconds.push(await secondsOf(() => importFile(organization, fileOf("growth"), ROWS)));
    tell(`ingest.growth.${series}`, ROWS / (seconds.at(-1) ?? Number.NaN), "rows/s");
  }
  tell(
    "ingest.growth",
    (seconds[1] ?? Number.NaN) / (seconds[10] ?? Number.NaN),
    "of the speed at a tenth (target ≥ 0.8)",
  );
}

async function copyOut(owner: pg.Client, organization: number, file: string): Promise<void> {
  // The fence holds for the owner too.
  await owner.query(`set app.org = ${organization}`);
  const out = owner.query(copyTo("copy (select * from usage_event order by import_id, line) to stdout"));
  await pipeline(out, createWriteStream(file));
}

/** The seconds a COPY of the file takes into an empty table like the ledger's; the table goes again. */
async function bareCopy(owner: pg.Client, file: string, key: "unique" | "none"): Promise<number> {
  await owner.query(
    `create table raw_event (like usage_event including all ${key === "none" ? "excluding indexes" : ""})`,
  );
  const seconds = await secondsOf(async () => {
    const into = owner.query(copyFrom("copy raw_event from stdin"));
    const finished = once(into, "finish");
    createReadStream(file, { highWaterMark: 1 << 17 }).pipe(into);
    await finished;
  });
  const { rows } = await owner.query<{ count: string }>("select count(*) from raw_event");
  if (Number(rows[0]?.count) !== ROWS) throw new Error(`The bare COPY brought ${rows[0]?.count} rows.`);
  await owner.query("drop table raw_event");
  return seconds;
}
