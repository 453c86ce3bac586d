import type { Metadata } from "next";
import { Button, Lede, Notice, Page, Section, Segments } from "@/app/ui";
import { FilterBar, FilterNotices } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith, rangeLabel } from "@/lib/filters";
import { formatCount, formatTokens, formatUsdText } from "@/lib/money";
import { emptyState } from "@/lib/reports/empty-state";
import { filterOptions } from "@/lib/reports/filter-options";
import { type PageContext, pageContext } from "@/lib/reports/page-context";
import { ROW_KINDS, type RowKind, type RowsReport, rowsReport } from "@/lib/reports/rows";
import { dayLabel } from "@/lib/time";
import { CoverageLine } from "../coverage-line";
import { NothingYet } from "../nothing-yet";
import { rowColumns } from "./columns";

export const metadata: Metadata = { title: "Source rows" };

export default async function RowsPage({ searchParams }: PageProps<"/rows">) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters, extent } = context;
  const empty = emptyState("rows", filters, extent);
  if (empty && extent.dataThrough === null && !extent.hasRevenue) {
    return (
      <Page title="Source rows">
        <NothingYet state={empty} />
      </Page>
    );
  }
  const report = await rowsReport(actor, context);
  return (
    <Page title="Source rows" actions={<FilterBar filters={filters} options={filterOptions(extent)} />}>
      <FilterNotices filters={filters} />
      <Rows report={report} context={context} />
      <CoverageLine context={context} />
    </Page>
  );
}

const NAMES: Readonly<Record<RowKind, string>> = { usage: "Usage", charges: "Charges", revenue: "Revenue" };

/** What each list is, and how its amounts come to count. */
const SUBS: Readonly<Record<RowKind, string>> = {
  usage: "Every accepted row of a usage export, in the order of time, with the price of its own date.",
  charges:
    "Rows of cost exports. Where one meets usage its amount is laid over it and counts in place of the computed cost; else it is a line of its own.",
  revenue: "Rows of revenue files. An amount falls on the days of its period in equal parts.",
};

function Rows({ report, context }: { report: RowsReport; context: PageContext }) {
  const { filters } = context;
  const { kind, counts } = report;
  const title = kind === "charges" ? "Charge rows" : `${NAMES[kind]} rows`;
  return (
    <>
      <Lede>
        <Opening report={report} />
      </Lede>
      {kind === "usage" && report.keptFrom !== null && (
        <Notice title={`Rows before ${dayLabel(report.keptFrom, { year: true })} are not listed`}>
          This organization keeps single rows of usage for a limited time, and those were dropped. Every
          figure still counts them.
        </Notice>
      )}
      <Section
        title={title}
        sub={SUBS[kind]}
        actions={
          <Segments
            label="Rows of"
            options={ROW_KINDS.map((name) => ({
              label: `${NAMES[name]} ${formatCount(counts[name])}`,
              href: hrefWith(filters, { rest: { kind: [name], after: [] } }),
              active: name === kind,
            }))}
          />
        }
      >
        <DataTable
          key={`${kind} ${report.lines[0]?.id}`}
          title={title}
          download={rangeLabel(filters)}
          columns={rowColumns(report)}
          rows={report.lines}
          empty="No row of a file lies behind this view."
        />
        {(report.firstHref || report.nextHref) && (
          <nav aria-label="Pages of rows" className="mt-3 flex gap-2">
            {report.firstHref && <Button href={report.firstHref}>First rows</Button>}
            {report.nextHref && <Button href={report.nextHref}>Next 100 rows</Button>}
          </nav>
        )}
      </Section>
    </>
  );
}

function Opening({ report: { kind, counts, totals } }: { report: RowsReport }) {
  if (kind === "charges") {
    return (
      <>
        {plural(counts.charges, "charge")} from cost exports come to <b>{formatUsdText(totals.charges)}</b>.
        {totals.reported !== totals.charges && (
          <>
            {" "}
            Reported cost in this view is <b>{formatUsdText(totals.reported)}</b>: usage rows that state their
            own cost are in it, and charges fall on UTC days.
          </>
        )}
      </>
    );
  }
  if (kind === "revenue") {
    if (totals.revenue === null)
      return <>Revenue is known by product and customer only: lift the other filters.</>;
    return (
      <>
        <b>{formatUsdText(totals.revenue)}</b> of revenue in these days, from {plural(counts.revenue, "row")}.
      </>
    );
  }
  return (
    <>
      {plural(counts.usage, "row")} of usage hold {formatTokens(BigInt(totals.tokens))} tokens, computed at{" "}
      <b>{formatUsdText(totals.computed)}</b>. Spend in this view is <b>{formatUsdText(totals.spend)}</b>.
    </>
  );
}

const plural = (count: number, word: string): string =>
  `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
