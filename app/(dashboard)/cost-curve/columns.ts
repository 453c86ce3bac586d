import type { Column } from "@/app/ui/table";

/** One line a period; cost per unit only where units of work are known. */
export const periodColumns = (hasUnits: boolean): readonly Column[] => [
  { id: "period", header: "Period", kind: "text", sortable: false },
  { id: "index", header: "Price index", kind: "index", term: "price-index", sortable: false, strong: true },
  { id: "matched", header: "Models matched", kind: "count", sortable: false, muted: true },
  {
    id: "blended",
    header: "Per 1M tokens",
    kind: "unit-usd",
    term: "cost-per-million-tokens",
    sortable: false,
  },
  ...(hasUnits
    ? ([
        { id: "unit", header: "Per unit of work", kind: "unit-usd", term: "unit-cost", sortable: false },
      ] satisfies Column[])
    : []),
];

/** What the index is made of. */
export const MODEL_COLUMNS: readonly Column[] = [
  { id: "model", header: "Model", kind: "text" },
  { id: "provider", header: "Provider", kind: "text", muted: true },
  { id: "links", header: "Periods matched", kind: "count", muted: true },
  { id: "change", header: "Its price", kind: "change", good: "down" },
  { id: "moves", header: "Moves the index by", kind: "change", good: "down", strong: true },
];

/** Public prices, each with its source. */
export const MARK_COLUMNS: readonly Column[] = [
  { id: "model", header: "Model", kind: "text" },
  { id: "date", header: "From", kind: "date", muted: true },
  { id: "capability", header: "Class", kind: "text", muted: true },
  { id: "input", header: "Input", kind: "unit-usd" },
  { id: "output", header: "Output", kind: "unit-usd" },
  { id: "at_your_mix", header: "At your mix", kind: "unit-usd" },
  { id: "source", header: "Source", kind: "text", muted: true, wrap: true },
];
