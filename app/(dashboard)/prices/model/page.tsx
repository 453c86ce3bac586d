import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Breadcrumb, Button, Link, Notice, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { CATALOGUE_DATE } from "@/lib/pricing";
import { type ModelPrices, modelPrices } from "@/lib/reports/model-prices";
import { dayLabel } from "@/lib/time";
import { CoverageLine } from "../../coverage-line";
import { historyColumns, timelineColumns } from "../columns";
import { EntryActions } from "../entry-actions";

export const metadata: Metadata = { title: "Prices of a model" };

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? "";

export default async function ModelPage({ searchParams }: PageProps<"/prices/model">) {
  const actor = await requireActor();
  const params = await searchParams;
  const [provider, model] = [one(params.provider), one(params.model)];
  if (!provider || !model) redirect("/prices");
  const report = await modelPrices(actor, provider, model);
  const canWrite = can(actor, "price:write");
  return (
    <Page
      title={model}
      actions={
        canWrite ? (
          <Button href={`/prices/add?${new URLSearchParams({ provider, model })}`} look="primary">
            Add a price
          </Button>
        ) : undefined
      }
    >
      <div className="mb-4">
        <Breadcrumb steps={[{ label: "Prices", href: "/prices" }, { label: `${provider} / ${model}` }]} />
      </div>
      {!report.isUsed && <Notice>No usage of it so far: these are the prices it would have.</Notice>}
      {report.timelines.map(({ where, lines }, index) => (
        <Section
          key={`${index} ${where}`}
          title={`Prices over time: ${where}`}
          sub="USD per million tokens, days in UTC. The line that holds now is green, steps to come are amber."
        >
          <DataTable
            title={`${model}, ${where}`}
            columns={timelineColumns}
            rows={lines}
            opened={lines.map(({ id }) => id)}
            empty="No price: usage of it is kept and counted as unpriced."
          />
        </Section>
      ))}
      <Section
        title="What you entered about it"
        sub="Replaced and removed entries stay on record, with who took them out and when."
      >
        <DataTable
          title={`Entries about ${model}`}
          columns={historyColumns}
          rows={report.entries}
          download={model}
          actions={
            canWrite
              ? Object.fromEntries(
                  report.entries
                    .filter(({ id }) => report.standing.includes(id))
                    .map((line) => [line.id, <EntryActions key={line.id} line={line} />]),
                )
              : undefined
          }
          empty="Nothing: it is at list price, or has none."
        />
      </Section>
      <Source list={report.list} />
      <CoverageLine about={{ where: { provider: [provider], model: [model] } }} />
    </Page>
  );
}

function Source({ list }: { list: ModelPrices["list"] }) {
  if (list === null) return null;
  const { source, version, recorded, url } = list;
  return (
    <p className="text-small text-ink-2">
      List prices: {source.replace(/ \+ https?:\S+/g, "")} {version}, published{" "}
      {dayLabel(CATALOGUE_DATE, { year: true })}, taken into your book on {dayLabel(recorded, { year: true })}
      .{" "}
      {url && (
        <Link href={url} className="link">
          The provider’s own price list
        </Link>
      )}
    </p>
  );
}
