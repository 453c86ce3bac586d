import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Breadcrumb, Lede, Page } from "@/app/ui";
import { requireActor } from "@/lib/auth/actor";
import { mappingReport } from "@/lib/reports/mapping";
import { MappingForm } from "./mapping-form";

export const metadata: Metadata = { title: "Map columns" };

export default async function MapPage({ params }: { params: Promise<{ importId: string }> }) {
  const actor = await requireActor();
  const report = await mappingReport(actor, (await params).importId);
  if (!report) notFound();
  return (
    <Page title="Map columns">
      <Breadcrumb
        steps={[
          { label: "Imports", href: "/imports" },
          { label: report.file, href: `/imports/${report.importId}` },
          { label: "Map columns" },
        ]}
      />
      <Lede>
        Say which column of <b>{report.file}</b> is what. Files with this header are read the same way from
        then on.
      </Lede>
      <MappingForm {...report} />
    </Page>
  );
}
