import type { Transaction } from "@/lib/db/organization";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { RowKeys, startMsOf } from "./load/row-keys";
import { PreviewFindings } from "./preview-findings";
import { earlierRows, type NamedRecord } from "./preview-known";
import { PreviewPrices } from "./preview-prices";
import type { Preview } from "./preview-shape";
import type { Reading } from "./reading";
import { isOfProvider, type Rejection, type SourceRecord } from "./records";
import { sources } from "./sources";

/** A larger file is looked at only so far; what is told then is of its first rows, and says so. */
export const PREVIEW_ROWS_MAX = 200_000;
/** More rejected rows are counted, but kept only when the file is read for good. */
const REJECTIONS_MAX = 2_000;
/** Rows asked of the ledger at once. */
const ASKED_ROWS = 4_000;

export type PreviewOptions = Readonly<{
  organizationId: number;
  /** The account of rows that name none, as the import states it. */
  account: string | null;
  /** The stored file's size. */
  bytes: number;
  rowsMax?: number | undefined;
  /** Told how many rows are read so far. */
  onProgress?: ((progress: { rows: number; phase: "reading" }) => void) | undefined;
}>;

export type Previewed = Readonly<{ preview: Preview; rejections: readonly Rejection[] }>;

/**
 * Reads a file as an import would and tells what it would bring: totals, first rows, what is known of it already, what
 * it overlaps with. Changes nothing. Memory is bounded whatever the file's size.
 * @throws FileRefusal where the file could not be imported either.
 */
export async function makePreview(reading: Reading, options: PreviewOptions): Promise<Previewed> {
  const rowsMax = options.rowsMax ?? PREVIEW_ROWS_MAX;
  const setting = await inOrganization(options.organizationId, settingOf, { readOnly: true });
  const accountOf = (provider: string) => options.account ?? setting.accounts.get(provider) ?? null;
  const repeats = sources.find(({ id }) => id === reading.source.id)?.repeats ?? "latest";
  const findings = new PreviewFindings({ ...setting, repeats });
  const keys = new RowKeys();
  const rejections: Rejection[] = [];
  let waiting: NamedRecord[] = [];
  let [records, rejected, empty, bytesRead] = [0, 0, 0, 0];
  let isWhole = true;
  const take = async () => {
    findings.take(waiting, await earlierRows(options.organizationId, waiting));
    waiting = [];
  };
  for await (const batch of reading.batches) {
    empty += batch.empty;
    bytesRead = batch.bytesRead;
    for (const record of batch.records) {
      if (record.kind === "rejection") {
        rejected += 1;
        if (rejections.length < REJECTIONS_MAX) rejections.push(record);
        continue;
      }
      records += 1;
      const { key, occurrence } = keys.next(record, accountIn(record, accountOf));
      waiting.push({ record, key, ms: startMsOf(record), repeat: occurrence > 0 });
    }
    options.onProgress?.({ rows: records + rejected, phase: "reading" });
    if (waiting.length >= ASKED_ROWS) await take();
    if (records + rejected >= rowsMax) {
      isWhole = false;
      break;
    }
  }
  await take();
  const { coverage, messages } = reading.summary();
  const stated = coverage.map((c) => ({ ...c, account: c.account ?? accountOf(c.provider) }));
  const found = await inOrganization(options.organizationId, (tx) => findings.result(tx, stated), {
    readOnly: true,
  });
  const { id, title, kind } = reading.source;
  const preview: Preview = {
    version: 1,
    source: { id, title, kind },
    isWhole,
    bytes: { read: isWhole ? options.bytes : bytesRead, of: options.bytes },
    ...found,
    rows: { read: records + rejected, records, rejected, empty, ...findings.rows },
    rejections: rejections.slice(0, 20).map(({ line, column, reason }) => ({ line, column, reason })),
    messages,
  };
  return { preview, rejections };
}

const accountIn = (record: SourceRecord, accountOf: (provider: string) => string | null): string | null =>
  isOfProvider(record) ? (record.dimensions.account ?? accountOf(record.provider)) : null;

async function settingOf(tx: Transaction) {
  const rows = await tx.rows<{ provider: string; default_account: string | null; cost_policy: string }>(
    sql`select provider, default_account, cost_policy from provider_setting where organization_id = ${tx.organizationId}`,
  );
  return {
    accounts: new Map(rows.map((row) => [row.provider, row.default_account])),
    /** Providers whose reported amounts do not count in spend. */
    computedOnly: new Set(rows.filter((row) => row.cost_policy !== "reported").map((row) => row.provider)),
    prices: await PreviewPrices.load(tx),
  };
}
