import type { Metadata } from "next";
import { Breadcrumb, Dialog, Figure, Figures, Page, Section } from "@/app/ui";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { formatShare, formatUsdText } from "@/lib/money";
import { type AmountsReport, amountsReport } from "@/lib/reports/amounts";
import { emptyState } from "@/lib/reports/empty-state";
import { filterOptions } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { type ProviderSettings, settingsReport } from "@/lib/reports/settings";
import { CoverageLine } from "../../coverage-line";
import { NothingYet } from "../../nothing-yet";
import { ProviderForm } from "../../settings/provider-list";
import { OpeningWords } from "../../words";
import { dayColumns, modelColumns, providerColumns } from "./columns";

export const metadata: Metadata = { title: "Computed, reported, effective" };

const TITLE = "Computed, reported, effective";

export default async function AmountsPage({ searchParams }: PageProps<"/spend/amounts">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("spend", filters, extent);
  if (empty)
    return (
      <Page title={TITLE}>
        <NothingYet state={empty} />
      </Page>
    );
  const [report, settings] = await Promise.all([amountsReport(actor, context), settingsReport(actor)]);
  return (
    <Page title={TITLE} actions={<FilterBar filters={filters} options={filterOptions(extent)} />}>
      <Breadcrumb
        steps={[{ label: "Spend", href: hrefWith(filters, {}, "/spend") }, { label: rangeLabel(filters) }]}
      />
      <FilterNotices filters={filters} />
      <OpeningWords words={report.words} />
      <Three report={report} context={context} />
      <Providers report={report} settings={settings.providers} canChange={can(actor, "organization:write")} />

      <Section
        title="Models that stray most"
        sub="Usage that both sides have an amount for, by dollars of difference. Amber: more than 2% away."
      >
        <DataTable title="Models that stray" columns={modelColumns} rows={report.models} empty={NONE} />
      </Section>
      <Section
        title="Days that stray most"
        sub="A day opens alone. What is far from 1 has a cause worth finding."
      >
        <DataTable title="Days that stray" columns={dayColumns} rows={report.days} empty={NONE} />
      </Section>

      <CoverageLine context={context} />
    </Page>
  );
}

const NONE = "No usage of these days has both a price of ours and an amount of the provider’s.";

function Three({ report, context: { filters } }: { report: AmountsReport; context: PageContext }) {
  const rows = hrefWith(filters, {}, "/rows");
  return (
    <Figures>
      <Figure
        name="Computed"
        term="computed-cost"
        value={formatUsdText(report.computed)}
        exact={`$${report.computed}`}
        href={rows}
        note="by our prices"
      />
      <Figure
        name="Reported"
        term="reported-cost"
        value={formatUsdText(report.reported)}
        exact={`$${report.reported}`}
        href={hrefWith(filters, { rest: { kind: ["charges"] } }, "/rows")}
        note="by the providers"
      />
      <Figure
        name="Effective"
        term="effective-cost"
        value={formatUsdText(report.effective)}
        exact={`$${report.effective}`}
        href={hrefWith(filters, {}, "/spend")}
        note={
          report.reportedShare ? `what counts; ${formatShare(report.reportedShare)} by report` : "what counts"
        }
      />
      <Figure
        name="Calibration factor"
        term="calibration-factor"
        value={report.factor ?? "–"}
        note="reported over computed"
      />
      <Figure
        name="Difference"
        term="calibration-factor"
        value={formatUsdText(report.difference)}
        exact={report.difference ? `$${report.difference}` : undefined}
        note="where both are known"
      />
    </Figures>
  );
}

type ProvidersProps = Readonly<{
  report: AmountsReport;
  settings: readonly ProviderSettings[];
  canChange: boolean;
}>;

function Providers({ report, settings, canChange }: ProvidersProps) {
  const of = (provider: unknown) => settings.find((setting) => setting.provider === provider);
  const rows = report.providers.map((line) => ({
    ...line,
    cells: {
      ...line.cells,
      policy: of(line.cells.provider)?.costPolicy === "computed" ? "computed only" : "reported where present",
    },
  }));
  const actions = report.providers.flatMap(({ id }) => {
    const setting = of(id);
    return setting
      ? [
          [
            id,
            <Dialog key={id} trigger="Change" triggerLook="quiet" triggerLabel={`Change ${id}`} title={id}>
              <ProviderForm {...setting} />
            </Dialog>,
          ] as const,
        ]
      : [];
  });
  return (
    <Section
      title="By provider"
      sub="What a provider reports is laid over the detail and counts, unless you say that your own prices do."
    >
      <DataTable
        title="Three amounts by provider"
        columns={providerColumns}
        rows={rows}
        actions={canChange ? Object.fromEntries(actions) : undefined}
      />
    </Section>
  );
}
