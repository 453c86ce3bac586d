/** Which import is to count where two tell of the same usage: "keep" the earlier one, or "replace" it by the later. */
export type Choice = "keep" | "replace";

/** What a committed import tells of on one UTC day: of one provider and account. */
export type Told = Readonly<{ importId: number; covers: string; grouping: string; day: string }>;

/** @property behind the import that counts in its place; null where it counts itself */
export type Standing = Told & { readonly behind: number | null };

export type Pair = Readonly<{ earlier: Told; later: Told }>;

/** How the grouping of a delivery of whole billing periods begins: "period:2026-10:aws.cur". */
export const WHOLE = "period:";

export const isMoney = (covers: string): boolean => covers.includes("cost");
/** What is counted in other units than tokens (images, seconds), which no log of calls tells. */
export const isOtherUnits = (covers: string): boolean => covers.includes("/units/");

/**
 * Who counts on which days, as if all imports were committed one after the other, each with the choice made for it
 * (ledger rule 14): the same whatever was voided and restored in between.
 * @param told what they tell of, in the order of their commits
 * @param choiceOf the choice made for two imports; null where nobody has made one: then the later counts
 * @param isGrown whether the later holds all rows of the earlier again on that day, and is no overlap
 * @returns the standings, and the overlaps nobody has decided
 */
export function standingsOf(
  told: readonly Told[],
  choiceOf: (earlier: number, later: number) => Choice | null,
  isGrown: (pair: Pair) => boolean,
): { standings: Standing[]; undecided: Pair[] } {
  const undecided: Pair[] = [];
  const standings: Standing[] = [];
  for (const entries of groupBy(told, ({ day }) => day).values()) {
    const behind = new Map<Told, number>();
    let standing: Told[] = [];
    for (const later of entries) {
      const met = standing.filter(
        (earlier) =>
          isDelivery(earlier, later) || (isOverlap(earlier, later) && !isGrown({ earlier, later })),
      );
      const choices = met.map((earlier) => {
        if (isDelivery(earlier, later)) return "replace";
        const choice = choiceOf(earlier.importId, later.importId);
        if (choice === null) undecided.push({ earlier, later });
        return choice ?? "replace";
      });
      const kept = met[choices.indexOf("keep")];
      if (kept) {
        behind.set(later, kept.importId);
        continue;
      }
      for (const earlier of met) behind.set(earlier, later.importId);
      standing = [...standing.filter((earlier) => !behind.has(earlier)), later];
    }
    for (const entry of entries) standings.push({ ...entry, behind: behind.get(entry) ?? null });
  }
  return { standings, undecided };
}

/** Two groupings of the same usage, or of the same money. */
export function isOverlap(a: Told, b: Told): boolean {
  return a.importId !== b.importId && a.grouping !== b.grouping && isSameThing(a.covers, b.covers);
}

/** Two deliveries of one bill: the later takes the place of the earlier unasked. */
export function isDelivery(a: Told, b: Told): boolean {
  return a.importId !== b.importId && a.grouping === b.grouping && a.grouping.startsWith(WHOLE);
}

/**
 * Request logs of any provider ("*") tell of what its usage reports tell, and the money of a bill of what its cost
 * reports tell. Money and usage are two matters.
 */
function isSameThing(a: string, b: string): boolean {
  if (isMoney(a) || isMoney(b)) return isMoney(a) && isMoney(b);
  if (a === b) return true;
  return (a === "*" && !isOtherUnits(b)) || (b === "*" && !isOtherUnits(a));
}

/** Values by a key, in their order. */
export function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const at = key(value);
    const group = groups.get(at);
    if (group) group.push(value);
    else groups.set(at, [value]);
  }
  return groups;
}
