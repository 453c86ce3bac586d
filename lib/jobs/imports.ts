import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "@/lib/db/config";
import { inOrganization } from "@/lib/db/organization";
import { type Queue, queueImport } from "@/lib/db/queue";
import { sql } from "@/lib/db/sql";
import { ATTEMPTS_MAX, attemptsOf, giveUp, runImport } from "@/lib/ingest/import-file";
import { Interrupted } from "@/lib/ingest/outages";

const FIRST_LOOK_MS = 25;
const LOOK_MS_MAX = 400;
const FIRST_PAUSE_MS = 1_000;

declare global {
  // Set in a server, also across the development server's module reloads: its imports are worked on by way of the queue.
  var costcurveServes: boolean | undefined;
}

/** From here on this process leaves imports to the workers of the queue, its own or another process's. */
export function leaveToWorkers(): void {
  globalThis.costcurveServes = true;
}

/**
 * Resolves when an import that is on record as running has ended, well or badly (its row says which). A server leaves the
 * work to the queue, into which the import came with its row; a command line does it at once itself, so that it needs no
 * server, and a worker that meets the import meanwhile finds it in good hands.
 */
export function startImport(organizationId: number, importId: number): Promise<void> {
  return globalThis.costcurveServes ? ended(organizationId, importId) : workNow(organizationId, importId);
}

async function ended(organizationId: number, importId: number): Promise<void> {
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LOOK_MS_MAX)) {
    if ((await attemptsOf(organizationId, importId)) === null) return;
    await sleep(pause);
  }
}

/** Works on it here, again where the database is lost on the way, with longer pauses each time. */
async function workNow(organizationId: number, importId: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runImport(organizationId, importId);
      return;
    } catch (error) {
      if (!(error instanceof Interrupted) || error.isPutBack) throw error;
      if (attempt >= ATTEMPTS_MAX) return giveUp(organizationId, importId, error.reason);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/**
 * Puts into the queue what is on record as running, should the queue not know of it: an import begun before there was one,
 * or a database restored without it. Which organizations have files is read from the folder of files, since no query may
 * look across the fence.
 * @returns how many there were.
 */
export async function queueLeftImports(unknown: Queue["unknown"]): Promise<number> {
  const folder = path.join(readConfig().dataFolder, "files");
  const names = await readdir(folder).catch(() => [] as string[]);
  let count = 0;
  for (const organizationId of names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number))
    for (const importId of await unknown(await leftOf(organizationId))) {
      await queueImport({ organizationId, importId });
      count += 1;
    }
  return count;
}

/** What one organization has left; each promise ends with its import. */
export async function resumeImportsOf(organizationId: number): Promise<readonly { done: Promise<void> }[]> {
  const left = await leftOf(organizationId);
  return left.map((importId) => {
    const done = startImport(organizationId, importId);
    // What fails here is told by the import's own row, or found again at the next start.
    done.catch(() => {});
    return { done };
  });
}

async function leftOf(organizationId: number): Promise<number[]> {
  const rows = await inOrganization(organizationId, (tx) =>
    tx.rows<{ id: number }>(
      sql`select id from "import" where organization_id = ${organizationId} and status = 'running' order by id`,
    ),
  );
  return rows.map(({ id }) => id);
}
