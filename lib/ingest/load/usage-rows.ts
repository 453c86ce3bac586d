import { hash } from "node:crypto";
import { TRAITS } from "@/lib/db/ledger/columns";
import type { Registry } from "@/lib/db/ledger/registry";
import { StagedCells } from "@/lib/db/ledger/staged-cells";
import { ChunkPool, StagedRows, type Stamp } from "@/lib/db/ledger/staged-rows";
import type { UsageRecord } from "@/lib/ingest/records";
import { catalogueSteps, changesWithinDay, midDaySteps, type PriceStep } from "@/lib/pricing";
import { dayStartMs, makeHourOf, utcDayOf } from "@/lib/time";
import { Occurrences } from "./occurrences";
import { Ranks } from "./ranks";
import { bandOf, identityOf } from "./row-keys";

const DAY_MS = 86_400_000;
const NONE: readonly number[] = [];
/** Rows without an id whose ranks are kept in memory (20 MB); beyond, the ledger tells of equal rows in earlier batches. */
const RANKED_ROWS_MAX = 1_000_000;

export type UsageOptions = {
  readonly zone: string;
  readonly registry: Registry;
  /** The organization's account for a provider whose rows name none (ledger rule 9). */
  readonly accountOf: (provider: string) => string | null;
  /** Prices already assigned, by sku; a new sku's come from the catalogue. */
  readonly cuts: ReadonlyMap<number, readonly PriceStep[]>;
  /** Rows a batch: what Postgres works on while the next ones are read. */
  readonly batchRows: number;
};

/** Rows that are ready to be staged, and what has to be known of them. */
export type UsageBatch = {
  readonly rows: StagedRows;
  /** What the rows add up to, if none of them turns out to be known. */
  readonly cells: StagedCells;
  readonly ranks: Ranks;
  readonly days: ReadonlySet<string>;
  readonly minMs: number;
  readonly maxMs: number;
  readonly minHourMs: number;
  readonly maxHourMs: number;
  /** True where a key stands more than once in the batch. */
  readonly hasRepeats: boolean;
};

/** Turns records of usage into rows for the ledger, batch by batch: their scope, sku, key and traits. One an import. */
export class UsageRows {
  readonly #options: UsageOptions;
  readonly pool = new ChunkPool();
  /** Batches whose rows are in the ledger: their memory is used again. */
  readonly #free: Pick<UsageBatch, "rows" | "cells">[] = [];
  readonly #hourOf: (ms: number) => number;
  readonly #wholeDayHours = new Map<number, number>();
  readonly #accounts = new Map<string, string | null>();
  readonly #midDay: (readonly PriceStep[] | null | undefined)[] = [];
  readonly #changes = new Map<string, readonly number[]>();
  readonly #met = new Occurrences();
  readonly #metRanked = new Occurrences();
  #rankedRows = 0;
  readonly #stamp: Stamp = { hash: "", scope: 0, sku: 0, traits: 0, hourMs: 0, occurrence: 0 };
  #rows: StagedRows;
  #cells: StagedCells;
  #ranks = new Ranks();
  #days = new Set<string>();
  #lastDay = Number.NaN;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = Number.NEGATIVE_INFINITY;
  #minHourMs = Number.POSITIVE_INFINITY;
  #maxHourMs = Number.NEGATIVE_INFINITY;
  #hasRepeats = false;

  constructor(options: UsageOptions) {
    this.#options = options;
    this.#hourOf = makeHourOf(options.zone);
    ({ rows: this.#rows, cells: this.#cells } = this.#room());
  }

  /** Adds a row. Gives the batch that is full before it, if one is. */
  add(record: UsageRecord): UsageBatch | null {
    const full = this.#rows.count >= this.#options.batchRows ? this.take() : null;
    this.#put(record);
    return full;
  }

  /** What is left; null where nothing is. */
  take(): UsageBatch | null {
    if (this.#rows.count === 0) return null;
    const batch: UsageBatch = {
      rows: this.#rows,
      cells: this.#cells,
      ranks: this.#ranks,
      days: this.#days,
      minMs: this.#minMs,
      maxMs: this.#maxMs,
      minHourMs: this.#minHourMs,
      maxHourMs: this.#maxHourMs,
      hasRepeats: this.#hasRepeats,
    };
    ({ rows: this.#rows, cells: this.#cells } = this.#room());
    this.#ranks = new Ranks();
    this.#days = new Set();
    this.#lastDay = Number.NaN;
    this.#minMs = this.#minHourMs = Number.POSITIVE_INFINITY;
    this.#maxMs = this.#maxHourMs = Number.NEGATIVE_INFINITY;
    this.#hasRepeats = false;
    this.#met.clear();
    if (this.#rankedRows > RANKED_ROWS_MAX) this.#metRanked.clear();
    return batch;
  }

  /** Takes the memory of a batch back; its rows are gone. */
  giveBack({ rows, cells }: UsageBatch): void {
    rows.clear();
    cells.clear();
    this.#free.push({ rows, cells });
  }

  #room(): Pick<UsageBatch, "rows" | "cells"> {
    return (
      this.#free.pop() ?? {
        rows: new StagedRows(this.pool, this.#options.batchRows),
        cells: new StagedCells(),
      }
    );
  }

  #put(record: UsageRecord): void {
    const { registry } = this.#options;
    const stamp = this.#stamp;
    const account = record.dimensions.account ?? this.#accountOf(record.provider);
    const ms = record.period.startMs;
    stamp.scope = registry.scopeOf(record.dimensions, account);
    stamp.sku = this.#skuOf(record);
    stamp.hash = hash("sha1", identityOf(record, account), "binary");
    const met = record.ranked ? this.#metRanked : this.#met;
    stamp.occurrence = met.next(wordOf(stamp.hash, 0), (wordOf(stamp.hash, 4) ^ ms) >>> 0);
    if (record.ranked) {
      this.#rankedRows += 1;
      stamp.hash = this.#ranks.next(ms, stamp.hash, stamp.occurrence);
      stamp.occurrence = -1;
    } else if (stamp.occurrence > 0) this.#hasRepeats = true;
    const isWhole = record.period.wholeUtcDay !== null;
    stamp.hourMs = isWhole ? this.#wholeDayHour(ms) : this.#hourOf(ms);
    stamp.traits =
      (isWhole ? TRAITS.wholeDay : 0) |
      (record.reportedCost === null ? 0 : TRAITS.hasCost) |
      (record.cacheKnown ? 0 : TRAITS.cacheUnknown) |
      (this.#priceStep(stamp.sku, record, ms) << TRAITS.priceStepShift);
    this.#note(ms, stamp.hourMs);
    this.#rows.add(record, stamp);
    this.#cells.add(record, stamp);
  }

  #skuOf(record: UsageRecord): number {
    const { provider, model, serviceTier, geography, unit } = record;
    const { registry } = this.#options;
    const contextBand = bandOf(record);
    if (unit === undefined) return registry.skuOf(provider, model, serviceTier, geography, contextBand);
    return registry.skuId({ provider, model, serviceTier, geography, contextBand, unit, category: "Usage" });
  }

  #accountOf(provider: string): string | null {
    let account = this.#accounts.get(provider);
    if (account === undefined) {
      account = this.#options.accountOf(provider);
      this.#accounts.set(provider, account);
    }
    return account;
  }

  #note(ms: number, hourMs: number): void {
    if (ms < this.#minMs) this.#minMs = ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
    if (hourMs < this.#minHourMs) this.#minHourMs = hourMs;
    if (hourMs > this.#maxHourMs) this.#maxHourMs = hourMs;
    const day = Math.floor(ms / DAY_MS);
    if (day === this.#lastDay) return;
    this.#lastDay = day;
    this.#days.add(utcDayOf(ms));
  }

  /** A whole UTC day stands at the local midnight of its own date. */
  #wholeDayHour(ms: number): number {
    let hour = this.#wholeDayHours.get(ms);
    if (hour === undefined) {
      hour = dayStartMs(utcDayOf(ms), this.#options.zone);
      this.#wholeDayHours.set(ms, hour);
    }
    return hour;
  }

  #priceStep(sku: number, record: UsageRecord, ms: number): number {
    let steps = this.#midDay[sku];
    if (steps === undefined) {
      const { provider, model, serviceTier, geography } = record;
      const contextBand = bandOf(record);
      const known =
        this.#options.cuts.get(sku) ??
        (model === null || record.unit !== undefined
          ? undefined
          : catalogueSteps({ provider, model, serviceTier, geography, contextBand })?.steps);
      steps = known?.some(changesWithinDay) ? (known ?? null) : null;
      this.#midDay[sku] = steps;
    }
    if (steps === null) return 0;
    const day = utcDayOf(ms);
    const at = `${sku} ${day}`;
    let changes = this.#changes.get(at);
    if (changes === undefined) {
      changes = midDaySteps([...steps], day) ?? NONE;
      this.#changes.set(at, changes);
    }
    return changes.filter((change) => change <= ms).length;
  }
}

const wordOf = (bytes: string, at: number): number =>
  ((bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)) >>>
  0;
