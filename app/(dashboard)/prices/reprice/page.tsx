import type { Metadata } from "next";
import { Breadcrumb, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { extentOf } from "@/lib/reports/page-context";
import { repriceLines } from "@/lib/reports/reprice-lines";
import { repriceList } from "@/lib/reports/reprices";
import { monthStart, utcDayOf } from "@/lib/time";
import { CoverageLine } from "../../coverage-line";
import { repriceColumns } from "./columns";
import { RepriceForm } from "./reprice-form";

export const metadata: Metadata = { title: "Re-price" };

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? "";

export default async function RepricePage({ searchParams }: PageProps<"/prices/reprice">) {
  const actor = await requireActor();
  const params = await searchParams;
  const [extent, list] = [await extentOf(actor), await repriceList(actor)];
  const last = extent.dataThrough ?? utcDayOf(Date.now());
  return (
    <Page title="Re-price">
      <Breadcrumb steps={[{ label: "Prices", href: "/prices" }, { label: "Re-price" }]} />
      <p className="mb-5 max-w-[720px] text-ink-2">
        Prices past usage again by the book as it stands now. You see the change by month, product and model
        first; nothing moves before you apply it, and it can be undone.
      </p>
      {can(actor, "price:write") ? (
        <RepriceForm
          given={{
            from: one(params.from) || monthStart(last),
            to: one(params.to) || last,
            provider: one(params.provider),
            model: one(params.model),
          }}
          providers={extent.providers.map(({ provider }) => provider)}
          models={extent.models}
        />
      ) : (
        <p className="mb-5">An owner, an admin or finance can do that.</p>
      )}
      <Section
        title="Re-prices so far"
        sub="Computed cost of the period before and after, USD. What was only looked at is not listed."
      >
        <DataTable
          title="Re-prices"
          columns={repriceColumns}
          rows={repriceLines(list)}
          empty="None: every figure has the price it was first given."
        />
      </Section>
      <CoverageLine />
    </Page>
  );
}
