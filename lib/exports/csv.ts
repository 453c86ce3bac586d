/** One column of a CSV file. `number` columns hold decimal text or numbers and are never guarded. */
export type CsvColumn = Readonly<{ header: string; number?: boolean }>;
export type CsvCell = string | number | bigint | null | undefined;

const DANGEROUS = /^'*[=+\-@\t\r\0]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Text a spreadsheet takes as text: where it would begin a formula it gets a leading apostrophe. Text that already
 * begins like guarded text gets one too, so that `unguarded` gives back exactly what went in.
 */
export const guarded = (text: string): string => (DANGEROUS.test(text) ? `'${text}` : text);

/** Takes away the apostrophe that `guarded` put there, and no other. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && DANGEROUS.test(text) ? text.slice(1) : text;

/**
 * A CSV file as RFC 4180 has it: UTF-8 without a byte order mark, a header line, CRLF after every line. null is an
 * empty cell; numbers are written plainly, with a minus sign and no grouping, so that negative money stays a number.
 */
export function csvOf(columns: readonly CsvColumn[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [
    csvLine(
      columns.map(() => ({ header: "" })),
      columns.map((column) => column.header),
    ),
  ];
  for (const row of rows) lines.push(csvLine(columns, row));
  return lines.join("");
}

/** One line with its CRLF, for answers that are streamed. */
export function csvLine(columns: readonly CsvColumn[], row: readonly CsvCell[]): string {
  return `${columns.map((column, index) => field(row[index], column.number === true)).join(",")}\r\n`;
}

function field(cell: CsvCell, number: boolean): string {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  // In a number column a word ("unpriced") is text like any other.
  if ((number || typeof cell !== "string") && NUMBER.test(text)) return text;
  return quoted(guarded(text));
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A file name out of words: "Spend by model", "2026-10" become `spend-by-model-2026-10.csv`. */
export function csvFileName(...words: string[]): string {
  const slug = words
    .join(" ")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${slug || "costcurve"}.csv`;
}
