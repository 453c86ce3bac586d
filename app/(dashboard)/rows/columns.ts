import type { Column } from "@/app/ui/table";
import { dimensionLabel, isDimension } from "@/lib/filters";
import type { RowsReport } from "@/lib/reports/rows";

const FILE: readonly Column[] = [
  { id: "file", header: "File", kind: "text", mono: true },
  { id: "line", header: "Line", kind: "count" },
];

/** The columns of a list: what the rows name, nothing that all of them leave out. */
export function rowColumns({ kind, named, used }: Pick<RowsReport, "kind" | "named" | "used">): Column[] {
  const dimensions = named.map((name): Column => ({ id: name, header: labelOf(name), kind: "text" }));
  const where: readonly Column[] = [
    ...(used.includes("share") ? [SHARE] : []),
    { id: "provider", header: "Provider", kind: "text" },
    ...dimensions,
  ];
  switch (kind) {
    case "usage":
      return [
        { id: "time", header: "Time", kind: "date" },
        { id: "model", header: "Model", kind: "text" },
        ...FILE,
        { id: "computed", header: "Computed", kind: "usd", term: "computed-cost", strong: true },
        { id: "uncached", header: "Uncached", kind: "tokens", term: "uncached-input-token" },
        { id: "cacheRead", header: "Cache read", kind: "tokens", term: "cache-read" },
        { id: "cacheWrite", header: "Cache write", kind: "tokens", term: "cache-write" },
        { id: "output", header: "Output", kind: "tokens", term: "output-token" },
        ...OPTIONAL.filter(({ id }) => used.includes(id)),
        ...where,
      ];
    case "charges":
      return [
        { id: "time", header: "UTC day", kind: "date" },
        { id: "item", header: "Line item", kind: "text", wrap: true },
        ...FILE,
        { id: "amount", header: "Amount", kind: "usd", strong: true },
        ...OF_PERIODS.filter(({ id }) => used.includes(id)),
        { id: "category", header: "Category", kind: "text", term: "charge-category" },
        { id: "model", header: "Model", kind: "text" },
        ...where,
        { id: "quantity", header: "Quantity", kind: "text", align: "end" },
      ];
    case "revenue":
      return [
        { id: "time", header: "From", kind: "date" },
        { id: "until", header: "To", kind: "date" },
        { id: "product", header: "Product", kind: "text" },
        { id: "customer", header: "Customer", kind: "text" },
        ...FILE,
        { id: "amount", header: "Amount", kind: "usd" },
        { id: "inPeriod", header: "In these days", kind: "usd", strong: true },
        ...OF_REVENUE.filter(({ id }) => used.includes(id)),
      ];
  }
}

/** Of a row whose cost is split: what of it the filter asks for. */
const SHARE: Column = { id: "share", header: "Share", kind: "share", term: "allocation" };

const OPTIONAL: readonly Column[] = [
  { id: "reasoning", header: "Reasoning", kind: "tokens", term: "reasoning-token" },
  { id: "requests", header: "Requests", kind: "count", term: "request" },
  { id: "reported", header: "Own cost", kind: "usd", term: "reported-cost" },
  { id: "note", header: "How it counts", kind: "text", muted: true },
];

const STATED: readonly Column[] = [
  { id: "stated", header: "In its currency", kind: "text", align: "end" },
  { id: "rate", header: "Rate to USD", kind: "text", align: "end" },
];
const OF_PERIODS: readonly Column[] = [
  { id: "until", header: "To", kind: "date" },
  { id: "inPeriod", header: "In these days", kind: "usd" },
  ...STATED,
];
const OF_REVENUE: readonly Column[] = [
  { id: "plan", header: "Plan", kind: "text" },
  { id: "units", header: "Units sold", kind: "text", align: "end" },
  ...STATED,
];

const labelOf = (name: string): string => (isDimension(name) ? dimensionLabel(name) : name);
