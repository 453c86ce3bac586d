import type { Column } from "@/app/ui/table";

/** The columns of “Where caching pays”. */
export const CACHE_COLUMNS: readonly Column[] = [
  { id: "product", header: "Product", kind: "text" },
  { id: "model", header: "Model", kind: "text", muted: true },
  { id: "hit_rate", header: "Hit rate", kind: "share", term: "cache-hit-rate" },
  { id: "gross", header: "Read savings", kind: "usd", term: "gross-cache-savings" },
  { id: "premium", header: "Write premium", kind: "usd", term: "cache-write-premium" },
  { id: "net", header: "Net savings", kind: "usd", term: "net-cache-savings", good: "up", strong: true },
  { id: "reads_per_write", header: "Reads per write", kind: "ratio" },
  { id: "break_even", header: "Pays from", kind: "ratio", term: "break-even-reads", muted: true },
];
