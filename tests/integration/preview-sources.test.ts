import { randomUUID } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { inOrganization } from "@/lib/db/organization";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { previewFile } from "@/lib/ingest/preview-file";
import { sources } from "@/lib/ingest/sources";
import { importReport } from "@/lib/reports/imports";

const FOLDER = path.join(import.meta.dirname, "..", "golden", "sources");

/** Every golden file, with the format it is of. */
const files = sources.flatMap(({ id }) =>
  readdirSync(path.join(FOLDER, id))
    .filter((name) => name.startsWith("input"))
    .map((name) => ({ id, name, file: path.join(FOLDER, id, name) })),
);

describe("what a preview says is what the import then does", () => {
  test.each(files)("$id: $name", async ({ id, file }) => {
    const actor = systemActor(await createOrganization({ name: randomUUID(), zone: "UTC", currency: "USD" }));
    const open = async () => createReadStream(file);
    const { preview } = await previewFile(actor, open, { as: id, bytes: statSync(file).size });
    const begun = await beginImport(actor, createReadStream(file), { fileName: "file", as: id });
    await runImport(actor.organizationId, begun.importId);
    const report = await importReport(actor, begun.importId);
    const { fresh, known, corrected, repeated, rejected } = preview.rows;
    expect(report).toMatchObject({ status: "committed", format: preview.source.id });
    expect({ ...report?.rows, replaced: 0 }).toEqual({
      read: preview.rows.read,
      accepted: fresh + corrected,
      duplicate: known + repeated,
      replaced: 0,
      rejected,
    });
    const [sum] = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ cost: string; revenue: string; unpriced: string }>(`select
        (select coalesce(sum(effective_cost), 0) from usage_daily)::text as cost,
        (select coalesce(sum(unpriced_tokens), 0) from usage_daily)::text as unpriced,
        (select coalesce(sum(amount), 0) from revenue)::text as revenue`),
    );
    expect({ adds: preview.adds }).toEqual({
      adds: preview.source.kind === "revenue" ? sum?.revenue : sum?.cost,
    });
    expect({ unpriced: preview.total.unpriced }).toEqual({ unpriced: sum?.unpriced });
  });
});
