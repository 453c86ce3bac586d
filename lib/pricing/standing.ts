import { addDays } from "@/lib/time";
import type { BookEntry } from "./book";

/** What an entry is about: two of one identity follow each other in time. */
export function identityOf(entry: BookEntry): string {
  const { kind, provider, model, serviceTier, geography, contextBand } = entry;
  const unit = entry.kind === "price" ? entry.unit : null;
  return JSON.stringify([
    kind,
    provider,
    model?.toLowerCase() ?? null,
    serviceTier,
    geography,
    contextBand,
    unit,
  ]);
}

/** Entries as they hold: one without an end ends where the next of its identity begins. */
export function closed<Entry extends BookEntry>(entries: readonly Entry[]): Entry[] {
  const groups = groupsOf(entries);
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1));
    return sorted.map((entry, index) => ({ ...entry, to: entry.to ?? sorted[index + 1]?.from ?? null }));
  });
}

function groupsOf<Entry extends BookEntry>(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const identity = identityOf(entry);
    const group = groups.get(identity);
    if (group) group.push(entry);
    else groups.set(identity, [entry]);
  }
  return groups;
}

type Period = Readonly<{ from: string | null; to: string | null }>;

/**
 * Why a new entry cannot stand beside one of its identity, or null where it can: a later start closes an open end, the
 * same start replaces, but an end that was given is never crossed.
 */
export function crossing(given: Period, standing: Period): string | null {
  if (given.from === standing.from) {
    const fits = standing.to === null || standing.to === given.to;
    return fits ? null : crossingText(given, standing);
  }
  const [first, second] = (given.from ?? "") < (standing.from ?? "") ? [given, standing] : [standing, given];
  return first.to !== null && first.to > (second.from ?? "") ? crossingText(given, standing) : null;
}

/** "from 2026-01-01 on", "from 2026-01-01 to 2026-06-30". */
export function periodWords({ from, to }: Period): string {
  const first = (from ?? "").slice(0, 10);
  return to === null ? `from ${first} on` : `from ${first} to ${addDays(to.slice(0, 10), -1)}`;
}

const crossingText = (given: Period, standing: Period): string =>
  `${periodWords(given)} crosses what is in the book ${periodWords(standing)}. Choose days outside of it, or remove that entry first.`;
