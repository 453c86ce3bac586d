import type { SourceRecord } from "../records";
import type { Report } from "./source";
import { isoDay } from "./values";

const DAY_MS = 86_400_000;

/**
 * Which days of which account a file describes, and how finely: two files of the same provider, account, `covers` and
 * day with different `grouping` describe the same usage twice (ledger rule 14).
 */
export type Coverage = Readonly<{
  provider: string;
  /** null where the file names none: the loader fills in the account of the import. */
  account: string | null;
  covers: string;
  /** "row" for request logs, else bucket width and the dimensions not null, as in "1d:api_key,model". */
  grouping: string;
  days: readonly string[];
}>;

type Entry = {
  provider: string;
  account: string | null;
  widths: Set<string>;
  seen: boolean[];
  days: Set<number>;
};

/** Gathers the coverage of one file, record by record. */
export class CoverageOf {
  private readonly entries = new Map<string, Entry>();
  private last: Entry | null = null;
  private lastDay = -1;
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  add(record: SourceRecord): void {
    if (record.kind === "revenue") return;
    const { provider } = record;
    const { account } = record.dimensions;
    const day = Math.floor(record.period.startMs / DAY_MS);
    let entry = this.last;
    if (entry === null || entry.provider !== provider || entry.account !== account) {
      entry = this.entryOf(provider, account);
      this.last = entry;
      this.lastDay = -1;
    }
    if (day !== this.lastDay) {
      entry.days.add(day);
      this.lastDay = day;
    }
    if (this.report.bucket !== "row") this.addGrouping(entry, record);
  }

  /** By convention a bucket's natural key is [family, start, end, …one part per entry of `report.dims`]. */
  private addGrouping(entry: Entry, record: SourceRecord): void {
    if (record.kind === "revenue") return;
    const { dims } = this.report;
    const offset = record.naturalKey.length - dims.length;
    for (let i = 0; i < dims.length; i += 1) if (record.naturalKey[offset + i] !== null) entry.seen[i] = true;
    entry.widths.add(widthOf(record.period.startMs, record.period.endMs));
  }

  private entryOf(provider: string, account: string | null): Entry {
    const key = JSON.stringify([provider, account]);
    const known = this.entries.get(key);
    if (known) return known;
    const entry: Entry = {
      provider,
      account,
      widths: new Set(),
      seen: this.report.dims.map(() => false),
      days: new Set(),
    };
    this.entries.set(key, entry);
    return entry;
  }

  result(): Coverage[] {
    return [...this.entries.values()].map((entry) => ({
      provider: entry.provider,
      account: entry.account,
      covers: this.report.covers,
      grouping: this.groupingOf(entry),
      days: [...entry.days].sort((a, b) => a - b).map((day) => isoDay(day * DAY_MS)),
    }));
  }

  private groupingOf(entry: Entry): string {
    if (this.report.bucket === "row") return "row";
    const dims = this.report.dims.filter((_, i) => entry.seen[i]).sort();
    const names = this.report.naming === "names" ? "names:" : "";
    return `${names}${this.widthsOf(entry)}:${dims.join(",")}`;
  }

  /** Rows of hours and of minutes look alike at the full hour: a file with any minute is a file of minutes. */
  private widthsOf({ widths }: Entry): string {
    if (widths.has("1m")) widths.delete("1h");
    return [...widths].sort().join("+");
  }
}

function widthOf(startMs: number, endMs: number | null): string {
  if (endMs === null) return startMs % 3_600_000 === 0 ? "1h" : "1m";
  const seconds = (endMs - startMs) / 1000;
  if (seconds === 86_400) return "1d";
  if (seconds === 3600) return "1h";
  return seconds === 60 ? "1m" : `${seconds}s`;
}
