import type { Metadata } from "next";
import { Bad, Button, Empty, Lede, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { importHistory } from "@/lib/reports/import-history";
import { importsUnderWay } from "@/lib/reports/import-state";
import { CoverageLine } from "../coverage-line";
import { Deed } from "./deed";
import { FormatHelp } from "./format-help";
import { UnderWayList } from "./under-way-list";
import { Uploader } from "./uploader";

export const metadata: Metadata = { title: "Imports" };

export default async function ImportsPage() {
  const actor = await requireActor();
  const [history, underWay] = await Promise.all([importHistory(actor), importsUnderWay(actor)]);
  const mayVoid = can(actor, "import:void");
  const mayAdd = can(actor, "import:create");
  return (
    <Page title="Imports" actions={<Button href="/glossary/import">What an import is</Button>}>
      <Lede>
        {history.words.before}
        <b>{history.words.accepted}</b>
        {history.words.after}
        {history.words.rejected && <Bad>{history.words.rejected}</Bad>}
      </Lede>
      {mayAdd && (
        <Section
          title="Upload"
          sub="Recognised by their content, whatever their names. The same file twice adds nothing."
        >
          <Uploader canMap={can(actor, "mapping:write")} underWay={underWay} />
        </Section>
      )}
      {!mayAdd && <UnderWayList imports={underWay} canAct={false} />}
      <Section title="History" sub="The latest first. Every figure rests on these files.">
        {history.rows.length === 0 ? (
          <Empty title="Nothing has been imported yet">
            Upload a usage export of your provider, then its cost export for the same days, then a revenue
            file.
          </Empty>
        ) : (
          <DataTable
            title="Imports"
            columns={history.columns}
            rows={history.rows}
            search
            actions={Object.fromEntries(
              history.deeds
                .filter(({ deed }) => (deed === "check" ? mayAdd : mayVoid))
                .map(({ importId, file, deed }) => [
                  importId,
                  <Deed key={importId} importId={importId} file={file} deed={deed} />,
                ]),
            )}
          />
        )}
      </Section>
      <Section title="What can be read" sub="How to get each export.">
        <FormatHelp />
      </Section>
      <CoverageLine />
    </Page>
  );
}
