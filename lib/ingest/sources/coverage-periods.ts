import type { ChargeRecord, UsageRecord } from "../records";
import type { Coverage } from "./coverage";
import type { Report } from "./source";
import { isoDay } from "./values";

const DAY_MS = 86_400_000;

/** What one billing period of one account has: days are numbers since 1970. */
type Seen = {
  provider: string;
  account: string | null;
  covers: string;
  family: string;
  /** The billing period by its start: "2026-10", or "2026-10-15" where it does not begin with a month. */
  period: string;
  days: Set<number>;
};

/**
 * Gathers what a bill covers, by billing period. Its natural keys begin [family, billing period]: the family also
 * tells two bills of one period apart (a provider's own and FOCUS), which are then an overlap and not one delivery
 * after the other.
 */
export class PeriodCoverage {
  private readonly seen = new Map<string, Seen>();
  private readonly delivery: NonNullable<Report["delivery"]>;
  private last: Seen | null = null;
  private lastDay = -1;

  constructor(delivery: NonNullable<Report["delivery"]>) {
    this.delivery = delivery;
  }

  add(record: UsageRecord | ChargeRecord, covers: string): void {
    const [family, period] = record.naturalKey;
    const day = Math.floor(record.period.startMs / DAY_MS);
    const { last } = this;
    if (
      last !== null &&
      day === this.lastDay &&
      last.provider === record.provider &&
      last.account === record.dimensions.account &&
      last.covers === covers &&
      last.period === period &&
      last.family === family
    )
      return;
    this.last = this.seenOf(record, covers);
    this.last.days.add(day);
    this.lastDay = day;
  }

  private seenOf({ naturalKey, provider, dimensions }: UsageRecord | ChargeRecord, covers: string): Seen {
    const [family, period] = [String(naturalKey[0]), String(naturalKey[1])];
    const key = JSON.stringify([provider, dimensions.account, covers, family, period]);
    let seen = this.seen.get(key);
    if (seen === undefined) {
      seen = { provider, account: dimensions.account, covers, family, period, days: new Set() };
      this.seen.set(key, seen);
    }
    return seen;
  }

  result(): Coverage[] {
    return [...this.seen.values()].map(({ provider, account, covers, family, period, days }) => {
      const told = { provider, account, covers };
      if (this.delivery === "appended") return { ...told, grouping: family, days: texts(days) };
      fillFrom(period, days);
      return { ...told, grouping: `period:${period}:${family}`, days: texts(days), isWholePeriod: true };
    });
  }
}

/**
 * A period is delivered from its start, so days without rows up to its last one are covered too. Days outside of it
 * stay as they are: corrections of earlier periods, and charges that begin before.
 */
function fillFrom(period: string, days: Set<number>): void {
  const first = new Date(period.length === 7 ? `${period}-01T00:00:00Z` : `${period}T00:00:00Z`);
  const start = first.getTime() / DAY_MS;
  const end = first.setUTCMonth(first.getUTCMonth() + 1) / DAY_MS;
  const last = Math.max(start, ...[...days].filter((day) => day >= start && day < end));
  for (let day = start; day <= last; day += 1) days.add(day);
}

const texts = (days: ReadonlySet<number>): string[] =>
  [...days].sort((a, b) => a - b).map((day) => isoDay(day * DAY_MS));
