import { readdir } from "node:fs/promises";
import path from "node:path";
import { log } from "@/lib/auth/log";
import { readConfig } from "@/lib/db/config";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { runImport } from "@/lib/ingest/import-file";

/** More at once would only fight for the same disk and the pool's connections; one organization loads one by one anyway. */
const AT_ONCE_MAX = 3;

type Queue = {
  running: number;
  readonly waiting: (() => void)[];
  /** What this process works on or will: one promise an import, whoever asks. */
  readonly known: Map<number, Promise<void>>;
};

declare global {
  // One queue a process, also across the development server's module reloads.
  var costcurveImports: Queue | undefined;
}

function queue(): Queue {
  globalThis.costcurveImports ??= { running: 0, waiting: [], known: new Map() };
  return globalThis.costcurveImports;
}

/**
 * Carries an import out in this process, when its turn comes. Resolves when the import has ended, well or badly (its
 * row says which); asking twice for one import waits for the same work.
 */
export function startImport(organizationId: number, importId: number): Promise<void> {
  const { known } = queue();
  const begun = known.get(importId);
  if (begun) return begun;
  const work = inTurn(() => runImport(organizationId, importId)).finally(() => known.delete(importId));
  known.set(importId, work);
  return work;
}

async function inTurn(work: () => Promise<void>): Promise<void> {
  const q = queue();
  if (q.running >= AT_ONCE_MAX) await new Promise<void>((resolve) => q.waiting.push(resolve));
  else q.running += 1;
  try {
    await work();
  } finally {
    const next = q.waiting.shift();
    if (next) next();
    else q.running -= 1;
  }
}

/**
 * Takes up the imports an ended process left on record as running. One that another process still works on is waited
 * for, and found ended. Which organizations have files is read from the folder of files, since no query may look across
 * the fence.
 * @returns how many were taken up; they run on after the answer.
 */
export async function resumeImports(): Promise<number> {
  const folder = path.join(readConfig().dataFolder, "files");
  const names = await readdir(folder).catch(() => [] as string[]);
  const organizations = names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
  let taken = 0;
  for (const organizationId of organizations) taken += (await resumeImportsOf(organizationId)).length;
  return taken;
}

/** At the start of a server: a database not there yet must not keep it from starting. */
export async function takeUpImports(): Promise<void> {
  if (!process.env.COSTCURVE_APP_URL) return;
  try {
    const taken = await resumeImports();
    if (taken > 0) log().info({ imports: taken }, "took up imports left unfinished");
  } catch (error) {
    log().error({ err: error }, "could not look for unfinished imports");
  }
}

/** What one organization has left; each promise ends with its import. */
export async function resumeImportsOf(organizationId: number): Promise<readonly { done: Promise<void> }[]> {
  const left = await inOrganization(organizationId, (tx) =>
    tx.rows<{ id: number }>(
      sql`select id from "import" where organization_id = ${organizationId} and status = 'running' order by id`,
    ),
  );
  return left.map(({ id }) => {
    const done = startImport(organizationId, id);
    // What fails here is told by the import's own row, or found again at the next start.
    done.catch(() => {});
    return { done };
  });
}
