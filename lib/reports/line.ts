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
  /** A row aside from the others. */
  muted?: boolean;
}>;
