import { hash } from "node:crypto";
import { keyOf } from "@/lib/db/ledger/key";
import { rankedKey } from "./row-keys";

type Base = { readonly ms: number; readonly hash: string; rows: number };

/**
 * Rows without an id are told apart by their rank among equal rows of the file. As far as a reader remembers them, ranks
 * are right at once; how many equal rows came before that is told by the ledger when the batch is merged, so that nobody
 * has to remember every row of a long file.
 */
export class Ranks {
  /** By key of rank 0: how many equal rows are remembered. Only where there are several. */
  readonly repeated = new Map<string, Base>();
  hasAny = false;

  /** The hash of the row that stands `rank` places after the first of those remembered. */
  next(ms: number, hashed: string, rank: number): string {
    this.hasAny = true;
    if (rank === 0) return hashed;
    const key = keyOf(ms, hashed);
    this.repeated.set(key, { ms, hash: hashed, rows: rank + 1 });
    return hash("sha1", `${key}#${rank}`, "binary");
  }
}

/** What is known, across the batches of a file, of rows without an id that stand in several of them. */
export class EarlierRanks {
  readonly #rows = new Map<string, number>();

  /**
   * Which staged keys have to change, as pairs of the old and the new one.
   * @param met keys of rank 0 that an earlier batch of the file has brought in already
   */
  renamed(ranks: Ranks, met: readonly string[]): [string, string][] {
    const pairs: [string, string][] = [];
    const derived = new Set<string>();
    for (const [key, { ms, rows }] of ranks.repeated)
      for (let rank = 1; rank < rows; rank += 1) derived.add(rankedKey(ms, key, rank));
    const again = new Set(met.filter((key) => !derived.has(key)));
    for (const key of again) {
      const before = this.#rows.get(key) ?? 1;
      const rows = ranks.repeated.get(key)?.rows ?? 1;
      const ms = Number.parseInt(key.slice(0, 8) + key.slice(9, 13), 16);
      for (let rank = 0; rank < rows; rank += 1)
        pairs.push([rankedKey(ms, key, rank), rankedKey(ms, key, before + rank)]);
      this.#rows.set(key, before + rows);
    }
    for (const [key, { rows }] of ranks.repeated) if (!again.has(key)) this.#rows.set(key, rows);
    return pairs;
  }
}
