const START_SLOTS = 1 << 12;

/**
 * Counts how often a key has been met, in 10 bytes a slot: a file of ten million rows needs what a Map of one million
 * would take. Open addressing over 64 bits of the key's hash.
 */
export class Occurrences {
  #slots = START_SLOTS;
  #high = new Uint32Array(START_SLOTS);
  #low = new Uint32Array(START_SLOTS);
  #counts = new Uint16Array(START_SLOTS);
  #filled = 0;

  /** How often this key was met before (0 the first time). `key` is a uuid as `rowKey` makes it. */
  nextOf(key: string): number {
    const high = Number.parseInt(key.slice(24, 32), 16);
    const low = Number.parseInt(key.slice(14, 18) + key.slice(32), 16) ^ Number.parseInt(key.slice(4, 8), 16);
    return this.next(high, low >>> 0);
  }

  /** The same of a key given as two numbers of 32 bits. */
  next(high: number, low: number): number {
    if (this.#filled * 10 > this.#slots * 7) this.#grow();
    const slot = this.#slotOf(high, low);
    const before = this.#counts[slot] ?? 0;
    if (before === 0) this.#filled += 1;
    this.#counts[slot] = Math.min(before + 1, 65_535);
    return before;
  }

  /** Forgets all keys, and keeps the room. */
  clear(): void {
    this.#counts.fill(0);
    this.#filled = 0;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#slots - 1;
    let slot = (high ^ low) & mask;
    while (this.#counts[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & mask;
    }
    this.#high[slot] = high;
    this.#low[slot] = low;
    return slot;
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#counts = new Uint16Array(this.#slots);
    for (let i = 0; i < counts.length; i += 1) {
      const count = counts[i] ?? 0;
      if (count > 0) this.#counts[this.#slotOf(high[i] ?? 0, low[i] ?? 0)] = count;
    }
  }
}
