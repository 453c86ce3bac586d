import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { COMPARED_COLUMNS, EVENT_COLUMNS } from "./columns";
import { addToCube, hourOf } from "./cube";
import { CHARGES } from "./kept";
import { setAside } from "./merge";
import { PRECEDENCE_OF_LINES } from "./precedence";
import { isMoney, isOtherUnits, type Standing } from "./standing";

export type Where = {
  readonly provider: string;
  readonly account: string | null;
  readonly zone: string;
  /** The import that is being committed; 0 where none is. */
  readonly coming: number;
  readonly standings: readonly Standing[];
};

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));
const columns = (table: string, all: readonly string[]) =>
  join(all.map((c) => sql`${identifier(table)}.${identifier(c)}`));

/**
 * Puts the usage of the days in question where it belongs: of each key the row that goes first among the imports that
 * count on its day (ledger rules 13 and 14) counts, and every other one is aside.
 * @returns the UTC days on which rows have moved
 */
export async function standUsage(tx: Transaction, where: Where): Promise<string[]> {
  const org = tx.organizationId;
  const days = await tellStandings(tx, where, (covers) => !isMoney(covers));
  if (days.length === 0) return [];
  const of = sql`join sku k on k.organization_id = ${org} and k.id = e.sku_id and k.provider = ${where.provider}
    join scope sc on sc.organization_id = ${org} and sc.id = e.scope_id and sc.account is not distinct from ${where.account}::text
    where e.organization_id = ${org} and e.ts >= ${days[0]}::date::timestamp at time zone 'UTC'
      and e.ts < (${days.at(-1)}::date + 1)::timestamp at time zone 'UTC' and (e.ts at time zone 'UTC')::date = any(${days}::date[])`;
  const behind = sql`(select max(t.behind) from standing t where t.import_id = e.import_id
    and t.day = (e.ts at time zone 'UTC')::date and (t.is_any or t.is_units = (k.unit <> 'tokens')))`;
  // Rows that stand behind another row of their own file never count.
  await tx.run(sql`create temp table candidate on commit drop as
    select ${columns("e", EVENT_COLUMNS)}, true as live, ${behind} as behind from usage_event e ${of}
    union all select ${columns("e", EVENT_COLUMNS)}, false, ${behind} from usage_event_shadow e ${of}
      and e.shadowed_by <> e.import_id
      and exists (select from "import" i where i.organization_id = ${org} and i.id = e.import_id
        and (i.status = 'committed' or i.id = ${where.coming}))`);
  // Of the rows that came in just now the planner knows nothing: with an index it cannot go far wrong.
  await tx.run("create index on candidate (key)");
  await tx.run("analyze candidate");
  await tx.run(sql`create temp table chosen on commit drop as
    select distinct on (s.key, s.ts) s.* from candidate s join "import" i on i.organization_id = ${org} and i.id = s.import_id
    where s.behind is null order by s.key, s.ts, ${PRECEDENCE_OF_LINES}`);
  // What counts now and is equal goes on counting.
  await tx.run(sql`update chosen c set import_id = e.import_id, line = e.line, live = true from candidate e
    where e.live and e.behind is null and not c.live and e.key = c.key and e.ts = c.ts
      and (${columns("e", COMPARED_COLUMNS)}) is not distinct from (${columns("c", COMPARED_COLUMNS)})`);
  await tx.run("create index on chosen (key)");
  await tx.run("analyze chosen");
  const moved = await moveUsage(tx, where.zone);
  await tx.run("drop table candidate, chosen, standing");
  return moved;
}

async function moveUsage(tx: Transaction, zone: string): Promise<string[]> {
  const org = tx.organizationId;
  const isChosen = sql`exists (select from chosen c where c.key = s.key and c.ts = s.ts and c.import_id = s.import_id and c.line = s.line)`;
  await tx.run(sql`create temp table removed on commit drop as
    select ${columns("s", EVENT_COLUMNS)} from candidate s where s.live and not ${isChosen}`);
  await tx.run(sql`create temp table coming on commit drop as
    select ${columns("s", EVENT_COLUMNS)} from candidate s where not s.live and ${isChosen}`);
  const days = await tx.rows<{ day: string }>(
    "select distinct (ts at time zone 'UTC')::date::text as day from (select ts from removed union select ts from coming) r",
  );
  await tx.run("create index on coming (key)");
  await tx.run("analyze coming");
  // Behind whom they stand is said of all at once, below.
  await setAside(tx, { by: 0, cause: "overlap", zone });
  await tx.run(sql`delete from usage_event_shadow s using coming c where s.organization_id = ${org}
    and s.import_id = c.import_id and s.line = c.line and s.key = c.key`);
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from coming`,
  );
  await addToCube(tx, "coming", hourOf(zone));
  await tx.run(sql`update usage_event_shadow u set shadowed_by = coalesce(s.behind, c.import_id),
      cause = case when s.behind is not null then 'overlap'
        when (${columns("s", COMPARED_COLUMNS)}) is distinct from (${columns("c", COMPARED_COLUMNS)}) then 'corrected' else 'duplicate' end
    from candidate s left join chosen c on c.key = s.key and c.ts = s.ts
    where u.organization_id = ${org} and u.import_id = s.import_id and u.line = s.line and u.key = s.key
      and (c.import_id is distinct from s.import_id or c.line is distinct from s.line)`);
  await tx.run("drop table coming");
  return days.map(({ day }) => day);
}

/** The same for charges. @returns the UTC days on which other charges count than before */
export async function standCharges(tx: Transaction, where: Where): Promise<string[]> {
  const org = tx.organizationId;
  const days = await tellStandings(tx, where, isMoney);
  if (days.length === 0) return [];
  const compared = columns("p", CHARGES.compared);
  await tx.run(sql`create temp table candidate on commit drop as
    select e.import_id, e.line, e.key, e.utc_day, e.counts, i.committed_at, t.behind, ${columns("e", CHARGES.compared)}
    from provider_charge e join "import" i on i.organization_id = ${org} and i.id = e.import_id
        and (i.status = 'committed' or i.id = ${where.coming})
      join sku k on k.organization_id = ${org} and k.id = e.sku_id and k.provider = ${where.provider}
      join scope sc on sc.organization_id = ${org} and sc.id = e.scope_id and sc.account is not distinct from ${where.account}::text
      left join (select import_id, day, max(behind) as behind from standing group by 1, 2) t
        on t.import_id = e.import_id and t.day = e.utc_day
    where e.organization_id = ${org} and e.utc_day = any(${days}::date[]) and e.shadowed_by is distinct from e.import_id`);
  await tx.run(sql`create temp table chosen on commit drop as
    select distinct on (key) key, import_id, line, ${columns("p", CHARGES.compared)} from candidate p where behind is null
    order by key, committed_at desc, import_id desc, line desc`);
  await tx.run(sql`update chosen c set import_id = p.import_id, line = p.line from candidate p
    where p.counts and p.behind is null and p.key = c.key and (${compared}) is not distinct from (${columns("c", CHARGES.compared)})`);
  const moved = await tx.rows<{ day: string }>(sql`select distinct p.utc_day::text as day from candidate p
    left join chosen c on c.key = p.key and c.import_id = p.import_id and c.line = p.line where p.counts <> (c.key is not null)`);
  await tx.run(sql`update provider_charge e set counts = false, shadowed_by = coalesce(p.behind, c.import_id)
    from candidate p left join chosen c on c.key = p.key
    where e.organization_id = ${org} and e.import_id = p.import_id and e.line = p.line and e.key = p.key
      and (c.import_id is distinct from p.import_id or c.line is distinct from p.line)`);
  await tx.run(sql`update provider_charge e set counts = true, shadowed_by = null from chosen c
    where e.organization_id = ${org} and e.import_id = c.import_id and e.line = c.line and e.key = c.key and not e.counts`);
  await tx.run("drop table candidate, chosen, standing");
  return moved.map(({ day }) => day);
}

/** Makes the temporary table `standing` of those that are about money, or about usage. @returns the days they are of */
async function tellStandings(
  tx: Transaction,
  { standings }: Where,
  isAbout: (covers: string) => boolean,
): Promise<string[]> {
  const rows = standings
    .filter(({ covers }) => isAbout(covers))
    .map(({ importId, covers, day, behind }) => ({
      importId,
      day,
      behind,
      isUnits: isOtherUnits(covers),
      isAny: covers === "*",
    }));
  if (rows.length === 0) return [];
  await tx.run(sql`create temp table standing on commit drop as
    select "importId" as import_id, day, behind, "isUnits" as is_units, "isAny" as is_any
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as x("importId" int, day date, behind int, "isUnits" boolean, "isAny" boolean)`);
  await tx.run("create index on standing (import_id, day)");
  return [...new Set(rows.map(({ day }) => day))].sort();
}
