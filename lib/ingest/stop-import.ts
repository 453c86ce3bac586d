import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

/** Ends an import that somebody stopped on its way, so that its file can be imported again. Nothing of it counts. */
export async function stopImport(organizationId: number, importId: number): Promise<void> {
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`update "import" set status = 'failed', reason = 'It was stopped before its end; nothing of the file was added.'
      where organization_id = ${organizationId} and id = ${importId} and status = 'running'`),
  );
}
