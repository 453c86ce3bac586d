import type { ReactNode } from "react";
import { Section, Segments, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { Link } from "@/app/ui/link";
import { DataTable } from "@/app/ui/table";
import { type Filters, hrefWith, rangeLabel } from "@/lib/filters";
import type { SpendReport } from "@/lib/reports/spend";
import { bridgeChoice, type ShownBridge, type SpendBridgeView } from "@/lib/reports/spend-bridge";
import { cellColumns, stepColumns } from "./columns";

const TITLES: Readonly<Record<ShownBridge, string>> = {
  spend: "Why spend changed",
  cost_per_million_tokens: "Why cost per 1M tokens changed",
};

/** The bridge from the period compared with: its chart, its steps in their order, and the cells of the opened one. */
export function WhyItChanged({
  report: { bridge, comparedWith },
  filters,
  actions,
}: {
  report: SpendReport;
  filters: Filters;
  actions: ReactNode;
}) {
  const { of } = bridgeChoice(filters);
  const title = TITLES[of];
  return (
    <>
      <Section
        id="bridge"
        title={title}
        sub={
          <>
            From {comparedWith}, one{" "}
            <Link href="/glossary/price-volume-mix" className="term">
              step
            </Link>{" "}
            after the other, in this order: volume at the average price before, each mix at prices before on
            the volume now, prices on the volume now. Together they are the change, to the last digit.
          </>
        }
        actions={
          <>
            <Segments
              label="Of"
              options={[
                {
                  label: "In all",
                  href: hrefWith(filters, { rest: { of: [] } }),
                  active: of === "spend",
                },
                {
                  label: "Per 1M tokens",
                  href: hrefWith(filters, { rest: { of: ["cost_per_million_tokens"] } }),
                  active: of === "cost_per_million_tokens",
                },
              ]}
            />
            {actions}
          </>
        }
      >
        {bridge ? (
          <Bridge bridge={bridge} title={title} filters={filters} />
        ) : (
          <p className="text-ink-2">One of the periods has no tokens to divide by.</p>
        )}
      </Section>
      {bridge?.opened && <Cells opened={bridge.opened} comparedWith={comparedWith} filters={filters} />}
    </>
  );
}

function Bridge({ bridge, title, filters }: { bridge: SpendBridgeView; title: string; filters: Filters }) {
  return (
    <TwoColumns split="even">
      <Chart kind="bridge" title={title} unit="usd" good="down" height={300} steps={bridge.chart} />
      <DataTable
        key={bridge.of}
        title={title}
        download={rangeLabel(filters)}
        columns={stepColumns(bridge.of)}
        rows={bridge.steps}
      />
    </TwoColumns>
  );
}

function Cells({
  opened,
  comparedWith,
  filters,
}: {
  opened: NonNullable<SpendBridgeView["opened"]>;
  comparedWith: string | null;
  filters: Filters;
}) {
  const title = `What ${opened.name} is made of`;
  return (
    <Section
      id="cells"
      title={title}
      sub={`${opened.words}. The cells add up to the bar; an amount opens its source rows in its period.`}
    >
      <DataTable
        key={opened.bar}
        title={title}
        download={rangeLabel(filters)}
        search={opened.lines.length > 20 ? "Search" : false}
        columns={cellColumns(opened, comparedWith)}
        rows={opened.lines}
        total={opened.total}
        empty="This bar holds nothing."
      />
    </Section>
  );
}
