import type { Transaction } from "../organization";
import { sql } from "../sql";
import { unpack } from "./packs";

/** How long an organization keeps rows of usage. */
export type Retention = Readonly<{
  /** null: for ever. */
  months: number | null;
  /** Rows of UTC days before this one are gone, or going; null where none ever went. YYYY-MM-DD */
  from: string | null;
  dropsFiles: boolean;
}>;

export async function retentionOf(tx: Transaction): Promise<Retention> {
  const [found] = await tx.rows<Retention>(sql`select events_months as months, events_from::text as "from",
      drops_files as "dropsFiles" from organization where id = ${tx.organizationId}`);
  if (!found) throw new Error(`no organization ${tx.organizationId}`);
  return found;
}

/** From now on rows of earlier days are not taken in any more. Never moves back: what is gone stays gone. */
export async function keepFrom(tx: Transaction, day: string): Promise<void> {
  await tx.run(sql`update organization set events_from = greatest(events_from, ${day}::date)
    where id = ${tx.organizationId}`);
}

/** True while an import reads its file, perhaps from before the limit moved. */
export async function isReading(tx: Transaction): Promise<boolean> {
  const running = await tx.rows(
    sql`select from "import" where organization_id = ${tx.organizationId} and status = 'running' limit 1`,
  );
  return running.length > 0;
}

/** The first day of the month in which the oldest row of usage lies, aside ones included; null where there is none. */
export async function oldestMonth(tx: Transaction): Promise<string | null> {
  const org = tx.organizationId;
  const [found] = await tx.rows<{ month: string | null }>(sql`
    select date_trunc('month', min(ts) at time zone 'UTC')::date::text as month from (
      (select ts from usage_event where organization_id = ${org} order by key limit 1)
      union all select min(ts) from usage_event_shadow where organization_id = ${org}
      union all select min(first_ts) from usage_event_pack where organization_id = ${org}) rows`);
  return found?.month ?? null;
}

/** What went, of one stretch of time. */
export type Dropped = { rows: number; aside: number };

/**
 * Drops the rows of usage before a UTC day, those aside included, and notes on each import how many of its rows went.
 * The cube, the roll-ups and all charges stay as they are, so that no figure moves.
 */
export async function dropRowsBefore(tx: Transaction, day: string): Promise<Dropped> {
  const org = tx.organizationId;
  const limit = sql`${day}::date::timestamp at time zone 'UTC'`;
  await openSpanning(tx, day);
  await tx.run("create temp table gone (import_id int, rows bigint) on commit drop");
  const note = (from: ReturnType<typeof sql>) => sql`insert into gone ${from}`;
  const before = await tx.rows<{ rows: bigint }>(sql`with dropped as (delete from usage_event e
      where e.organization_id = ${org} and e.ts < ${limit} returning import_id),
    noted as (${note(sql`select import_id, count(*) from dropped group by 1`)} returning rows)
    select coalesce(sum(rows), 0)::bigint as rows from noted`);
  // An import that set rows aside needs them as much as the one they belong to.
  const aside = await tx.rows<{ rows: bigint }>(sql`with dropped as (delete from usage_event_shadow s
      where s.organization_id = ${org} and s.ts < ${limit} returning import_id, shadowed_by),
    noted as (${note(sql`select id, count(*) from dropped, unnest(array[import_id, shadowed_by]) id group by 1`)})
    select count(*) as rows from dropped`);
  const packed = await tx.rows<{ rows: bigint }>(sql`with dropped as (delete from usage_event_pack p
      where p.organization_id = ${org} and (p.last_ts < ${limit} or (p.cause = 'voided' and p.first_ts < ${limit}))
      returning import_id, shadowed_by, p.rows),
    noted as (${note(sql`select id, sum(rows) from dropped, unnest(array[import_id, shadowed_by]) id group by 1`)})
    select coalesce(sum(rows), 0)::bigint as rows from dropped`);
  await tx.run(sql`update "import" i set rows_dropped = i.rows_dropped + g.rows
    from (select import_id, sum(rows)::bigint as rows from gone group by 1) g
    where i.organization_id = ${org} and i.id = g.import_id`);
  await tx.run("drop table gone");
  return {
    rows: Number(before[0]?.rows ?? 0n),
    aside: Number((aside[0]?.rows ?? 0n) + (packed[0]?.rows ?? 0n)),
  };
}

/** Duplicates kept together on both sides of the day are taken apart, so that the later ones stay. */
async function openSpanning(tx: Transaction, day: string): Promise<void> {
  const packs = await tx.rows<{ id: number }>(sql`select distinct import_id as id from usage_event_pack
    where organization_id = ${tx.organizationId} and cause = 'duplicate'
      and first_ts < ${day}::date::timestamp at time zone 'UTC' and last_ts >= ${day}::date::timestamp at time zone 'UTC'`);
  for (const { id } of packs) await unpack(tx, id, { own: true });
}

/** Takes the original text from rejected rows of imports made before a day; line and reason stay. */
export async function dropRejectedTexts(tx: Transaction, day: string): Promise<number> {
  return tx.run(sql`update import_rejection r set text = '' from "import" i
    where r.organization_id = ${tx.organizationId} and r.text <> '' and i.organization_id = r.organization_id
      and i.id = r.import_id and i.created_at < ${day}::date::timestamp at time zone 'UTC'`);
}

/**
 * Content hashes of stored files that nothing needs any more: every import of them was made before the day and tells of
 * earlier days only, or was not taken.
 */
export async function filesBefore(tx: Transaction, day: string): Promise<string[]> {
  const rows = await tx.rows<{ hash: string }>(sql`select content_hash as hash from "import"
    where organization_id = ${tx.organizationId} group by content_hash
    having bool_and(created_at < ${day}::date::timestamp at time zone 'UTC' and coalesce(last_day < ${day}::date, true)
      and status in ('committed', 'duplicate', 'refused', 'failed', 'voided', 'cancelled', 'discarded'))`);
  return rows.map(({ hash }) => hash);
}
