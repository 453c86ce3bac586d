import type { Metadata } from "next";
import { Link, Page, Section, Segments, TwoColumns } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { emptyState } from "@/lib/reports/empty-state";
import { exportHref } from "@/lib/reports/export-href";
import { filterOptionsWithUnits } from "@/lib/reports/filter-options";
import { type MarginsReport, marginsReport, unknownToRevenue } from "@/lib/reports/margins";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { OpeningWords } from "../words";
import { monthColumns } from "./columns";
import { Customers, NAMED_WELL, namedText } from "./customers";
import { MarginFigures } from "./figures";
import { NoRevenue, NoRules, NotSeen, RevenueUnknown } from "./missing";
import { Tries } from "./tries";

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
  const { product, customer, plan, unit } = filterOptionsWithUnits(extent);
  const csv = report
    ? exportHref(filters, {
        metrics: [
          "revenue",
          "spend",
          "inference_cost",
          "other_variable_cost",
          "fixed_cost",
          "gross_margin",
          "gross_margin_percent",
          "contribution_margin",
          "contribution_margin_percent",
          "units",
          "cost_per_unit",
        ],
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
          options={{ product, customer, plan, ...(unit ? { unit } : {}) }}
          show={["product", "customer", "plan"]}
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

const NAMES = { product: "Product", customer: "Customer", plan: "Plan" } as const;

function Margins({ report, context }: { report: MarginsReport; context: PageContext }) {
  const { filters, extent } = context;
  const { by, view, coverage } = report;
  const title = {
    margin: `${NAMES[by]} P&L`,
    amounts: `${NAMES[by]} P&L`,
    unit: `Cost per unit by ${by}`,
    cost: `Cost by ${by}`,
  }[view];
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
          <div>
            <Why report={report} context={context} />
            {report.tries && <Tries tries={report.tries} />}
          </div>
          <div>
            <Customers report={report} context={context} />
          </div>
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
    unit: "Spend over the units of work that were counted; open a row for both.",
    cost: "What each cost to serve.",
  }[view];
  const borne =
    by === "product" &&
    (view === "margin" || view === "amounts") &&
    lines.some(({ id }) => id === "unallocated");
  const last = months.at(-1);
  const part = last && !last.isWhole;
  return [
    cells,
    ...(borne ? ["All products bear unallocated cost too."] : []),
    ...(costNamed !== null && Number(costNamed) < NAMED_WELL ? [`Only ${namedText(costNamed, by)}`] : []),
    ...(part && monthComparedWith
      ? [`${last.label} is compared with the same days of the month before.`]
      : []),
  ].join(" ");
}

function Choice({
  report: { by, view },
  context: { filters, extent },
}: {
  report: MarginsReport;
  context: PageContext;
}) {
  const option = (label: string, name: "view" | "by", value: string, active: boolean, isFirst: boolean) => ({
    label,
    href: hrefWith(filters, { rest: { [name]: isFirst ? [] : [value] } }),
    active,
  });
  const views = extent.hasRevenue
    ? ([
        ["Margin", "margin"],
        ["Amounts", "amounts"],
        ["Unit cost", "unit"],
      ] as const)
    : ([
        ["Cost", "cost"],
        ["Unit cost", "unit"],
      ] as const);
  return (
    <>
      <Segments
        label="Show"
        options={views.map(([label, name], i) => option(label, "view", name, view === name, i === 0))}
      />
      <Segments
        label="Group by"
        options={(["product", "customer", "plan"] as const).map((name, i) =>
          option(NAMES[name], "by", name, by === name, i === 0),
        )}
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
