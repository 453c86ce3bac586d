import { importProgress } from "./import-progress";
import type { ImportReport } from "./imports";

/** More rejected rows than this are counted but not listed; all of them are in the file of rejected rows. */
export const REJECTIONS_MAX = 10_000;

/** An import as `costcurve import --json` and the HTTP API tell it. */
export type ImportEntry = Readonly<{
  file: string;
  /** "" where the file could not even be kept. */
  importId: string;
  format: string | null;
  status: ImportReport["status"];
  rows: ImportReport["rows"];
  rejections: readonly Readonly<{ line: number; column: string | null; reason: string }>[];
  /** Why it was refused, or is a duplicate; null otherwise. */
  reason: string | null;
}>;

export function importEntry(report: ImportReport): ImportEntry {
  const { file, importId, format, status, rows, reason } = report;
  const rejections = report.rejections.map(({ line, column, reason: why }) => ({
    line,
    column,
    reason: why,
  }));
  return { file, importId, format, status, rows, rejections, reason };
}

/** What the API tells beyond the entry. */
export const importDetails = (report: ImportReport) => ({
  ...importEntry(report),
  title: report.title,
  account: report.account,
  emptyBuckets: report.emptyBuckets,
  firstDay: report.firstDay,
  lastDay: report.lastDay,
  messages: report.messages,
  bytes: report.bytes,
  bytesDone: report.bytesDone,
  progress: importProgress(report),
  createdAt: report.createdAt,
  isMappable: report.isMappable,
  preview: report.preview,
});

/** A file that could not be opened: refused before it became an import. */
export const unreadEntry = (file: string, reason: string): ImportEntry => ({
  file,
  importId: "",
  format: null,
  status: "refused",
  rows: { read: 0, accepted: 0, duplicate: 0, replaced: 0, rejected: 0 },
  rejections: [],
  reason,
});
