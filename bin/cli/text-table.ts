export type TextColumn = Readonly<{ header: string; align?: "right" }>;

const CELL_MAX = 80;

/** A table for people: columns as wide as their widest cell, numbers to the right, absent values as a dash. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cells = rows.map((row) => columns.map((_, i) => cellText(row[i])));
  const widths = columns.map((column, i) =>
    Math.max(lengthOf(column.header), ...cells.map((row) => lengthOf(row[i] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, i) => padded(row[i] ?? "", widths[i] ?? 0, column.align === "right"))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return `${[line(columns.map((c) => c.header)), rule, ...cells.map(line)].join("\n")}\n`;
}

function cellText(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  // A terminal obeys control characters, and what stands here came out of files.
  const text = String(value).replace(/\p{Cc}/gu, " ");
  return lengthOf(text) > CELL_MAX ? `${[...text].slice(0, CELL_MAX - 1).join("")}…` : text;
}

const lengthOf = (text: string): number => [...text].length;

function padded(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - lengthOf(text)));
  return right ? space + text : text + space;
}
