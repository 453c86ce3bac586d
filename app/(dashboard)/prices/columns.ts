import type { Column } from "@/app/ui/table/columns";
import { MAIN_UNITS, unitWords } from "@/lib/reports/price-words";

const SHORT: Readonly<Record<string, string>> = {
  cache_write_5m: "Write, 5 min",
  cache_write_1h: "Write, 1 h",
};

/** Prices are shown with every digit they have, so they are text at the right edge. */
const units: readonly Column[] = [
  ...MAIN_UNITS.map(
    (unit): Column => ({
      id: unit,
      header: SHORT[unit] ?? unitWords(unit),
      kind: "text",
      align: "end",
      sortable: false,
      ...(unit === "cache_read" ? { term: "cache-read" } : {}),
    }),
  ),
];
const other: Column = {
  id: "other",
  header: "Other",
  kind: "text",
  sortable: false,
  muted: true,
  wrap: true,
};

const model: Column = { id: "model", header: "Model", kind: "text" };
const provider: Column = { id: "provider", header: "Provider", kind: "text" };
const where: Column = { id: "where", header: "Tier", kind: "text", term: "service-tier", muted: true };

/** The prices that hold today for what is used. */
export const usedColumns: readonly Column[] = [
  model,
  provider,
  where,
  ...units,
  { id: "source", header: "From", kind: "text", muted: true },
  { id: "since", header: "Since", kind: "date", muted: true },
  other,
];

/** The published catalogue behind a search. */
export const publishedColumns: readonly Column[] = [
  model,
  provider,
  { id: "name", header: "Name", kind: "text", muted: true },
  ...units,
  { id: "since", header: "Since", kind: "date", muted: true },
  other,
];

const entry: readonly Column[] = [
  { id: "what", header: "What", kind: "text" },
  provider,
  model,
  where,
  { id: "amount", header: "Price", kind: "text", align: "end", sortable: false },
  { id: "from", header: "From", kind: "date" },
  { id: "to", header: "To", kind: "date" },
  { id: "state", header: "State", kind: "text" },
  { id: "by", header: "Entered by", kind: "text", muted: true },
];
const entered: Column = { id: "at", header: "Entered (UTC)", kind: "date", muted: true };
const note: Column = { id: "note", header: "Note", kind: "text", wrap: true, muted: true };

/** Own entries that stand. */
export const ownColumns: readonly Column[] = [...entry, note];

/** All own entries about a model, with when, and what became of them. */
export const historyColumns: readonly Column[] = [
  ...entry,
  entered,
  { id: "removed", header: "Taken out (UTC)", kind: "date", muted: true },
  { id: "removedBy", header: "By", kind: "text", muted: true },
  note,
];

/** One model's prices over time. */
export const timelineColumns: readonly Column[] = [
  { id: "from", header: "From", kind: "date", sortable: false },
  { id: "to", header: "To", kind: "date", sortable: false },
  { id: "state", header: "State", kind: "text", sortable: false },
  ...units,
  { id: "source", header: "From where", kind: "text", sortable: false, muted: true },
  other,
];

/** Usage without a price. */
export const unpricedColumns: readonly Column[] = [
  model,
  provider,
  where,
  { id: "tokens", header: "Tokens", kind: "tokens", term: "unpriced-tokens" },
  { id: "share", header: "Of all", kind: "share" },
  { id: "days", header: "Days", kind: "count" },
  { id: "first", header: "First", kind: "date" },
  { id: "last", header: "Last", kind: "date" },
  { id: "why", header: "Why", kind: "text", muted: true },
];

/** Days that only a re-price moves. */
export const differingColumns: readonly Column[] = [
  model,
  provider,
  { id: "days", header: "Days", kind: "count" },
  { id: "from", header: "First", kind: "date" },
  { id: "to", header: "Last", kind: "date" },
  { id: "why", header: "Through", kind: "text", muted: true },
];
