import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Breadcrumb, Page } from "@/app/ui";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { extentOf } from "@/lib/reports/page-context";
import { utcDayOf } from "@/lib/time";
import { CoverageLine } from "../../coverage-line";
import { PriceForm } from "./price-form";

export const metadata: Metadata = { title: "Add a price" };

const FIELDS = ["provider", "model", "tier", "geography", "contextBand", "from"] as const;

export default async function AddPricePage({ searchParams }: PageProps<"/prices/add">) {
  const actor = await requireActor();
  if (!can(actor, "price:write")) redirect("/prices");
  const params = await searchParams;
  const given = Object.fromEntries(
    FIELDS.map((name) => {
      const value = params[name];
      return [name, (Array.isArray(value) ? value[0] : value) ?? ""];
    }),
  );
  const extent = await extentOf(actor);
  return (
    <Page title="Add a price">
      <Breadcrumb steps={[{ label: "Prices", href: "/prices" }, { label: "Add a price" }]} />
      <p className="mb-5 max-w-[720px] text-ink-2">
        It counts from its first day on: for usage that has no price yet, and for usage still to come. Days
        that have a price keep it until a re-price, which shows the change before anything moves.
      </p>
      <PriceForm
        given={{ ...given, from: given.from || utcDayOf(Date.now()) }}
        providers={extent.providers.map(({ provider }) => provider)}
        models={extent.models}
      />
      <CoverageLine />
    </Page>
  );
}
