import { z } from "zod";
import { chargeDaysOf } from "@/lib/db/ledger/charges";
import type { Overlap } from "@/lib/db/ledger/coverage";
import { ALL_KEPT } from "@/lib/db/ledger/kept";
import { settleRevenueSplits } from "@/lib/db/ledger/parted";
import { overlappingRevenue } from "@/lib/db/ledger/revenue-spans";
import { settleDays } from "@/lib/db/ledger/settle";
import { settleStanding } from "@/lib/db/ledger/settle-standing";
import { restoreUsage } from "@/lib/db/ledger/void";
import { restoreKept } from "@/lib/db/ledger/void-kept";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { LOAD_LOCK } from "@/lib/ingest/load/load";
import { notFound, sqlCommand, UserError } from "./command";
import { refuseDropped } from "./dropped-rows";

type Row = {
  status: string;
  file_name: string;
  zone: string;
  again: number | null;
  dropped: bigint;
};

/** Brings a voided import back into every figure, as if it had never been voided (ledger rule 15). */
export const restoreImport = sqlCommand({
  name: "import.restore",
  needs: "import:void",
  input: z.object({
    importId: z.coerce.number().int().positive().max(2_147_483_647),
    /** Which counts where an import that came in meanwhile tells of the same usage otherwise grouped. */
    overlap: z.enum(["keep", "replace"]).optional(),
  }),
  async run({ tx, input: { importId, overlap } }) {
    const org = tx.organizationId;
    await tx.run(sql`select pg_advisory_xact_lock(${LOAD_LOCK}, ${org})`);
    const [row] = await tx.rows<Row>(sql`select i.status, i.file_name, o.zone, i.rows_dropped as dropped,
        (select min(a.id) from "import" a where a.organization_id = ${org} and a.content_hash = i.content_hash
          and a.id <> i.id and a.status not in ('voided', 'refused', 'failed', 'duplicate', 'cancelled', 'discarded')) as again
      from "import" i join organization o on o.id = i.organization_id where i.organization_id = ${org} and i.id = ${importId}`);
    if (!row) throw notFound("import", importId);
    refuseUnfit(importId, row);
    refuseDropped(importId, row.dropped, "brought back");
    await tx.run(sql`update "import" set status = 'committed', voided_at = null, voided_by = null
      where organization_id = ${org} and id = ${importId}`);
    const days = new Set(await restoreUsage(tx, { importId, zone: row.zone }));
    for (const kept of ALL_KEPT) await restoreKept(tx, kept, importId);
    await refuseOverlappingRevenue(tx, importId);
    const standing = await settleStanding(tx, { importId, zone: row.zone, chosen: overlap ?? null });
    if (standing.undecided) throw undecided(standing.undecided);
    for (const day of standing.days) days.add(day);
    for (const day of await chargeDaysOf(tx, importId)) days.add(day);
    await settleDays(tx, days, row.zone);
    await settleRevenueSplits(tx);
    return {
      result: { importId: String(importId), status: "committed" as const },
      audit: {
        entity: String(importId),
        before: { status: "voided", file: row.file_name },
        after: { status: "committed" },
      },
    };
  },
});

function refuseUnfit(importId: number, row: Row): void {
  if (row.status !== "voided")
    throw new UserError({
      code: "not_voided",
      message: `Import ${importId} is ${row.status}.`,
      fix: "Only voided imports can be restored.",
      status: 409,
    });
  if (row.again !== null)
    throw new UserError({
      code: "imported_again",
      message: `The same file has been imported again, as import ${row.again}.`,
      fix: `Void import ${row.again} first, or leave import ${importId} as it is: its rows count already.`,
      status: 409,
    });
}

/** What the load refuses row by row must not come in by way of a restore. */
async function refuseOverlappingRevenue(tx: Transaction, importId: number): Promise<void> {
  const met = await overlappingRevenue(tx, importId);
  if (!met) return;
  throw new UserError({
    code: "overlap",
    message:
      `Its line ${met.line} is revenue of ${met.product} on days that import ${met.otherImportId} has revenue for too, ` +
      "in another period: both would count twice.",
    fix: `Void import ${met.otherImportId} first, or leave import ${importId} as it is.`,
    status: 409,
  });
}

function undecided({ importId, fileName, days }: Overlap): UserError {
  return new UserError({
    code: "overlap",
    message: `Import ${importId} (${fileName}) tells of the same usage in another grouping, from ${days[0]} on.`,
    fix: "Choose which counts: keep (that one) or replace (the restored one).",
    status: 409,
  });
}
