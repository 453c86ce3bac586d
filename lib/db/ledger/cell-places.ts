import type { Stamp } from "./staged-rows";

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
const START_CELLS = 4_096;

type Place = { readonly hourMs: number; readonly day: number; readonly traits: number };

/**
 * Numbers the cells of a batch as they are met, from 0 on: by hour, UTC day and traits (together a place, of which few
 * are), scope and sku. Open addressing over arrays of numbers, which leaves nothing for the garbage collector.
 */
export class CellPlaces {
  count = 0;
  /** Cell + 1; 0 where a slot is free. Twice as many slots as there is room for cells. */
  #slots = new Int32Array(START_CELLS * 2);
  #placeOf = new Int32Array(START_CELLS);
  #scopeOf = new Int32Array(START_CELLS);
  #skuOf = new Int32Array(START_CELLS);
  readonly #places: Place[] = [];
  readonly #placeIds = new Map<number, number>();
  #lastPlace = -1;
  #lastKey = Number.NaN;

  cellOf(ms: number, stamp: Stamp): number {
    const place = this.#placeAt(ms, stamp);
    const { scope, sku } = stamp;
    const slot = this.#slotOf(place, scope, sku);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0) return known;
    const cell = this.count;
    this.#slots[slot] = cell + 1;
    this.#placeOf[cell] = place;
    this.#scopeOf[cell] = scope;
    this.#skuOf[cell] = sku;
    this.count += 1;
    if (this.count === this.#placeOf.length) this.#grow();
    return cell;
  }

  of(cell: number): Place & { readonly scope: number; readonly sku: number } {
    const place = this.#places[this.#placeOf[cell] ?? -1];
    if (place === undefined) throw new RangeError("a cell without a place");
    const { hourMs, day, traits } = place;
    return { hourMs, day, traits, scope: this.#scopeOf[cell] ?? 0, sku: this.#skuOf[cell] ?? 0 };
  }

  /** All cells in the order of the cube's key: hour, scope, sku, UTC day, traits. */
  inOrder(): Uint32Array {
    const ranks = (compare: (a: Place, b: Place) => number): Int32Array => {
      const order = this.#places.map((place, id) => ({ place, id }));
      order.sort((a, b) => compare(a.place, b.place));
      const rank = new Int32Array(order.length);
      for (const [at, { id }] of order.entries()) rank[id] = at;
      return rank;
    };
    const byDay = ranks((a, b) => a.day - b.day || a.traits - b.traits);
    const hours = [...new Set(this.#places.map(({ hourMs }) => hourMs))].sort((a, b) => a - b);
    const hourRank = new Map(hours.map((hourMs, at) => [hourMs, at]));
    const byHour = Int32Array.from(this.#places, ({ hourMs }) => hourRank.get(hourMs) ?? 0);
    let order = new Uint32Array(this.count);
    for (let cell = 0; cell < order.length; cell += 1) order[cell] = cell;
    // From the last part of the key to the first; each pass keeps the order of the one before.
    order = sorted(order, (cell) => byDay[this.#placeOf[cell] ?? 0] ?? 0);
    order = sorted(order, (cell) => this.#skuOf[cell] ?? 0);
    order = sorted(order, (cell) => this.#scopeOf[cell] ?? 0);
    return sorted(order, (cell) => byHour[this.#placeOf[cell] ?? 0] ?? 0);
  }

  clear(): void {
    this.count = 0;
    this.#slots.fill(0);
    this.#places.length = 0;
    this.#placeIds.clear();
    this.#lastPlace = -1;
    this.#lastKey = Number.NaN;
  }

  #slotOf(place: number, scope: number, sku: number): number {
    const mask = this.#slots.length - 1;
    let mixed = Math.imul(place, 0x9e3779b1) ^ Math.imul(scope, 0x85ebca6b) ^ Math.imul(sku, 0xc2b2ae35);
    mixed ^= mixed >>> 15;
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const cell = (this.#slots[slot] ?? 0) - 1;
      if (cell < 0) return slot;
      if (this.#scopeOf[cell] === scope && this.#skuOf[cell] === sku && this.#placeOf[cell] === place)
        return slot;
    }
  }

  /** A number for hour, UTC day and traits; neighbouring rows mostly share it. */
  #placeAt(ms: number, { hourMs, traits }: Stamp): number {
    const day = Math.floor(ms / DAY_MS);
    const shift = day - Math.floor(hourMs / DAY_MS) + 2;
    const key = ((hourMs / SECOND_MS) * 8 + shift) * 65_536 + traits;
    if (key === this.#lastKey) return this.#lastPlace;
    let id = this.#placeIds.get(key);
    if (id === undefined) {
      id = this.#places.push({ hourMs, day, traits }) - 1;
      this.#placeIds.set(key, id);
    }
    this.#lastKey = key;
    this.#lastPlace = id;
    return id;
  }

  #grow(): void {
    const grown = (from: Int32Array) => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#placeOf = grown(this.#placeOf);
    this.#scopeOf = grown(this.#scopeOf);
    this.#skuOf = grown(this.#skuOf);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let cell = 0; cell < this.count; cell += 1)
      this.#slots[this.#slotOf(this.#placeOf[cell] ?? 0, this.#scopeOf[cell] ?? 0, this.#skuOf[cell] ?? 0)] =
        cell + 1;
  }
}

/** The cells ordered by a small whole number, equal ones as they were (counting sort). */
function sorted(cells: Uint32Array, of: (cell: number) => number): Uint32Array<ArrayBuffer> {
  let most = 0;
  for (const cell of cells) most = Math.max(most, of(cell));
  const starts = new Uint32Array(most + 2);
  for (const cell of cells) starts[of(cell) + 1] = (starts[of(cell) + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(cells.length);
  for (const cell of cells) {
    const at = starts[of(cell)] ?? 0;
    order[at] = cell;
    starts[of(cell)] = at + 1;
  }
  return order;
}
