import { log } from "@/lib/auth/log";
import { systemActor } from "@/lib/auth/system-actor";
import { startImport } from "@/lib/jobs/imports";
import { beginImport } from "../import-file";
import { type Destination, dropSpool, leaveSpool, readSpool, Spool, takeLeftSpools } from "./spool";

/**
 * Gathers what exporters send into imports of a readable size: the first lines are imported soon, so that a person who
 * tries it sees them; where more keeps coming, each import gathers twice as long as the one before.
 */
const FIRST_MS = 5_000;
const LONGEST_MS = 5 * 60_000;
const BYTES_MAX = 32 * 1024 ** 2;
/** Lines taken in and not on the disk yet; beyond this the exporter is asked to wait. */
const WAITING_BYTES_MAX = 128 * 1024 ** 2;

type Gathering = { spool: Promise<Spool>; timer: NodeJS.Timeout };
type State = {
  readonly open: Map<string, Gathering>;
  /** How long the next one gathers, and until when that holds. */
  readonly pace: Map<string, { ms: number; until: number }>;
  readonly closing: Set<Promise<void>>;
  waitingBytes: number;
};

declare global {
  // One a process, also across the development server's module reloads.
  var costcurveLiveSpans: State | undefined;
}

function state(): State {
  globalThis.costcurveLiveSpans ??= { open: new Map(), pace: new Map(), closing: new Set(), waitingBytes: 0 };
  return globalThis.costcurveLiveSpans;
}

const keyOf = ({ organizationId, account, overlap }: Destination): string =>
  JSON.stringify([organizationId, account, overlap]);

/** True where so much waits for the disk that an exporter should come back later. */
export const isCrowded = (): boolean => state().waitingBytes > WAITING_BYTES_MAX;

/** Keeps a line until it is imported. Resolves when it is on the disk; rejects where the disk does not take it. */
export async function gather(destination: Destination, line: string): Promise<void> {
  const s = state();
  const bytes = Buffer.byteLength(line);
  s.waitingBytes += bytes;
  try {
    const key = keyOf(destination);
    const gathering = s.open.get(key) ?? begin(key, destination);
    const spool = await gathering.spool;
    await spool.append(line);
    if (spool.bytes >= BYTES_MAX) end(key, gathering);
  } finally {
    s.waitingBytes -= bytes;
  }
}

function begin(key: string, destination: Destination): Gathering {
  const s = state();
  const now = Date.now();
  const pace = s.pace.get(key);
  const ms = pace && pace.until > now ? Math.min(pace.ms * 2, LONGEST_MS) : FIRST_MS;
  s.pace.set(key, { ms, until: now + ms * 2 + FIRST_MS });
  const gathering: Gathering = {
    spool: Spool.create(destination),
    timer: setTimeout(() => end(key, gathering), ms),
  };
  gathering.timer.unref();
  s.open.set(key, gathering);
  // A spool that cannot be made is told to whoever waits for it, and tried anew by the next.
  gathering.spool.catch(() => forget(key, gathering));
  return gathering;
}

function forget(key: string, gathering: Gathering): void {
  clearTimeout(gathering.timer);
  if (state().open.get(key) === gathering) state().open.delete(key);
}

/** Later lines go to a new spool; this one is imported. */
function end(key: string, gathering: Gathering): void {
  const s = state();
  if (s.open.get(key) !== gathering) return;
  forget(key, gathering);
  const work = closeAndImport(gathering)
    // The file stays where it is and is taken up again later.
    .catch((error: unknown) => log().error({ err: error }, "spans could not be imported yet"))
    .finally(() => s.closing.delete(work));
  s.closing.add(work);
}

async function closeAndImport({ spool: opening }: Gathering): Promise<void> {
  const spool = await opening;
  await spool.close();
  if (spool.bytes === 0) await dropSpool(spool.file);
  else await importSpool(spool.destination, spool.file);
}

/** Once the bytes are stored as evidence and on record, the import outlives everything, and the spool may go. */
async function importSpool(destination: Destination, file: string): Promise<void> {
  const { organizationId, account, overlap } = destination;
  const actor = systemActor({ id: organizationId, name: "", zone: "UTC", currency: "USD", isDemo: false });
  const begun = await beginImport(actor, readSpool(file), {
    fileName: `OpenTelemetry spans ${new Date().toISOString().slice(0, 16)}Z.jsonl`,
    as: "otlp-traces",
    account: account ?? undefined,
    overlap,
  }).catch((error: unknown) => {
    leaveSpool(file);
    throw error;
  });
  await dropSpool(file);
  if (!begun.isKnown) await startImport(organizationId, begun.importId);
}

/** Imports what is gathered now, and waits for it: for tests, and for a server that is asked to stop. */
export async function importGathered(): Promise<void> {
  const s = state();
  for (const [key, gathering] of [...s.open]) {
    await gathering.spool.then(
      () => end(key, gathering),
      () => {},
    );
  }
  await Promise.all(s.closing);
}

/** Imports the lines that ended processes left behind, at the start of a server and now and then. */
export async function takeUpSpools(): Promise<number> {
  const left = await takeLeftSpools(Date.now());
  for (const { destination, file } of left)
    await importSpool(destination, file).catch((error: unknown) =>
      log().error({ err: error, file }, "spans left behind could not be imported yet"),
    );
  return left.length;
}

const SWEEP_MS = 10 * 60_000;

/** At the start of a server: takes up what is left, and looks again from time to time. */
export function keepSpoolsTaken(): void {
  if (!process.env.COSTCURVE_APP_URL) return;
  const sweep = () =>
    takeUpSpools().catch((error: unknown) =>
      log().error({ err: error }, "could not look for spans left behind"),
    );
  setInterval(sweep, SWEEP_MS).unref();
  sweep();
}
