import { readdir } from "node:fs/promises";
import path from "node:path";
import { log } from "@/lib/auth/log";
import { systemActor } from "@/lib/auth/system-actor";
import { writeAudit } from "@/lib/commands/audit";
import { readConfig } from "@/lib/db/config";
import {
  dropRejectedTexts,
  dropRowsBefore,
  filesBefore,
  isReading,
  keepFrom,
  oldestMonth,
  retentionOf,
} from "@/lib/db/ledger/retention";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { LOAD_LOCK } from "@/lib/ingest/load/load";
import { dropStored } from "@/lib/ingest/store";
import { addMonths, monthStart } from "@/lib/time";

export type DroppedEvents = Readonly<{
  /** Rows of UTC days before this one are not kept; null where the organization keeps all. */
  from: string | null;
  /** Rows that counted and went, and rows aside. */
  rows: number;
  aside: number;
  /** Rejected rows whose original text went. */
  texts: number;
  files: number;
  /** True where an import was under way: the rows go the next time. */
  postponed: boolean;
}>;

/**
 * Drops the rows of usage that are older than the organization keeps them, in whole UTC months: the running month and the
 * `events_months` before it stay. No figure moves. To be called once a day; a second call finds nothing to do.
 * @param today YYYY-MM-DD, a UTC day
 */
export async function dropOldEvents(organizationId: number, today: string): Promise<DroppedEvents> {
  const none = { from: null, rows: 0, aside: 0, texts: 0, files: 0, postponed: false };
  const kept = await inOrganization(organizationId, retentionOf);
  if (kept.months === null) return { ...none, from: kept.from };
  const wanted = addMonths(monthStart(today), -kept.months);
  const from = kept.from !== null && kept.from > wanted ? kept.from : wanted;
  // First nothing older comes in any more, then it goes: an import that began before is waited for.
  await inOrganization(organizationId, (tx) => keepFrom(tx, from));
  const { rows, aside, isPostponed } = await dropMonthByMonth(organizationId, from);
  if (isPostponed) return { ...none, from, rows, aside, postponed: true };
  const hashes = await inOrganization(organizationId, async (tx) =>
    kept.dropsFiles ? filesBefore(tx, from) : [],
  );
  let files = 0;
  for (const hash of hashes) if (await dropStored(organizationId, hash)) files += 1;
  const texts = await inOrganization(organizationId, async (tx) => {
    const count = await dropRejectedTexts(tx, from);
    if (rows + aside + count + files > 0)
      await writeAudit(tx, actorOf(organizationId), "events.drop", {
        entity: String(organizationId),
        after: { before: from, rows, aside, texts: count, files },
      });
    return count;
  });
  return { from, rows, aside, texts, files, postponed: false };
}

/** One transaction a month: a first run over years must not hold up imports for its whole length. */
async function dropMonthByMonth(organizationId: number, from: string) {
  let [rows, aside] = [0, 0];
  for (;;) {
    const step = await inOrganization(organizationId, async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${organizationId})`);
      const oldest = await oldestMonth(tx);
      if (oldest === null || oldest >= from) return null;
      if (await isReading(tx)) return "postponed";
      return dropRowsBefore(tx, addMonths(oldest, 1));
    });
    if (step === null || step === "postponed") return { rows, aside, isPostponed: step !== null };
    rows += step.rows;
    aside += step.aside;
  }
}

const actorOf = (id: number) => systemActor({ id, name: "", zone: "UTC", currency: "USD", isDemo: false });

/**
 * Drops what is too old in every organization that has files here. One that fails is told of in the log and does not keep
 * the others.
 * @param today YYYY-MM-DD, a UTC day
 */
export async function dropOldEventsOfAll(today: string): Promise<void> {
  for (const organizationId of await organizationsWithFiles())
    await dropOldEvents(organizationId, today).catch((error: unknown) =>
      log().error({ err: error, organizationId }, "old rows could not be dropped"),
    );
}

/** No query may look across the fence of an organization, so that they are read from the folder of files. */
async function organizationsWithFiles(): Promise<number[]> {
  const names = await readdir(path.join(readConfig().dataFolder, "files")).catch(() => [] as string[]);
  return names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
}

const FIRST_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** At the start of a server: soon after it, and then once a day. Several servers do no harm to each other. */
export function keepRetention(): void {
  if (!process.env.COSTCURVE_APP_URL) return;
  const work = () => dropOldEventsOfAll(new Date().toISOString().slice(0, 10));
  setTimeout(work, FIRST_MS).unref();
  setInterval(work, DAY_MS).unref();
}
