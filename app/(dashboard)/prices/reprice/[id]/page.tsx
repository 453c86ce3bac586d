import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Breadcrumb, Button, Figure, Figures, Notice, Page, Section, TwoColumns } from "@/app/ui";
import { ActionForm } from "@/app/ui/action-form";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { UserError } from "@/lib/commands/errors";
import type { Where } from "@/lib/filters";
import { formatUsdText } from "@/lib/money";
import { aboutWords, type RepriceParts, repriceParts } from "@/lib/reports/reprice-lines";
import { type RepriceEntry, repriceOne } from "@/lib/reports/reprices";
import { dayLabel, periodLabel } from "@/lib/time";
import { CoverageLine } from "../../../coverage-line";
import { OpeningWords } from "../../../words";
import { applyReprice, undoReprice } from "../../actions";
import { modelColumns, monthColumns, productColumns } from "../columns";

export const metadata: Metadata = { title: "A re-price" };

export default async function RepricePage({ params }: PageProps<"/prices/reprice/[id]">) {
  const actor = await requireActor();
  const { id } = await params;
  const entry = await repriceOne(actor, id).catch((error: unknown) => {
    if (error instanceof UserError && error.status === 404) notFound();
    throw error;
  });
  const parts = repriceParts(entry);
  return (
    <Page title="Re-price">
      <Breadcrumb
        steps={[
          { label: "Prices", href: "/prices" },
          { label: "Re-price", href: "/prices/reprice" },
          { label: periodLabel(entry.from, entry.to) },
        ]}
      />
      <OpeningWords words={parts.words} />
      <p className="mb-5 text-ink-2">
        {aboutWords(entry)} · “{entry.reason}”
      </p>
      <State entry={entry} />
      <Amounts entry={entry} parts={parts} />
      {can(actor, "price:write") && <Acts entry={entry} moves={parts.models.length > 0} />}
      {parts.models.length > 0 && <Moves parts={parts} />}
      <CoverageLine about={{ from: entry.from, to: entry.to, where: whereOf(entry) }} />
    </Page>
  );
}

const whereOf = ({ provider, model }: RepriceEntry): Where => ({
  ...(provider === null ? {} : { provider: [provider] }),
  ...(model === null ? {} : { model: [model] }),
});
const at = (time: string) => `${dayLabel(time.slice(0, 10), { year: true })}, ${time.slice(11, 16)} UTC`;
const by = (person: string | null) => person ?? "the command line or a key";

function State({ entry }: { entry: RepriceEntry }) {
  const { status, applied_at, applied_by, undone_at, undone_by, created_at, created_by } = entry;
  if (status === "previewed")
    return (
      <Notice tone="warn" title="Nothing has moved yet.">
        Looked at by {by(created_by)} on {at(created_at)}. It can be applied while it would still do exactly
        this.
      </Notice>
    );
  return (
    <Notice
      tone={status === "applied" ? "good" : "neutral"}
      title={status === "applied" ? "In force." : "Undone."}
    >
      Applied by {by(applied_by)} on {at(applied_at ?? created_at)}.
      {undone_at && ` Undone by ${by(undone_by)} on ${at(undone_at)}; every figure is as before.`}
    </Notice>
  );
}

function Amounts({ entry, parts }: { entry: RepriceEntry; parts: RepriceParts }) {
  const { before, after, spend_before, spend_after } = entry;
  return (
    <Figures>
      <Figure
        name="Computed before"
        term="computed-cost"
        value={formatUsdText(before)}
        exact={`$${before}`}
      />
      <Figure name="Computed after" term="computed-cost" value={formatUsdText(after)} exact={`$${after}`} />
      <Figure
        name="Change"
        term="reprice"
        value={parts.changeText}
        exact={parts.change}
        note={parts.share ?? undefined}
      />
      <Figure
        name={entry.status === "previewed" ? "Spend now" : "Spend before"}
        term="spend"
        value={formatUsdText(spend_before)}
        exact={`$${spend_before}`}
      />
      <Figure
        name="Spend after"
        term="spend"
        value={formatUsdText(spend_after)}
        exact={spend_after === null ? undefined : `$${spend_after}`}
        note={spend_after === null ? "known once applied" : "what providers reported stays"}
      />
    </Figures>
  );
}

function Acts({ entry, moves }: { entry: RepriceEntry; moves: boolean }) {
  const { id, status } = entry;
  return (
    <div className="mb-[34px] flex flex-wrap items-end gap-[10px]">
      {status === "previewed" && moves && (
        <ActionForm action={applyReprice} submit="Apply it">
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      )}
      {status === "applied" && (
        <ActionForm action={undoReprice} submit="Undo it" look="danger">
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      )}
      <Button href="/prices/reprice">{status === "previewed" ? "Leave it" : "All re-prices"}</Button>
    </div>
  );
}

function Moves({ parts }: { parts: RepriceParts }) {
  return (
    <>
      <TwoColumns split="even">
        <Section title="By month">
          <DataTable title="Change by month" columns={monthColumns} rows={parts.months} />
        </Section>
        <Section title="By product">
          <DataTable title="Change by product" columns={productColumns} rows={parts.products} />
        </Section>
      </TwoColumns>
      <Section title="By model" sub="Computed cost, USD. What does not move is not listed.">
        <DataTable title="Change by model" columns={modelColumns} rows={parts.models} total={parts.total} />
      </Section>
    </>
  );
}
