import { type Coverage, overlapsOf } from "@/lib/db/ledger/coverage";
import { rowsOfOverlap } from "@/lib/db/ledger/known-rows";
import type { Transaction } from "@/lib/db/organization";
import type { PreviewOverlap } from "./preview-shape";

/** Under which the rows of an earlier import that a file tells again are counted. */
export const metName = (importId: number, day: string): string => `${importId} ${day}`;

/**
 * The earlier imports that tell of the same usage in another grouping (ledger rule 14). Days that hold every row of the
 * earlier import again are the same report, exported later: no overlap.
 * @param met how many rows of an earlier import's day the file holds, by `metName`
 */
export async function overlapsBeside(
  tx: Transaction,
  coverage: readonly Coverage[],
  met: ReadonlyMap<string, number>,
): Promise<PreviewOverlap[]> {
  const found = new Map<number, { fileName: string; days: Set<string> }>();
  for (const overlap of await overlapsOf(tx, coverage)) {
    const there = await rowsOfOverlap(tx, overlap);
    const days = overlap.days.filter(
      (day) => (met.get(metName(overlap.importId, day)) ?? 0) < (there.get(day) ?? 0),
    );
    if (days.length === 0) continue;
    const one = found.get(overlap.importId) ?? { fileName: overlap.fileName, days: new Set() };
    for (const day of days) one.days.add(day);
    found.set(overlap.importId, one);
  }
  return [...found].map(([importId, { fileName, days }]) => ({ importId, fileName, days: [...days].sort() }));
}
