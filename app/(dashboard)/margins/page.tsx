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
import type { MarginCustomers } from "@/lib/reports/margin-customers";
import type { MarginTries } from "@/lib/reports/margin-tries";
import { type MarginsReport, marginsReport, unknownToRevenue } from "@/lib/reports/margins";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { OpeningWords } from "../words";
import { CUSTOMER_COLUMNS, monthColumns } from "./columns";
import { Dots } from "./dots";
import { MarginFigures } from "./figures";
import { NoRevenue, NoRules, NotSeen, RevenueUnknown } from "./missing";
import { Sensitivity } from "./sensitivity";

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
  const { product, customer, plan } = filterOptions(extent);
  const csv = report
    ? exportHref(filters, {
        metrics: [
          "revenue",
          "spend",
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
          options={{ product, customer, plan }}
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

function Customers({
  report: { customers },
  context: { filters },
}: {
  report: MarginsReport;
  context: PageContext;
}) {
  const { dots, p10, p50, p90, top } = customers;
  return (
    <>
      <Section title="Customers by margin" sub={customersSub(customers)}>
        {dots.length > 0 && <Dots dots={dots} />}
        {p50 !== null && (
          <p className="mt-2 text-ink-2">
            Half of the customers are at {formatShare(p50)} or below, a tenth at {formatShare(p10)}, nine
            tenths at {formatShare(p90)}.
            {top.share !== null &&
              ` ${top.customers === 1 ? "The dearest customer causes" : `The ${top.customers} dearest cause`} ${formatShare(top.share)} of the cost that names one.`}
          </p>
        )}
      </Section>
      <Section title="Margin by customer">
        <DataTable
          title="Margin by customer"
          download={rangeLabel(filters)}
          columns={CUSTOMER_COLUMNS}
          rows={customers.lines}
          total={customers.total}
          search={customers.lines.length > 20}
        />
      </Section>
    </>
  );
}

function customersSub({ below, lost, known, costNamed, dots }: MarginCustomers): string {
  const loss =
    below === 0
      ? known < 2
        ? ""
        : `None of ${known} is below zero. `
      : `${below} of ${known} below zero, together −${formatUsdText(lost)}. `;
  const dot = dots.length > 0 ? "One dot a customer, sized by cost. " : "";
  if (costNamed === null || Number(costNamed) === 0) return `${dot}${loss}No cost names a customer yet.`;
  return `${dot}${loss}${namedText(costNamed)}`;
}

function Tries({ tries }: { tries: MarginTries }) {
  return (
    <Section
      id="try"
      title="What if"
      sub={`With other prices, another hit rate, another model, and all else as it was${
        tries.movable === null ? "" : `; ${formatShare(tries.movable)} of the cost is tokens that move`
      }. A swapped model is priced at the standard tier, by the prices in force on the last day.`}
      actions={
        tries.choices.length > 2 ? <Segments label="What if for" options={tries.choices} /> : undefined
      }
    >
      <Sensitivity key={tries.product ?? ""} tries={tries} />
    </Section>
  );
}
