import {
  exceptGrown,
  keepCoverage,
  keepOverlapped,
  keepOverlappedCharges,
  overlapsOf,
  replaceOverlapped,
} from "@/lib/db/ledger/coverage";
import { CHARGES, mergeKept, REVENUE } from "@/lib/db/ledger/kept";
import { keyFloor } from "@/lib/db/ledger/key";
import { type MergeCounts, mergeStaged } from "@/lib/db/ledger/merge";
import { assignCataloguePrices, assignedSteps } from "@/lib/db/ledger/prices";
import { allocateScopes, productIds } from "@/lib/db/ledger/products";
import { Registry } from "@/lib/db/ledger/registry";
import { settleDays } from "@/lib/db/ledger/settle";
import { copyToStaging, createStaging } from "@/lib/db/ledger/staging";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import type { Reading } from "@/lib/ingest/read";
import type { Rejection } from "@/lib/ingest/records";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { LineMaker } from "./lines";

/** One import at a time loads into an organization: its scopes and skus are numbered without asking row by row. */
export const LOAD_LOCK = 7_301;

export type LoadOptions = {
  readonly organizationId: number;
  readonly importId: number;
  readonly account: string | null;
  readonly overlap: "ask" | "keep" | "replace";
};

export type Loaded = MergeCounts & {
  readonly read: number;
  readonly rejected: number;
  readonly empty: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly messages: readonly string[];
};

/**
 * Brings everything a reader gives into the ledger, in one transaction: whoever looks sees all of the file or none.
 * Rejected rows are written beside it, as they are met.
 * @throws FileRefusal where the file, or its overlap with earlier imports, cannot be taken; nothing is changed then.
 */
export async function load(reading: Reading, options: LoadOptions): Promise<Loaded> {
  const { organizationId, importId } = options;
  return inOrganization(organizationId, async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${organizationId})`);
    // Sums and sorts of a whole file: worth more memory than a page's query.
    await tx.run("set local work_mem = '128MB'");
    const maker = await lineMaker(tx, options);
    const read = await readAll(tx, reading, maker.lines, options);
    const summary = reading.summary();
    const { registry } = maker;
    const { newScopes, newSkus } = registry;
    await registry.save(tx, LineMaker.hash);
    await assignCataloguePrices(tx, newSkus);
    await allocateScopes(tx, newScopes);
    await ensureMonths(organizationId, read.usage > 0 ? maker.lines.days : []);

    const coverage = summary.coverage.map((c) => ({
      ...c,
      account: c.account ?? maker.accountOf(c.provider),
    }));
    const overlaps = await exceptGrown(
      tx,
      await overlapsOf(tx, coverage),
      read.charges.map((charge) => charge.key),
    );
    if (overlaps.length > 0 && options.overlap === "ask") throw overlapRefusal(overlaps[0]);
    await keepCoverage(tx, importId, coverage);
    let aside = 0;
    if (overlaps.length > 0 && options.overlap === "replace")
      await replaceOverlapped(tx, { overlaps, importId, zone: maker.zone });
    if (overlaps.length > 0 && options.overlap === "keep")
      aside += await keepOverlapped(tx, { overlaps, importId });

    const days = new Set(maker.lines.days);
    for (const o of overlaps) for (const day of o.days) days.add(day);
    const counts: MergeCounts = { accepted: 0, duplicate: 0, replaced: 0 };
    const add = (more: MergeCounts) => {
      counts.accepted += more.accepted;
      counts.duplicate += more.duplicate;
      counts.replaced += more.replaced;
    };
    if (read.usage > 0) {
      const { minMs, maxMs, repeats } = maker.lines;
      add(await mergeStaged(tx, { importId, zone: maker.zone, minMs, maxMs, repeats, keyFloor }));
    }
    if (read.charges.length > 0) {
      add(await mergeKept(tx, CHARGES, read.charges, importId));
      if (options.overlap === "keep") {
        const kept = await keepOverlappedCharges(tx, { overlaps, importId });
        counts.accepted -= kept;
        aside += kept;
      }
    }
    if (read.revenue.length > 0) {
      const ids = await productIds(
        tx,
        read.revenue.map((r) => r.product),
      );
      add(
        await mergeKept(
          tx,
          REVENUE,
          read.revenue.map((r) => ({ ...r, product_id: ids.get(r.product.toLowerCase()) })),
          importId,
        ),
      );
      read.messages.push(...ids.created.map((name) => `Product “${name}” was not known and has been added.`));
    }
    counts.duplicate += aside;
    await settleDays(tx, read.usage + read.charges.length > 0 ? days : [], maker.zone);
    const sorted = [...maker.lines.days].sort();
    const loaded: Loaded = {
      ...counts,
      read: counts.accepted + counts.duplicate + read.rejected,
      rejected: read.rejected,
      empty: read.empty,
      firstDay: sorted[0] ?? null,
      lastDay: sorted.at(-1) ?? null,
      messages: [...summary.messages, ...read.messages],
    };
    await markCommitted(tx, importId, loaded);
    return loaded;
  });
}

async function lineMaker(tx: Transaction, options: LoadOptions) {
  const org = options.organizationId;
  const [organization] = await tx.rows<{ zone: string }>(
    sql`select zone from organization where id = ${org}`,
  );
  if (!organization) throw new Error(`no organization ${org}`);
  const settings = await tx.rows<{ provider: string; default_account: string | null }>(
    sql`select provider, default_account from provider_setting where organization_id = ${org}`,
  );
  const defaults = new Map(settings.map((s) => [s.provider, s.default_account]));
  const accountOf = (provider: string) => options.account ?? defaults.get(provider) ?? null;
  const registry = await Registry.load(tx);
  const { zone } = organization;
  const lines = new LineMaker({
    importId: options.importId,
    zone,
    registry,
    accountOf,
    steps: await assignedSteps(tx),
  });
  return { registry, lines, zone, accountOf };
}

async function readAll(tx: Transaction, reading: Reading, lines: LineMaker, options: LoadOptions) {
  await createStaging(tx);
  const staging = copyToStaging(tx);
  const rejections = new RejectionWriter(options.organizationId, options.importId);
  const charges: ReturnType<LineMaker["charge"]>[] = [];
  const revenue: ReturnType<LineMaker["revenue"]>[] = [];
  let usage = 0;
  let empty = 0;
  try {
    for await (const batch of reading.batches) {
      empty += batch.empty;
      for (const record of batch.records) {
        if (record.kind === "usage") {
          usage += 1;
          const wait = staging.write(lines.usage(record));
          if (wait) await wait;
        } else if (record.kind === "rejection") {
          await rejections.add(record);
        } else if (record.kind === "charge") {
          charges.push(lines.charge(record));
        } else {
          revenue.push(lines.revenue(record));
        }
      }
    }
    await staging.end();
  } catch (error) {
    staging.abort();
    throw error;
  } finally {
    await rejections.end();
  }
  return { usage, charges, revenue, empty, rejected: rejections.count, messages: [] as string[] };
}

/** Partitions are made on a connection of their own: making one in the load's transaction would lock readers out. */
async function ensureMonths(organizationId: number, days: Iterable<string>): Promise<void> {
  const months = [...new Set([...days].map((day) => `${day.slice(0, 7)}-01`))];
  if (months.length === 0) return;
  await inOrganization(organizationId, async (tx) => {
    for (const month of months) await tx.run(sql`select ensure_usage_event_month(${month}::date)`);
  });
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

async function markCommitted(tx: Transaction, importId: number, l: Loaded): Promise<void> {
  await tx.run(sql`update "import" set status = 'committed', committed_at = clock_timestamp(), bytes_done = byte_size,
      rows_read = ${l.read}, rows_accepted = ${l.accepted}, rows_duplicate = ${l.duplicate},
      rows_replaced = ${l.replaced}, rows_rejected = ${l.rejected}, empty_buckets = ${l.empty},
      first_day = ${l.firstDay}::date, last_day = ${l.lastDay}::date, messages = ${JSON.stringify(l.messages)}::jsonb
    where organization_id = ${tx.organizationId} and id = ${importId}`);
}

/** Writes rejected rows as they come, on a connection of its own; the import they belong to is already on record. */
class RejectionWriter {
  count = 0;
  #waiting: (Rejection & { ordinal: number })[] = [];
  constructor(
    readonly organizationId: number,
    readonly importId: number,
  ) {}

  async add(rejection: Rejection): Promise<void> {
    this.count += 1;
    this.#waiting.push({ ...rejection, ordinal: this.count });
    if (this.#waiting.length >= 1_000) await this.end();
  }

  async end(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (rows.length === 0) return;
    await inOrganization(this.organizationId, (tx) =>
      tx.run(sql`insert into import_rejection (organization_id, import_id, ordinal, line, path, column_name, reason, text)
        select ${this.organizationId}::int, ${this.importId}, ordinal, line, path, "column", reason, text
        from json_to_recordset(${JSON.stringify(rows)}::json) as x(ordinal int, line int, path text, "column" text, reason text, text text)`),
    );
  }
}
