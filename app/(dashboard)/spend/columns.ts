import type { Column } from "@/app/ui/table";
import { BARS } from "@/lib/economics";
import { dimensionLabel } from "@/lib/filters";
import { BAR_NAMES } from "@/lib/reports/bridge";
import type { SpendReport } from "@/lib/reports/spend";

type Asked = Pick<SpendReport, "by" | "comparedWith" | "lines">;

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

/** Both periods and every bar of the bridge that holds something. */
export function bridgeColumns({ by, comparedWith, lines }: Asked): Column[] {
  const used = BARS.filter((bar) => lines.some(({ cells }) => cells[bar] !== null));
  return [
    { id: "group", header: dimensionLabel(by), kind: "text" },
    { id: "base", header: comparedWith ?? "Before", kind: "usd" },
    { id: "actual", header: "Now", kind: "usd" },
    { id: "change", header: "Change", kind: "usd-change", good: "down", strong: true },
    ...used.map((bar): Column => ({ id: bar, header: BAR_NAMES[bar], kind: "usd-change", good: "down" })),
  ];
}
