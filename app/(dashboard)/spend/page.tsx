import type { Metadata } from "next";
import { Figure, Figures, Notice, Page, Section, Segments } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { Link } from "@/app/ui/link";
import { DataTable } from "@/app/ui/table";
import { requireActor } from "@/lib/auth/actor";
import { dimensionLabel, type Filters, hrefWith, rangeLabel } from "@/lib/filters";
import { formatShare, formatSignedShare, formatTokens, formatUsdText } from "@/lib/money";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptions } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { type SelfHostedSection, selfHostedSection } from "@/lib/reports/self-hosted-lines";
import { type SpendReport, spendReport } from "@/lib/reports/spend";
import { CoverageLine } from "../coverage-line";
import { Grouping } from "../grouping";
import { NothingYet } from "../nothing-yet";
import { toneOf } from "../tone";
import { OpeningWords } from "../words";
import { spendColumns } from "./columns";
import { SelfHosted } from "./self-hosted";
import { WhyItChanged } from "./why";

export const metadata: Metadata = { title: "Spend" };

export default async function SpendPage({ searchParams }: PageProps<"/spend">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("spend", filters, extent);
  if (empty && extent.dataThrough === null) {
    return (
      <Page title="Spend">
        <NothingYet state={empty} />
      </Page>
    );
  }
  const [report, hosted] = empty
    ? [null, null]
    : await Promise.all([spendReport(actor, context), selfHostedSection(actor, context)]);
  const csv = report
    ? exportHref(filters, {
        metrics: [
          "spend",
          "input_tokens",
          "output_tokens",
          "cost_per_million_tokens",
          "computed_cost",
          "reported_cost",
        ],
        by: [report.by],
        grain: report.chart.grain,
      })
    : undefined;
  return (
    <Page
      title="Spend"
      actions={<FilterBar filters={filters} options={filterOptions(extent)} exportHref={csv} />}
    >
      <FilterNotices filters={filters} />
      {report && !groupsAsAsked(report, context) && (
        <Notice tone="warn">“{filters.rest.by?.[0]}” is nothing to group by; models are shown.</Notice>
      )}
      {empty && <NothingYet state={empty} />}
      {report && <Spend report={report} hosted={hosted} context={context} />}
    </Page>
  );
}

const groupsAsAsked = ({ by }: SpendReport, { filters }: PageContext): boolean =>
  filters.rest.by === undefined || filters.rest.by.length === 0 || filters.rest.by[0] === by;

const BARS = { day: "Daily", week: "Weekly", month: "Monthly" };

type SpendProps = Readonly<{ report: SpendReport; hosted: SelfHostedSection; context: PageContext }>;

function Spend({ report, hosted, context }: SpendProps) {
  const { filters } = context;
  const { chart, coverage, view } = report;
  const name = dimensionLabel(report.by);
  const word = name === "API key" ? name : name.toLowerCase();
  const title = `${BARS[chart.grain]} spend by ${word}`;
  const tableTitle = `Spend by ${word}`;
  return (
    <>
      <OpeningWords words={report.words} />
      <SpendFigures report={report} context={context} />
      <Section
        title={title}
        sub={`Bars: ${rangeLabel(filters)}.${chart.previous && chart.points.length > 1 ? ` Dashed: ${chart.previous.name}, the same ${chart.grain}.` : ""}`}
        actions={<Grouping groupings={report.groupings} by={report.by} />}
      >
        <Chart
          kind="bars"
          title={title}
          unit="usd"
          points={chart.points}
          series={chart.series}
          previous={chart.previous ?? undefined}
          annotations={chart.annotations}
          faintFrom={chart.faintFrom}
        />
      </Section>
      {view === "bridge" ? (
        <WhyItChanged
          report={report}
          filters={filters}
          actions={<View report={report} filters={filters} />}
        />
      ) : (
        <Section
          title={tableTitle}
          sub="A name opens its parts, an amount its source rows. Charges without usage are lines of their own."
          actions={<View report={report} filters={filters} />}
        >
          <DataTable
            key={`${report.by} ${report.sort}`}
            title={tableTitle}
            download={rangeLabel(filters)}
            search={report.lines.length > 20 ? "Search" : false}
            columns={spendColumns(report)}
            rows={report.lines}
            total={report.total}
            sort={report.sort ? { id: report.sort } : undefined}
          />
        </Section>
      )}
      <SelfHosted section={hosted} />
      <CoverageLine context={context} through={coverage.through} missing={coverage.missing} />
    </>
  );
}

/** The table of spend, or the bridge from the period compared with. */
function View({ report: { hasBridge, by, view }, filters }: { report: SpendReport; filters: Filters }) {
  if (!hasBridge) return null;
  const to = (shown: string[]) =>
    hrefWith(filters, { rest: { by: [by], view: shown, step: [], of: [], sort: [] } });
  return (
    <Segments
      label="Show"
      options={[
        { label: "Spend", href: to([]), active: view === "table" },
        { label: "Why it changed", href: to(["bridge"]), active: view === "bridge" },
      ]}
    />
  );
}

function SpendFigures({ report, context }: { report: SpendReport; context: PageContext }) {
  const { filters } = context;
  const { figures, comparedWith } = report;
  const versus = comparedWith ? `vs ${comparedWith}` : undefined;
  const rows = hrefWith(filters, {}, "/rows");
  return (
    <Figures>
      <Figure
        name="Spend"
        term="spend"
        value={formatUsdText(figures.spend.value)}
        exact={`$${figures.spend.value}`}
        href={rows}
        change={figures.spend.change && formatSignedShare(figures.spend.change)}
        tone={toneOf(figures.spend.change, "down")}
        note={figures.spend.change ? versus : undefined}
      />
      <Figure
        name="Tokens"
        term="token"
        value={formatTokens(BigInt(figures.tokens))}
        exact={figures.tokens}
        href={rows}
        change={figures.tokensChange && formatSignedShare(figures.tokensChange)}
        note={
          figures.unpricedTokens === "0"
            ? undefined
            : `· ${formatTokens(BigInt(figures.unpricedTokens))} unpriced`
        }
      />
      <Figure
        name="Cost per 1M tokens"
        term="cost-per-million-tokens"
        value={formatUsdText(figures.costPerMillion.value, { style: "unit" })}
        exact={figures.costPerMillion.value ? `$${figures.costPerMillion.value}` : undefined}
        change={figures.costPerMillion.change && formatSignedShare(figures.costPerMillion.change)}
        tone={toneOf(figures.costPerMillion.change, "down")}
      />
      <Figure
        name="Computed cost"
        term="computed-cost"
        value={formatUsdText(figures.computed.value)}
        exact={`$${figures.computed.value}`}
        href={rows}
        note={
          <Link href={hrefWith(filters, {}, "/spend/amounts")} className="link">
            compare with reported
          </Link>
        }
      />
      <Figure
        name="Reported cost"
        term="reported-cost"
        value={formatUsdText(figures.reported.value)}
        exact={`$${figures.reported.value}`}
        href={hrefWith(filters, { rest: { kind: ["charges"] } }, "/rows")}
        note={figures.reportedShare ? `${formatShare(figures.reportedShare)} of spend` : undefined}
      />
    </Figures>
  );
}
