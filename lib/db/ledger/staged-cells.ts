import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import type { UsageRecord } from "@/lib/ingest/records";
import type { Transaction } from "../organization";
import { CellPlaces } from "./cell-places";
import { COUNTS, isSparse } from "./columns";
import { date, int, long, longOf, none, SIGNATURE, short, TRAILER, time, viewOf } from "./copy-binary";
import type { ChunkPool, Stamp } from "./staged-rows";

const INT_MAX = 2_147_483_647;
const DENSE = COUNTS.filter((column) => !isSparse(column));
/** What is summed, in the order it is kept. */
const SUMMED = ["events", ...DENSE, "unknown_requests"] as const;
const WIDTH = SUMMED.length;
const CELL_BYTES_MAX = 200;
/** Sums of money beyond this do not surely fit Postgres's eight bytes. */
const COST_MAX = 1n << 61n;
const DAY_MS = 86_400_000;
/** Daily cells kept in memory (15 MB) at most; where there are more the database adds them up. */
const DAY_CELLS_MAX = 100_000;

/** Where cells are laid ready, and what its columns are called. */
const TABLES = {
  staged_cell: { at: "hour", atType: "timestamptz", cost: "reported_cost", others: [] },
  day_cells: { at: "day", atType: "date", cost: "row_cost", others: COUNTS.filter(isSparse) },
} as const;

/** True where the sums of many such rows are surely exact in doubles, and no sparse column has anything. */
function isLean(record: UsageRecord): boolean {
  const { tokens: t } = record;
  return (
    record.modalities === null &&
    record.webSearches === 0 &&
    t.inputTokens <= INT_MAX &&
    t.outputTokens <= INT_MAX &&
    (record.requests ?? 0) <= INT_MAX
  );
}

/**
 * The cells of the cube that the rows of one batch add up to, summed while they are read: Node has time to spare where
 * Postgres has none.
 */
export class StagedCells {
  /** False where the batch has a row whose counts, audio, images or searches cannot be summed here: the database does. */
  isExact = true;
  readonly #places = new CellPlaces();
  #sums = new Float64Array(WIDTH * 4_096);
  readonly #costs: (bigint | undefined)[] = [];

  add(record: UsageRecord, stamp: Stamp): void {
    if (!this.isExact) return;
    if (!isLean(record)) {
      this.isExact = false;
      return;
    }
    const cell = this.#places.cellOf(record.period.startMs, stamp);
    let at = cell * WIDTH;
    if (at + WIDTH > this.#sums.length) this.#grow();
    const sums = this.#sums;
    const { tokens: t, requests } = record;
    sums[at] = (sums[at++] ?? 0) + 1;
    sums[at] = (sums[at++] ?? 0) + (requests ?? 0);
    sums[at] = (sums[at++] ?? 0) + t.uncachedTokens;
    sums[at] = (sums[at++] ?? 0) + t.cacheReadTokens;
    sums[at] = (sums[at++] ?? 0) + t.cacheWrite5mTokens;
    sums[at] = (sums[at++] ?? 0) + t.cacheWrite1hTokens;
    sums[at] = (sums[at++] ?? 0) + t.outputTokens;
    sums[at] = (sums[at++] ?? 0) + (t.reasoningTokens ?? 0);
    sums[at] = (sums[at] ?? 0) + (requests === null ? 1 : 0);
    if (record.reportedCost !== null) this.#addCost(cell, record.reportedCost);
  }

  /**
   * Adds the hourly cells of a batch by local day: such cells stand for days, and go into `day_cells`.
   * @param dayOf the number of the local day (days since 1970) that an hour lies in
   */
  addByDay(hourly: StagedCells, dayOf: (hourMs: number) => number): void {
    if (!hourly.isExact) this.isExact = false;
    for (let from = 0; from < hourly.#places.count && this.isExact; from += 1) {
      const { hourMs, day, traits, scope, sku } = hourly.#places.of(from);
      const stamp = { hash: "", scope, sku, traits, hourMs: dayOf(hourMs) * DAY_MS, occurrence: 0 };
      const cell = this.#places.cellOf(day * DAY_MS, stamp);
      if ((cell + 1) * WIDTH > this.#sums.length) this.#grow();
      const [sums, others] = [this.#sums, hourly.#sums];
      for (let i = 0; i < WIDTH; i += 1) {
        const sum = (sums[cell * WIDTH + i] ?? 0) + (others[from * WIDTH + i] ?? 0);
        if (sum > Number.MAX_SAFE_INTEGER) this.isExact = false;
        sums[cell * WIDTH + i] = sum;
      }
      const cost = hourly.#costs[from];
      if (cost !== undefined) this.#addCost(cell, cost);
      if (this.#places.count > DAY_CELLS_MAX) this.isExact = false;
    }
  }

  #addCost(cell: number, amount: bigint): void {
    const cost = (this.#costs[cell] ?? 0n) + amount;
    if (cost > COST_MAX || cost < -COST_MAX) this.isExact = false;
    this.#costs[cell] = cost;
  }

  /** Makes one of the temporary tables and copies the cells into it, in the order of their key. */
  async copy(tx: Transaction, pool: ChunkPool, table: keyof typeof TABLES): Promise<void> {
    const cells = this.#places.inOrder();
    const filled = SUMMED.map((_, at) => at).filter((at) => this.#isFilled(at));
    const names = filled.map((at) => SUMMED[at] ?? "");
    const into = TABLES[table];
    await tx.run(`create temp table ${table} (${into.at} ${into.atType}, scope_id int, sku_id int, utc_day date, traits smallint,
      ${[...SUMMED, ...into.others].map((column) => `${column} bigint default 0`).join(", ")}, ${into.cost} bigint) on commit drop`);
    const hasCosts = this.#costs.length > 0;
    const columns = [into.at, "scope_id", "sku_id", "utc_day", "traits", ...names];
    if (hasCosts) columns.push(into.cost);
    const stream = tx.client.query(
      copyFrom(`copy ${table} (${columns.join(", ")}) from stdin with (format binary)`),
    );
    const ended = once(stream, "finish");
    ended.catch(() => {});
    const chunks: Buffer[] = [];
    stream.write(SIGNATURE);
    for (let from = 0; from < cells.length; ) {
      const chunk = pool.take();
      chunks.push(chunk);
      const { bytes, next } = this.#write(chunk, { cells, from, filled, hasCosts, table });
      from = next;
      if (!stream.write(chunk.subarray(0, bytes)))
        await Promise.race([once(stream, "drain"), ended]).catch(() => {});
    }
    stream.end(TRAILER);
    await ended;
    pool.give(chunks);
  }

  /** Forgets the cells and keeps the room. */
  clear(): void {
    this.#sums.fill(0, 0, this.#places.count * WIDTH);
    this.#places.clear();
    this.#costs.length = 0;
    this.isExact = true;
  }

  #write(
    chunk: Buffer,
    what: {
      readonly cells: Uint32Array;
      readonly from: number;
      readonly filled: readonly number[];
      readonly hasCosts: boolean;
      readonly table: keyof typeof TABLES;
    },
  ): { bytes: number; next: number } {
    const { cells, filled, hasCosts } = what;
    const view = viewOf(chunk);
    const fields = 5 + filled.length + (hasCosts ? 1 : 0);
    let at = 0;
    let next = what.from;
    for (; next < cells.length && at + CELL_BYTES_MAX < chunk.length; next += 1) {
      const cell = cells[next] ?? 0;
      const { hourMs, day, traits, scope, sku } = this.#places.of(cell);
      view.setInt16(at, fields);
      at = what.table === "day_cells" ? date(view, at + 2, hourMs / DAY_MS) : time(view, at + 2, hourMs);
      at = int(view, at, scope);
      at = int(view, at, sku);
      at = date(view, at, day);
      at = short(view, at, traits);
      for (const sum of filled) at = long(view, at, this.#sums[cell * WIDTH + sum] ?? 0);
      if (!hasCosts) continue;
      const cost = this.#costs[cell];
      at = cost === undefined ? none(view, at) : longOf(view, at, cost);
    }
    return { bytes: at, next };
  }

  /** Whether any cell has something in this sum: most have no cache writes, and none of unknown requests. */
  #isFilled(sum: number): boolean {
    const end = this.#places.count * WIDTH;
    for (let at = sum; at < end; at += WIDTH) if (this.#sums[at] !== 0) return true;
    return false;
  }

  #grow(): void {
    const grown = new Float64Array(this.#sums.length * 2);
    grown.set(this.#sums);
    this.#sums = grown;
  }
}
