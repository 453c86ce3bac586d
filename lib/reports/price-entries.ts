import { addDays } from "@/lib/time";
import type { Line } from "./line";
import type { BookLine } from "./price-book";
import { modelHref, unitWords, whereWords } from "./price-words";

const KINDS: Readonly<Record<BookLine["kind"], string>> = {
  list: "List price",
  price: "Price",
  discount: "Discount",
  markup: "Mark-up",
};

/** Own entries as rows of a table: what each says, from when to when, who entered it and when, what became of it. */
export function ownLines(entries: readonly BookLine[], today: string): Line[] {
  return entries.map((entry): Line => {
    const to = lastDayOf(entry, entries);
    const state =
      entry.removed_at !== null
        ? "replaced or removed"
        : to !== null && to < today
          ? "past"
          : (entry.from ?? "") > today
            ? "future"
            : "now";
    return {
      id: entry.id,
      cells: {
        what: entry.unit === null ? KINDS[entry.kind] : unitWords(entry.unit),
        provider: entry.provider,
        model: entry.model,
        where: whereWords({
          tier: entry.tier ?? (entry.kind === "price" ? null : "every tier"),
          geography: entry.geography,
          contextBand: entry.context_band,
        }),
        amount: entry.price ?? signedPercent(entry),
        from: entry.from,
        to,
        state,
        by: entry.entered_by,
        at: minute(entry.recorded_at),
        removed: entry.removed_at === null ? null : minute(entry.removed_at),
        removedBy: entry.removed_by,
        note: noteOf(entry),
      },
      links:
        entry.model === null || entry.model.endsWith("*")
          ? {}
          : { model: modelHref(entry.provider, entry.model) },
      missing: {
        model: "every model",
        to: "until further notice",
        by: "command line or key",
        removedBy: entry.removed_at === null ? "–" : "command line or key",
        note: "",
      },
      ...(to === entry.to ? {} : { notes: { to: "then the next entry" } }),
      ...(state === "now" ? {} : { muted: true }),
    };
  });
}

const minute = (at: string): string => at.slice(0, 16);

/** "−17.5%" for a discount, "+5.5%" for a mark-up. */
const signedPercent = ({ kind, percent }: BookLine): string | null =>
  percent === null ? null : `${kind === "discount" ? "−" : "+"}${percent}%`;

function noteOf({ note, currency, rate, amount }: BookLine): string | null {
  const entered =
    currency === null || currency === "USD" ? null : `entered as ${amount} ${currency} at ${rate}`;
  return [entered, note].filter((text) => text !== null).join("; ") || null;
}

const identity = (l: BookLine): string =>
  JSON.stringify([l.kind, l.provider, l.model?.toLowerCase(), l.tier, l.geography, l.context_band, l.unit]);

/** The last day an entry holds: its own, or the one before a later entry takes over; null until further notice. */
export function lastDayOf(entry: BookLine, entries: readonly BookLine[]): string | null {
  const next = entry.to === null && entry.removed_at === null ? nextStart(entry, entries) : null;
  return next === null ? entry.to : addDays(next, -1);
}

/** The first day of the entry that takes over from an open-ended one. */
function nextStart(entry: BookLine, entries: readonly BookLine[]): string | null {
  const later = entries
    .filter((other) => other.removed_at === null && identity(other) === identity(entry))
    .map(({ from }) => from ?? "")
    .filter((from) => from > (entry.from ?? ""));
  return later.sort()[0] ?? null;
}
