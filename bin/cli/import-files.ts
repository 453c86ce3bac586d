import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { beginImport, type ImportOptions } from "@/lib/ingest/import-file";
import { stopImport } from "@/lib/ingest/stop-import";
import { resumeImportsOf, startImport } from "@/lib/jobs/imports";
import { type ImportEntry, importEntry, REJECTIONS_MAX, unreadEntry } from "@/lib/reports/import-entry";
import { importReport } from "@/lib/reports/imports";
import { wrongCall } from "./failure";

export { importReport, REJECTIONS_MAX };

type Work = {
  readonly options: Pick<ImportOptions, "as" | "account" | "overlap">;
  readonly onStop: (clean: () => Promise<void>) => void;
  readonly onEntry: (entry: ImportEntry) => void;
};

/** Imports files one after the other, in this process, and tells each as it ends. One that fails stops none after it. */
export async function importFiles(
  actor: Actor,
  files: readonly string[],
  { options, onStop, onEntry }: Work,
): Promise<ImportEntry[]> {
  let current: number | null = null;
  onStop(async () => {
    if (current !== null) await stopImport(actor.organizationId, current);
  });
  // What a stopped process left unfinished would otherwise be taken for known bytes.
  // One that cannot be ended either is nothing to the files at hand; its own row and the log tell of it.
  await Promise.allSettled((await resumeImportsOf(actor.organizationId)).map(({ done }) => done));
  const entries: ImportEntry[] = [];
  for (const file of files) {
    const entry = await importOne(file);
    entries.push(entry);
    onEntry(entry);
  }
  return entries;

  async function importOne(file: string): Promise<ImportEntry> {
    const opened = await openFile(file);
    if (typeof opened === "string") return unreadEntry(file, opened);
    const begun = await beginImport(actor, opened.stream, {
      ...options,
      fileName: file === "-" ? "standard input" : path.basename(file),
    });
    current = begun.importId;
    if (!begun.isKnown) await startImport(actor.organizationId, begun.importId);
    current = null;
    const report = await importReport(actor, begun.importId, { rejections: REJECTIONS_MAX });
    if (!report) throw new Error(`import ${begun.importId} has disappeared`);
    return { ...importEntry(report), file };
  }
}

/** The file's bytes and how many they are (0: not known), or in words why there are none. */
export async function openFile(file: string): Promise<{ stream: Readable; bytes: number } | string> {
  if (file === "-") return { stream: process.stdin, bytes: 0 };
  try {
    const found = await stat(file);
    if (found.isDirectory()) return "It is a folder; name the files in it.";
    const stream = createReadStream(file, { highWaterMark: 1 << 18 });
    await new Promise<void>((resolve, reject) => stream.once("open", () => resolve()).once("error", reject));
    return { stream, bytes: found.size };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") return "There is no such file.";
    if (code === "EACCES") return "The file may not be read by this user.";
    return `The file cannot be read (${code || error}).`;
  }
}

/** Refuses a call whose --as names no format. */
export async function knownFormat(id: string): Promise<void> {
  const { sources } = await import("@/lib/ingest/sources");
  const ids = [...sources.map((source) => source.id), "generic-csv"];
  if (!ids.includes(id))
    throw wrongCall(`There is no format “${id}”.`, `The formats are: ${ids.join(", ")}.`);
}
