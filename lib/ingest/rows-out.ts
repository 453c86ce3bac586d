import type { ReadSummary } from "./reading";
import type { Rejection, SourceRecord } from "./records";
import { CoverageOf } from "./sources/coverage";
import type { BoundFile } from "./sources/open-file";
import { RowProblem } from "./sources/refusal";
import type { ReadRow, Source } from "./sources/source";
import { shown, storableText } from "./sources/values";

const TEXT_BYTES_MAX = 2048;
const COST_MAX = 2n ** 63n - 1n;

/** Turns the rows of one file into records and rejections, and keeps its figures. */
export class RowsOut {
  private out: (SourceRecord | Rejection)[] = [];
  private emptyInBatch = 0;
  private empty = 0;
  private rejected = 0;
  private accepted = 0;
  private readonly coverage: CoverageOf;
  private readonly file: BoundFile;
  private readonly read: ReadRow;

  constructor(source: Source, file: BoundFile) {
    this.file = file;
    this.read = source.open(file);
    this.coverage = new CoverageOf(source.report);
    file.noteUnread();
  }

  /**
   * Reads the row that lies in the file's `row`, after filling it from JSON objects where given; `text` gives the row's
   * own text if it has to be rejected. False for a bucket without usage.
   */
  take(text: () => string, objects: readonly object[] | null = null): boolean {
    return this.takeChecked(text, objects, null);
  }

  /** Like `take`, for a row shorter than the header: only a bucket without usage may be that short. */
  takeShort(text: () => string, problem: string): void {
    this.takeChecked(text, null, problem);
  }

  private takeChecked(text: () => string, objects: readonly object[] | null, short: string | null): boolean {
    try {
      if (objects !== null) this.file.fill(objects);
      const read = this.read(this.file.row);
      if (read === null || (Array.isArray(read) && read.length === 0)) {
        this.empty += 1;
        this.emptyInBatch += 1;
        return false;
      }
      if (short !== null) throw new RowProblem(short);
      if (Array.isArray(read)) {
        for (const record of read as readonly SourceRecord[]) checkCost(record);
        for (const record of read as readonly SourceRecord[]) this.keep(record);
      } else {
        checkCost(read as SourceRecord);
        this.keep(read as SourceRecord);
      }
    } catch (problem) {
      if (!(problem instanceof RowProblem)) throw problem;
      this.reject(problem.reason, problem.column, text());
    }
    return true;
  }

  private keep(record: SourceRecord): void {
    if (record.kind === "usage" && record.contextBand === "unknown")
      this.file.notes.count("band-unknown", bandUnknown);
    this.coverage.add(record);
    this.accepted += 1;
    this.out.push(record);
  }

  reject(reason: string, column: string | null, text: string): void {
    this.rejected += 1;
    const { line, path } = this.file.row;
    this.out.push({
      kind: "rejection",
      line,
      path,
      column: column === null ? null : storableText(column),
      reason: storableText(reason),
      text: storable(text),
    });
  }

  get size(): number {
    return this.out.length;
  }

  /** What was read since the last call. */
  flush(): { records: readonly (SourceRecord | Rejection)[]; empty: number } {
    const batch = { records: this.out, empty: this.emptyInBatch };
    this.out = [];
    this.emptyInBatch = 0;
    return batch;
  }

  /** What was read since the last call, and what waited for the file's end. */
  finish(): { records: readonly (SourceRecord | Rejection)[]; empty: number } {
    const waited = this.read.atEnd?.() ?? [];
    this.empty -= waited.length;
    this.emptyInBatch -= waited.length;
    for (const record of waited) this.keep(record);
    return this.flush();
  }

  summary(bytes: { packed: number; unpacked: number }): ReadSummary {
    return {
      rows: {
        read: this.accepted + this.rejected,
        records: this.accepted,
        rejected: this.rejected,
        empty: this.empty,
      },
      messages: this.file.notes.messages(),
      tally: this.file.notes.tally(),
      coverage: this.coverage.result(),
      bytes: { ...bytes },
    };
  }
}

/** A row of usage keeps its own cost in 64 bits of pico-dollars; charges and revenue have room for any amount. */
function checkCost(record: SourceRecord): void {
  if (record.kind !== "usage" || record.reportedCost === null) return;
  if (record.reportedCost > COST_MAX || record.reportedCost < -COST_MAX)
    throw new RowProblem(
      `A cost of ${shown(record.reportedCostText ?? "")} is more than a row of usage may have: $9,223,372. Check its unit.`,
    );
}

const bandUnknown = (count: number): string =>
  `${count === 1 ? "1 row sums" : `${count} rows sum`} several requests without saying how long they were: priced at the base context band.`;

/** The first 2 KB of a row, as Postgres can store it. */
export function storable(text: string): string {
  // First made storable: what stands for a NUL is longer than it.
  const start = storableText(text.slice(0, TEXT_BYTES_MAX));
  if (Buffer.byteLength(start) <= TEXT_BYTES_MAX) return start;
  return Buffer.from(start, "utf8")
    .subarray(0, TEXT_BYTES_MAX)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}
