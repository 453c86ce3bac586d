import type { Column } from "@/app/ui/table";
import { dimensionLabel } from "@/lib/filters";
import type { Line } from "@/lib/reports/line";
import type { SpendReport } from "@/lib/reports/spend";
import type { ShownBridge } from "@/lib/reports/spend-bridge";

type Asked = Pick<SpendReport, "by" | "comparedWith">;

/** Spend and what it is made of; the change only where there is something to compare with. */
export function spendColumns({ by, comparedWith }: Asked): Column[] {
  return [
    { id: "group", header: dimensionLabel(by), kind: "text" },
    { id: "spend", header: "Spend", kind: "usd", term: "spend", strong: true },
    { id: "share", header: "Share", kind: "share", muted: true },
    ...(comparedWith
      ? ([{ id: "change", header: `vs ${comparedWith}`, kind: "change", good: "down" }] satisfies Column[])
      : []),
    { id: "tokens", header: "Tokens", kind: "tokens", term: "token" },
    { id: "perMillion", header: "Per 1M tokens", kind: "unit-usd", term: "cost-per-million-tokens" },
    { id: "computed", header: "Computed", kind: "usd", term: "computed-cost" },
    { id: "reported", header: "Reported", kind: "usd", term: "reported-cost" },
  ];
}

/** The bars of a bridge in the order they are computed, between both periods. */
export function stepColumns(of: ShownBridge): Column[] {
  return [
    { id: "step", header: "Step", kind: "text", sortable: false, strong: true },
    {
      id: "amount",
      header: of === "spend" ? "Amount" : "Per 1M tokens",
      kind: "usd-change",
      good: "down",
      sortable: false,
    },
    { id: "share", header: "Of the change", kind: "share", muted: true, sortable: false },
    { id: "words", header: "What moved", kind: "text", wrap: true, muted: true, sortable: false },
  ];
}

/** The cells behind a bar: only columns some cell says something in. */
export function cellColumns({ lines }: { lines: readonly Line[] }, comparedWith: string | null): Column[] {
  const columns: Column[] = [
    { id: "model", header: "Model", kind: "text" },
    { id: "type", header: "Tokens", kind: "text" },
    { id: "cache", header: "Cache", kind: "text", term: "prompt-cache" },
    { id: "rate", header: "Tier", kind: "text", term: "service-tier" },
    { id: "tokensBefore", header: `Tokens, ${comparedWith ?? "before"}`, kind: "tokens", muted: true },
    { id: "tokens", header: "Tokens, now", kind: "tokens", muted: true },
    { id: "before", header: `Cost, ${comparedWith ?? "before"}`, kind: "usd" },
    { id: "now", header: "Cost, now", kind: "usd" },
    { id: "effect", header: "Effect", kind: "usd-change", good: "down", strong: true },
  ];
  return columns.filter(
    ({ id }) => id === "model" || id === "effect" || lines.some(({ cells }) => (cells[id] ?? null) !== null),
  );
}
