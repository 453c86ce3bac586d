import { type ChargeRecord, isOfProvider, type SourceRecord, type UsageRecord } from "../records";
import { PeriodCoverage } from "./coverage-periods";
import type { Report } from "./source";
import { isoDay } from "./values";

const DAY_MS = 86_400_000;

/**
 * Which days of which account a file describes, and how finely: two files of the same provider, account, `covers` and
 * day with different `grouping` describe the same usage twice (ledger rule 14). One entry per grouping met.
 */
export type Coverage = Readonly<{
  provider: string;
  /** null where the file names none: the loader fills in the account of the import. */
  account: string | null;
  covers: string;
  /**
   * "row" for request logs, else bucket width and the dimensions that are not null on these days, as in
   * "1d:api_key,model". By the day, since a dimension the export was grouped by may be null on all rows of some days:
   * then they are the very rows of an export without it.
   */
  grouping: string;
  days: readonly string[];
  /**
   * True where the file holds all of a billing period up to its last day, and so takes the place of earlier files of
   * the same provider, account, `covers` and grouping ("period:2026-10:aws.cur").
   */
  isWholePeriod?: true;
}>;

type Entry = { provider: string; account: string | null; covers: string; days: Map<number, DaySeen> };
/** What one day's rows have in common: bucket widths, and by dimension whether any row states it. */
type DaySeen = { widths: Set<string>; dims: boolean[] };

/** Gathers the coverage of one file, record by record. */
export class CoverageOf {
  private readonly entries = new Map<string, Entry>();
  private readonly report: Report;
  /** Bills are told of by billing period. */
  private readonly bill: PeriodCoverage | null;
  private last: Entry | null = null;
  private lastDay = -1;
  private hasMinutes = false;

  constructor(report: Report) {
    this.report = report;
    this.bill = report.delivery === undefined ? null : new PeriodCoverage(report.delivery);
  }

  add(record: SourceRecord): void {
    // What is entered by hand repeats nothing that a provider reports.
    if (!isOfProvider(record) || (record.kind === "charge" && record.isFixed !== undefined)) return;
    const { provider } = record;
    const { account } = record.dimensions;
    const covers = this.report.coversOf?.(record) ?? this.report.covers;
    if (this.bill) {
      this.bill.add(record, covers);
      return;
    }
    const day = Math.floor(record.period.startMs / DAY_MS);
    let entry = this.last;
    if (
      entry === null ||
      entry.provider !== provider ||
      entry.account !== account ||
      entry.covers !== covers
    ) {
      entry = this.entryOf(provider, account, covers);
      this.last = entry;
      this.lastDay = -1;
    }
    if (this.report.bucket !== "row") this.addGrouping(seenOf(entry, day), record);
    else if (day !== this.lastDay) seenOf(entry, day);
    this.lastDay = day;
  }

  /** By convention a bucket's natural key is [family, start, end, …one part per entry of `report.dims`]. */
  private addGrouping(seen: DaySeen, record: UsageRecord | ChargeRecord): void {
    const { dims } = this.report;
    const offset = record.naturalKey.length - dims.length;
    for (let i = 0; i < dims.length; i += 1) if (record.naturalKey[offset + i] !== null) seen.dims[i] = true;
    const { startMs, endMs } = record.period;
    seen.widths.add(widthOf(startMs, endMs));
    this.hasMinutes ||= endMs === null && startMs % 3_600_000 !== 0;
  }

  private entryOf(provider: string, account: string | null, covers: string): Entry {
    const key = JSON.stringify([provider, account, covers]);
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { provider, account, covers, days: new Map() };
      this.entries.set(key, entry);
    }
    return entry;
  }

  result(): Coverage[] {
    if (this.bill) return this.bill.result();
    return [...this.entries.values()].flatMap(({ provider, account, covers, days }) => {
      const byGrouping = new Map<string, number[]>();
      for (const [day, seen] of [...days].sort(([a], [b]) => a - b)) {
        const grouping = this.groupingOf(seen);
        byGrouping.set(grouping, [...(byGrouping.get(grouping) ?? []), day]);
      }
      return [...byGrouping].map(([grouping, numbers]) => ({
        provider,
        account,
        covers,
        grouping,
        days: numbers.map((day) => isoDay(day * DAY_MS)),
      }));
    });
  }

  private groupingOf(seen: DaySeen): string {
    if (this.report.bucket === "row") return "row";
    const dims = this.report.dims.filter((_, i) => seen.dims[i]).sort();
    const names = this.report.naming === "names" ? "names:" : "";
    return `${names}${[...seen.widths]
      .map((width) => this.widthName(width))
      .sort()
      .join("+")}:${dims.join(",")}`;
  }

  /** Without an end, rows of hours and of minutes look alike at the full hour: any minute makes a file of minutes. */
  private widthName(width: string): string {
    return width === OPEN ? (this.hasMinutes ? "1m" : "1h") : width;
  }
}

const OPEN = "open";

function seenOf(entry: Entry, day: number): DaySeen {
  let seen = entry.days.get(day);
  if (seen === undefined) {
    seen = { widths: new Set(), dims: [] };
    entry.days.set(day, seen);
  }
  return seen;
}

function widthOf(startMs: number, endMs: number | null): string {
  if (endMs === null) return OPEN;
  const seconds = (endMs - startMs) / 1000;
  if (seconds === 86_400) return "1d";
  if (seconds === 3600) return "1h";
  return seconds === 60 ? "1m" : `${seconds}s`;
}
