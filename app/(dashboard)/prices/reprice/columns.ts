import type { Column } from "@/app/ui/table/columns";

const amounts: readonly Column[] = [
  { id: "before", header: "Before", kind: "usd" },
  { id: "after", header: "After", kind: "usd" },
  { id: "change", header: "Change", kind: "usd-change", good: "down" },
];

/** The history of re-prices. */
export const repriceColumns: readonly Column[] = [
  { id: "period", header: "Days", kind: "text" },
  { id: "about", header: "Of", kind: "text" },
  { id: "reason", header: "Reason", kind: "text", wrap: true },
  { id: "state", header: "State", kind: "text" },
  ...amounts,
  { id: "by", header: "Applied by", kind: "text", muted: true },
  { id: "at", header: "Applied (UTC)", kind: "date", muted: true },
  { id: "undoneBy", header: "Undone by", kind: "text", muted: true },
  { id: "undoneAt", header: "Undone (UTC)", kind: "date", muted: true },
];

const month: Column = { id: "month", header: "Month", kind: "text" };

/** What moves, by month and model. */
export const modelColumns: readonly Column[] = [
  { id: "model", header: "Model", kind: "text" },
  { id: "provider", header: "Provider", kind: "text", muted: true },
  month,
  ...amounts,
];

/** What moves, by month and product. */
export const productColumns: readonly Column[] = [
  { id: "product", header: "Product", kind: "text" },
  month,
  ...amounts,
];

/** What moves, by month. */
export const monthColumns: readonly Column[] = [month, ...amounts];
