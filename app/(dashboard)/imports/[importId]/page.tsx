import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Bad, Breadcrumb, Button, Figure, Figures, Lede, Notice, Page, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { sources } from "@/lib/ingest/sources";
import { importDetail } from "@/lib/reports/import-detail";
import { previewReport } from "@/lib/reports/import-preview";
import { importState } from "@/lib/reports/import-state";
import { CoverageLine } from "../../coverage-line";
import { CheckPage } from "./check";
import { OtherFormat } from "./other-format";
import { RestoreButton } from "./restore-button";
import { UnderWay } from "./under-way";
import { VoidButton } from "./void-button";

export const metadata: Metadata = { title: "Import" };

export default async function ImportPage({ params }: { params: Promise<{ importId: string }> }) {
  const actor = await requireActor();
  const detail = await importDetail(actor, (await params).importId);
  if (!detail) notFound();
  const { report, rejections } = detail;
  const canAdd = can(actor, "import:create");
  if (report.status === "ready" && report.preview)
    return (
      <CheckPage
        importId={report.importId}
        told={previewReport(report, report.preview)}
        format={report.format}
        account={report.account}
        mapHref={can(actor, "mapping:write") ? detail.mapHref : null}
        canAdd={canAdd}
      />
    );
  const isUnderWay = report.status === "running" || report.status === "paused";
  const underWay = isUnderWay ? await importState(actor, Number(report.importId)) : null;
  return (
    <Page
      title={`Import ${report.importId}`}
      actions={
        <>
          {detail.rowsHref && <Button href={detail.rowsHref}>Source rows</Button>}
          {report.status === "committed" && can(actor, "import:void") && (
            <VoidButton importId={report.importId} file={report.file} />
          )}
          {report.status === "voided" && can(actor, "import:void") && (
            <RestoreButton importId={report.importId} file={report.file} />
          )}
        </>
      }
    >
      <Breadcrumb steps={[{ label: "Imports", href: "/imports" }, { label: report.file }]} />
      <Lede>
        {detail.words.text}
        {detail.words.bad && <Bad>{detail.words.bad}</Bad>}
      </Lede>
      {report.reason && report.status !== "paused" && (
        <Notice tone={report.status === "duplicate" ? "neutral" : "bad"}>{report.reason}</Notice>
      )}
      {underWay && <UnderWay key={report.status} start={underWay} canAct={canAdd} />}
      {report.status === "refused" && canAdd && (
        <div className="mb-6">
          <OtherFormat
            importId={report.importId}
            formats={sources.map(({ id, title }) => ({ id, title }))}
            format={null}
            account={report.account}
          />
        </div>
      )}
      {detail.mapHref && can(actor, "mapping:write") && (
        <p className="mb-6">
          <Button look="primary" href={detail.mapHref}>
            Say which column is what
          </Button>
        </p>
      )}
      {(report.rows.read > 0 || report.status === "committed") && (
        <Figures>
          {detail.figures.map((figure) => (
            <Figure key={figure.name} {...figure} />
          ))}
        </Figures>
      )}
      {report.messages.length > 0 && (
        <Section title="Notes">
          <ul className="list-disc pl-5 text-ink-2">
            {report.messages.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Section>
      )}
      {rejections.rows.length > 0 && (
        <Section
          title="Rejected rows"
          sub={rejections.sub}
          actions={
            <>
              <Button href={`/api/v1/imports/${report.importId}/rejected-rows`} prefetch={false} download>
                Download to mend
              </Button>
              <Button href={`/api/v1/imports/${report.importId}/rejections.csv`} prefetch={false} download>
                With reasons, as CSV
              </Button>
            </>
          }
        >
          <DataTable title="Rejected rows" columns={rejections.columns} rows={rejections.rows} search />
        </Section>
      )}
      <CoverageLine />
    </Page>
  );
}
