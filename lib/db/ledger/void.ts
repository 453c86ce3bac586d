import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { bringBack } from "./bring-back";
import { COMPARED_COLUMNS, EVENT_COLUMNS } from "./columns";
import { addToCube, hourOf, takeDaysFromCube, takeFromCube } from "./cube";
import { setAside } from "./merge";
import { packRemoved, unpack, unpackVoided } from "./packs";
import { PRECEDENCE_OF_LINES } from "./precedence";

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
const compared = (table: string) =>
  join(COMPARED_COLUMNS.map((c) => sql`${identifier(table)}.${identifier(c)}`));

type Which = { readonly importId: number; readonly zone: string };

/**
 * Takes an import's usage out of the ledger and keeps it aside. What it had replaced, doubled or overlapped comes back: for
 * each such key the row of the import that counts next (ledger rule 13).
 * @returns the UTC days whose figures change.
 */
export async function voidUsage(tx: Transaction, { importId, zone }: Which): Promise<string[]> {
  const org = tx.organizationId;
  const period = await periodOf(tx, importId);
  if (!period) return [];
  await unpack(tx, importId, { own: false });
  await tx.run(sql`create temp table removed on commit drop as
    select * from usage_event e where e.organization_id = ${org} and e.import_id = ${importId} and ${period}`);
  await tx.run("analyze removed (key)");
  const days = await tx.rows<{ day: string; events: bigint }>(
    "select (ts at time zone 'UTC')::date::text as day, count(*) as events from removed group by 1 order by 1",
  );
  if (days.length > 0) {
    await packRemoved(tx, importId);
    await tx.run(
      sql`delete from usage_event e where e.organization_id = ${org} and e.import_id = ${importId} and ${period}`,
    );
    if (!(await takeDaysFromCube(tx, days))) await takeFromCube(tx, "removed", hourOf(zone));
  }
  await tx.run("drop table removed");
  const back = await bringBack(tx, { importId, zone });
  // Rows still aside for the voided import stand behind whoever counts now.
  await tx.run(sql`update usage_event_shadow s set shadowed_by = e.import_id from usage_event e
    where s.organization_id = ${org} and s.shadowed_by = ${importId} and s.import_id <> ${importId}
      and e.organization_id = ${org} and e.key = s.key and e.ts = s.ts`);
  return [...new Set([...days.map((d) => d.day), ...back.days])];
}

/**
 * Brings a voided import's usage back, as if it had never been voided: a row counts again unless a row of its key that
 * came in meanwhile, or before, goes first (ledger rule 13). Rows that an overlap kept aside stay so while the import they
 * stand behind counts. The import has to be on record as committed already, at the time of its first commit.
 * @returns the UTC days whose figures change.
 */
export async function restoreUsage(tx: Transaction, { importId, zone }: Which): Promise<string[]> {
  const org = tx.organizationId;
  const period = await periodOf(tx, importId);
  if (!period) return [];
  await unpackVoided(tx, importId);
  // Of a key that counted when the import was voided, its other rows stay behind that one.
  await tx.run(sql`insert into coming (${names}, aside) select distinct on (s.key, s.ts) ${join(
    EVENT_COLUMNS.map((c) => sql`s.${identifier(c)}`),
  )}, true from usage_event_shadow s
    join "import" i on i.organization_id = s.organization_id and i.id = s.import_id
    left join "import" o on o.organization_id = s.organization_id and o.id = s.shadowed_by
    where s.organization_id = ${org} and s.import_id = ${importId} and s.shadowed_by <> ${importId}
      and not (s.cause = 'overlap' and o.status = 'committed')
      and not exists (select from coming c where c.key = s.key and c.ts = s.ts)
    order by s.key, s.ts, ${PRECEDENCE_OF_LINES}`);
  await tx.run("analyze coming (key)");
  const [others] = await tx.rows<{ met: boolean }>(
    sql`select exists (select from usage_event e where e.organization_id = ${org} and ${period}) as met`,
  );
  if (others?.met) await judge(tx, { importId, zone, period });
  await tx.run(sql`delete from usage_event_shadow s using coming c where c.aside and s.organization_id = ${org}
    and s.import_id = c.import_id and s.line = c.line and s.key = c.key`);
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from coming`,
  );
  await addToCube(tx, "coming", hourOf(zone));
  const days = await tx.rows<{ day: string }>(
    "select distinct (ts at time zone 'UTC')::date::text as day from coming",
  );
  await tx.run("drop table coming");
  return days.map((d) => d.day);
}

/**
 * Of all rows of one key the one that goes first by the order of their imports counts; one that is equal to what counts
 * changes nothing. Where a row comes between what counts and an equal one of a later import, that later one counts now:
 * else nobody would know, once it is voided, that the row between goes next.
 */
async function judge(tx: Transaction, { importId, zone, period }: Which & { period: Sql }): Promise<void> {
  const org = tx.organizationId;
  await tx.run(sql`create temp table verdict on commit drop as
    select c.key, c.ts, e.import_id as live, (${compared("c")}) is distinct from (${compared("e")}) as differs, e.import_id as goes
    from coming c join usage_event e on e.organization_id = ${org} and e.key = c.key and e.ts = c.ts and ${period}`);
  await tx.run("analyze verdict");
  await findFirst(tx, { importId, period });
  await tx.run(sql`create temp table removed on commit drop as
    select e.* from usage_event e join verdict v on v.key = e.key and v.ts = e.ts
    where e.organization_id = ${org} and v.goes <> v.live and ${period}`);
  await setAside(tx, { by: importId, cause: "corrected", zone });
  await tx.run(sql`update usage_event_shadow s set shadowed_by = v.goes, cause = 'duplicate' from verdict v
    where s.organization_id = ${org} and s.import_id = v.live and s.key = v.key and s.ts = v.ts
      and s.shadowed_by = ${importId} and v.goes not in (v.live, ${importId})`);
  await tx.run(sql`update usage_event_shadow s set shadowed_by = v.goes,
      cause = case when v.differs then 'corrected' else 'duplicate' end
    from coming c join verdict v on v.key = c.key and v.ts = c.ts
    where c.aside and s.organization_id = ${org} and s.import_id = ${importId} and c.import_id = ${importId}
      and s.line = c.line and s.key = c.key and v.goes <> ${importId}`);
  await tx.run(sql`insert into usage_event_shadow (organization_id, ${names}, shadowed_by, cause)
    select ${org}::int, ${join(EVENT_COLUMNS.map((c) => sql`c.${identifier(c)}`))}, v.goes,
      case when v.differs then 'corrected' else 'duplicate' end
    from coming c join verdict v on v.key = c.key and v.ts = c.ts where not c.aside and v.goes <> ${importId}`);
  await tx.run(
    sql`delete from coming c using verdict v where v.key = c.key and v.ts = c.ts and c.import_id <> v.goes`,
  );
  await tx.run("drop table verdict");
}

/**
 * Says in `verdict.goes` whose row goes first, where what comes differs from what counts, and has such a row of a third
 * import come as well.
 */
async function findFirst(
  tx: Transaction,
  { importId, period }: { importId: number; period: Sql },
): Promise<void> {
  const org = tx.organizationId;
  const lives = await tx.rows<{ live: number }>("select distinct live from verdict where differs");
  for (const { live } of lives) await unpack(tx, live, { own: false });
  await tx.run(sql`create temp table going on commit drop as
    select distinct on (s.key, s.ts) s.* from (
      select ${join(EVENT_COLUMNS.map((c) => sql`c.${identifier(c)}`))}, c.aside from coming c
        join verdict v on v.key = c.key and v.ts = c.ts where v.differs
      union all select ${join(EVENT_COLUMNS.map((c) => sql`e.${identifier(c)}`))}, false from usage_event e
        join verdict v on v.key = e.key and v.ts = e.ts where e.organization_id = ${org} and v.differs and ${period}
      union all select ${join(EVENT_COLUMNS.map((c) => sql`a.${identifier(c)}`))}, true from usage_event_shadow a
        join verdict v on v.key = a.key and v.ts = a.ts where a.organization_id = ${org} and v.differs
          and a.import_id <> ${importId} and a.shadowed_by <> a.import_id and a.cause <> 'overlap') s
      join "import" i on i.organization_id = ${org} and i.id = s.import_id and i.status = 'committed'
    order by s.key, s.ts, ${PRECEDENCE_OF_LINES}`);
  await tx.run(sql`update verdict v set goes = g.import_id from going g where g.key = v.key and g.ts = v.ts`);
  await tx.run(sql`insert into coming (${names}, aside) select ${join(EVENT_COLUMNS.map((c) => sql`g.${identifier(c)}`))}, true
    from going g join verdict v on v.key = g.key and v.ts = g.ts where v.goes not in (v.live, ${importId})`);
  await tx.run("drop table going");
}

/** The days an import's rows lie in, as a condition that spares the other partitions; null where it has none. */
async function periodOf(tx: Transaction, importId: number): Promise<Sql | null> {
  const [span] = await tx.rows<{ first: string | null; last: string | null }>(
    sql`select first_day::text as first, last_day::text as last from "import"
      where organization_id = ${tx.organizationId} and id = ${importId}`,
  );
  if (!span?.first || !span.last) return null;
  return sql`e.ts >= ${span.first}::date::timestamp at time zone 'UTC'
    and e.ts < (${span.last}::date + 1)::timestamp at time zone 'UTC'`;
}
