import { type ImportEntry, importDetails, importEntry } from "@/lib/reports/import-entry";
import type { ImportReport } from "@/lib/reports/imports";
import { textTable } from "./text-table";

const SHOWN_MAX = 20;
const COUNTS = ["read", "accepted", "duplicate", "replaced", "rejected"] as const;

/** One array with exactly the promised keys. A failure of ours adds nothing either, so it stands as refused. */
export function entriesJson(entries: readonly ImportEntry[]): string {
  const told = entries.map((entry) => (entry.status === "failed" ? { ...entry, status: "refused" } : entry));
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** One file's result, for people. */
export function entryText(entry: ImportEntry): string {
  const id = entry.importId ? ` (import ${entry.importId})` : "";
  const lines = [`${printable(entry.file)}: ${entry.status}${entry.format ? `, ${entry.format}` : ""}${id}`];
  if (entry.reason) lines.push(`  ${printable(entry.reason)}`);
  if (entry.status !== "duplicate" && entry.importId)
    lines.push(`  ${COUNTS.map((name) => `${name} ${entry.rows[name].toLocaleString("en-US")}`).join(", ")}`);
  for (const { line, column, reason } of entry.rejections.slice(0, SHOWN_MAX))
    lines.push(`  line ${line}${column ? `, ${printable(column)}` : ""}: ${printable(reason)}`);
  const more = entry.rows.rejected - SHOWN_MAX;
  if (more > 0)
    lines.push(
      `  and ${more.toLocaleString("en-US")} more rejected rows: import show ${entry.importId} --json`,
    );
  return `${lines.join("\n")}\n`;
}

export function showText(report: ImportReport): string {
  const days = report.firstDay ? `  days ${report.firstDay} to ${report.lastDay}\n` : "";
  const messages = report.messages.map((message) => `  ${printable(message)}\n`).join("");
  return `${entryText(importEntry(report))}${days}${messages}`;
}

export const showJson = (report: ImportReport): string =>
  `${JSON.stringify(importDetails(report), null, 2)}\n`;

export const listJson = (imports: readonly ImportReport[]): string =>
  `${JSON.stringify(imports.map(importDetails), null, 2)}\n`;

export function listText(imports: readonly ImportReport[]): string {
  if (imports.length === 0) return "No imports yet: costcurve import FILE… --org NAME\n";
  const columns = [
    { header: "id", align: "right" as const },
    { header: "status" },
    { header: "at" },
    { header: "format" },
    ...COUNTS.map((header) => ({ header, align: "right" as const })),
    { header: "file" },
  ];
  const rows = imports.map((one) => [
    one.importId,
    one.status,
    one.createdAt.slice(0, 16).replace("T", " "),
    one.format,
    ...COUNTS.map((name) => one.rows[name]),
    one.file,
  ]);
  return textTable(columns, rows);
}

/** A terminal obeys control characters, and these words came out of files. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, " ");
