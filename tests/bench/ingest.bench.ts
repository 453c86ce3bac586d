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
import { type Cost, importFile, newOrganization, sendAgain, takeOut } from "./ingest-steps";
import { median, processorSecondsOf, secondsOf, tell } from "./measure";
import { type UsageFile, writeUsageFile } from "./usage-file";

/**
 * How fast imports are, from the packed file to the last roll-up, against the fastest that Postgres could take the same
 * rows: a bare COPY into a table of the same columns, months and unique key. All are measured by turns, in one run. Figures
 * called `processor` compare the processor's time instead, the greater of what Node and Postgres's process take: what two
 * idle cores would come to, where the clock also shows what else a machine does.
 *
 * COSTCURVE_BENCH_ROWS (1,000,000) and COSTCURVE_BENCH_ROUNDS (3) make it shorter or longer. Memory is measured at a tenth,
 * all, and with COSTCURVE_BENCH_LONG=1 ten times of these rows; growth from a tenth of the rows on, and with LONG from all of
 * them, to ten times that. COSTCURVE_BENCH_GB=5 imports JSON lines of so many unpacked gigabytes besides.
 */
const ROWS = Number(process.env.COSTCURVE_BENCH_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 3);
const LONG = process.env.COSTCURVE_BENCH_LONG === "1";
const GIGABYTES = Number(process.env.COSTCURVE_BENCH_GB ?? 0);
/** What a row of the bench's JSON lines takes, at least. */
const JSON_ROW_BYTES = 310;
/** What the bench does, for runs of a part of it. */
const PARTS = (process.env.COSTCURVE_BENCH_PARTS ?? "speeds,memory,growth").split(",");

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
    if (PARTS.includes("speeds")) await speeds(owner);
    if (PARTS.includes("memory")) await memory();
    if (PARTS.includes("growth")) await growth();
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
  for (const form of ["csv", "jsonl"] as const)
    await writeUsageFile(fileOf(`${form}_again`), { rows: ROWS, form, scopes: 200, level: 2 });
  const bare = path.join(folder, "usage.copy");
  const ratios = new Map<string, number[]>();
  const note = (name: string, value: number) => ratios.set(name, [...(ratios.get(name) ?? []), value]);
  for (let round = 0; round < ROUNDS; round += 1) {
    let copy: Cost = { seconds: Number.NaN, node: Number.NaN, postgres: Number.NaN };
    for (const { name } of cases) {
      const organization = await newOrganization();
      const cost = await importFile(organization, fileOf(name), ROWS);
      if (name === "csv") {
        if (round === 0) await copyOut(owner, organization, bare);
        copy = await bareCopy(owner, bare, "unique");
        note("copy", ROWS / copy.seconds);
        const without = await bareCopy(owner, bare, "none");
        note("key", without.seconds / copy.seconds);
        note("key.processor", without.postgres / copy.postgres);
      }
      if (name === "csv" || name === "jsonl") {
        const again = await importFile(organization, fileOf(`${name}_again`), 0);
        note(`${name}_again`, cost.seconds / again.seconds);
        note(`${name}_again.processor`, busiest(cost) / busiest(again));
        note(`${name}_void`, (await takeOut(organization)) / cost.seconds);
      }
      if (name === "csv") note("same", await sendAgain(organization, fileOf("csv")));
      note(name, copy.seconds / cost.seconds);
      note(`${name}.processor`, copy.postgres / busiest(cost));
    }
  }
  const of = (name: string) => median(ratios.get(name) ?? []);
  tell("ingest.file", statSync(fileOf("csv")).size / 1024 ** 2, "MB gzip, CSV");
  tell("ingest.copy", of("copy"), "rows/s, bare COPY with the unique key");
  tell("ingest.key", of("key"), "of a COPY without any key (target ≥ 0.65)");
  tell("ingest.key.processor", of("key.processor"), "of a COPY without any key");
  for (const { name, target } of cases) {
    tell(`ingest.${name}`, of(name), `of a bare COPY (target ${target})`);
    tell(`ingest.${name}.lowest`, Math.min(...(ratios.get(name) ?? [])), "of a bare COPY");
    tell(`ingest.${name}.processor`, of(`${name}.processor`), "of a bare COPY, on two idle cores");
  }
  for (const name of ["csv", "jsonl"]) {
    tell(`ingest.${name}_again`, of(`${name}_again`), "times the first speed, all rows known (target ≥ 1.6)");
    tell(
      `ingest.${name}_again.processor`,
      of(`${name}_again.processor`),
      "times the first speed, two idle cores",
    );
    tell(`ingest.${name}_void`, of(`${name}_void`), "of the time of loading (target ≤ 1)");
  }
  tell("ingest.same", of("same"), "s until the same bytes are known (target ≤ 1)");
}

/** Node and Postgres work side by side: the one that has more to do sets the pace. */
function busiest({ node, postgres }: Cost): number {
  return Math.max(node, postgres);
}

function fileOf(name: string): string {
  return path.join(folder, `${name}.gz`);
}

/** The highest memory of a process that imports and does nothing else, at several sizes. */
async function memory(): Promise<void> {
  const peaks: number[] = [];
  for (const rows of [ROWS / 10, ROWS, ...(LONG ? [ROWS * 10] : [])]) {
    peaks.push(await peakOf({ rows, form: "csv", scopes: 200 }));
    tell(`ingest.memory.${rows}`, peaks.at(-1) ?? Number.NaN, "MB at most (target < 250)");
  }
  tell(
    "ingest.memory.spread",
    Math.max(...peaks) / Math.min(...peaks) - 1,
    "between these sizes (target ≤ 0.1)",
  );
  if (GIGABYTES <= 0) return;
  const rows = Math.ceil((GIGABYTES * 1e9) / JSON_ROW_BYTES);
  const seconds = await secondsOf(async () =>
    tell(
      "ingest.memory.large",
      await peakOf({ rows, form: "jsonl", scopes: 200 }),
      `MB, ${GIGABYTES} GB unpacked`,
    ),
  );
  tell("ingest.large", seconds, `s to write and import ${rows} rows, ${GIGABYTES} GB unpacked`);
}

async function peakOf(what: UsageFile): Promise<number> {
  const file = fileOf("memory");
  await writeUsageFile(file, what);
  const program = path.join(import.meta.dirname, "ingest-memory.ts");
  const words = ["--import", "tsx", program, folder, file, String(what.rows)];
  const done = spawnSync(process.execPath, words, { encoding: "utf8" });
  rmSync(file);
  if (done.status !== 0) throw new Error(done.stderr);
  return Number(done.stdout) / 1024;
}

/** Speed while the ledger grows tenfold over the same days. */
async function growth(): Promise<void> {
  const rows = LONG ? ROWS : ROWS / 10;
  const organization = await newOrganization();
  const costs: Cost[] = [];
  for (let series = 0; series < 11; series += 1) {
    await writeUsageFile(fileOf("growth"), { rows, form: "csv", scopes: 200, series });
    costs.push(await importFile(organization, fileOf("growth"), rows));
  }
  const [early, late] = [costs[1], costs[10]];
  if (!early || !late) throw new Error("The ledger did not grow.");
  tell(
    "ingest.growth",
    early.seconds / late.seconds,
    `of the speed with ${rows} rows, with ${10 * rows} (target ≥ 0.8)`,
  );
  tell("ingest.growth.processor", busiest(early) / busiest(late), "of that speed, on two idle cores");
}

async function copyOut(owner: pg.Client, organization: number, file: string): Promise<void> {
  // The fence holds for the owner too.
  await owner.query(`set app.org = ${organization}`);
  const out = owner.query(copyTo("copy (select * from usage_event order by import_id, line) to stdout"));
  await pipeline(out, createWriteStream(file));
}

/** What a COPY of the file takes into an empty table like the ledger's; the table goes again. */
async function bareCopy(owner: pg.Client, file: string, key: "unique" | "none"): Promise<Cost> {
  await owner.query(`create table raw_event (like usage_event including all
    ${key === "none" ? "excluding indexes" : ""}) partition by range (ts)`);
  const months = await owner.query<{ name: string; bounds: string }>(
    `select 'raw_' || c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds from pg_inherits i
      join pg_class c on c.oid = i.inhrelid where i.inhparent = 'usage_event'::regclass`,
  );
  for (const { name, bounds } of months.rows)
    await owner.query(`create table ${name} partition of raw_event ${bounds}`);
  const [backend] = (await owner.query<{ pid: number }>("select pg_backend_pid() as pid")).rows;
  const before = { node: process.cpuUsage(), postgres: processorSecondsOf(backend?.pid ?? 0) };
  const seconds = await secondsOf(async () => {
    const into = owner.query(copyFrom("copy raw_event from stdin"));
    const finished = once(into, "finish");
    createReadStream(file, { highWaterMark: 1 << 17 }).pipe(into);
    await finished;
  });
  const postgres = processorSecondsOf(backend?.pid ?? 0) - before.postgres;
  const used = process.cpuUsage(before.node);
  const { rows } = await owner.query<{ count: string }>("select count(*) from raw_event");
  if (Number(rows[0]?.count) !== ROWS) throw new Error(`The bare COPY brought ${rows[0]?.count} rows.`);
  await owner.query("drop table raw_event");
  return { seconds, node: (used.user + used.system) / 1e6, postgres };
}
