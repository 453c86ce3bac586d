import type { Actor } from "@/lib/access/actor";
import { previewLine } from "./import-preview";
import { type ImportProgress, importProgress } from "./import-progress";
import { type ImportReport, importReport, runningImports } from "./imports";

/** How an import stands, for a page that follows it: light enough to be asked several times a second. */
export type ImportState = Pick<
  ImportReport,
  | "importId"
  | "file"
  | "status"
  | "title"
  | "reason"
  | "rows"
  | "bytes"
  | "bytesDone"
  | "isMappable"
  | "isPreview"
> &
  Readonly<{
    /** What a file that was looked at would bring, in a sentence; null otherwise. */
    summary: string | null;
    /** True where a person has to say which of two imports counts before it can be added. */
    isUndecided: boolean;
    progress: ImportProgress | null;
  }>;

/** One import's state, or null where the organization has none of this id. */
export async function importState(actor: Actor, importId: number): Promise<ImportState | null> {
  const report = await importReport(actor, importId, { rejections: 0 });
  return report && stateOf(report);
}

/** Everything under way, the oldest first: what is looked at, and what is being added. */
export async function importsUnderWay(actor: Actor): Promise<readonly ImportState[]> {
  return (await runningImports(actor)).map(stateOf);
}

function stateOf(report: ImportReport): ImportState {
  const { importId, file, status, title, reason, rows, bytes, bytesDone, isMappable, isPreview, preview } =
    report;
  return {
    ...{ importId, file, status, title, reason, rows, bytes, bytesDone, isMappable, isPreview },
    summary: status === "ready" && preview ? previewLine(preview) : null,
    isUndecided: status === "ready" && (preview?.overlaps.length ?? 0) > 0,
    progress: importProgress(report),
  };
}
