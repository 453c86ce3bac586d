import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { pauseImport, resumeImport } from "@/lib/commands/hold-import";
import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";
import { attemptsOf, beginImport } from "@/lib/ingest/import-file";
import { batching } from "@/lib/ingest/load/load";
import { startWorker, type Worker } from "@/lib/jobs/worker";
import { importState } from "@/lib/reports/import-state";
import { answer } from "@/lib/reports/query";
import { testDatabase } from "../support/database";
import { newOrganization } from "../support/ledger";

const owner = new pg.Client({ connectionString: testDatabase().ownerUrl });
const usual = batching.rows;
let worker: Worker | null = null;

beforeAll(async () => {
  await owner.connect();
  // Other tests work on their imports themselves and leave the jobs.
  await owner.query("delete from graphile_worker._private_jobs");
});
afterEach(async () => {
  batching.rows = usual;
  await worker?.stop();
  worker = null;
});
afterAll(() => owner.end());

function usageFile(rows: number): Buffer {
  const lines = ["id,timestamp,provider,model,customer,input_tokens,output_tokens"];
  for (let i = 0; i < rows; i += 1) {
    const time = new Date(Date.UTC(2026, 7, 1) + i * 30_000).toISOString();
    lines.push(`r${i},${time},openai,gpt-5,c${i % 50},1000,${i % 7}`);
  }
  return Buffer.from(lines.join("\n"));
}

const begin = async (actor: Actor, rows: number) =>
  (await beginImport(actor, Readable.from([usageFile(rows)]), { fileName: "usage.csv" })).importId;

async function until(actor: Actor, importId: number, isThere: (status: string, rows: number) => boolean) {
  for (;;) {
    const state = await importState(actor, importId);
    if (state && isThere(state.status, state.progress?.rows ?? 0)) return state;
    await sleep(25);
  }
}
const ended = (actor: Actor, importId: number) => until(actor, importId, (status) => status !== "running");
const underWay = (actor: Actor, importId: number) =>
  until(actor, importId, (status, rows) => status !== "running" || rows > 0);

const tokens = async (actor: Actor) =>
  (
    await answer(actor, {
      ...{ metrics: ["input_tokens"], from: "2026-08-01", to: "2026-11-30" },
      ...{ grain: "none", by: [], where: {} },
    })
  ).totals.input_tokens;

const jobsOf = async (importId: number) =>
  (
    await owner.query("select payload, attempts from graphile_worker._private_jobs where key = $1", [
      `import ${importId}`,
    ])
  ).rows;

test("an import is queued with its row, by two numbers alone, and the application's role cannot read the queue", async () => {
  const actor = await newOrganization();
  const importId = await begin(actor, 10);
  expect(await jobsOf(importId)).toEqual([
    { payload: { organizationId: actor.organizationId, importId }, attempts: 0 },
  ]);
  await expect(pool().query("select * from graphile_worker.jobs")).rejects.toThrow(/permission denied/);
  await expect(
    pool().query("select graphile_worker.add_job('import', '{\"importId\": 1}'::json)"),
  ).rejects.toThrow(/permission denied/);
  // Nobody queues another organization's import.
  const other = await newOrganization();
  await owner.query("delete from graphile_worker._private_jobs");
  await inOrganization(other.organizationId, (tx) =>
    tx.run(sql`select queue_import_again(${importId}::int, 0)`),
  );
  expect(await jobsOf(importId)).toEqual([]);
});

test("a worker takes up small files within two seconds, those begun before it came too", async () => {
  const actor = await newOrganization();
  const before = await begin(actor, 20);
  worker = startWorker();
  expect(await ended(actor, before)).toMatchObject({ status: "committed", rows: { accepted: 20 } });
  const began = performance.now();
  const importId = await begin(actor, 30);
  expect(await ended(actor, importId)).toMatchObject({ rows: { accepted: 10, duplicate: 20 } });
  expect(performance.now() - began).toBeLessThan(2_000);
  await sleep(200);
  expect(await jobsOf(importId)).toEqual([]);
});

test("imports of one organization go one by one and hold no place meanwhile; others' go on", async () => {
  batching.rows = 200;
  const [busy, other] = [await newOrganization(), await newOrganization()];
  const first = await begin(busy, 30_000);
  const more = [await begin(busy, 40), await begin(busy, 50)];
  worker = startWorker({ concurrency: 2 });
  await underWay(busy, first);
  const quick = await begin(other, 60);
  expect(await ended(other, quick)).toMatchObject({ status: "committed" });
  expect(await importState(busy, first)).toMatchObject({ status: "running" });
  batching.rows = usual;
  for (const importId of [first, ...more])
    expect(await ended(busy, importId)).toMatchObject({ status: "committed" });
  expect(await tokens(busy)).toBe(30_000 * 1000);
}, 180_000);

test("one that is resumed is queued anew, and a worker that stops puts back what it has", async () => {
  batching.rows = 200;
  const actor = await newOrganization();
  worker = startWorker();
  const importId = await begin(actor, 150_000);
  await underWay(actor, importId);
  await pauseImport(actor, { importId });
  await sleep(300);
  await resumeImport(actor, { importId });
  await underWay(actor, importId);
  const asked = performance.now();
  await worker.stop();
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(await importState(actor, importId)).toMatchObject({ status: "running" });
  expect(await jobsOf(importId)).toHaveLength(1);
  batching.rows = usual;
  worker = startWorker();
  expect(await ended(actor, importId)).toMatchObject({ status: "committed", rows: { accepted: 150_000 } });
  expect(await tokens(actor)).toBe(150_000 * 1000);
}, 180_000);

test("an import whose connection the database ends is tried again by itself", async () => {
  batching.rows = 200;
  const actor = await newOrganization();
  worker = startWorker();
  const importId = await begin(actor, 40_000);
  await underWay(actor, importId);
  const cut = await owner.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7301 and objid = $1 and granted",
    [actor.organizationId],
  );
  expect(cut.rowCount).toBe(1);
  batching.rows = usual;
  expect(await ended(actor, importId)).toMatchObject({ status: "committed", rows: { accepted: 40_000 } });
  expect(await tokens(actor)).toBe(40_000 * 1000);
}, 180_000);

test("what broke off too often is given up in words, and a resume begins anew", async () => {
  const actor = await newOrganization();
  const importId = await begin(actor, 25);
  await inOrganization(actor.organizationId, (tx) =>
    tx.run(
      sql`update "import" set attempts = 5 where organization_id = ${actor.organizationId} and id = ${importId}`,
    ),
  );
  worker = startWorker();
  expect(await ended(actor, importId)).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/begun 5 times and broke off.*resume/),
  });
  await resumeImport(actor, { importId });
  expect(await ended(actor, importId)).toMatchObject({ status: "committed" });
});

test("a worker of its own that is killed loses its jobs to another within seconds", async () => {
  const actor = await newOrganization();
  const importId = await begin(actor, 300_000);
  const child = ownWorker();
  try {
    await underWay(actor, importId);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await importState(actor, importId)).toMatchObject({ status: "running" });
    const killed = performance.now();
    worker = startWorker();
    while ((await attemptsOf(actor.organizationId, importId)) === 1) await sleep(50);
    expect(performance.now() - killed).toBeLessThan(8_000);
    expect(await ended(actor, importId)).toMatchObject({ status: "committed", rows: { accepted: 300_000 } });
  } finally {
    child.kill("SIGKILL");
  }
  expect(await tokens(actor)).toBe(300_000 * 1000);
}, 180_000);

/** `costcurve worker` as a program of its own, on this test's database and files. */
function ownWorker(): ChildProcess {
  const program = path.join(import.meta.dirname, "..", "..", "bin", "costcurve");
  return spawn(process.execPath, [program, "worker"], {
    env: { ...process.env, DATABASE_URL: testDatabase().ownerUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
