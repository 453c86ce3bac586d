import type { SourceRecord } from "../records";
import type { Notes } from "./notes";
import type { Row } from "./row";
import type { Clock } from "./values";

/**
 * What a file is made of: rows of a CSV, one JSON value per line, one JSON document, rows of a Parquet file (each an
 * object), or lines of plain text (each the object `{ line }`, behind the last one with an empty line).
 */
export type Shape = "csv" | "jsonl" | "json" | "parquet" | "lines";

/**
 * The beginning of a file, from which its format is told: never from its name. `has` compares names trimmed and in lower
 * case; for JSON it looks at the keys of the first row.
 */
export type Head = Readonly<{
  shape: Shape;
  /** Column names as written (CSV), or keys of the first object (JSON). */
  columns: readonly string[];
  has(...names: string[]): boolean;
  /** JSON: the document, or the first line that parses; null for CSV. */
  first: unknown;
  /** Plain text: its first lines, without the blanks around them and without blank ones. */
  lines?: readonly string[];
}>;

/** What a source's rows describe, for the recognition of overlaps (ledger rule 14). */
export type Report = Readonly<{
  /** What is described: "openai/completions", "anthropic/cost"; "*" for request logs of any provider. */
  covers: string;
  /** Where one file holds several reports, by row; else `covers`. Units other than tokens stand under "…/units/…". */
  coversOf?(record: SourceRecord): string;
  bucket: "1d" | "1h" | "1m" | "row";
  /** Dimensions that are null unless the export was grouped by them, in the order of the natural key's tail. */
  dims: readonly string[];
  /** "names" where keys and workspaces come as display names, which match no id. */
  naming: "ids" | "names";
  /**
   * How a bill comes, whose natural keys begin [family, billing period]. "whole-periods": each delivery holds its billing
   * periods from their start and takes the place of the one before. "appended": rows are only ever added, corrections
   * too. Absent: a report by buckets, or a log.
   */
  delivery?: "whole-periods" | "appended";
}>;

/** One row found inside a JSON value: objects whose keys are its cells, the outer ones first. */
export type Entry = Readonly<{
  objects: readonly object[];
  path: string | null;
  /** The row as it stands in the file, to be shown where it is rejected; absent: the innermost object. */
  value?: unknown;
  /** True where something else than an object stands in the row's place. */
  isBroken?: boolean;
}>;

/** What `open` gets: the file's columns bound to numbers, and where to leave notes. */
export interface OpenFile {
  readonly shape: Shape;
  /** Column names of a CSV as written; none in other shapes. */
  readonly columns: readonly string[];
  /** Instants later than this are rejected (ledger rule 19). */
  readonly latestMs: number;
  readonly notes: Notes;
  readonly clock: Clock;
  readonly row: Row;
  /** The number of a column. CSV: -1 where the file has none by this name. */
  field(name: string, ...otherNames: string[]): number;
  /** Like `field`; a CSV without it is refused whole, JSON row by row. */
  need(name: string, ...otherNames: string[]): number;
  /** Columns known and left aside on purpose: not named as unread. */
  ignore(...names: string[]): void;
  /** Like `ignore`, for the many columns of a standard: by their names in lower case. */
  ignoreLike(pattern: RegExp): void;
  /** Makes every column named `tag.NAME` a tag, and others too where a mapping says so. */
  tags(extra?: ReadonlyMap<string, string>): void;
}

/**
 * Reads one row: its record, several where one row tells of several calls, or null (or none) for a row without usage.
 * Throws `RowProblem`.
 */
export interface ReadRow {
  (row: Row): SourceRecord | readonly SourceRecord[] | null;
  /** Records of rows that gave null because only what follows tells whether they count; asked behind the last row. */
  atEnd?(): readonly SourceRecord[];
}

/**
 * Which row of one natural key counts, where their numbers differ (ledger rule 13): the latest (reports, which their
 * provider corrects), the first (logs of single calls, which never change), or the one with the most output (sessions
 * that write one answer again and again while it grows).
 */
export type Repeats = "latest" | "first" | "most-output";

/**
 * One export format. `detect` must be true for the contents of this format and of no other source. Adding one: this
 * object, its line in `index.ts`, its folder under tests/golden/sources.
 */
export type Source = Readonly<{
  id: string;
  title: string;
  /** How to get this export, for the upload page, the documentation and `costcurve formats`. */
  help: string;
  /** "bill": usage that states its own amount, and charges beside it. "fixed": costs entered by period. */
  kind: "usage" | "charge" | "bill" | "fixed" | "revenue" | "units" | "rates";
  report: Report;
  /** Absent: "latest". */
  repeats?: Repeats;
  detect(head: Head): boolean;
  /** Why a file that looks like this one cannot be read, with what to do; null where it does not look so. */
  almost?(head: Head): string | null;
  /** JSON: the rows inside one value of the file (a page, a bucket, an object). Absent: each object is a row. */
  entries?(value: unknown): Iterable<Entry>;
  /** CSV: a bucket without usage may have fewer cells than the header; any other short row is broken. */
  shortEmptyRows?: boolean;
  open(file: OpenFile): ReadRow;
}>;

/** States that an object is a source; types are inferred from here. */
export const defineSource = (source: Source): Source => source;
