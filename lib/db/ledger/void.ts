import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { EVENT_COLUMNS } from "./columns";
import { addToCube, hourOf, takeFromCube } from "./cube";

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));

/**
 * Takes an import's usage out of the ledger. What it had replaced, doubled or overlapped comes back: for each such key
 * the row of the latest import still committed (ledger rule 13).
 * @returns the UTC days whose figures change.
 */
export async function voidUsage(
  tx: Transaction,
  options: { importId: number; zone: string },
): Promise<string[]> {
  const { importId, zone } = options;
  const org = tx.organizationId;
  const [span] = await tx.rows<{ first: string | null; last: string | null }>(
    sql`select first_day::text as first, last_day::text as last from "import" where organization_id = ${org} and id = ${importId}`,
  );
  await tx.run(
    sql`delete from usage_event_shadow where organization_id = ${org} and import_id = ${importId}`,
  );
  if (!span?.first || !span.last) return [];
  const period = sql`ts >= ${span.first}::date::timestamp at time zone 'UTC'
    and ts < (${span.last}::date + 1)::timestamp at time zone 'UTC'`;
  await tx.run(sql`create temp table removed on commit drop as
    select * from usage_event where organization_id = ${org} and import_id = ${importId} and ${period}`);
  await tx.run("analyze removed");
  await tx.run(
    sql`delete from usage_event where organization_id = ${org} and import_id = ${importId} and ${period}`,
  );
  await takeFromCube(tx, "removed", hourOf(zone));
  await tx.run(sql`create temp table returning_rows on commit drop as
    select distinct on (s.key, s.ts) s.* from usage_event_shadow s join "import" i on i.organization_id = s.organization_id
      and i.id = s.import_id
    where s.organization_id = ${org} and s.shadowed_by = ${importId} and i.status = 'committed'
      and not exists (select from usage_event e where e.organization_id = ${org} and e.key = s.key and e.ts = s.ts)
    order by s.key, s.ts, i.committed_at desc, s.import_id desc, s.line desc`);
  await tx.run("analyze returning_rows");
  await tx.run(sql`delete from usage_event_shadow s using returning_rows r where s.organization_id = ${org}
    and s.import_id = r.import_id and s.line = r.line and s.key = r.key`);
  await tx.run(
    sql`insert into usage_event (organization_id, ${names}) select ${org}::int, ${names} from returning_rows`,
  );
  // Rows still aside for the voided import stand behind whoever counts now.
  await tx.run(sql`update usage_event_shadow s set shadowed_by = e.import_id from usage_event e
    where s.organization_id = ${org} and s.shadowed_by = ${importId} and e.organization_id = ${org}
      and e.key = s.key and e.ts = s.ts`);
  await addToCube(tx, "returning_rows", hourOf(zone));
  const days = await tx.rows<{
    day: string;
  }>(`select distinct (ts at time zone 'UTC')::date::text as day from removed
    union select distinct (ts at time zone 'UTC')::date::text from returning_rows`);
  await tx.run("drop table removed, returning_rows");
  return days.map((d) => d.day);
}
