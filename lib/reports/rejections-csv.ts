import type { Actor } from "@/lib/access/actor";
import { type CsvColumn, csvOf } from "@/lib/exports";
import { rejectedRows } from "./imports";

const COLUMNS: readonly CsvColumn[] = [
  { header: "line", number: true },
  { header: "path" },
  { header: "column" },
  { header: "reason" },
  { header: "row" },
];

/** Every rejected row of an import with its place, its reason, and its own text (up to 2 KB), safe to open as a sheet. */
export async function rejectionsCsv(actor: Actor, importId: number): Promise<string> {
  const rows = await rejectedRows(actor, importId);
  return csvOf(
    COLUMNS,
    rows.map(({ line, path, column, reason, text }) => [line, path, column, reason, text]),
  );
}
