import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import type { Preview } from "@/lib/ingest/preview-shape";

/** An import as command line, API and pages tell it. Counts: `read = accepted + duplicate + rejected` (ledger rule 20). */
export type ImportReport = Readonly<{
  file: string;
  importId: string;
  format: string | null;
  title: string | null;
  /** paused: stopped for now. ready: looked at, waiting for a person's word. cancelled: given up before it counted. */
  status:
    | "running"
    | "paused"
    | "ready"
    | "committed"
    | "duplicate"
    | "refused"
    | "failed"
    | "cancelled"
    | "voided";
  rows: Readonly<{ read: number; accepted: number; duplicate: number; replaced: number; rejected: number }>;
  emptyBuckets: number;
  rejections: readonly Readonly<{
    line: number;
    column: string | null;
    reason: string;
    path: string | null;
    text: string;
  }>[];
  messages: readonly string[];
  reason: string | null;
  account: string | null;
  firstDay: string | null;
  lastDay: string | null;
  bytes: number;
  bytesDone: number;
  /** While it is under way: rows read so far, and what is being done; null while it waits for its turn. */
  rowsDone: number;
  phase: "reading" | "settling" | null;
  /** How long this attempt has taken so far; null where none is under way. */
  secondsRunning: number | null;
  createdAt: string;
  /** A CSV whose columns a person may map: one that was refused, or waits as mapped before. */
  isMappable: boolean;
  /** What it would bring, while it waits for a decision and afterwards; null where nobody looked first. */
  preview: Preview | null;
  /** True while it is only looked at. */
  isPreview: boolean;
}>;

type Row = {
  id: number;
  file_name: string;
  format: string | null;
  title: string | null;
  status: ImportReport["status"];
  rows_read: bigint;
  rows_accepted: bigint;
  rows_duplicate: bigint;
  rows_replaced: bigint;
  rows_rejected: bigint;
  empty_buckets: bigint;
  messages: string[];
  reason: string | null;
  account: string | null;
  first_day: string | null;
  last_day: string | null;
  byte_size: bigint;
  bytes_done: bigint;
  rows_done: bigint;
  phase: ImportReport["phase"];
  seconds_running: number | null;
  created_at: Date;
  preview: Preview | null;
  options: { preview?: boolean };
};

/** How long the attempt under way has taken, by the database's clock. */
const SECONDS = sql`case when status = 'running' then extract(epoch from clock_timestamp() - started_at)::float8 end`;

/** One import with its rejected rows (the first `rejections`), or null where this organization has none of this id. */
export async function importReport(
  actor: Actor,
  importId: number,
  options: { readonly rejections?: number } = {},
): Promise<ImportReport | null> {
  const org = actor.organizationId;
  return inOrganization(org, async (tx) => {
    const [row] = await tx.rows<Row>(
      sql`select i.*, ${SECONDS} as seconds_running from "import" i where organization_id = ${org} and id = ${importId}`,
    );
    if (!row) return null;
    const rejections = await tx.rows<
      ImportReport["rejections"][number]
    >(sql`select line, column_name as column, reason, path, text
      from import_rejection where organization_id = ${org} and import_id = ${importId} order by ordinal limit ${options.rejections ?? 1_000}`);
    return reportOf(row, rejections);
  });
}

/** All imports, the latest first, without their rejected rows. */
export async function importList(actor: Actor, limit = 500): Promise<ImportReport[]> {
  const org = actor.organizationId;
  const rows = await inOrganization(org, (tx) =>
    tx.rows<Row>(sql`select i.*, null as preview, null as seconds_running from "import" i where i.organization_id = ${org}
      order by i.id desc limit ${limit}`),
  );
  return rows.map((row) => reportOf(row, []));
}

/** The imports that are being read just now or paused, the oldest first. */
export async function runningImports(actor: Actor): Promise<ImportReport[]> {
  const org = actor.organizationId;
  const rows = await inOrganization(org, (tx) =>
    tx.rows<Row>(
      sql`select i.*, ${SECONDS} as seconds_running from "import" i
        where organization_id = ${org} and status in ('running', 'paused') order by id`,
    ),
  );
  return rows.map((row) => reportOf(row, []));
}

/** Every rejected row of an import, for a file to mend and upload again. */
export async function rejectedRows(actor: Actor, importId: number): Promise<ImportReport["rejections"]> {
  const org = actor.organizationId;
  return inOrganization(org, (tx) =>
    tx.rows(sql`select line, column_name as column, reason, path, text from import_rejection
      where organization_id = ${org} and import_id = ${importId} order by ordinal`),
  );
}

/** As the readers word it where the content is a CSV of no known export, or its mapping failed. */
const MAPPABLE = /generic-csv|column mapping|mapping names/;

const reportOf = (row: Row, rejections: ImportReport["rejections"]): ImportReport => ({
  file: row.file_name,
  importId: String(row.id),
  format: row.format,
  title: row.title,
  status: row.status,
  rows: {
    read: Number(row.rows_read),
    accepted: Number(row.rows_accepted),
    duplicate: Number(row.rows_duplicate),
    replaced: Number(row.rows_replaced),
    rejected: Number(row.rows_rejected),
  },
  emptyBuckets: Number(row.empty_buckets),
  rejections,
  messages: row.messages,
  reason: row.reason,
  account: row.account,
  firstDay: row.first_day,
  lastDay: row.last_day,
  bytes: Number(row.byte_size),
  bytesDone: Number(row.bytes_done),
  rowsDone: Number(row.rows_done),
  phase: row.phase,
  secondsRunning: row.seconds_running,
  createdAt: row.created_at.toISOString(),
  isMappable:
    (row.status === "refused" && MAPPABLE.test(row.reason ?? "")) ||
    (row.status === "ready" && row.format === "generic-csv"),
  preview: row.preview,
  isPreview: row.options.preview === true,
});
