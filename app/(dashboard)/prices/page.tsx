import type { Metadata } from "next";
import { Button, Link, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { CATALOGUE_DATE, CATALOGUE_SOURCE, CATALOGUE_VERSION } from "@/lib/pricing";
import { shareOf } from "@/lib/reports/figures";
import { repriceHref, whereWords } from "@/lib/reports/price-words";
import { type Differing, type PricesReport, pricesReport } from "@/lib/reports/prices";
import type { Unpriced } from "@/lib/reports/unpriced";
import { dayLabel } from "@/lib/time";
import { CoverageLine } from "../coverage-line";
import { OpeningWords } from "../words";
import { differingColumns, ownColumns, publishedColumns, unpricedColumns, usedColumns } from "./columns";
import { EntryActions } from "./entry-actions";
import { ExportCsv, ImportCsv } from "./import-csv";

export const metadata: Metadata = { title: "Prices" };

export default async function PricesPage({ searchParams }: PageProps<"/prices">) {
  const actor = await requireActor();
  const { q } = await searchParams;
  const search = (Array.isArray(q) ? q[0] : q)?.trim().slice(0, 100) ?? "";
  const report = await pricesReport(actor, search);
  const canWrite = can(actor, "price:write");
  return (
    <Page
      title="Prices"
      actions={
        <>
          {canWrite && <ImportCsv />}
          <ExportCsv />
          <Button href="/prices/reprice">Re-price</Button>
          {canWrite && (
            <Button href="/prices/add" look="primary">
              Add a price
            </Button>
          )}
        </>
      }
    >
      <OpeningWords words={report.words} />
      <Search text={search} />
      {report.unpriced.length > 0 && <WithoutPrice unpriced={report.unpriced} canWrite={canWrite} />}
      <InUse report={report} />
      <Own report={report} canWrite={canWrite} />
      {report.differing.length > 0 && <Differs differing={report.differing} canWrite={canWrite} />}
      {report.published && <Published published={report.published} search={search} />}
      <CoverageLine />
    </Page>
  );
}

function Search({ text }: { text: string }) {
  return (
    <form method="get" className="mb-[26px] flex flex-wrap gap-2">
      <input
        type="search"
        name="q"
        defaultValue={text}
        placeholder="Provider or model, also from the public catalogue"
        aria-label="Search prices"
        className="w-full max-w-[420px] rounded-chip border bg-card px-[11px] py-[6px] placeholder:text-ink-3"
      />
      <Button type="submit">Search</Button>
      {text && (
        <Button href="/prices" look="quiet">
          Show all
        </Button>
      )}
    </form>
  );
}

function WithoutPrice({ unpriced, canWrite }: { unpriced: readonly Unpriced[]; canWrite: boolean }) {
  const lines = unpriced.map((entry) => ({
    id: JSON.stringify([entry.provider, entry.model, entry.tier, entry.geography, entry.contextBand]),
    cells: {
      model: entry.model,
      provider: entry.provider,
      where: whereWords(entry),
      tokens: entry.unpricedTokens.toString(),
      share: shareOf(entry.unpricedTokens, entry.tokens),
      days: entry.days,
      first: entry.first,
      last: entry.last,
      why: entry.why,
    },
  }));
  return (
    <Section
      id="unpriced"
      title="Usage without a price"
      sub="It is kept and counted, and adds nothing to spend. Once a price is set it prices itself."
    >
      <DataTable
        title="Usage without a price"
        columns={unpricedColumns}
        rows={lines}
        actions={
          canWrite
            ? Object.fromEntries(
                unpriced.map((entry, index) => [
                  lines[index]?.id ?? "",
                  <Link key={entry.model} href={addHref(entry)} className="link font-strong">
                    Set a price
                  </Link>,
                ]),
              )
            : undefined
        }
      />
    </Section>
  );
}

/** The form, filled in for usage without a price, from its first day on. */
function addHref({ provider, model, tier, geography, contextBand, first }: Unpriced): string {
  const query = new URLSearchParams({ provider, model, from: first });
  for (const [name, value] of Object.entries({ tier, geography, contextBand }))
    if (value) query.set(name, value);
  return `/prices/add?${query}`;
}

function InUse({ report: { used, search } }: { report: PricesReport }) {
  return (
    <Section
      title="Prices of what you use"
      sub={
        <>
          As they hold today, USD per million tokens; searches and requests per thousand. List prices are
          those of {CATALOGUE_SOURCE} {CATALOGUE_VERSION}, published{" "}
          {dayLabel(CATALOGUE_DATE, { year: true })}, as they were when a model was first met. A model’s name
          opens its{" "}
          <Link href="/glossary/price-book" className="term">
            past and future prices
          </Link>
          .
        </>
      }
    >
      <DataTable
        key={search}
        title="Prices of what you use"
        columns={usedColumns}
        rows={used}
        empty={
          search
            ? `Nothing in use is called “${search}”.`
            : "Prices appear here with the first usage of a model."
        }
      />
    </Section>
  );
}

function Own({ report: { own, search }, canWrite }: { report: PricesReport; canWrite: boolean }) {
  return (
    <Section
      id="own"
      title="Your own entries"
      sub="A price comes before a percentage, a percentage before the list. A later start closes an open end."
    >
      <DataTable
        key={search}
        title="Own entries"
        columns={own.some(({ cells }) => cells.note !== null) ? ownColumns : ownColumns.slice(0, -1)}
        rows={own}
        download={false}
        actions={
          canWrite
            ? Object.fromEntries(own.map((line) => [line.id, <EntryActions key={line.id} line={line} />]))
            : undefined
        }
        empty={
          search
            ? `No entry of your own is about “${search}”.`
            : "None yet: everything is at list price. Add a contract price, a discount, a mark-up or a self-hosted rate."
        }
      />
    </Section>
  );
}

function Differs({ differing, canWrite }: { differing: readonly Differing[]; canWrite: boolean }) {
  return (
    <Section
      id="differs"
      title="Days the book would price otherwise today"
      sub="What has a price keeps it: neither a new entry nor a new version of the catalogue moves a past figure. A re-price does, and shows the change first."
    >
      <DataTable
        title="Days the book would price otherwise"
        columns={differingColumns}
        download={false}
        rows={differing.map(({ provider, model, days, from, to, isOwn }) => ({
          id: `${provider} ${model}`,
          cells: {
            provider,
            model,
            days,
            from,
            to,
            why: isOwn ? "an entry of your own" : "the public catalogue",
          },
        }))}
        actions={
          canWrite
            ? Object.fromEntries(
                differing.map((entry) => [
                  `${entry.provider} ${entry.model}`,
                  <Link key={entry.model} href={repriceHref(entry)} className="link font-strong">
                    See the change
                  </Link>,
                ]),
              )
            : undefined
        }
      />
    </Section>
  );
}

function Published({
  published,
  search,
}: {
  published: NonNullable<PricesReport["published"]>;
  search: string;
}) {
  const { lines, total } = published;
  return (
    <Section
      title="In the public catalogue"
      sub={`${CATALOGUE_SOURCE} ${CATALOGUE_VERSION}, USD per million tokens at the standard tier today${total > lines.length ? `; ${lines.length} of ${total} shown` : ""}.`}
    >
      <DataTable
        key={search}
        title="Public catalogue"
        columns={publishedColumns}
        rows={lines}
        empty={`The catalogue holds no “${search}”.`}
      />
    </Section>
  );
}
