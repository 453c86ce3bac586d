import type { Column } from "@/app/ui/table";
import type { MarginsReport } from "@/lib/reports/margins";

const KINDS = {
  margin: { cell: "share", change: "points", good: "up" },
  amounts: { cell: "usd", change: "usd-change", good: "up" },
  unit: { cell: "unit-usd", change: "change", good: "down" },
  cost: { cell: "usd", change: "change", good: "down" },
} as const;

const HEADERS = { product: "Product", customer: "Customer", plan: "Plan" } as const;

/** A month each, and the change of the last one. */
export function monthColumns({ view, by, months, monthComparedWith }: MarginsReport): Column[] {
  const kinds = KINDS[view];
  const last = months.at(-1);
  return [
    { id: "name", header: HEADERS[by], kind: "text" },
    ...months.map(
      ({ id, label }): Column => ({
        id,
        header: label,
        kind: kinds.cell,
        ...(kinds.good === "up" ? { good: kinds.good } : {}),
      }),
    ),
    ...(monthComparedWith && last
      ? [
          {
            id: "change",
            header: last.isWhole ? `${last.label} vs ${monthComparedWith}` : `vs ${monthComparedWith}`,
            kind: kinds.change,
            good: kinds.good,
          } satisfies Column,
        ]
      : []),
  ];
}

/** Revenue, cost and margin of each customer over the period. */
export const CUSTOMER_COLUMNS: readonly Column[] = [
  { id: "name", header: "Customer", kind: "text" },
  { id: "revenue", header: "Revenue", kind: "usd", term: "revenue" },
  { id: "cost", header: "Cost", kind: "usd", term: "cost-of-goods-sold" },
  { id: "margin", header: "Margin", kind: "usd", term: "gross-margin", good: "up" },
  { id: "percent", header: "Percent", kind: "share", term: "gross-margin-percent", good: "up", strong: true },
];
