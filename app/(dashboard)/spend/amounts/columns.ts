import type { Column } from "@/app/ui/table/columns";

const pair: readonly Column[] = [
  { id: "matchedComputed", header: "Computed", kind: "usd", term: "computed-cost" },
  { id: "matchedReported", header: "Reported", kind: "usd", term: "reported-cost" },
  { id: "difference", header: "Difference", kind: "usd-change", term: "calibration-factor" },
  { id: "factor", header: "Factor", kind: "text", align: "end", term: "calibration-factor" },
];

export const modelColumns: readonly Column[] = [
  { id: "model", header: "Model", kind: "text" },
  { id: "provider", header: "Provider", kind: "text", muted: true },
  ...pair,
];

export const dayColumns: readonly Column[] = [{ id: "day", header: "Day", kind: "date" }, ...pair];

export const providerColumns: readonly Column[] = [
  { id: "provider", header: "Provider", kind: "text" },
  { id: "computed", header: "Computed", kind: "usd", term: "computed-cost" },
  { id: "reported", header: "Reported", kind: "usd", term: "reported-cost" },
  { id: "effective", header: "Effective", kind: "usd", term: "effective-cost", strong: true },
  { id: "share", header: "By report", kind: "share", term: "coverage" },
  { id: "difference", header: "Difference", kind: "usd-change", term: "calibration-factor" },
  { id: "factor", header: "Factor", kind: "text", align: "end", term: "calibration-factor" },
  { id: "policy", header: "What counts", kind: "text" },
];
