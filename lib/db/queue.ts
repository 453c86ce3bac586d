import type { Runner } from "graphile-worker";
import pg from "pg";
import { inOrganization } from "./organization";
import { sql } from "./sql";

/** Held by whoever works on an import, beside the import's id. */
export const IMPORT_LOCK = 7_302;

/** What a job carries: two numbers, nothing of what was imported. */
export type ImportJob = { readonly organizationId: number; readonly importId: number };

export type QueueOptions = {
  readonly ownerUrl: string;
  readonly concurrency: number;
  readonly onImport: (job: ImportJob) => Promise<void>;
  readonly say: (level: "warn" | "error", text: string) => void;
};

/** A running queue: one connection listens, the others fetch and finish jobs. */
export type Queue = {
  /** Takes no further job and ends once those at hand have ended. */
  stop(): Promise<void>;
  /** Settles when it ends though nobody asked it to. */
  readonly ended: Promise<unknown>;
  /** Those of these imports the queue has no job of. */
  unknown(importIds: readonly number[]): Promise<number[]>;
  /** Frees the jobs of workers that died, and answers how many there were. */
  freeDead(): Promise<number>;
};

/** A worker's job counts as abandoned when it has had that long and nobody holds its import. */
const GRACE_SECONDS = 3;

/** Brings the queue's own tables up to date. To be called by the owner of the schema. */
export async function installQueue(ownerUrl: string): Promise<void> {
  const { runMigrations } = await import("graphile-worker");
  const connections = ownPool(ownerUrl, 1);
  try {
    await runMigrations({ pgPool: connections, logger: await quietLogger(() => {}) });
  } finally {
    await connections.end();
  }
}

/**
 * Works on what is queued, as the schema's owner, in connections apart from the application's: the jobs themselves work
 * as the application's role, behind the fence.
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { run } = await import("graphile-worker");
  const connections = ownPool(options.ownerUrl, 3);
  let runner: Runner;
  try {
    runner = await run({
      pgPool: connections,
      concurrency: options.concurrency,
      pollInterval: 2_000,
      noHandleSignals: true,
      crontab: "",
      logger: await quietLogger(options.say),
      taskList: { import: (payload) => options.onImport(jobOf(payload)) },
    });
  } catch (error) {
    await connections.end();
    throw error;
  }
  let isStopping = false;
  const ended = runner.promise.catch((error: unknown) => error).finally(() => connections.end());
  return {
    ended,
    unknown: (importIds) => unknownOf(connections, importIds),
    freeDead: () => freeDead(connections),
    stop: async () => {
      if (!isStopping) {
        isStopping = true;
        await runner.stop().catch(() => {});
      }
      await ended;
    },
  };
}

/** Puts an import that is on record as running into the queue, in `seconds` from now, in place of what is queued of it. */
export async function queueImport(job: ImportJob, seconds = 0): Promise<void> {
  await inOrganization(job.organizationId, (tx) =>
    tx.run(sql`select queue_import_again(${job.importId}::integer, ${seconds}::integer)`),
  );
}

async function unknownOf(connections: pg.Pool, importIds: readonly number[]): Promise<number[]> {
  const { rows } = await connections.query<{ id: number }>(
    `select id from unnest($1::int[]) as id
      where not exists (select from graphile_worker.jobs where key = 'import ' || id)`,
    [importIds],
  );
  return rows.map(({ id }) => id);
}

/** A worker that died holds jobs, but no lock: a lock ends with its connection. */
async function freeDead(connections: pg.Pool): Promise<number> {
  const { rows } = await connections.query<{ workers: string[] | null }>(
    `select array_agg(locked_by) as workers from graphile_worker._private_jobs j
      where locked_at < now() - make_interval(secs => $2) and not exists (
        select from pg_locks l where l.locktype = 'advisory' and l.classid = $1::int and l.granted
          and l.database = (select oid from pg_database where datname = current_database())
          and l.objid = (j.payload->>'importId')::int)`,
    [IMPORT_LOCK, GRACE_SECONDS],
  );
  const workers = rows[0]?.workers ?? [];
  if (workers.length === 0) return 0;
  await connections.query("select graphile_worker.force_unlock_workers($1::text[])", [workers]);
  await connections.query("select pg_notify('jobs:insert', $1)", [JSON.stringify({ count: workers.length })]);
  return workers.length;
}

function ownPool(connectionString: string, max: number): pg.Pool {
  const made = new pg.Pool({ connectionString, max, connectionTimeoutMillis: 10_000 });
  made.on("error", () => {});
  made.on("connect", (client) => client.on("error", () => {}));
  return made;
}

function jobOf(payload: unknown): ImportJob {
  if (typeof payload === "object" && payload !== null && "organizationId" in payload && "importId" in payload)
    return { organizationId: Number(payload.organizationId), importId: Number(payload.importId) };
  throw new Error("a job of the queue names no import");
}

/** The queue's own messages: what goes wrong is told, its everyday life is not. */
async function quietLogger(say: QueueOptions["say"]) {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => (level, message) => {
    if (level === "error") say("error", message);
    else if (level === "warning") say("warn", message);
  });
}
