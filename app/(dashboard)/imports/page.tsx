import type { Metadata } from "next";
import { Bad, Button, Empty, Lede, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { sources } from "@/lib/ingest/sources";
import { importHistory } from "@/lib/reports/import-history";
import { Uploader } from "./uploader";

export const metadata: Metadata = { title: "Imports" };

export default async function ImportsPage() {
  const actor = await requireActor();
  const history = await importHistory(actor);
  return (
    <Page title="Imports" actions={<Button href="/glossary/import">What an import is</Button>}>
      <Lede>
        {history.words.before}
        <b>{history.words.accepted}</b>
        {history.words.after}
        {history.words.rejected && <Bad>{history.words.rejected}</Bad>}
      </Lede>
      {can(actor, "import:create") && (
        <Section
          title="Upload"
          sub="Recognised by their content, whatever their names. The same file twice adds nothing."
        >
          <Uploader canMap={can(actor, "mapping:write")} />
        </Section>
      )}
      <Section title="History" sub="The latest first. Every figure rests on these files.">
        {history.rows.length === 0 ? (
          <Empty title="Nothing has been imported yet">
            Upload a usage export of your provider, then its cost export for the same days, then a revenue
            file.
          </Empty>
        ) : (
          <DataTable title="Imports" columns={history.columns} rows={history.rows} search />
        )}
      </Section>
      <Section title="What can be read" sub="How to get each export.">
        <dl className="border-t border-t-ink">
          {sources.map((source) => (
            <div
              key={source.id}
              className="grid gap-x-6 border-b py-[9px] @2xl:grid-cols-[260px_minmax(0,1fr)]"
            >
              <dt className="font-strong">{source.title}</dt>
              <dd className="text-ink-2">{source.help}</dd>
            </div>
          ))}
          <div className="grid gap-x-6 border-b py-[9px] @2xl:grid-cols-[260px_minmax(0,1fr)]">
            <dt className="font-strong">Any other CSV of usage</dt>
            <dd className="text-ink-2">
              Upload it, say once which column is what, and it is read from then on.
            </dd>
          </div>
        </dl>
      </Section>
    </Page>
  );
}
