import { csvOf } from "@/lib/exports/csv";
import { UNDEFINED_FIGURE } from "@/lib/money/display";
import type { Column, TableRow } from "./columns";
import { isNumeric, kindOf } from "./columns";

/** A shown row and the row it was opened from, if any. */
export type ShownRow = Readonly<{ row: TableRow; parent?: TableRow }>;

/**
 * The rows as shown, in their order, with exact values: money and shares as decimal text. Where a word stands for a
 * missing value the word is written, where "–" does the cell is empty. Small lines are left out: they hold no figure
 * that another column has not.
 */
export function tableCsv(columns: readonly Column[], rows: readonly ShownRow[]): string {
  const written = columns.filter((column) => column.kind !== "spark");
  return csvOf(
    written.map((column) => ({ header: column.header, number: isNumeric(column.kind) })),
    rows.map(({ row, parent }) =>
      written.map((column, index) => {
        const text = cellText(row, column);
        return index === 0 && parent ? `${cellText(parent, column)} / ${text}` : text;
      }),
    ),
  );
}

function cellText(row: TableRow, column: Column): string {
  const value = row.cells[column.id] ?? null;
  if (value === null) {
    const word = row.missing?.[column.id] ?? "";
    return word === UNDEFINED_FIGURE ? "" : word;
  }
  return typeof value === "object" || kindOf(row, column) === "spark" ? "" : String(value);
}
