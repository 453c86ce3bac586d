import type { Column } from "@/app/ui/table";
import { dimensionLabel } from "@/lib/filters";
import type { CachingReport } from "@/lib/reports/caching";
import { STEP_NAMES } from "@/lib/reports/caching-ladder";

/** The columns of “Where caching pays”; the hit rate of requests where any row is one. */
export const cacheColumns = (hasRequests: boolean): readonly Column[] => [
  { id: "product", header: "Product", kind: "text" },
  { id: "model", header: "Model", kind: "text", muted: true },
  { id: "hit_rate", header: "Hit rate", kind: "share", term: "cache-hit-rate" },
  ...(hasRequests
    ? ([
        {
          id: "request_hit_rate",
          header: "Of requests",
          kind: "share",
          term: "request-hit-rate",
          muted: true,
        },
      ] satisfies Column[])
    : []),
  { id: "gross", header: "Read savings", kind: "usd", term: "gross-cache-savings" },
  { id: "premium", header: "Write premium", kind: "usd", term: "cache-write-premium" },
  { id: "net", header: "Net savings", kind: "usd", term: "net-cache-savings", good: "up", strong: true },
  { id: "reads_per_write", header: "Reads per write", kind: "ratio" },
  { id: "break_even", header: "Pays from", kind: "ratio", term: "break-even-reads", muted: true },
];

/** The savings ladder by group: each line adds up, and so does each column. Steps of nothing at all are left out. */
export function ladderColumns({ by, lines, sort }: CachingReport["ladder"]): readonly Column[] {
  const isUsed = (id: string) => sort === id || lines.some(({ cells }) => cells[id] !== null);
  const step = (id: keyof typeof STEP_NAMES, term: string): Column[] =>
    isUsed(id) ? [{ id, header: STEP_NAMES[id], kind: "usd", term, good: "up" }] : [];
  return [
    { id: "group", header: dimensionLabel(by), kind: "text" },
    { id: "list", header: "List, no cache", kind: "usd", term: "savings-ladder" },
    ...step("caching", "net-cache-savings"),
    ...step("tier", "service-tier"),
    ...step("contract", "contracted-cost"),
    ...step("reported", "reported-cost"),
    { id: "effective", header: "What counts", kind: "usd", term: "effective-cost", strong: true },
  ];
}

/** When a cache pays: prices in USD per million tokens. */
export const BREAK_EVEN_COLUMNS: readonly Column[] = [
  { id: "model", header: "Model", kind: "text" },
  { id: "tier", header: "Tier", kind: "text", muted: true },
  { id: "lifetime", header: "Kept", kind: "text", muted: true },
  { id: "input", header: "Input", kind: "unit-usd", muted: true },
  { id: "write", header: "Write", kind: "unit-usd", muted: true },
  { id: "read", header: "Read", kind: "unit-usd", muted: true },
  { id: "even_share", header: "Pays from a share of", kind: "share", term: "break-even-reads" },
  { id: "share", header: "You read", kind: "share", strong: true },
  { id: "even_reads", header: "Pays from reads per write", kind: "ratio", term: "break-even-reads" },
  { id: "reads", header: "You have", kind: "ratio", strong: true },
];

export const LOSS_COLUMNS: readonly Column[] = [
  { id: "scope", header: "Where", kind: "text", wrap: true },
  { id: "model", header: "Model", kind: "text", muted: true },
  { id: "reads_per_write", header: "Reads per write", kind: "ratio" },
  { id: "gross", header: "Read savings", kind: "usd", term: "gross-cache-savings" },
  { id: "premium", header: "Write premium", kind: "usd", term: "cache-write-premium" },
  { id: "loss", header: "Costs", kind: "usd", term: "net-cache-savings", strong: true },
];
