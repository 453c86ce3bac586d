import { z } from "zod";
import { sql } from "@/lib/db/sql";
import { sqlCommand } from "./command";
import { readyImport } from "./ready-import";

/** Gives up a file that was looked at: nothing of it counts, and its bytes may come again. */
export const discardImport = sqlCommand({
  name: "import.discard",
  needs: "import:create",
  input: z.object({ importId: z.coerce.number().int().positive().max(2_147_483_647) }),
  async run({ tx, input: { importId } }) {
    const { file_name } = await readyImport(tx, importId);
    await tx.run(sql`update "import" set status = 'cancelled', preview = null,
        reason = 'It was looked at and discarded; nothing of it was added.'
      where organization_id = ${tx.organizationId} and id = ${importId}`);
    await tx.run(
      sql`delete from import_rejection where organization_id = ${tx.organizationId} and import_id = ${importId}`,
    );
    return {
      result: { importId: String(importId), status: "cancelled" as const },
      audit: { entity: String(importId), before: { file: file_name } },
    };
  },
});
