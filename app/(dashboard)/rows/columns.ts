import type { Column } from "@/app/ui/table";
import { type Dimension, dimensionLabel } from "@/lib/filters";
import type { RowsReport } from "@/lib/reports/rows";

const FILE: readonly Column[] = [
  { id: "file", header: "File", kind: "text", mono: true },
  { id: "line", header: "Line", kind: "count" },
];

/** The columns of a list: what the rows name, nothing that all of them leave out. */
export function rowColumns({ kind, named }: Pick<RowsReport, "kind" | "named">): Column[] {
  const dimensions = named.map(
    (name): Column => ({ id: name, header: dimensionLabel(name as Dimension), kind: "text" }),
  );
  switch (kind) {
    case "usage":
      return [
        { id: "time", header: "Time", kind: "date" },
        { id: "model", header: "Model", kind: "text", strong: true },
        { id: "uncached", header: "Uncached", kind: "tokens", term: "uncached-input-token" },
        { id: "cacheRead", header: "Cache read", kind: "tokens", term: "cache-read" },
        { id: "cacheWrite", header: "Cache write", kind: "tokens", term: "cache-write" },
        { id: "output", header: "Output", kind: "tokens", term: "output-token" },
        { id: "computed", header: "Computed", kind: "usd", term: "computed-cost", strong: true },
        { id: "reported", header: "Own cost", kind: "usd", term: "reported-cost" },
        ...FILE,
        { id: "note", header: "How it counts", kind: "text", muted: true },
        { id: "provider", header: "Provider", kind: "text" },
        ...dimensions,
        { id: "requests", header: "Requests", kind: "count", term: "request" },
        { id: "reasoning", header: "Reasoning", kind: "tokens", term: "reasoning-token" },
      ];
    case "charges":
      return [
        { id: "time", header: "UTC day", kind: "date" },
        { id: "item", header: "Line item", kind: "text", strong: true },
        { id: "category", header: "Category", kind: "text", term: "charge-category" },
        { id: "amount", header: "Amount", kind: "usd", strong: true },
        ...FILE,
        { id: "provider", header: "Provider", kind: "text" },
        { id: "model", header: "Model", kind: "text" },
        ...dimensions,
        { id: "quantity", header: "Quantity", kind: "text", align: "end" },
      ];
    case "revenue":
      return [
        { id: "time", header: "From", kind: "date" },
        { id: "until", header: "To", kind: "date" },
        { id: "product", header: "Product", kind: "text", strong: true },
        { id: "customer", header: "Customer", kind: "text" },
        { id: "amount", header: "Amount", kind: "usd" },
        { id: "inPeriod", header: "In this period", kind: "usd", strong: true },
        ...FILE,
      ];
  }
}
