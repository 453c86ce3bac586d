import { once } from "node:events";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { EVENT_COLUMNS } from "./columns";
import { copyToStaging, createStaging, layoutOfForm, type StagedLayout } from "./staging";

/** Rows that one earlier import holds all and alike, as the bytes they were staged in. */
export type Pack = {
  readonly importId: number;
  readonly shadowedBy: number;
  readonly layout: StagedLayout;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly bytes: Buffer;
};

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
/** What a pack of the form "event" holds of each row: all but the import, which is the pack's. */
const PACKED = EVENT_COLUMNS.filter((column) => column !== "import_id").join(", ");
/** About 50,000 rows. */
const PAGES = 1_250;

/** Keeps the duplicates of a batch aside together. */
export async function keepPack(tx: Transaction, pack: Pack): Promise<void> {
  const org = tx.organizationId;
  await tx.run(sql`insert into usage_event_pack
      (organization_id, import_id, ordinal, shadowed_by, cause, form, layout, rows, first_ts, last_ts, bytes)
    select ${org}::int, ${pack.importId}, coalesce(max(ordinal), 0) + 1, ${pack.shadowedBy}, 'duplicate', 'batch',
      ${JSON.stringify(pack.layout)}::jsonb, ${pack.rows},
      ${new Date(pack.minMs).toISOString()}::timestamptz, ${new Date(pack.maxMs).toISOString()}::timestamptz, ${pack.bytes}::bytea
    from usage_event_pack where organization_id = ${org} and import_id = ${pack.importId}`);
}

/**
 * Takes apart what stands behind an import together, and where `own` what the import has so behind others: afterwards
 * they are rows of `usage_event_shadow`, as whatever asks which of them counts has to have them.
 */
export async function unpack(
  tx: Transaction,
  importId: number,
  options: { readonly own: boolean },
): Promise<void> {
  const org = tx.organizationId;
  const packs = await tx.rows<{
    import_id: number;
    ordinal: number;
    shadowed_by: number;
    form: "lean" | "full" | "batch";
    layout: StagedLayout | null;
  }>(sql`select import_id, ordinal, shadowed_by, form, layout from usage_event_pack where organization_id = ${org}
      and cause = 'duplicate' and (shadowed_by = ${importId} or (import_id = ${importId} and ${options.own}::boolean))`);
  for (const pack of packs) {
    const [row] = await tx.rows<{ bytes: Buffer }>(sql`delete from usage_event_pack
      where organization_id = ${org} and import_id = ${pack.import_id} and ordinal = ${pack.ordinal} returning bytes`);
    if (!row) continue;
    const layout = pack.layout ?? layoutOfForm(pack.form === "lean" ? "lean" : "full");
    await createStaging(tx, pack.import_id, layout);
    await copyToStaging(tx, { layout, chunks: () => [row.bytes] });
    await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
      select ${org}::int, ${names}, ${pack.shadowed_by}, 'duplicate' from staged`);
    await tx.run("drop table staged");
  }
}

/** Keeps the rows of the temporary table `removed`, all of one import that is being voided, for its restore. */
export async function packRemoved(tx: Transaction, importId: number): Promise<void> {
  const org = tx.organizationId;
  const [size] = await tx.rows<{ pages: number }>(
    "select (pg_relation_size('removed') / current_setting('block_size')::int)::int as pages",
  );
  for (let page = 0; page < (size?.pages ?? 0); page += PAGES) {
    const which = `ctid >= '(${page},0)'::tid and ctid < '(${page + PAGES},0)'::tid`;
    const chunks: Buffer[] = [];
    const out = tx.client.query(
      copyTo(`copy (select ${PACKED} from removed where ${which}) to stdout with (format binary)`),
    );
    for await (const chunk of out) chunks.push(chunk as Buffer);
    await tx.run(sql`insert into usage_event_pack
        (organization_id, import_id, ordinal, shadowed_by, cause, form, rows, first_ts, last_ts, bytes)
      select ${org}::int, ${importId}, (select coalesce(max(ordinal), 0) + 1 from usage_event_pack
          where organization_id = ${org} and import_id = ${importId}),
        ${importId}, 'voided', 'event', count(*), min(ts), max(ts), ${Buffer.concat(chunks)}::bytea
      from removed where ctid >= ${`(${page},0)`}::tid and ctid < ${`(${page + PAGES},0)`}::tid having count(*) > 0`);
  }
}

/** Makes the temporary table `coming` of the rows that counted when the import was voided. */
export async function unpackVoided(tx: Transaction, importId: number): Promise<void> {
  const org = tx.organizationId;
  if (!Number.isSafeInteger(importId)) throw new RangeError(`not an import: ${importId}`);
  await tx.run(sql`create temp table coming on commit drop as
    select ${names}, false as aside from usage_event_shadow where false`);
  await tx.run(`alter table coming alter import_id set default ${importId}, alter aside set default false`);
  const packs = await tx.rows<{ ordinal: number }>(sql`select ordinal from usage_event_pack
    where organization_id = ${org} and import_id = ${importId} and cause = 'voided' order by ordinal`);
  for (const { ordinal } of packs) {
    const [row] = await tx.rows<{ bytes: Buffer }>(sql`delete from usage_event_pack
      where organization_id = ${org} and import_id = ${importId} and ordinal = ${ordinal} returning bytes`);
    const into = tx.client.query(copyFrom(`copy coming (${PACKED}) from stdin with (format binary)`));
    const ended = once(into, "finish");
    into.end(row?.bytes);
    await ended;
  }
}
