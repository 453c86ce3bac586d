import { allocateScopes } from "@/lib/db/ledger/allocate";
import { assignNewSkus, meetCatalogue } from "@/lib/db/ledger/assign";
import {
  exceptGrown,
  keepCoverage,
  keepOverlapped,
  type Overlap,
  overlapsOf,
  replaceOverlapped,
} from "@/lib/db/ledger/coverage";
import { unpack } from "@/lib/db/ledger/packs";
import { settleRevenueSplits } from "@/lib/db/ledger/parted";
import { settlePeriods, strangeDelivery } from "@/lib/db/ledger/periods";
import { assignedPrices } from "@/lib/db/ledger/prices";
import { Registry } from "@/lib/db/ledger/registry";
import { settleDays } from "@/lib/db/ledger/settle";
import { settleStanding } from "@/lib/db/ledger/settle-standing";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { Stopped } from "@/lib/ingest/import-progress";
import type { Reading } from "@/lib/ingest/read";
import { sourceById } from "@/lib/ingest/sources";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { LineMaker } from "./lines";
import { Pipeline, type Taken } from "./pipeline";
import { RejectionWriter } from "./rejections";
import { UsageRows } from "./usage-rows";

/** One import at a time loads into an organization: its scopes and skus are numbered without asking row by row. */
export const LOAD_LOCK = 7_301;

/** Rows a batch: enough that Postgres works in bulk, few enough that three batches are little memory. Tests make it small. */
export const batching = { rows: 32_000 };

export type LoadOptions = {
  readonly organizationId: number;
  readonly importId: number;
  readonly account: string | null;
  readonly overlap: "ask" | "keep" | "replace";
  /** Told how many rows have been read, and when reading ends and the figures are brought up to date. */
  readonly onProgress?: ((progress: { rows: number; phase: "reading" | "settling" }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the process id of the database connection that loads. */
  readonly onBackend?: ((pid: number) => void) | undefined;
  /** For tests: rows a batch. */
  readonly batchRows?: number | undefined;
};

export type Loaded = {
  readonly accepted: number;
  readonly duplicate: number;
  /** Among `accepted`: rows that took the place of an earlier one (ledger rule 13). */
  readonly replaced: number;
  readonly read: number;
  readonly rejected: number;
  readonly empty: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly messages: readonly string[];
};

/**
 * Brings everything a reader gives into the ledger, in one transaction: whoever looks sees all of the file or none.
 * While Postgres works on one batch of rows the next is read, so that both have work all the time and memory stays the
 * same whatever the size of the file. Rejected rows are written beside it, as they are met.
 * @throws FileRefusal where the file, or its overlap with earlier imports, cannot be taken; nothing is changed then.
 */
export async function load(reading: Reading, options: LoadOptions): Promise<Loaded> {
  const { organizationId, importId } = options;
  return inOrganization(organizationId, async (tx) => {
    const [backend] = await tx.rows<{ pid: number }>("select pg_backend_pid() as pid");
    if (backend) options.onBackend?.(backend.pid);
    await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${organizationId})`);
    // Sums and sorts of many rows: worth more memory than a page's query.
    await tx.run("set local work_mem = '128MB'");
    const { registry, zone, accountOf, rows, lines, before } = await prepare(tx, options);
    const pipeline = new Pipeline(tx, {
      importId,
      zone,
      repeats: sourceById(reading.source.id)?.repeats ?? "latest",
      daysBefore: before,
      rows,
      lines,
      rejections: new RejectionWriter(organizationId, importId),
      onRows: (count) => options.onProgress?.({ rows: count, phase: "reading" }),
      signal: options.signal,
    });
    const taken = await pipeline.take(reading);
    options.onProgress?.({ rows: taken.rows, phase: "settling" });
    const summary = reading.summary();
    const { newScopes, newSkus } = registry;
    await registry.save(tx, LineMaker.hash);
    await assignNewSkus(tx, newSkus);
    await allocateScopes(tx, newScopes);

    const days = new Set([...taken.days, ...lines.days]);
    const coverage = summary.coverage.map((c) => ({ ...c, account: c.account ?? accountOf(c.provider) }));
    for (const day of await meetOverlaps(tx, coverage, taken, { ...options, zone })) days.add(day);
    const strange = options.overlap === "replace" ? null : await strangeDelivery(tx, coverage, importId);
    if (strange) throw partRefusal(strange);
    const replaced = await settlePeriods(tx, { coverage, importId, zone });
    for (const day of replaced) days.add(day);
    const standing = await settleStanding(tx, { importId, zone, chosen: null, isComing: true });
    if (standing.undecided && options.overlap === "ask") throw overlapRefusal(standing.undecided);
    for (const day of standing.days) days.add(day);
    taken.setAside += replaced.length + standing.days.length;
    const changes = taken.accepted > 0 || taken.charges > 0 || taken.setAside > 0;
    const isAlone = taken.setAside === 0 && lines.days.size === 0;
    await settleDays(tx, changes && days.size > 0 && taken.usage + taken.charges > 0 ? days : [], zone, {
      dayCells: isAlone ? pipeline.dayCells : undefined,
    });
    if (taken.accepted > 0 && taken.usage + taken.charges === 0) await settleRevenueSplits(tx);
    const sorted = [...taken.days, ...lines.days].sort();
    const loaded: Loaded = {
      accepted: taken.accepted,
      duplicate: taken.duplicate,
      replaced: taken.replaced,
      read: taken.accepted + taken.duplicate + taken.rejected,
      rejected: taken.rejected,
      empty: taken.empty,
      firstDay: sorted[0] ?? null,
      lastDay: sorted.at(-1) ?? null,
      messages: [...summary.messages, ...taken.messages],
    };
    await markCommitted(tx, importId, loaded);
    return loaded;
  });
}

async function prepare(tx: Transaction, options: LoadOptions) {
  const org = tx.organizationId;
  const [organization] = await tx.rows<{ zone: string }>(
    sql`select zone from organization where id = ${org}`,
  );
  if (!organization) throw new Error(`no organization ${org}`);
  const settings = await tx.rows<{ provider: string; default_account: string | null }>(
    sql`select provider, default_account from provider_setting where organization_id = ${org}`,
  );
  const defaults = new Map(settings.map((s) => [s.provider, s.default_account]));
  const accountOf = (provider: string) => options.account ?? defaults.get(provider) ?? null;
  await meetCatalogue(tx);
  const registry = await Registry.load(tx);
  const { zone } = organization;
  const assigned = await assignedPrices(tx);
  const rows = new UsageRows({
    zone,
    registry,
    accountOf,
    cuts: new Map([...assigned].map(([id, { cuts }]) => [id, cuts])),
    batchRows: options.batchRows ?? batching.rows,
  });
  const known = await tx.rows<{ day: string }>(
    sql`select distinct day::text as day from usage_daily_sku where organization_id = ${org}`,
  );
  const before = new Set(known.map(({ day }) => day));
  return { registry, zone, accountOf, rows, lines: new LineMaker(registry, accountOf), before };
}

/** Settles what counts where earlier imports tell of the same usage otherwise grouped (ledger rule 14). */
async function meetOverlaps(
  tx: Transaction,
  coverage: Parameters<typeof overlapsOf>[1],
  taken: Taken,
  options: LoadOptions & { zone: string },
): Promise<string[]> {
  const { importId, zone } = options;
  const met = await overlapsOf(tx, coverage, importId);
  if (met.length > 0) await unpack(tx, importId, { own: true });
  const overlaps = await exceptGrown(tx, met, importId);
  if (overlaps.length > 0 && options.overlap === "ask") throw overlapRefusal(overlaps[0]);
  await keepCoverage(tx, importId, coverage);
  if (overlaps.length === 0) return [];
  taken.setAside += overlaps.length;
  if (options.overlap === "replace") await replaceOverlapped(tx, { overlaps, importId, zone });
  else {
    const { aside, back } = await keepOverlapped(tx, { overlaps, importId, zone });
    taken.accepted -= aside;
    taken.duplicate += aside;
    taken.replaced -= back;
  }
  return overlaps.flatMap(({ days }) => days);
}

function overlapRefusal(
  overlap: { fileName: string; importId: number; days: readonly string[] } | undefined,
): FileRefusal {
  const days = overlap?.days ?? [];
  return new FileRefusal("overlap", {
    reason:
      `overlap: import ${overlap?.importId} (${overlap?.fileName}) already tells of the same usage in another grouping, ` +
      `on ${days.length} day${days.length === 1 ? "" : "s"} from ${days[0]}. Adding both would count it twice.`,
    fix: "Choose which counts: --overlap keep (the earlier one) or --overlap replace (this one).",
  });
}

/** A bill comes in parts at times, and one part must not push the others aside. */
function partRefusal({ importId, fileName, days }: Overlap): FileRefusal {
  return new FileRefusal("overlap", {
    reason:
      `overlap: import ${importId} (${fileName}) is a bill of the same period, from ${days[0]} on, and has no row in common ` +
      "with this one. It is either another part of the same delivery, or all of it has changed since.",
    fix: "Put all parts of a delivery into one zip and upload that; or, where this file is the whole bill anew, choose --overlap replace.",
  });
}

async function markCommitted(tx: Transaction, importId: number, l: Loaded): Promise<void> {
  const marked =
    await tx.run(sql`update "import" set status = 'committed', phase = null, committed_at = clock_timestamp(), bytes_done = byte_size,
      rows_read = ${l.read}, rows_accepted = ${l.accepted}, rows_duplicate = ${l.duplicate},
      rows_replaced = ${l.replaced}, rows_rejected = ${l.rejected}, empty_buckets = ${l.empty},
      first_day = ${l.firstDay}::date, last_day = ${l.lastDay}::date, messages = ${JSON.stringify(l.messages)}::jsonb
    where organization_id = ${tx.organizationId} and id = ${importId} and status = 'running'`);
  // Somebody paused or cancelled it while it ran.
  if (marked === 0) throw new Stopped("The import was stopped.");
}
