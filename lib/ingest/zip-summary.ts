import type { ByteProgress } from "./bounds";
import type { Reading, ReadSummary } from "./reading";
import type { Coverage } from "./sources/coverage";
import { FileRefusal } from "./sources/refusal";
import { shown } from "./sources/values";

const NAMES_MAX = 5;

/** Adds up what the files of an archive came to. */
export class ZipSummary {
  /** Names of the files that are no exports. */
  readonly left: string[] = [];
  private readonly rows = { read: 0, records: 0, rejected: 0, empty: 0 };
  private readonly tally: Record<string, number> = {};
  /** Names of files by what is said of them, and by format. */
  private readonly said = new Map<string, string[]>();
  private readonly formats = new Map<string, string[]>();
  private readonly coverage = new Map<string, { covered: Coverage; days: Map<string, string> }>();
  private readonly size: number;
  private readonly progress: ByteProgress;

  constructor(size: number, progress: ByteProgress) {
    this.size = size;
    this.progress = progress;
  }

  /** Adds one file that was read to its end. */
  add(name: string, reading: Reading): void {
    const { rows, messages, tally, coverage } = reading.summary();
    this.rows.read += rows.read;
    this.rows.records += rows.records;
    this.rows.rejected += rows.rejected;
    this.rows.empty += rows.empty;
    for (const [code, count] of Object.entries(tally)) this.tally[code] = (this.tally[code] ?? 0) + count;
    for (const message of messages) gather(this.said, message, name);
    gather(this.formats, reading.source.title, name);
    for (const each of coverage) this.cover(each, name);
  }

  private cover(covered: Coverage, name: string): void {
    const { provider, account, covers, grouping, isWholePeriod } = covered;
    const key = JSON.stringify([provider, account, covers, grouping, isWholePeriod ?? false]);
    let known = this.coverage.get(key);
    if (!known) {
      known = { covered, days: new Map() };
      this.coverage.set(key, known);
    }
    for (const day of covered.days) if (!known.days.has(day)) known.days.set(day, name);
  }

  /**
   * Two files of one archive that tell of the same usage, grouped otherwise, would count twice (ledger rule 14). Here
   * nobody can be asked which of them counts.
   */
  refuseOverlaps(): void {
    const all = [...this.coverage.values()];
    for (const [index, one] of all.entries())
      for (const other of all.slice(index + 1)) {
        if (!isSameThing(one.covered, other.covered)) continue;
        for (const [day, name] of one.days) {
          const otherName = other.days.get(day);
          if (otherName === undefined || otherName === name) continue;
          throw new FileRefusal("overlap", {
            reason: `“${shown(name)}” and “${shown(otherName)}” tell of the same usage (${day}), grouped otherwise: both would count it twice.`,
            fix: "Upload one of them, or both apart, and choose which counts.",
          });
        }
      }
  }

  result(): ReadSummary {
    return {
      rows: { ...this.rows },
      messages: this.messages(),
      tally: { ...this.tally },
      coverage: [...this.coverage.values()].map(({ covered, days }) => ({
        ...covered,
        days: [...days.keys()].sort(),
      })),
      bytes: { packed: this.size, unpacked: this.progress.unpacked },
    };
  }

  private messages(): string[] {
    const formats = [...this.formats].map(([title, names]) => `${title}: ${listed(names)}`);
    const count = [...this.formats.values()].reduce((sum, names) => sum + names.length, 0);
    const files = count === 1 ? "1 file" : `${count} files`;
    return [
      `Read ${files} of the archive. ${formats.join("; ")}.`,
      ...(this.left.length > 0 ? [`Left aside, as no exports: ${listed(this.left)}.`] : []),
      ...[...this.said].map(([message, names]) => `${listed(names)}: ${message}`),
    ];
  }
}

/** As the ledger has it: a log of calls stands over every report of tokens, and over none of money. */
function isSameThing(one: Coverage, other: Coverage): boolean {
  if (one.provider !== other.provider || one.account !== other.account || one.grouping === other.grouping)
    return false;
  const isLogOf = (log: string, covers: string): boolean => log === "*" && !/cost|\/units\//.test(covers);
  return (
    one.covers === other.covers || isLogOf(one.covers, other.covers) || isLogOf(other.covers, one.covers)
  );
}

function gather(into: Map<string, string[]>, key: string, name: string): void {
  const names = into.get(key);
  if (names) names.push(name);
  else into.set(key, [name]);
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, NAMES_MAX).map((name) => `“${shown(name)}”`);
  const more = names.length - some.length;
  return more > 0 ? `${some.join(", ")} and ${more} more` : some.join(", ");
}
