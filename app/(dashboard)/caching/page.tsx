import type { Metadata } from "next";
import { Link, Page, Section, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { requireActor } from "@/lib/auth/actor";
import { rangeLabel } from "@/lib/filters";
import { formatShare } from "@/lib/money";
import { type CachingReport, cachingReport } from "@/lib/reports/caching";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptions } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { OpeningWords } from "../words";
import { BreakEven } from "./break-even";
import { cacheColumns } from "./columns";
import { CachingFigures } from "./figures";
import { LadderSection } from "./ladder";

export const metadata: Metadata = { title: "Caching" };

export default async function CachingPage({ searchParams }: PageProps<"/caching">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("caching", filters, extent);
  if (empty && extent.dataThrough === null) {
    return (
      <Page title="Caching">
        <NothingYet state={empty} />
      </Page>
    );
  }
  const report = empty ? null : await cachingReport(actor, context);
  const csv = report
    ? exportHref(filters, {
        metrics: ["cache_hit_rate", "gross_cache_savings", "cache_write_premium", "net_cache_savings"],
        by: ["product", "model"],
        grain: report.chart.grain,
      })
    : undefined;
  return (
    <Page
      title="Caching"
      actions={<FilterBar filters={filters} options={filterOptions(extent)} exportHref={csv} />}
    >
      <FilterNotices filters={filters} />
      {empty && <NothingYet state={empty} />}
      {report && <Caching report={report} context={context} />}
    </Page>
  );
}

const PER = { day: "per day", week: "per week", month: "per month" };

function Caching({ report, context }: { report: CachingReport; context: PageContext }) {
  const { filters } = context;
  const { chart, coverage } = report;
  const isUnused = !report.savingsKnown && report.figures.net !== null;
  return (
    <>
      <OpeningWords words={report.words} />
      <CachingFigures report={report} />
      <TwoColumns split="wider">
        <Section
          title="Cache hit rate by product"
          sub={`Share of input tokens read from cache, ${PER[chart.grain]}.`}
        >
          {isUnused ? (
            <p className="text-ink-2">
              Providers cache the unchanged start of a prompt: put what repeats first, and mark it where the
              provider asks for it.
            </p>
          ) : (
            <Chart
              kind="lines"
              title="Cache hit rate by product"
              unit="share"
              points={chart.points}
              series={chart.series}
              annotations={chart.annotations}
            />
          )}
        </Section>
        <Section
          title="What each price lever saved"
          sub={
            <>
              The{" "}
              <Link href="/glossary/savings-ladder" className="term">
                savings ladder
              </Link>
              , from list price without a cache to what counts. Steps add up exactly.
            </>
          }
        >
          <Chart
            kind="bridge"
            title="What each price lever saved"
            unit="usd"
            good="down"
            steps={report.walk}
          />
        </Section>
      </TwoColumns>
      <Section id="where-caching-pays" title="Where caching pays" sub={partsSub(report)}>
        <DataTable
          title="Where caching pays"
          download={rangeLabel(filters)}
          columns={cacheColumns(report.figures.requestHitRate !== null)}
          rows={report.lines}
          total={report.total}
          search={report.lines.length > 20}
          empty="No source of this period counts cache reads."
        />
      </Section>
      <LadderSection report={report} context={context} />
      <BreakEven report={report} context={context} />
      <CoverageLine context={context} through={coverage.through} missing={coverage.missing} />
    </>
  );
}

function partsSub({ cacheKnown, uncounted, figures }: CachingReport): string {
  const known =
    uncounted.length === 0
      ? "Every source counts cache reads."
      : `The cache is known for ${formatShare(cacheKnown)} of input tokens; files of ${uncounted.join(", ")} without a cache count stay outside.`;
  const rows = figures.tooManyRows
    ? " The hit rate of requests is counted row by row: choose fewer days to see it."
    : "";
  return `Savings are net of the write premium. ${known}${rows} How much could be read at best is not shown: only the prompts themselves say what repeats, and Costcurve keeps counts, never prompts.`;
}
