import { Bad, Breadcrumb, Check, Checks, Code, Lede, Link, Page, Section, Steps, TwoColumns } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { sources } from "@/lib/ingest/sources";
import type { previewReport } from "@/lib/reports/import-preview";
import { Decide } from "./decide";
import { OtherFormat } from "./other-format";

type CheckPageProps = Readonly<{
  importId: string;
  told: ReturnType<typeof previewReport>;
  format: string | null;
  account: string | null;
  /** Where its columns are mapped, if it is a CSV read by a mapping. */
  mapHref: string | null;
  canAdd: boolean;
}>;

/** What a file holds, before it counts: the checks, the first rows, the totals, and the decision. */
export function CheckPage({ importId, told, format, account, mapHref, canAdd }: CheckPageProps) {
  const { words, first, models, days } = told;
  const [file, size] = told.about;
  return (
    <Page title="New import">
      <Breadcrumb steps={[{ label: "Imports", href: "/imports" }, { label: file }]} />
      <Steps steps={["Upload", "Check what was read", "Done"]} current={1} />
      <Lede tight>
        {words.before}
        <b>{words.source}</b>
        {words.when}
        {words.adds.text}
        <b>{words.adds.amount}</b>
        {words.adds.rest}
        {words.rejected ? (
          <>
            ; <Bad>{words.rejected}</Bad>.
          </>
        ) : (
          "."
        )}
      </Lede>
      <div className="mb-6 flex flex-wrap items-baseline gap-x-1 text-ink-2">
        <Code>{file}</Code> · {size} ·{" "}
        {mapHref ? (
          <>
            read by your column mapping. Wrong?{" "}
            <Link href={mapHref} className="link">
              Map the columns again
            </Link>
          </>
        ) : (
          "recognized by its content. Wrong?"
        )}
        {canAdd && (
          <OtherFormat
            importId={importId}
            formats={sources.map(({ id, title }) => ({ id, title }))}
            format={format}
            account={account}
          />
        )}
      </div>
      <TwoColumns split="narrower">
        <Section title="Checks">
          <Checks>
            {told.checks.map((check) => (
              <Check key={`${check.title} ${check.text}`} tone={check.tone} title={check.title}>
                {check.text}{" "}
                {check.link &&
                  (check.link.isDownload ? (
                    <a href={check.link.href} className="link" download>
                      {check.link.label}
                    </a>
                  ) : (
                    <Link href={check.link.href} className="link">
                      {check.link.label}
                    </Link>
                  ))}
              </Check>
            ))}
          </Checks>
        </Section>
        <div>
          <Section title="First rows as they will be read" sub={first.sub}>
            <DataTable title="First rows" download={false} columns={first.columns} rows={first.rows} />
          </Section>
          <Section
            title={models.title}
            sub={models.sub ?? "Compare with the provider’s own page before you add it."}
          >
            <DataTable
              title={models.title}
              download={file}
              columns={models.columns}
              rows={models.rows}
              total={models.total}
            />
          </Section>
          {days.rows.length > 1 && (
            <details className="mb-[34px]">
              <summary className="cursor-pointer font-bold">By day</summary>
              <div className="mt-[10px]">
                <DataTable title="By day" download={file} columns={days.columns} rows={days.rows} />
              </div>
            </details>
          )}
        </div>
      </TwoColumns>
      {canAdd && <Decide importId={importId} overlaps={told.overlaps} isIdle={told.isIdle} />}
    </Page>
  );
}
