import type { Metadata } from "next";
import { Empty, Figure, Figures, Link, Page, Section, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { type Column, DataTable } from "@/app/ui/table";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { formatPoints, formatShare, formatSignedShare, formatUsdText } from "@/lib/money";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptions } from "@/lib/reports/filter-options";
import { type OverviewReport, overviewReport } from "@/lib/reports/overview";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "./coverage-line";
import { Findings } from "./findings";
import { NothingYet } from "./nothing-yet";
import { toneOf } from "./tone";
import { OpeningWords } from "./words";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: PageProps<"/">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("overview", filters, extent);
  if (empty && extent.dataThrough === null) {
    return (
      <Page title="Overview">
        <NothingYet state={empty} />
      </Page>
    );
  }
  const report = empty ? null : await overviewReport(actor, context);
  const bar = (
    <FilterBar
      filters={filters}
      options={filterOptions(extent)}
      exportHref={
        report
          ? exportHref(filters, {
              metrics: [
                "spend",
                "cost_per_million_tokens",
                "net_cache_savings",
                "input_tokens",
                "output_tokens",
              ],
              by: ["model"],
              grain: report.chart.grain,
            })
          : undefined
      }
    />
  );
  return (
    <Page title="Overview" actions={bar}>
      <FilterNotices filters={filters} />
      {empty && <NothingYet state={empty} />}
      {report && <Overview report={report} context={context} />}
    </Page>
  );
}

const BARS = { day: "Daily", week: "Weekly", month: "Monthly" };

function Overview({ report, context }: { report: OverviewReport; context: PageContext }) {
  const { filters, extent } = context;
  const { chart, comparedWith, coverage } = report;
  const title = `${BARS[chart.grain]} spend by model`;
  return (
    <>
      <OpeningWords words={report.words} />
      <OverviewFigures report={report} context={context} />
      <TwoColumns>
        <Section
          title={title}
          sub={`Bars: ${rangeLabel(filters)}.${chart.previous && chart.points.length > 1 ? ` Dashed: ${chart.previous.name}, the same ${chart.grain}.` : ""}`}
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
        <Section
          title="Why spend changed"
          sub={
            report.bridge ? (
              <>
                From {comparedWith}, step by step:{" "}
                <Link href="/glossary/price-volume-mix" className="term">
                  volume, mix, caching and price
                </Link>
                . A bar opens what it is made of.
              </>
            ) : undefined
          }
        >
          {report.bridge ? (
            <Chart kind="bridge" title="Why spend changed" unit="usd" good="down" steps={report.bridge} />
          ) : (
            <p className="text-ink-2">
              {filters.compare === null
                ? "Choose a period to compare with beside the dates to see volume, mix and price apart."
                : "There are no data in the period compared with."}
            </p>
          )}
        </Section>
      </TwoColumns>
      <TwoColumns>
        <Section title="Margin by product" sub={marginSub(report)}>
          {extent.products.length === 0 ? (
            <Empty
              title="Cost is not allocated yet"
              action={{ href: "/products", label: "Add products and rules" }}
            >
              Say with a rule which projects, keys or features serve which product; revenue comes from a CSV
              on the import page.
            </Empty>
          ) : (
            <DataTable
              title="Margin by product"
              download={rangeLabel(filters)}
              columns={productColumns(report)}
              rows={report.products}
              total={report.productTotal}
            />
          )}
        </Section>
        <Section title="Worth a look" sub="The largest movers, and what no model's cost holds.">
          <Findings findings={report.findings} />
        </Section>
      </TwoColumns>
      <CoverageLine context={context} through={coverage.through} missing={coverage.missing} />
    </>
  );
}

function OverviewFigures({ report, context }: { report: OverviewReport; context: PageContext }) {
  const { filters } = context;
  const { figures, comparedWith } = report;
  const versus = comparedWith ? `vs ${comparedWith}` : undefined;
  const margin = figures.grossMarginPercent;
  return (
    <Figures>
      <Figure
        name="Spend"
        term="spend"
        value={formatUsdText(figures.spend.value)}
        exact={`$${figures.spend.value}`}
        href={hrefWith(filters, {}, "/spend")}
        change={figures.spend.change && formatSignedShare(figures.spend.change)}
        tone={toneOf(figures.spend.change, "down")}
        note={figures.spend.change ? versus : undefined}
      />
      <Figure
        name="Cost per 1M tokens"
        term="cost-per-million-tokens"
        value={formatUsdText(figures.costPerMillion.value, { style: "unit" })}
        exact={figures.costPerMillion.value ? `$${figures.costPerMillion.value}` : undefined}
        href={hrefWith(filters, { rest: { by: ["model"] } }, "/spend")}
        change={figures.costPerMillion.change && formatSignedShare(figures.costPerMillion.change)}
        tone={toneOf(figures.costPerMillion.change, "down")}
      />
      <Figure
        name="Net cache savings"
        term="net-cache-savings"
        value={formatUsdText(figures.netCacheSavings.value)}
        exact={`$${figures.netCacheSavings.value}`}
        href={hrefWith(filters, {}, "/caching")}
        note={
          figures.cacheHitRate === null ? (
            "no cache counts"
          ) : (
            <Link href="/glossary/cache-hit-rate" className="hover:underline">
              hit rate {formatShare(figures.cacheHitRate)}
            </Link>
          )
        }
      />
      <Figure
        name="Gross margin"
        term="gross-margin-percent"
        value={formatShare(margin.value)}
        exact={margin.value ?? undefined}
        href={hrefWith(filters, {}, "/margins")}
        change={margin.change && formatPoints(margin.change)}
        tone={toneOf(margin.change, "up")}
        note={
          figures.marginMissing === "no revenue" ? (
            <Link href="/imports" className="link">
              import revenue
            </Link>
          ) : figures.marginMissing ? (
            "revenue is by product only"
          ) : undefined
        }
      />
      <Figure
        name="Unallocated cost"
        term="unallocated-cost"
        value={formatUsdText(figures.unallocated)}
        exact={`$${figures.unallocated}`}
        href={hrefWith(filters, { where: { product: [null] }, rest: { by: ["project"] } }, "/spend")}
        note={figures.unallocatedShare ? `${formatShare(figures.unallocatedShare)} of spend` : undefined}
      />
    </Figures>
  );
}

function marginSub({ figures }: OverviewReport): string {
  if (figures.marginMissing === "not known here") return "Revenue is known by product and customer only.";
  if (figures.marginMissing === "no revenue") return "Cost by product. Import revenue to see margins.";
  return "Revenue less cost of revenue, allocated by your rules.";
}

function productColumns({ comparedWith, figures }: OverviewReport): Column[] {
  const product: Column = { id: "product", header: "Product", kind: "text" };
  const cost: Column = { id: "cost", header: "Cost", kind: "usd", term: "spend" };
  if (figures.marginMissing) return [product, cost];
  return [
    product,
    { id: "revenue", header: "Revenue", kind: "usd", term: "revenue" },
    cost,
    { id: "margin", header: "Margin", kind: "share", good: "up", term: "gross-margin-percent" },
    ...(comparedWith
      ? ([{ id: "change", header: `vs ${comparedWith}`, kind: "points", good: "up" }] satisfies Column[])
      : []),
    { id: "trend", header: "Margin, 12 months", kind: "spark" },
  ];
}
