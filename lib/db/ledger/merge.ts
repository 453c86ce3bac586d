import type { Repeats } from "@/lib/ingest/sources/source";
import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { COMPARED_COLUMNS, EVENT_COLUMNS } from "./columns";
import { addCells, addToCube, hourOf, takeFromCube } from "./cube";
import { keyFloor } from "./key";
import { keepPack } from "./packs";
import { PRECEDENCE } from "./precedence";

/**
 * What became of the staged rows. `replaced` are among `accepted` (ledger rule 13); `differing` are among `duplicate`:
 * rows of a log whose numbers differ from those of the one that counts.
 */
export type MergeCounts = { accepted: number; duplicate: number; replaced: number; differing: number };

export type StagedBatch = {
  readonly importId: number;
  readonly zone: string;
  readonly rows: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** True where a key stands more than once in the batch. */
  readonly hasRepeats: boolean;
  readonly repeats: Repeats;
  /** Rows up to this instant may be in the ledger already: Infinity, or how far this import has come, or -Infinity. */
  readonly knownUntilMs: number;
  /** Hours up to this instant may have cells already. */
  readonly cellsUntilMs: number;
  /** Staged in the lean form. */
  readonly isLean: boolean;
  readonly hasNoCosts: boolean;
  /** The rows as they were staged, to be kept aside together; null where they have been changed since. */
  readonly bytes: (() => Buffer) | null;
  /** Lays the cells the rows add up to ready in `staged_cell`; null where the database has to make them. */
  readonly copyCells: (() => Promise<void> | undefined) | null;
};

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
const of = (table: string) => join(EVENT_COLUMNS.map((c) => sql`${identifier(table)}.${identifier(c)}`));
const differs = (a: string, b: string) =>
  sql`(${join(COMPARED_COLUMNS.map((c) => sql`${identifier(a)}.${identifier(c)}`))}) is distinct from
      (${join(COMPARED_COLUMNS.map((c) => sql`${identifier(b)}.${identifier(c)}`))})`;
const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * Brings the rows of `staged` into the ledger: new keys become events, a known key with the same numbers is a
 * duplicate, a known key with other numbers replaces the earlier row, or stays behind it, as the source has it. What does
 * not count is kept aside in `usage_event_shadow`, so that a void can bring it back.
 */
export async function mergeStaged(tx: Transaction, batch: StagedBatch): Promise<MergeCounts> {
  const org = tx.organizationId;
  const counts: MergeCounts = { accepted: batch.rows, duplicate: 0, replaced: 0, differing: 0 };
  if (batch.hasRepeats) await foldRepeats(tx, batch, counts);
  if (batch.knownUntilMs >= batch.minMs) await meetKnown(tx, batch, counts);
  if (counts.accepted === 0) return counts;
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from staged`,
  );
  const newAfter = batch.cellsUntilMs === Number.POSITIVE_INFINITY ? null : instantOrNone(batch.cellsUntilMs);
  const isWhole = counts.accepted === batch.rows && counts.replaced === 0;
  if (isWhole && batch.copyCells) {
    await batch.copyCells();
    await addCells(tx, { newAfter, hasNoCosts: batch.hasNoCosts });
  } else
    await addToCube(tx, "staged", sql`hour`, {
      isLean: batch.isLean,
      hasNoCosts: batch.hasNoCosts,
      newAfter,
    });
  return counts;
}

const instantOrNone = (ms: number) =>
  ms === Number.NEGATIVE_INFINITY ? sql`'-infinity'::timestamptz` : instant(ms);

/** Takes the staged rows whose key is in the ledger out of the batch, or what they replace out of the ledger. */
async function meetKnown(tx: Transaction, batch: StagedBatch, counts: MergeCounts): Promise<void> {
  const org = tx.organizationId;
  const { importId, repeats } = batch;
  const wins =
    repeats === "latest"
      ? differs("s", "e")
      : repeats === "first"
        ? sql`false`
        : sql`s.output_tokens > e.output_tokens`;
  const untilMs = Math.min(batch.knownUntilMs, batch.maxMs);
  const near = sql`s.ts <= ${instant(untilMs)}`;
  // Where the ledger holds about as many rows of the period as the batch, meeting them all at once is quicker than
  // looking for each; where it holds many more, it is the other way round.
  const isDense = await fewEvents(tx, batch.minMs, untilMs, batch.rows * 4);
  const events = isDense
    ? sql`join usage_event e on e.organization_id = ${org} and e.key >= ${keyFloor(batch.minMs)}::uuid
        and e.key < ${keyFloor(untilMs + 1)}::uuid and e.ts >= ${instant(batch.minMs)} and e.ts <= ${instant(untilMs)}
        and e.key = s.key and e.ts = s.ts`
    : sql`cross join lateral (select * from usage_event e where e.organization_id = ${org} and e.key = s.key and e.ts = s.ts
        offset 0) e`;
  if (isDense) await tx.run("analyze staged (key)");
  const found = await tx.run(sql`create temp table known on commit drop as
    select s.key, s.ts, e.import_id as earlier, ${wins} as corrected, ${differs("s", "e")} as differing
    from staged s ${events} where ${near}`);
  if (found > 0) {
    const [of_] =
      await tx.rows<Known>(sql`select count(*) filter (where differing and not corrected) as differing,
        count(*) filter (where corrected and earlier = ${importId}) as own,
        count(*) filter (where corrected) as corrected, min(earlier) as least, max(earlier) as most from known`);
    const corrected = Number(of_?.corrected ?? 0n);
    const duplicate = found - corrected;
    if (duplicate > 0)
      await setDuplicatesAside(tx, batch, { isAll: duplicate === counts.accepted, known: of_ });
    counts.accepted -= duplicate;
    counts.duplicate += duplicate;
    counts.differing += Number(of_?.differing ?? 0n);
    if (corrected > 0) {
      await tx.run(sql`create temp table removed on commit drop as
        select e.* from known k cross join lateral (select * from usage_event e where e.organization_id = ${org}
          and e.key = k.key and e.ts = k.ts offset 0) e where k.corrected`);
      const replaced = await setAside(tx, { by: importId, cause: "corrected", zone: batch.zone });
      // One answer that a file holds several times while it grows is one row, told again.
      const again = repeats === "latest" ? 0 : Number(of_?.own ?? 0n);
      counts.replaced += replaced - again;
      counts.accepted -= again;
      counts.duplicate += again;
    }
  }
  await tx.run("drop table known");
}

type Known = { differing: bigint; own: bigint; corrected: bigint; least: number; most: number };

/** Keeps the known rows of the batch aside that replace nothing: together, where all of them stand behind one import. */
async function setDuplicatesAside(
  tx: Transaction,
  batch: StagedBatch,
  { isAll, known }: { isAll: boolean; known: Known | undefined },
): Promise<void> {
  const org = tx.organizationId;
  const { importId, minMs, maxMs } = batch;
  const isOneImport = known !== undefined && known.least === known.most && known.differing === 0n;
  if (isAll && isOneImport && batch.bytes !== null && !batch.hasRepeats) {
    const form = batch.isLean ? "lean" : "full";
    const bytes = batch.bytes();
    await keepPack(tx, { importId, shadowedBy: known.least, form, rows: batch.rows, minMs, maxMs, bytes });
    return;
  }
  await tx.run("analyze known (key)");
  await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
    select ${org}::int, ${of("s")}, k.earlier, 'duplicate' from staged s
    join known k on k.key = s.key and k.ts = s.ts where not k.corrected`);
  if (isAll) await tx.run("truncate staged");
  else
    await tx.run(
      "delete from staged s using known k where k.key = s.key and k.ts = s.ts and not k.corrected",
    );
}

/** True where no more than `limit` events lie between the two instants. */
async function fewEvents(tx: Transaction, fromMs: number, untilMs: number, limit: number): Promise<boolean> {
  const [found] = await tx.rows<{ count: bigint }>(sql`select count(*) as count from (
    select from usage_event where organization_id = ${tx.organizationId} and key >= ${keyFloor(fromMs)}::uuid
      and key < ${keyFloor(untilMs + 1)}::uuid and ts >= ${instant(fromMs)} and ts <= ${instant(untilMs)}
    limit ${limit}) e`);
  return (found?.count ?? 0n) < BigInt(limit);
}

/** Moves the live rows of the temporary table `removed` out of events and cube into the shadow, then drops it. */
export async function setAside(
  tx: Transaction,
  options: { by: number; cause: "corrected" | "overlap"; zone: string },
): Promise<number> {
  const org = tx.organizationId;
  await tx.run("analyze removed");
  const moved =
    await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
    select ${org}::int, ${names}, ${options.by}, ${options.cause} from removed`);
  if (moved > 0) {
    await tx.run(sql`delete from usage_event e using removed r
      where e.organization_id = ${org} and e.key = r.key and e.ts = r.ts`);
    await takeFromCube(tx, "removed", hourOf(options.zone));
  }
  await tx.run("drop table removed");
  return moved;
}

/**
 * Rows of one key within one batch. Of a report the last counts; an earlier one is a duplicate, or replaced where it
 * differs. Of a log the first or the fullest counts, and the others are duplicates.
 */
async function foldRepeats(tx: Transaction, batch: StagedBatch, counts: MergeCounts): Promise<void> {
  const org = tx.organizationId;
  const { importId, repeats } = batch;
  if (repeats === "latest")
    await tx.run(sql`create temp table folded on commit drop as
      select s.*, ${differs("s", "n")} as corrected, false as differing from staged s
      join staged n on n.key = s.key and n.occurrence = s.occurrence + 1`);
  else {
    const best = repeats === "first" ? sql`occurrence` : sql`output_tokens desc, occurrence desc`;
    await tx.run(sql`create temp table folded on commit drop as
      with placed as (select s.*, row_number() over (partition by key order by ${best}) as place from staged s
        where key in (select key from staged where occurrence > 0))
      select ${of("s")}, s.hour, s.occurrence, false as corrected, ${differs("s", "w")} as differing
      from placed s join placed w on w.key = s.key and w.place = 1 where s.place > 1`);
  }
  await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
    select ${org}::int, ${names}, ${importId}, case when corrected then 'corrected' else 'duplicate' end from folded`);
  await tx.run("delete from staged s using folded f where f.key = s.key and f.occurrence = s.occurrence");
  const [folded] = await tx.rows<{ duplicate: bigint; replaced: bigint; differing: bigint }>(
    `select count(*) filter (where not corrected) as duplicate, count(*) filter (where corrected) as replaced,
      count(*) filter (where differing) as differing from folded`,
  );
  await tx.run("drop table folded");
  counts.accepted -= Number(folded?.duplicate ?? 0n);
  counts.duplicate += Number(folded?.duplicate ?? 0n);
  counts.replaced += Number(folded?.replaced ?? 0n);
  counts.differing += repeats === "first" ? Number(folded?.differing ?? 0n) : 0;
}

/**
 * Brings back the rows that an import had set aside and whose key has no row that counts any more: for each the one that
 * goes first among the imports still committed (ledger rule 13).
 */
export async function bringBack(
  tx: Transaction,
  options: { importId: number; zone: string },
): Promise<{ rows: number; days: string[] }> {
  const org = tx.organizationId;
  await tx.run(sql`create temp table returning_rows on commit drop as
    select distinct on (s.key, s.ts) s.* from usage_event_shadow s join "import" i on i.organization_id = s.organization_id
      and i.id = s.import_id
    where s.organization_id = ${org} and s.shadowed_by = ${options.importId} and s.import_id <> ${options.importId}
      and i.status = 'committed'
      and not exists (select from usage_event e where e.organization_id = ${org} and e.key = s.key and e.ts = s.ts)
    order by s.key, s.ts, ${PRECEDENCE}, s.line desc`);
  await tx.run("analyze returning_rows");
  await tx.run(sql`delete from usage_event_shadow s using returning_rows r where s.organization_id = ${org}
    and s.import_id = r.import_id and s.line = r.line and s.key = r.key`);
  const rows = await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from returning_rows`,
  );
  await addToCube(tx, "returning_rows", hourOf(options.zone));
  const days = await tx.rows<{ day: string }>(
    "select distinct (ts at time zone 'UTC')::date::text as day from returning_rows",
  );
  await tx.run("drop table returning_rows");
  return { rows, days: days.map(({ day }) => day) };
}

/** Gives staged rows other keys; `keys` are pairs of the old and the new one, as uuids. */
export async function renameStaged(
  tx: Transaction,
  keys: readonly (readonly [string, string])[],
): Promise<void> {
  await tx.run(sql`update staged s set key = k.new from unnest(${keys.map(([old]) => old)}::uuid[],
    ${keys.map(([, fresh]) => fresh)}::uuid[]) as k(old, new) where s.key = k.old and s.occurrence = -1`);
}

/** Keys of staged rows without an id that this very import has brought in already, in an earlier batch. */
export async function ownRepeats(
  tx: Transaction,
  batch: { importId: number; untilMs: number },
): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>(sql`select s.key::text as key from staged s
    cross join lateral (select import_id from usage_event e where e.organization_id = ${tx.organizationId}
      and e.key = s.key and e.ts = s.ts offset 0) e
    where s.occurrence = -1 and s.ts <= ${instant(batch.untilMs)} and e.import_id = ${batch.importId}`);
  return rows.map((row) => row.key);
}
