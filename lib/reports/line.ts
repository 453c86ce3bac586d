/** One cell of a table: decimal text, a whole number, words, or a small line's points; null where there is nothing. */
export type CellOf = string | number | readonly (number | null)[] | null;

/** One row of a report's table, plain data: the table component shows it as it is. By column id but for `id`. */
export type Line = Readonly<{
  id: string;
  cells: Readonly<Record<string, CellOf>>;
  /** Where a cell leads. */
  links?: Readonly<Record<string, string>>;
  /** What stands for null: "unpriced", "Unallocated". */
  missing?: Readonly<Record<string, string>>;
  /** A few quiet words after the value. */
  notes?: Readonly<Record<string, string>>;
  /** A cell's colour where the column's direction does not say it. */
  tones?: Readonly<Record<string, "good" | "bad" | "warn" | "muted">>;
  /** A cell of another kind than its column. */
  kinds?: Readonly<
    Record<string, "usd" | "usd-change" | "unit-usd" | "count" | "share" | "change" | "points">
  >;
  /** A row aside from the others. */
  muted?: boolean;
  /** Lines that open below it. */
  children?: readonly Line[];
}>;
