import type { Dimensions } from "@/lib/ingest/records";
import type { Anchor } from "./conditions";

type Anchored = Readonly<{ anchor: Anchor | null }>;

/** Rules found by a value or the beginning of a value that they ask for, in one dimension. */
type Shelf = {
  readonly of: Anchor["of"];
  readonly byValue: Map<string | null, number[]>;
  readonly byBeginning: Map<string, number[]>;
  readonly lengths: Set<number>;
};

/**
 * Rules ready to be looked up by scope, so that a scope is asked only those that its values may meet: of hundreds of rules
 * most ask for another project, customer or key.
 */
export class Candidates<Rule extends Anchored> {
  private readonly shelves = new Map<string, Shelf>();
  /** Rules that no value rules out, in order. */
  private readonly open: number[] = [];

  constructor(private readonly rules: readonly Rule[]) {
    for (const [index, { anchor }] of rules.entries())
      if (anchor) this.shelve(index, anchor);
      else this.open.push(index);
  }

  /** The rules that may hold of a scope, in their order: a few more than do, and none that does is missing. */
  *of(scope: Dimensions): Generator<Rule> {
    const found = this.found(scope);
    let [at, openAt] = [0, 0];
    while (at < found.length || openAt < this.open.length) {
      const [next = Number.POSITIVE_INFINITY, open = Number.POSITIVE_INFINITY] = [
        found[at],
        this.open[openAt],
      ];
      if (next <= open) at += 1;
      else openAt += 1;
      const rule = this.rules[Math.min(next, open)];
      if (rule) yield rule;
    }
  }

  private shelve(index: number, { dimension, of, values, beginnings }: Anchor): void {
    const shelf = this.shelves.get(dimension) ?? {
      of,
      byValue: new Map(),
      byBeginning: new Map(),
      lengths: new Set(),
    };
    this.shelves.set(dimension, shelf);
    for (const value of values) put(shelf.byValue, value, index);
    for (const beginning of beginnings) {
      put(shelf.byBeginning, beginning, index);
      shelf.lengths.add(beginning.length);
    }
  }

  private found(scope: Dimensions): number[] {
    const found = new Set<number>();
    for (const { of, byValue, byBeginning, lengths } of this.shelves.values()) {
      const value = of(scope);
      for (const index of byValue.get(value) ?? NONE) found.add(index);
      if (value === null) continue;
      for (const length of lengths)
        if (length <= value.length)
          for (const index of byBeginning.get(value.slice(0, length)) ?? NONE) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }
}

const NONE: readonly number[] = [];

function put<Key>(shelf: Map<Key, number[]>, key: Key, index: number): void {
  const there = shelf.get(key);
  if (there) there.push(index);
  else shelf.set(key, [index]);
}
