import { Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import type { Column } from "@/app/ui/table/columns";
import type { SelfHostedSection } from "@/lib/reports/self-hosted-lines";

const columns: readonly Column[] = [
  { id: "provider", header: "Provider", kind: "text" },
  { id: "fixedCost", header: "Cost", kind: "usd", term: "self-hosted-inference", strong: true },
  { id: "tokens", header: "Tokens", kind: "tokens" },
  { id: "allocated", header: "Per 1M, allocated", kind: "unit-usd", term: "self-hosted-inference" },
  { id: "atLoad", header: "Per 1M, at full load", kind: "unit-usd", muted: true },
  { id: "utilisation", header: "Utilisation", kind: "share", term: "gpu-utilization" },
  { id: "api", header: "Per 1M at the API", kind: "unit-usd" },
  { id: "breakEven", header: "Pays from", kind: "share", term: "gpu-utilization" },
];

/** What is paid by period, whatever is served: shown where there is any. */
export function SelfHosted({ section: { against, lines } }: { section: SelfHostedSection }) {
  if (lines.length === 0) return null;
  return (
    <Section
      title="Paid by period"
      sub={`Allocated: all that hosting cost over the tokens it served, so that it adds up to the bill.${
        against === null
          ? ""
          : ` The API is ${against}, at its list price for the same tokens, class by class.`
      }`}
    >
      <DataTable title="Paid by period" columns={columns} rows={lines} />
    </Section>
  );
}
