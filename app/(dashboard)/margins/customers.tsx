import { Link, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { rangeLabel } from "@/lib/filters";
import { formatShare, formatUsdText } from "@/lib/money";
import type { MarginCustomers } from "@/lib/reports/margin-customers";
import type { MarginsReport } from "@/lib/reports/margins";
import type { PageContext } from "@/lib/reports/page-context";
import { CUSTOMER_COLUMNS } from "./columns";
import { Dots } from "./dots";

/** How margins lie over customers, and the customers, those below zero first. */
export function Customers({
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
            <Link href="/glossary/margin-distribution" className="term">
              Half of the customers
            </Link>{" "}
            are at {formatShare(p50)} or below, a tenth at {formatShare(p10)}, nine tenths at{" "}
            {formatShare(p90)}.
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

/** Below this share of cost, margins by customer or plan look better than they are. */
export const NAMED_WELL = 0.9;

/** How much of the cost the margins of customers or plans rest on. */
export const namedText = (costNamed: string, what = "customer"): string =>
  `${formatShare(costNamed)} of cost names its ${what}${Number(costNamed) < NAMED_WELL ? "; the rest weighs on none of their margins." : "."}`;
