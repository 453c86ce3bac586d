import type { Metadata } from "next";
import { Link, Page, Section, Segments, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { formatShare, formatUsdText } from "@/lib/money";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptions } from "@/lib/reports/filter-options";
import { type MarginsReport, marginsReport, unknownToRevenue } from "@/lib/reports/margins";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { OpeningWords } from "../words";
import { monthColumns, periodColumns } from "./columns";
import { MarginFigures } from "./figures";
import { NoRevenue, NoRules, NotSeen, RevenueUnknown } from "./missing";

export const metadata: Metadata = { title: "Margins" };

export default async function MarginsPage({ searchParams }: PageProps<"/margins">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("margins", filters, extent);
  if ((empty && extent.dataThrough === null) || !can(actor, "revenue:read")) {
    return (
      <Page title="Margins">
        {can(actor, "revenue:read") ? empty && <NothingYet state={empty} /> : <NotSeen />}
      </Page>
    );
  }
  const unknown = unknownToRevenue(filters.where);
  const report = empty || unknown.length > 0 ? null : await marginsReport(actor, context);
  const { product, customer } = filterOptions(extent);
  const csv = report
    ? exportHref(filters, {
        metrics: ["revenue", "spend", "gross_margin", "gross_margin_percent"],
        by: [report.by],
        grain: "month",
      })
    : undefined;
  return (
    <Page
      title="Margins"
      actions={
        <FilterBar
          filters={filters}
          options={{ product, customer }}
          show={["product", "customer"]}
          exportHref={csv}
        />
      }
    >
      <FilterNotices filters={filters} />
      {empty && <NothingYet state={empty} />}
      {!empty && unknown.length > 0 && <RevenueUnknown filters={filters} dimensions={unknown} />}
      {report && <Margins report={report} context={context} />}
    </Page>
  );
}

function Margins({ report, context }: { report: MarginsReport; context: PageContext }) {
  const { filters, extent } = context;
  const { by, view, coverage } = report;
  const title =
    view === "cost" ? `Inference cost by ${by}` : by === "product" ? "Product P&L" : "Customer P&L";
  return (
    <>
      {extent.hasRevenue ? (
        <>
          <OpeningWords words={report.words} />
          <MarginFigures report={report} filters={filters} />
        </>
      ) : (
        <NoRevenue />
      )}
      {!extent.hasRules && <NoRules hasRevenue={extent.hasRevenue} />}
      <Section
        id="p-and-l"
        title={title}
        sub={monthsSub(report)}
        actions={<Choice report={report} context={context} />}
      >
        <DataTable
          key={`${view} ${by}`}
          title={title}
          download={`${view === "margin" ? "margin" : view} ${rangeLabel(filters)}`}
          columns={monthColumns(report)}
          rows={report.lines}
          total={report.total}
          search={report.lines.length > 20}
          opened={report.lines.slice(0, 1).map(({ id }) => id)}
        />
      </Section>
      {extent.hasRevenue && (
        <TwoColumns split="even">
          <Why report={report} context={context} />
          <Side report={report} context={context} />
        </TwoColumns>
      )}
      <CoverageLine context={context} through={coverage.through} missing={coverage.missing} />
    </>
  );
}

function monthsSub({ view, by, months, monthComparedWith, costNamed, lines }: MarginsReport): string {
  const cells = {
    margin: "Gross margin as a share of revenue; open a row for its amounts.",
    amounts: "Gross margin in dollars; open a row for revenue and cost.",
    cost: "What each cost to serve.",
  }[view];
  const borne = by === "product" && view !== "cost" && lines.some(({ id }) => id === "unallocated");
  const last = months.at(-1);
  const part = last && !last.isWhole;
  return [
    cells,
    ...(borne ? ["All products bear unallocated cost too."] : []),
    ...(costNamed !== null && Number(costNamed) < NAMED_WELL ? [`Only ${namedText(costNamed)}`] : []),
    ...(part && monthComparedWith
      ? [`${last.label} is compared with the same days of the month before.`]
      : []),
  ].join(" ");
}

/** Below this share of cost, margins by customer look better than they are. */
const NAMED_WELL = 0.9;

const namedText = (costNamed: string): string =>
  `${formatShare(costNamed)} of cost names its customer${Number(costNamed) < NAMED_WELL ? "; the rest weighs on none of their margins." : "."}`;

function Choice({
  report: { by, view },
  context: { filters },
}: {
  report: MarginsReport;
  context: PageContext;
}) {
  return (
    <>
      {view !== "cost" && (
        <Segments
          label="Show"
          options={[
            { label: "Margin", href: hrefWith(filters, { rest: { view: [] } }), active: view === "margin" },
            {
              label: "Amounts",
              href: hrefWith(filters, { rest: { view: ["amounts"] } }),
              active: view === "amounts",
            },
          ]}
        />
      )}
      <Segments
        label="Group by"
        options={[
          { label: "Product", href: hrefWith(filters, { rest: { by: [] } }), active: by === "product" },
          {
            label: "Customer",
            href: hrefWith(filters, { rest: { by: ["customer"] } }),
            active: by === "customer",
          },
        ]}
      />
    </>
  );
}

function Why({
  report: { bridge, comparedWith },
  context: { filters },
}: {
  report: MarginsReport;
  context: PageContext;
}) {
  return (
    <Section
      title="Why gross margin changed"
      sub={
        bridge ? (
          <>
            From {comparedWith}: revenue, then{" "}
            <Link href="/glossary/price-volume-mix" className="term">
              volume, mix, caching and price
            </Link>{" "}
            of cost. More cost is less margin.
          </>
        ) : undefined
      }
    >
      {bridge ? (
        <Chart kind="bridge" title="Why gross margin changed" unit="usd" good="up" steps={bridge} />
      ) : (
        <p className="text-ink-2">
          {filters.compare === null
            ? "Choose a period to compare with beside the dates to see what moved the margin."
            : "There are no data in the period compared with."}
        </p>
      )}
    </Section>
  );
}

function Side({ report: { side }, context: { filters } }: { report: MarginsReport; context: PageContext }) {
  const title = side.by === "customer" ? "Margin by customer" : "Margin by product";
  return (
    <Section title={title} sub={sideSub(side)}>
      <DataTable
        key={side.by}
        title={title}
        download={rangeLabel(filters)}
        columns={periodColumns(side.by)}
        rows={side.lines}
        total={side.total}
        search={side.lines.length > 20}
      />
    </Section>
  );
}

function sideSub({ by, below, lost, known, costNamed }: MarginsReport["side"]): string {
  const many = by === "customer" ? "customers" : "products";
  const loss =
    below === 0
      ? known < 2
        ? ""
        : `None of ${known} ${many} is below zero. `
      : `${below} of ${known} ${many} below zero, together −${formatUsdText(lost)}. `;
  if (by === "product") return loss.trim();
  if (costNamed === null || Number(costNamed) === 0) return `${loss}No cost names a customer yet.`;
  return `${loss}${namedText(costNamed)}`;
}
