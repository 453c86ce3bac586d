import type { Metadata } from "next";
import { Bad, Empty, Lede, Page, Section } from "@/app/ui";
import { FilterBar } from "@/app/ui/filters";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { formatShare, formatUsdText } from "@/lib/money";
import { pageContext } from "@/lib/reports/page-context";
import { productsReport } from "@/lib/reports/products";
import { CoverageLine } from "../coverage-line";
import { RuleEditor } from "./rule-editor";

export const metadata: Metadata = { title: "Products & rules" };

const COLUMNS = [
  { id: "product", header: "Product", kind: "text", strong: true },
  { id: "revenue", header: "Revenue", kind: "usd", term: "revenue" },
  { id: "spend", header: "Cost", kind: "usd", term: "spend" },
  { id: "gross_margin", header: "Gross margin", kind: "usd", term: "gross-margin", good: "up" },
  { id: "gross_margin_percent", header: "Margin", kind: "share", term: "gross-margin-percent", good: "up" },
  { id: "rules", header: "Rules", kind: "count" },
] as const;

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default async function ProductsPage({ searchParams }: Props) {
  const actor = await requireActor();
  const context = await pageContext(actor, await searchParams);
  const { filters } = context;
  const report = await productsReport(actor, filters);
  return (
    <Page title="Products & rules" actions={<FilterBar filters={filters} options={{}} show={[]} />}>
      <Lede>
        {report.allocated === null ? (
          <>
            Rules give every cost its product. Name your products, then say which project, key or tag is
            whose.
          </>
        ) : (
          <>
            Rules give <b>{formatShare(report.allocated)}</b> of cost its product.
            {report.unallocated.cost !== "0" && (
              <Bad>
                {" "}
                {formatUsdText(report.unallocated.cost)}, {formatShare(report.unallocated.share)}, is
                unallocated.
              </Bad>
            )}
          </>
        )}
      </Lede>
      <Section
        title="Products"
        sub={`${report.period}. A product named in a revenue file is added by itself.`}
      >
        {report.rows.length === 0 ? (
          <Empty title="No products yet">
            Add the first one under Rules, or upload a revenue file that names it.
          </Empty>
        ) : (
          <DataTable
            title="Products"
            columns={COLUMNS}
            rows={report.rows}
            total={report.total}
            download={report.period}
          />
        )}
      </Section>
      <RuleEditor
        document={report.document}
        inForce={report.inForce}
        suggestions={report.suggestions}
        unallocated={report.unallocated}
        history={report.history}
        period={{ from: filters.from, to: filters.to, label: report.period }}
        canWrite={can(actor, "rules:write")}
      />
      <CoverageLine context={context} />
    </Page>
  );
}
