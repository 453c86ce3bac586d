/**
 * What a column holds, and so how it is shown, sorted and written to CSV. Values as `lib/reports` gives them:
 * usd, usd-change: decimal text in dollars, exact. unit-usd: a price or unit cost. tokens, count: whole numbers.
 * share: a share as decimal text, 0.699 shown 69.9%. change: a relative change, 0.149 shown +14.9%.
 * points: a difference of shares, 0.021 shown +2.1 pt. ratio: a plain quotient. index: against 100. date: YYYY-MM-DD, or with a time
 * YYYY-MM-DDTHH:MM in the reporting zone. spark: a list of numbers drawn as a small line.
 */
export type ColumnKind =
  | "text"
  | "usd"
  | "usd-change"
  | "unit-usd"
  | "tokens"
  | "count"
  | "share"
  | "change"
  | "points"
  | "ratio"
  | "index"
  | "date"
  | "spark";

/** Plain data, so that a server component can describe the table. */
export type Column = Readonly<{
  id: string;
  header: string;
  kind: ColumnKind;
  /** Slug of the glossary entry the header opens. */
  term?: string;
  /** Text and dates stand at the start, all else at the end. */
  align?: "start" | "end";
  /** Everything but `spark` can be sorted unless it says no. */
  sortable?: boolean;
  /** Which direction is for the better: colours changes, and below zero the amounts and shares where it is "up". */
  good?: "up" | "down";
  strong?: boolean;
  muted?: boolean;
  /** Long text breaks into lines instead of widening the table. */
  wrap?: boolean;
  /** Identifiers and file names in the mono face. */
  mono?: boolean;
}>;

export type CellValue = string | number | readonly (number | null)[] | null;
export type CellTone = "good" | "bad" | "warn" | "muted";

/** One row, plain data. Everything but `id` and `cells` is by column id and optional. */
export type TableRow = Readonly<{
  id: string;
  cells: Readonly<Record<string, CellValue>>;
  /** Where a cell leads. */
  links?: Readonly<Record<string, string>>;
  /** What stands for null: "unpriced", "Unallocated", "Not given"; "–" where it is not said. */
  missing?: Readonly<Record<string, string>>;
  /** A few quiet words after the value: "/ resolved ticket". */
  notes?: Readonly<Record<string, string>>;
  tones?: Readonly<Record<string, CellTone>>;
  /** A cell of another kind than its column, as in a P&L whose lines differ. */
  kinds?: Readonly<Record<string, ColumnKind>>;
  /** A row aside from the others: unallocated cost, a voided import. */
  muted?: boolean;
  /** Lines that open below it, in their own order. */
  children?: readonly TableRow[];
}>;

/** What a column's kind is in this row. */
export const kindOf = (row: TableRow, column: Column): ColumnKind => row.kinds?.[column.id] ?? column.kind;

export const isNumeric = (kind: ColumnKind): boolean =>
  kind !== "text" && kind !== "date" && kind !== "spark";
export const canSort = (column: Column): boolean => column.sortable ?? column.kind !== "spark";
export const alignOf = (column: Column): "start" | "end" =>
  column.align ?? (column.kind === "text" || column.kind === "date" ? "start" : "end");
