import { storableText } from "./values";

/** Why a whole file is not read. Codes are stable; reason and fix are for people. */
export type RefusalCode =
  | "unknown-format" // no source recognises the content
  | "ambiguous-format" // two sources do
  | "wrong-format" // the format asked for by name does not fit the content
  | "missing-column"
  | "empty-file"
  | "broken-container" // gzip or JSON document that does not end cleanly, or has bytes after its end
  | "too-large"
  | "too-deep"
  | "bad-mapping"
  | "overlap"; // the same usage is here already, in another grouping (ledger rule 14)

/** Thrown where nothing of the file can be trusted (ledger rule 21); the loader commits nothing then. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
  readonly code: RefusalCode;
  readonly reason: string;
  readonly fix: string | null;
  readonly line: number | null;
  readonly column: string | null;
  /** unknown-format: the header of the CSV, by which a remembered mapping is found. */
  readonly columns: readonly string[] | null;

  constructor(
    code: RefusalCode,
    problem: {
      reason: string;
      fix?: string | null;
      line?: number | null;
      column?: string | null;
      columns?: readonly string[] | null;
    },
  ) {
    const reason = storableText(problem.reason);
    const fix = problem.fix ? storableText(problem.fix) : null;
    super(fix === null ? reason : `${reason} ${fix}`);
    this.code = code;
    this.reason = reason;
    this.fix = fix;
    this.line = problem.line ?? null;
    this.column = problem.column ? storableText(problem.column) : null;
    this.columns = problem.columns ?? null;
  }
}

/**
 * What is wrong with one row. Thrown by the cell readers and caught once per row by the reader, which makes a
 * `Rejection` of it; deliberately no `Error`, whose stack trace would cost more than the row.
 */
export class RowProblem {
  readonly reason: string;
  readonly column: string | null;

  constructor(reason: string, column: string | null = null) {
    this.reason = reason;
    this.column = column;
  }
}
