import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import type { UsageRecord } from "@/lib/ingest/records";
import type { Transaction } from "../organization";
import { COUNTS, isSparse } from "./columns";
import { date, int, long, longOf, none, SIGNATURE, short, TRAILER, time, viewOf } from "./copy-binary";
import type { ChunkPool, Stamp } from "./staged-rows";

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
const WORD = 4_294_967_296;
const DENSE = COUNTS.filter((column) => !isSparse(column));
/** events, the dense counts, unknown_requests. */
const WIDTH = DENSE.length + 2;
const CELL_BYTES_MAX = 200;
/** Sums of money beyond this do not surely fit Postgres's eight bytes. */
const COST_MAX = 1n << 61n;

export const CELL_COLUMNS = [
  "hour",
  "scope_id",
  "sku_id",
  "utc_day",
  "traits",
  "events",
  ...DENSE,
  "unknown_requests",
  "reported_cost",
] as const;

/**
 * The cells of the cube that the rows of one batch add up to, summed while they are read: Node has time to spare where
 * Postgres has none. Only for rows in the lean form, whose sums a double holds exactly.
 */
export class StagedCells {
  count = 0;
  /** False where a sum grew beyond what can be staged: the cells are then made by the database. */
  isExact = true;
  #sums = new Float64Array(WIDTH * 4_096);
  readonly #costs: (bigint | undefined)[] = [];
  readonly #places: { hourMs: number; day: number; traits: number }[] = [];
  readonly #placeIds = new Map<number, number>();
  readonly #cells = new Map<number, Map<number, number>>();
  readonly #keys: { place: number; scope: number; sku: number }[] = [];
  #last = -1;
  #lastKey = Number.NaN;

  add(record: UsageRecord, stamp: Stamp): void {
    const cell = this.#cellOf(record.period.startMs, stamp);
    const sums = this.#sums;
    let at = cell * WIDTH;
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
    if (record.reportedCost !== null) {
      const cost = (this.#costs[cell] ?? 0n) + record.reportedCost;
      if (cost > COST_MAX || cost < -COST_MAX) this.isExact = false;
      this.#costs[cell] = cost;
    }
  }

  /** Copies the cells into the temporary table `staged_cell`. */
  async copy(tx: Transaction, pool: ChunkPool): Promise<void> {
    await tx.run(`create temp table staged_cell (hour timestamptz, scope_id int, sku_id int, utc_day date, traits smallint,
      events bigint, ${DENSE.map((column) => `${column} bigint`).join(", ")}, unknown_requests bigint, reported_cost bigint) on commit drop`);
    const stream = tx.client.query(
      copyFrom(`copy staged_cell (${CELL_COLUMNS.join(", ")}) from stdin with (format binary)`),
    );
    const ended = once(stream, "finish");
    ended.catch(() => {});
    const chunks: Buffer[] = [];
    stream.write(SIGNATURE);
    for (let from = 0; from < this.count; ) {
      const chunk = pool.take();
      chunks.push(chunk);
      const { bytes, next } = this.#write(chunk, from);
      from = next;
      if (!stream.write(chunk.subarray(0, bytes)))
        await Promise.race([once(stream, "drain"), ended]).catch(() => {});
    }
    stream.end(TRAILER);
    await ended;
    pool.give(chunks);
  }

  #write(chunk: Buffer, from: number): { bytes: number; next: number } {
    const view = viewOf(chunk);
    let at = 0;
    let cell = from;
    for (; cell < this.count && at + CELL_BYTES_MAX < chunk.length; cell += 1) {
      const key = this.#keys[cell];
      const place = key === undefined ? undefined : this.#places[key.place];
      if (key === undefined || place === undefined) throw new RangeError("a cell without a place");
      view.setInt16(at, CELL_COLUMNS.length);
      at = time(view, at + 2, place.hourMs);
      at = int(view, at, key.scope);
      at = int(view, at, key.sku);
      at = date(view, at, place.day);
      at = short(view, at, place.traits);
      for (let i = 0; i < WIDTH; i += 1) at = long(view, at, this.#sums[cell * WIDTH + i] ?? 0);
      const cost = this.#costs[cell];
      at = cost === undefined ? none(view, at) : longOf(view, at, cost);
    }
    return { bytes: at, next: cell };
  }

  #cellOf(ms: number, stamp: Stamp): number {
    const key = this.#placeOf(ms, stamp) * WORD + stamp.sku;
    let scopes = this.#cells.get(key);
    if (scopes === undefined) {
      scopes = new Map();
      this.#cells.set(key, scopes);
    }
    let cell = scopes.get(stamp.scope);
    if (cell === undefined) {
      cell = this.count;
      this.count += 1;
      if (this.count * WIDTH > this.#sums.length) {
        const grown = new Float64Array(this.#sums.length * 2);
        grown.set(this.#sums);
        this.#sums = grown;
      }
      this.#keys.push({ place: this.#last, scope: stamp.scope, sku: stamp.sku });
      scopes.set(stamp.scope, cell);
    }
    return cell;
  }

  /** A number for hour, UTC day and traits; neighbouring rows mostly share it. */
  #placeOf(ms: number, { hourMs, traits }: Stamp): number {
    const day = Math.floor(ms / DAY_MS);
    const shift = day - Math.floor(hourMs / DAY_MS) + 2;
    const key = ((hourMs / SECOND_MS) * 8 + shift) * 65_536 + traits;
    if (key === this.#lastKey) return this.#last;
    let id = this.#placeIds.get(key);
    if (id === undefined) {
      id = this.#places.push({ hourMs, day, traits }) - 1;
      this.#placeIds.set(key, id);
    }
    this.#lastKey = key;
    this.#last = id;
    return id;
  }
}
