import type { Repeats } from "@/lib/ingest/sources/source";
import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { COMPARED_COLUMNS, EVENT_COLUMNS } from "./columns";
import { addCells, addToCube, hourOf, type NewAfter, takeFromCube } from "./cube";
import { keyFloor } from "./key";
import { keepPack } from "./packs";
import { absentColumns, type StagedLayout } from "./staging";

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
  /** The first of its hours. */
  readonly minHourMs: number;
  readonly layout: StagedLayout;
  /** The rows as they were staged, to be kept aside together; null where they have been changed since. */
  readonly bytes: (() => Buffer) | null;
  /** Lays the cells the rows add up to ready in `staged_cell`; null where the database has to make them. */
  readonly copyCells: (() => Promise<void>) | null;
};

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
const of = (table: string) => join(EVENT_COLUMNS.map((c) => sql`${identifier(table)}.${identifier(c)}`));
const differs = (a: string, b: string) =>
  sql`(${join(COMPARED_COLUMNS.map((c) => sql`${identifier(a)}.${identifier(c)}`))}) is distinct from
      (${join(COMPARED_COLUMNS.map((c) => sql`${identifier(b)}.${identifier(c)}`))})`;
const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Beyond so many rows of one key in a batch they are folded together first: one by one would take for ever. */
const TURNS_MAX = 100;

/**
 * Brings the rows of `staged` into the ledger: new keys become events, a known key with the same numbers is a
 * duplicate, a known key with other numbers replaces the earlier row, or stays behind it, as the source has it. What does
 * not count is kept aside in `usage_event_shadow`, so that a void can bring it back.
 */
export async function mergeStaged(tx: Transaction, batch: StagedBatch): Promise<MergeCounts> {
  const mayBeKnown = batch.knownUntilMs >= batch.minMs;
  if (!batch.hasRepeats || batch.repeats !== "latest" || !mayBeKnown) return mergeOnce(tx, batch);
  const [most] = await tx.rows<{ turns: number }>("select max(occurrence) as turns from staged");
  const turns = most?.turns ?? 0;
  return turns > TURNS_MAX ? mergeOnce(tx, batch) : mergeInTurn(tx, batch, turns);
}

/**
 * Rows of one key that the ledger may hold already, in the order of the file: each meets what counts by then, as it would
 * in a batch of its own.
 */
async function mergeInTurn(tx: Transaction, batch: StagedBatch, turns: number): Promise<MergeCounts> {
  await tx.run("create temp table repeated on commit drop as select * from staged where occurrence > 0");
  const all: MergeCounts = { accepted: 0, duplicate: 0, replaced: 0, differing: 0 };
  let rows = batch.rows - (await tx.run("delete from staged where occurrence > 0"));
  const alone = { ...batch, hasRepeats: false, bytes: null, copyCells: null };
  for (let turn = 0; turn <= turns; turn += 1) {
    const later = { knownUntilMs: Number.POSITIVE_INFINITY, cellsUntilMs: Number.POSITIVE_INFINITY };
    if (turn > 0) {
      await tx.run("truncate staged");
      rows = await tx.run(sql`insert into staged select * from repeated where occurrence = ${turn}`);
    }
    const counts = await mergeOnce(tx, { ...alone, rows, ...(turn > 0 ? later : {}) });
    for (const name of ["accepted", "duplicate", "replaced", "differing"] as const) all[name] += counts[name];
  }
  await tx.run("drop table repeated");
  return all;
}

async function mergeOnce(tx: Transaction, batch: StagedBatch): Promise<MergeCounts> {
  const org = tx.organizationId;
  const counts: MergeCounts = { accepted: batch.rows, duplicate: 0, replaced: 0, differing: 0 };
  if (batch.hasRepeats) await foldRepeats(tx, batch, counts);
  const grown = batch.knownUntilMs >= batch.minMs ? await meetKnown(tx, batch, counts) : 0;
  if (counts.accepted + grown === 0) return counts;
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from staged`,
  );
  const absent = absentColumns(batch.layout);
  const newAfter = newAfterOf(batch);
  const isWhole = counts.accepted === batch.rows && counts.replaced === 0;
  if (isWhole && batch.copyCells) {
    await batch.copyCells();
    await addCells(tx, { newAfter, absent });
  } else await addToCube(tx, "staged", hourOf(batch.zone), { newAfter, absent });
  return counts;
}

function newAfterOf({ cellsUntilMs, minHourMs }: StagedBatch): NewAfter {
  if (cellsUntilMs === Number.POSITIVE_INFINITY) return null;
  return cellsUntilMs < minHourMs ? "all" : instant(cellsUntilMs);
}

/**
 * Takes the staged rows whose key is in the ledger out of the batch, or what they replace out of the ledger. Answers how
 * many stay staged beside the accepted: answers that have grown, which replace rows of their own file.
 */
async function meetKnown(tx: Transaction, batch: StagedBatch, counts: MergeCounts): Promise<number> {
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
  let grown = 0;
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
      grown = repeats === "latest" ? 0 : Number(of_?.own ?? 0n);
      counts.replaced += replaced - grown;
      counts.accepted -= grown;
      counts.duplicate += grown;
    }
  }
  await tx.run("drop table known");
  return grown;
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
    const { layout, rows } = batch;
    const bytes = batch.bytes();
    await keepPack(tx, { importId, shadowedBy: known.least, layout, rows, minMs, maxMs, bytes });
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
      select ${of("s")}, s.occurrence, false as corrected, ${differs("s", "w")} as differing
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
