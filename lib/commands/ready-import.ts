import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import type { ImportOptions } from "@/lib/ingest/import-file";
import type { Preview } from "@/lib/ingest/preview-shape";
import { conflict, notFound } from "./errors";

type ReadyImport = {
  status: string;
  file_name: string;
  options: Pick<ImportOptions, "as" | "overlap" | "mapping">;
  preview: Preview | null;
};

/**
 * The import a person has looked at and not yet decided on, locked until the transaction ends.
 * @throws UserError not_found, not_ready (409).
 */
export async function readyImport(
  tx: Transaction,
  importId: number,
): Promise<ReadyImport & { preview: Preview }> {
  const [row] = await tx.rows<ReadyImport>(
    sql`select status, file_name, options, preview from "import"
      where organization_id = ${tx.organizationId} and id = ${importId} for update`,
  );
  if (!row) throw notFound("import", importId);
  const { preview } = row;
  if (row.status !== "ready" || preview === null)
    throw conflict(
      "not_ready",
      `Import ${importId} is ${row.status}: it does not wait for a decision.`,
      "Only a file that was looked at before it counts can be committed, discarded or read as another format.",
    );
  return { ...row, preview };
}
