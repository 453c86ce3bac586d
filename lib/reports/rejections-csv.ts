import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type CsvCell, type CsvColumn, csvOf } from "@/lib/exports";
import { CsvRows } from "@/lib/ingest/csv";
import { type Peek, peekCsv } from "@/lib/ingest/peek";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { readStored } from "@/lib/ingest/store";
import { type ImportReport, rejectedRows } from "./imports";

type Rejected = ImportReport["rejections"][number];

const PLACES: readonly CsvColumn[] = [
  { header: "line", number: true },
  { header: "path" },
  { header: "column" },
  { header: "reason" },
  { header: "row" },
];

/** Stand behind the file's own columns, which the importer reads again and these it leaves aside. */
const NOTES: readonly CsvColumn[] = [
  { header: "costcurve_line", number: true },
  { header: "costcurve_reason" },
  { header: "costcurve_row" },
];

/**
 * Every rejected row of an import, safe to open as a sheet. Rows of a CSV stand under that file's own header, to be
 * mended and uploaded as they are; rows of other files with their place, reason and text (of each the first 2 KB).
 * @returns null where this organization has no such import
 */
export async function rejectionsCsv(actor: Actor, importId: number): Promise<string | null> {
  const org = actor.organizationId;
  const [file] = await inOrganization(org, (tx) =>
    tx.rows<{ hash: string }>(
      sql`select content_hash as hash from "import" where organization_id = ${org} and id = ${importId}`,
    ),
  );
  if (!file) return null;
  const rows = await rejectedRows(actor, importId);
  const head = rows.length > 0 ? await headOf(org, file.hash) : null;
  if (head) return mendable(head, rows);
  return csvOf(
    PLACES,
    rows.map(({ line, path, column, reason, text }) => [line, path, column, reason, text]),
  );
}

/** The header of the stored file; null where it is no CSV, or no longer there. */
async function headOf(organizationId: number, hash: string): Promise<Peek | null> {
  try {
    const peek = await peekCsv(readStored(organizationId, hash), 0);
    return /^\s*[[{]/.test(peek.columns[0] ?? "") ? null : peek;
  } catch (error) {
    if (error instanceof FileRefusal || isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

function mendable({ columns, delimiter }: Peek, rows: readonly Rejected[]): string {
  // Cells are numbers where they look like one: a negative amount is no formula.
  const own = columns.map((header) => ({ header, number: true }));
  return csvOf(
    [...own, ...NOTES],
    rows.map(({ line, column, reason, text }) => {
      const cells = cellsOf(text, delimiter);
      const fits = cells !== null && cells.length === columns.length;
      const values: readonly CsvCell[] = fits ? cells : columns.map(() => null);
      return [...values, line, column ? `${column}: ${reason}` : reason, fits ? null : text];
    }),
  );
}

/** The cells of one row, or null where its quotes do not close. */
function cellsOf(text: string, delimiter: string): readonly string[] | null {
  const rows = new CsvRows(delimiter);
  rows.push(text, true);
  return rows.next() && rows.problem === null && rows.isDone ? [...rows.cells] : null;
}
