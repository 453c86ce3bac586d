import { z } from "zod";
import { chargeDaysOf } from "@/lib/db/ledger/charges";
import { releaseCoverage } from "@/lib/db/ledger/coverage";
import { ALL_KEPT } from "@/lib/db/ledger/kept";
import { settleRevenueSplits } from "@/lib/db/ledger/parted";
import { settleDays } from "@/lib/db/ledger/settle";
import { settleStanding } from "@/lib/db/ledger/settle-standing";
import { voidUsage } from "@/lib/db/ledger/void";
import { voidKept } from "@/lib/db/ledger/void-kept";
import { sql } from "@/lib/db/sql";
import { LOAD_LOCK } from "@/lib/ingest/load/load";
import { notFound, sqlCommand, UserError } from "./command";
import { refuseDropped } from "./dropped-rows";

/** Takes an import out of every figure, exactly; what it had replaced counts again (ledger rules 12, 13 and 15). */
export const voidImport = sqlCommand({
  name: "import.void",
  needs: "import:void",
  input: z.object({ importId: z.coerce.number().int().positive().max(2_147_483_647) }),
  async run({ tx, actor, input: { importId } }) {
    const org = tx.organizationId;
    await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${org})`);
    const [row] = await tx.rows<{
      status: string;
      file_name: string;
      zone: string;
      rows_accepted: bigint;
      rows_dropped: bigint;
    }>(
      sql`select i.status, i.file_name, o.zone, i.rows_accepted, i.rows_dropped from "import" i join organization o on o.id = i.organization_id
        where i.organization_id = ${org} and i.id = ${importId}`,
    );
    if (!row) throw notFound("import", importId);
    if (row.status !== "committed") {
      throw new UserError({
        code: "not_committed",
        message: `Import ${importId} is ${row.status}: no figure rests on it.`,
        fix: "Only committed imports can be voided.",
        status: 409,
      });
    }
    refuseDropped(importId, row.rows_dropped, "taken out");
    await tx.run(sql`update "import" set status = 'voided', voided_at = now(), voided_by = ${actor.userId}::uuid
      where organization_id = ${org} and id = ${importId}`);
    const chargeDays = await chargeDaysOf(tx, importId);
    const days = await voidUsage(tx, { importId, zone: row.zone });
    for (const kept of ALL_KEPT) await voidKept(tx, kept, importId);
    await releaseCoverage(tx, importId);
    const standing = await settleStanding(tx, { importId, zone: row.zone, chosen: null });
    await settleDays(tx, [...days, ...chargeDays, ...standing.days], row.zone);
    await settleRevenueSplits(tx);
    return {
      result: { importId: String(importId), status: "voided" as const },
      audit: {
        entity: String(importId),
        before: { status: row.status, file: row.file_name, accepted: row.rows_accepted },
        after: { status: "voided" },
      },
    };
  },
});
