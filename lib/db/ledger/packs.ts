import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { EVENT_COLUMNS } from "./columns";
import { copyToStaging, createStaging, type StagedForm } from "./staging";

/** Rows that one earlier import holds all and alike, as the bytes they were staged in. */
export type Pack = {
  readonly importId: number;
  readonly shadowedBy: number;
  readonly form: StagedForm;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly bytes: Buffer;
};

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));

/** Keeps the duplicates of a batch aside together. */
export async function keepPack(tx: Transaction, pack: Pack): Promise<void> {
  const org = tx.organizationId;
  await tx.run(sql`insert into usage_event_pack
      (organization_id, import_id, ordinal, shadowed_by, form, rows, first_ts, last_ts, bytes)
    select ${org}::int, ${pack.importId}, coalesce(max(ordinal), 0) + 1, ${pack.shadowedBy}, ${pack.form}, ${pack.rows},
      ${new Date(pack.minMs).toISOString()}::timestamptz, ${new Date(pack.maxMs).toISOString()}::timestamptz, ${pack.bytes}::bytea
    from usage_event_pack where organization_id = ${org} and import_id = ${pack.importId}`);
}

/**
 * Takes apart what an import has kept aside together, and what stands behind it so: afterwards all of it are rows of
 * `usage_event_shadow`, as before each void and restore they have to be.
 */
export async function unpack(tx: Transaction, importId: number): Promise<void> {
  const org = tx.organizationId;
  const packs = await tx.rows<{ import_id: number; ordinal: number; shadowed_by: number; form: StagedForm }>(
    sql`select import_id, ordinal, shadowed_by, form from usage_event_pack
      where organization_id = ${org} and (import_id = ${importId} or shadowed_by = ${importId})`,
  );
  for (const pack of packs) {
    const [row] = await tx.rows<{ bytes: Buffer }>(sql`delete from usage_event_pack
      where organization_id = ${org} and import_id = ${pack.import_id} and ordinal = ${pack.ordinal} returning bytes`);
    if (!row) continue;
    await createStaging(tx, pack.import_id, pack.form);
    await copyToStaging(tx, { form: pack.form, chunks: () => [row.bytes] });
    await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
      select ${org}::int, ${names}, ${pack.shadowed_by}, 'duplicate' from staged`);
    await tx.run("drop table staged");
  }
}
