import type { Metadata } from "next";
import { Coverage, Figure, Figures, Link, Page, Section, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { formatRatio } from "@/app/ui/table/format";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { formatPoints, formatShare, formatSignedShare, formatUsdText } from "@/lib/money";
import { type CachingReport, cachingReport } from "@/lib/reports/caching";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptions } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { dayLabel } from "@/lib/time";
import { NothingYet } from "../nothing-yet";
import { toneOf } from "../tone";
import { OpeningWords } from "../words";
import { CACHE_COLUMNS } from "./columns";

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
  const { filters, extent } = context;
  const { chart, coverage } = report;
  const isUnused = report.bridge === null && report.figures.net !== null;
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
          title="What caching saved"
          sub={
            report.bridge ? (
              <>
                From list price without caching to{" "}
                <Link href="/glossary/computed-cost" className="term">
                  computed cost
                </Link>
                . Steps add up exactly.
              </>
            ) : undefined
          }
        >
          {report.bridge ? (
            <Chart kind="bridge" title="What caching saved" unit="usd" good="down" steps={report.bridge} />
          ) : (
            <p className="text-ink-2">
              {report.figures.net === null
                ? "The models whose cache was used have no price yet."
                : "No cache was used in these days, so there is nothing to take apart."}
            </p>
          )}
        </Section>
      </TwoColumns>
      <Section id="where-caching-pays" title="Where caching pays" sub={partsSub(report)}>
        <DataTable
          title="Where caching pays"
          download={rangeLabel(filters)}
          columns={CACHE_COLUMNS}
          rows={report.lines}
          total={report.total}
          search={report.lines.length > 20}
          empty="No source of this period counts cache reads."
        />
      </Section>
      <Coverage
        through={coverage.through === null ? null : dayLabel(coverage.through, { year: true })}
        missing={coverage.missing}
        tokensPriced={coverage.tokensPriced}
        rowsRejected={extent.rejectedRows}
        links={{ priced: hrefWith(filters, { rest: { by: ["model"] } }, "/spend"), rejected: "/imports" }}
      />
    </>
  );
}

function partsSub({ cacheKnown, uncounted }: CachingReport): string {
  const start = "Savings are net of the write premium.";
  if (uncounted.length === 0) return `${start} Every source counts cache reads.`;
  return `${start} The cache is known for ${formatShare(cacheKnown)} of input tokens; files of ${uncounted.join(", ")} without a cache count stay outside.`;
}

function CachingFigures({ report: { figures, comparedWith } }: { report: CachingReport }) {
  const versus = comparedWith ? `vs ${comparedWith}` : undefined;
  const evens = [
    figures.breakEven5m === null ? null : `pays from ${formatRatio(Number(figures.breakEven5m))}`,
    figures.breakEven1h === null
      ? null
      : `${figures.breakEven5m === null ? "pays from " : ""}${formatRatio(Number(figures.breakEven1h))} for 1 h`,
  ].filter((text) => text !== null);
  return (
    <Figures>
      <Figure
        name="Net cache savings"
        term="net-cache-savings"
        value={formatUsdText(figures.net)}
        exact={figures.net === null ? undefined : `$${figures.net}`}
        href="#where-caching-pays"
        note={
          figures.netShare === null ? undefined : `${formatShare(figures.netShare)} of cost without caching`
        }
      />
      <Figure
        name="Cache hit rate"
        term="cache-hit-rate"
        value={formatShare(figures.hitRate)}
        exact={figures.hitRate ?? undefined}
        href="#where-caching-pays"
        change={figures.hitRateChange && formatPoints(figures.hitRateChange)}
        tone={toneOf(figures.hitRateChange, "up")}
        note={figures.hitRateChange ? versus : undefined}
      />
      <Figure
        name="Reads per write"
        term="break-even-reads"
        value={figures.readsPerWrite === null ? "–" : formatRatio(Number(figures.readsPerWrite))}
        exact={figures.readsPerWrite ?? undefined}
        href="#where-caching-pays"
        note={evens.length > 0 ? evens.join(" · ") : undefined}
      />
      <Figure
        name="Read savings"
        term="gross-cache-savings"
        value={formatUsdText(figures.gross)}
        exact={figures.gross === null ? undefined : `$${figures.gross}`}
        href="#where-caching-pays"
        change={figures.grossChange && formatSignedShare(figures.grossChange)}
        tone={toneOf(figures.grossChange, "up")}
        note={figures.grossChange ? versus : undefined}
      />
      <Figure
        name="Write premium"
        term="cache-write-premium"
        value={formatUsdText(figures.premium)}
        exact={figures.premium === null ? undefined : `$${figures.premium}`}
        href="#where-caching-pays"
        change={figures.premiumChange && formatSignedShare(figures.premiumChange)}
        tone={toneOf(figures.premiumChange, "down")}
        note={figures.premiumChange ? versus : undefined}
      />
    </Figures>
  );
}
