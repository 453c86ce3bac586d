import type { Metadata } from "next";
import { Link, Page, Section } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { requireActor } from "@/lib/auth/actor";
import { rangeLabel } from "@/lib/filters";
import { type CurvePage, curveFilters, curvePage } from "@/lib/reports/cost-curve-page";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptionsWithUnits } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { OpeningWords } from "../words";
import { MODEL_COLUMNS, periodColumns } from "./columns";
import { CurveFigures } from "./figures";
import { BesidePublicPrices, PublicPrices } from "./marks";

export const metadata: Metadata = { title: "Cost curve" };

export default async function CostCurvePage({ searchParams }: PageProps<"/cost-curve">) {
  const actor = await requireActor();
  const asked = await pageContext(actor, await searchParams);
  const context = { ...asked, filters: curveFilters(asked.filters, asked.extent) };
  const { filters, extent } = context;
  const empty = emptyState("cost-curve", filters, extent);
  if (empty && extent.dataThrough === null) {
    return (
      <Page title="Cost curve">
        <NothingYet state={empty} />
      </Page>
    );
  }
  const report = empty ? null : await curvePage(actor, context);
  const csv = report
    ? exportHref(filters, {
        metrics: ["cost_per_million_tokens", "cost_per_unit", "spend"],
        by: [],
        grain: report.grain,
      })
    : undefined;
  return (
    <Page
      title="Cost curve"
      actions={<FilterBar filters={filters} options={filterOptionsWithUnits(extent)} exportHref={csv} />}
    >
      <FilterNotices filters={filters} />
      {empty && <NothingYet state={empty} />}
      {report && <CostCurve report={report} context={context} />}
    </Page>
  );
}

const PERIODS = { day: "Days", week: "Weeks", month: "Months" };

function CostCurve({ report, context }: { report: CurvePage; context: PageContext }) {
  const { filters } = context;
  const { curves, points, coverage } = report;
  const series = [
    { id: "index", name: "Price index", values: curves.price_index.rebased },
    { id: "blended", name: "Per 1M tokens", values: curves.cost_per_million_tokens.rebased },
    { id: "unit", name: "Per unit of work", values: curves.cost_per_unit.rebased },
  ].filter(({ values }) => values.some((value) => value !== null));
  const hasUnits = series.some(({ id }) => id === "unit");
  return (
    <>
      <OpeningWords words={report.words} />
      <CurveFigures report={report} />
      <Section
        title="Your curves, each from 100"
        sub="On a logarithmic axis an even fall is a straight line, and equal slopes are equal rates."
      >
        <Chart
          kind="curve"
          title="Your cost curves, each from 100"
          unit="index"
          points={points}
          series={series}
        />
      </Section>
      <BesidePublicPrices report={report} />
      <Section
        title={PERIODS[report.grain]}
        sub={
          <>
            The{" "}
            <Link href="/glossary/price-index" className="term">
              price index
            </Link>{" "}
            compares only models used in two neighbouring periods, each weighing the same, at the prices in
            force at their ends. A period opens its parts, an amount its rows.
          </>
        }
      >
        <DataTable
          title="Cost curves by period"
          download={rangeLabel(filters)}
          columns={periodColumns(hasUnits)}
          rows={report.periods}
        />
      </Section>
      <Section
        id="models"
        title="What the index is made of"
        sub="A model’s own price, and what it moved the index by; all of these multiplied give the index."
      >
        <DataTable
          title="Models of the price index"
          download={rangeLabel(filters)}
          columns={MODEL_COLUMNS}
          rows={report.models}
          search={report.models.length > 20}
          empty="No model with a price was used in two periods."
        />
      </Section>
      <PublicPrices report={report} />
      <CoverageLine context={context} through={coverage.through} />
    </>
  );
}
