import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { COMPARED_COLUMNS, EVENT_COLUMNS } from "./columns";
import { addToCube, hourOf, takeFromCube } from "./cube";

/** What became of the staged rows. `replaced` are among `accepted` (ledger rule 13). */
export type MergeCounts = { accepted: number; duplicate: number; replaced: number };

/** Events further away than this share no hour, nor a whole day, with the staged ones. */
const NEAR_MS = 2 * 86_400_000;

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
const of = (table: string) => join(EVENT_COLUMNS.map((c) => sql`${identifier(table)}.${identifier(c)}`));
const differs = (a: string, b: string) =>
  sql`(${join(COMPARED_COLUMNS.map((c) => sql`${identifier(a)}.${identifier(c)}`))}) is distinct from
      (${join(COMPARED_COLUMNS.map((c) => sql`${identifier(b)}.${identifier(c)}`))})`;

/**
 * Brings the rows of `staged` into the ledger: new keys become events, a known key with the same numbers is a
 * duplicate, a known key with other numbers replaces the earlier row. What does not count is kept aside in
 * `usage_event_shadow`, so that a void can bring it back.
 * Rows of `staged_aside` (an overlap that the earlier import wins) are already out of `staged`.
 */
export async function mergeStaged(
  tx: Transaction,
  options: {
    importId: number;
    zone: string;
    minMs: number;
    maxMs: number;
    repeats: boolean;
    keyFloor: (ms: number) => string;
  },
): Promise<MergeCounts> {
  const org = tx.organizationId;
  await tx.run("analyze staged");
  const [{ count: staged } = { count: 0n }] = await tx.rows<{ count: bigint }>(
    "select count(*) as count from staged",
  );
  const inFile = options.repeats
    ? await foldRepeats(tx, options.importId)
    : { accepted: 0, duplicate: 0, replaced: 0 };
  const low = options.keyFloor(options.minMs);
  const high = options.keyFloor(options.maxMs + 1);
  const range = sql`e.organization_id = ${org} and e.key >= ${low}::uuid and e.key < ${high}::uuid
    and e.ts >= ${new Date(options.minMs).toISOString()}::timestamptz and e.ts <= ${new Date(options.maxMs).toISOString()}::timestamptz`;
  const [near] = await tx.rows<{
    near: boolean;
  }>(sql`select exists (select from usage_event e where e.organization_id = ${org}
    and e.key >= ${options.keyFloor(options.minMs - NEAR_MS)}::uuid and e.key < ${options.keyFloor(options.maxMs + NEAR_MS)}::uuid
    and e.ts >= ${new Date(options.minMs - NEAR_MS).toISOString()}::timestamptz
    and e.ts < ${new Date(options.maxMs + NEAR_MS).toISOString()}::timestamptz) as near`);
  const [met] = await tx.rows<{ met: boolean }>(
    sql`select exists (select from usage_event e where ${range}) as met`,
  );
  let duplicate = 0;
  let replaced = 0;
  if (met?.met) {
    await tx.run(sql`create temp table known on commit drop as
      select s.key, s.ts, e.import_id as earlier, ${differs("s", "e")} as corrected
      from staged s join usage_event e on e.key = s.key and e.ts = s.ts where ${range}`);
    await tx.run("analyze known");
    duplicate = await tx.run(sql`with gone as (
        delete from staged s using known k where k.key = s.key and k.ts = s.ts and not k.corrected returning s.*, k.earlier)
      insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
      select ${org}::int, ${of("gone")}, earlier, 'duplicate' from gone`);
    await tx.run(sql`create temp table removed on commit drop as
      select e.* from usage_event e join known k on k.key = e.key and k.ts = e.ts where k.corrected and ${range}`);
    replaced = await setAside(tx, { by: options.importId, cause: "corrected", zone: options.zone });
    await tx.run("drop table known");
  }
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from staged`,
  );
  await addToCube(tx, "staged", sql`hour`, { allNew: !near?.near });
  return {
    accepted: Number(staged) - inFile.duplicate - duplicate,
    duplicate: inFile.duplicate + duplicate,
    replaced: inFile.replaced + replaced,
  };
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

/** Rows of one key within one file: the last counts; an earlier one is a duplicate, or replaced where it differs. */
async function foldRepeats(tx: Transaction, importId: number): Promise<MergeCounts> {
  const org = tx.organizationId;
  await tx.run(sql`create temp table folded on commit drop as
    select s.*, ${differs("s", "n")} as corrected from staged s
    join staged n on n.key = s.key and n.occurrence = s.occurrence + 1`);
  await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
    select ${org}::int, ${names}, ${importId}, case when corrected then 'corrected' else 'duplicate' end from folded`);
  await tx.run("delete from staged s using folded f where f.key = s.key and f.occurrence = s.occurrence");
  const [counts] = await tx.rows<{
    duplicate: bigint;
    replaced: bigint;
  }>(`select count(*) filter (where not corrected)
    as duplicate, count(*) filter (where corrected) as replaced from folded`);
  await tx.run("drop table folded");
  return {
    accepted: 0,
    duplicate: Number(counts?.duplicate ?? 0n),
    replaced: Number(counts?.replaced ?? 0n),
  };
}
