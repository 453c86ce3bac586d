import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import { EVENT_COLUMNS } from "./columns";
import { addToCube, hourOf } from "./cube";
import { PRECEDENCE_OF_LINES } from "./precedence";

const names = join(EVENT_COLUMNS.map((c) => identifier(c)));

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
    order by s.key, s.ts, ${PRECEDENCE_OF_LINES}`);
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
