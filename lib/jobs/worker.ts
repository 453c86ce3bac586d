import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/auth/log";
import { readConfig } from "@/lib/db/config";
import { widenPool } from "@/lib/db/pool";
import { type ImportJob, type Queue, queueImport, startQueue } from "@/lib/db/queue";
import { ATTEMPTS_MAX, attemptsOf, giveUp, runImport } from "@/lib/ingest/import-file";
import { putBackAll } from "@/lib/ingest/import-progress";
import { Interrupted } from "@/lib/ingest/outages";
import { leaveToWorkers, queueLeftImports } from "./imports";

/** More at once would only fight for the same disk; one organization loads one by one anyway. */
export const CONCURRENCY = 3;

/** An import holds a connection for its lock, one to load, one to tell how far it is, one for rejected rows. */
const CONNECTIONS_EACH = 4;
/** How soon the jobs of a worker that died are free again, beside the seconds of grace in lib/db/queue.ts. */
const SWEEP_MS = 1_500;
const RESTART_MS = 2_000;
/** What is nearly done is let finish. */
const FINISH_MS = 2_000;
/** Somebody else works on this import, a command line perhaps. */
const HELD_SECONDS = 2;

export type Worker = {
  /** Takes no further job, finishes or puts back what it works on, and ends within seconds. */
  stop(): Promise<void>;
};

/** Works on what is queued until it is stopped; where the database is away, it comes back with it. */
export function startWorker({ concurrency = CONCURRENCY }: { concurrency?: number } = {}): Worker {
  widenPool(concurrency * CONNECTIONS_EACH + 2);
  const stopping = new AbortController();
  const over = keepWorking(concurrency, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await over;
    },
  };
}

/** In a server: works here unless COSTCURVE_WORKER=off, and lets go in good order where the server ends. */
export function workInServer(): void {
  if (!process.env.COSTCURVE_APP_URL) return;
  leaveToWorkers();
  if (!readConfig().isWorker) return;
  const worker = startWorker();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void worker.stop());
}

async function keepWorking(concurrency: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await workOnce(concurrency, signal);
    } catch (error) {
      log().error({ err: error }, "the queue cannot be worked on; trying again");
    }
    if (!signal.aborted) await pause(RESTART_MS, signal);
  }
}

async function workOnce(concurrency: number, signal: AbortSignal): Promise<void> {
  const ownerUrl = process.env.COSTCURVE_OWNER_URL;
  if (!ownerUrl) throw new Error("COSTCURVE_OWNER_URL is not set: no database is joined");
  const queue = await startQueue({
    ownerUrl,
    concurrency,
    onImport: workOnJob,
    say: (level, text) => log()[level]({ queue: text }, "queue"),
  });
  const sweeping = new AbortController();
  const sweeps = sweep(queue, AbortSignal.any([signal, sweeping.signal]));
  try {
    const left = await queueLeftImports(queue.unknown);
    if (left > 0) log().info({ imports: left }, "took up imports left unfinished");
    await Promise.race([queue.ended, aborted(signal)]);
  } finally {
    sweeping.abort();
    await sweeps;
    const stopped = queue.stop();
    await Promise.race([stopped, sleep(FINISH_MS)]);
    await putBackAll();
    await stopped;
  }
}

async function sweep(queue: Queue, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A database that is away is met by the queue itself.
    const freed = await queue.freeDead().catch(() => 0);
    if (freed > 0) log().warn({ jobs: freed }, "took over jobs of a worker that died");
    await pause(SWEEP_MS, signal);
  }
}

/** What this throws, the queue tries again, after a while that grows each time. */
async function workOnJob(job: ImportJob): Promise<void> {
  const { organizationId, importId } = job;
  try {
    if ((await runImport(organizationId, importId, { waits: false })) === "held")
      await queueImport(job, HELD_SECONDS);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (error.isPutBack) return queueImport(job);
    const attempts = await attemptsOf(organizationId, importId);
    if (attempts !== null && attempts >= ATTEMPTS_MAX) return giveUp(organizationId, importId, error.reason);
    throw error;
  }
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
