import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { beginImport, type ImportOptions, runImport } from "@/lib/ingest/import-file";
import { importReport } from "@/lib/reports/imports";
import { type PageContext, pageContext } from "@/lib/reports/page-context";

/** An organization of a test's own, and whoever acts for it. */
export async function newOrganization(zone = "UTC"): Promise<Actor> {
  return systemActor(await createOrganization({ name: `Company ${randomUUID()}`, zone, currency: "USD" }));
}

/** Imports a text, or bytes, as a file and waits until every figure follows. Fails where it is not committed. */
export async function importText(
  actor: Actor,
  fileName: string,
  text: string | Uint8Array,
  options: Omit<ImportOptions, "fileName"> = {},
): Promise<string> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const begun = await beginImport(actor, Readable.from([bytes]), { ...options, fileName });
  await runImport(actor.organizationId, begun.importId);
  const report = await importReport(actor, begun.importId);
  if (report?.status !== "committed") {
    throw new Error(
      `${fileName} is ${report?.status}: ${report?.reason ?? JSON.stringify(report?.rejections)}`,
    );
  }
  return report.importId;
}

/** A page's context for an address such as "from=2026-10-01&to=2026-10-31". */
export const contextOf = (actor: Actor, query = ""): Promise<PageContext> =>
  pageContext(actor, new URLSearchParams(query));
