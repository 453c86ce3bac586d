import type { Transaction } from "../organization";
import { empty, identifier, join, type Sql, sql } from "../sql";
import { COUNTS, isSparse, TRAITS } from "./columns";
import { onUtcDays } from "./days";

const CELL = ["hour", "scope_id", "sku_id", "utc_day", "traits"] as const;
const SUMS = ["events", ...COUNTS, "unknown_requests", "reported_cost"] as const;
const nullable = (column: string) => isSparse(column) || column === "reported_cost";

/** "all": every cell is new. An instant: no cell of a later hour exists yet. null: any may exist. */
export type NewAfter = Sql | "all" | null;
type Adding = {
  readonly newAfter: NewAfter;
  /** Columns that have nothing in any row, and need no sum. */
  readonly absent: ReadonlySet<string>;
};

/** The instant at which the local hour of an event begins; for whole UTC days the local midnight of their date. */
export function hourOf(zone: string): Sql {
  return sql`case when (traits & ${TRAITS.wholeDay}) <> 0
    then ((ts at time zone 'UTC')::date)::timestamp at time zone ${zone}::text
    else date_trunc('hour', ts, ${zone}::text) end`;
}

/** Cells of the rows of a temporary table; `hour` is an expression over its columns. */
function cellsOf(table: string | Sql, hour: Sql, columns: readonly string[] = SUMS): Sql {
  const sums = columns.map((c) =>
    c === "events"
      ? sql`count(*) as events`
      : c === "unknown_requests"
        ? sql`count(*) - count(requests) as unknown_requests`
        : c === "reported_cost"
          ? sql`sum(reported_cost) as reported_cost`
          : isSparse(c)
            ? sql`sum(${identifier(c)})::bigint as ${identifier(c)}`
            : sql`coalesce(sum(${identifier(c)}), 0)::bigint as ${identifier(c)}`,
  );
  return sql`select ${hour} as hour, scope_id, sku_id, (ts at time zone 'UTC')::date as utc_day, traits, ${join(sums)}
    from ${typeof table === "string" ? identifier(table) : table} group by 1, 2, 3, 4, 5`;
}

/**
 * Adds the rows of a temporary table of events to the hourly cube. Cells come in the order of their key, which
 * both loads faster and keeps two writers from waiting on each other in a circle. `newAfter` promises that no cell
 * of a later hour exists yet, which saves looking for each.
 */
export async function addToCube(
  tx: Transaction,
  table: string,
  hour: Sql,
  options: Partial<Adding> = {},
): Promise<void> {
  const sums = sumsWithout(options.absent ?? new Set());
  const newAfter = options.newAfter === undefined ? await noneThere(tx, table) : options.newAfter;
  const cells = sql`(${cellsOf(table, hour, sums)} order by ${join(CELL.map((c) => identifier(c)))})`;
  await insertCells(tx, cells, sums, newAfter);
}

/** Where no cell lies near the rows of a temporary table, all of theirs are new. */
async function noneThere(tx: Transaction, table: string): Promise<NewAfter> {
  const [found] = await tx.rows<{ there: boolean }>(sql`select exists (select from usage_hourly h,
      (select min(ts) as first, max(ts) as last from ${identifier(table)}) r
    where h.organization_id = ${tx.organizationId} and h.hour >= r.first - interval '2 days' and h.hour <= r.last + interval '2 days') as there`);
  return found?.there ? null : "all";
}

/** Adds the cells that lie ready in the temporary table `staged_cell`, in the order of their key, and drops it. */
export async function addCells(tx: Transaction, options: Adding): Promise<void> {
  const absent = new Set([...options.absent, ...SUMS.filter(isSparse)]);
  await insertCells(tx, sql`staged_cell`, sumsWithout(absent), options.newAfter);
  await tx.run("drop table staged_cell");
}

const sumsWithout = (absent: ReadonlySet<string>) => SUMS.filter((c) => !(nullable(c) && absent.has(c)));

async function insertCells(
  tx: Transaction,
  cells: Sql,
  sums: readonly string[],
  newAfter: NewAfter,
): Promise<void> {
  const updates = sums.map((c) =>
    nullable(c)
      ? sql`${identifier(c)} = coalesce(h.${identifier(c)} + excluded.${identifier(c)}, h.${identifier(c)}, excluded.${identifier(c)})`
      : sql`${identifier(c)} = h.${identifier(c)} + excluded.${identifier(c)}`,
  );
  const names = join([...CELL, ...sums].map((c) => identifier(c)));
  const add = (which: Sql, onConflict: Sql) =>
    tx.run(sql`insert into usage_hourly as h (organization_id, ${names})
      select ${tx.organizationId}::int, ${names} from ${cells} cells ${which} ${onConflict}`);
  const merged = sql`on conflict (organization_id, hour, scope_id, sku_id, utc_day, traits) do update set ${join(updates)}`;
  if (newAfter === "all") await add(empty, empty);
  else if (newAfter === null) await add(empty, merged);
  else {
    await add(sql`where hour <= ${newAfter}`, merged);
    await add(sql`where hour > ${newAfter}`, empty);
  }
}

/** Takes the rows of a temporary table of events out of the hourly cube; cells left without an event go. */
export async function takeFromCube(tx: Transaction, table: string, hour: Sql): Promise<void> {
  const updates = SUMS.map((c) =>
    nullable(c)
      ? sql`${identifier(c)} = h.${identifier(c)} - coalesce(c.${identifier(c)}, 0)`
      : sql`${identifier(c)} = h.${identifier(c)} - c.${identifier(c)}`,
  );
  const same = join(
    CELL.map((c) => sql`h.${identifier(c)} = c.${identifier(c)}`),
    " and ",
  );
  await tx.run(sql`create temp table cells_out on commit drop as ${cellsOf(table, hour)}`);
  await tx.run("analyze cells_out");
  await tx.run(sql`delete from usage_hourly h using cells_out c
    where h.organization_id = ${tx.organizationId} and ${same} and h.events = c.events`);
  await tx.run(sql`update usage_hourly h set ${join(updates)} from cells_out c
    where h.organization_id = ${tx.organizationId} and ${same}`);
  await tx.run("drop table cells_out");
}

/**
 * Takes whole UTC days out of the hourly cube, where the given events are all that these days have.
 * @returns false where other events lie on them too, and nothing has been done
 */
export async function takeDaysFromCube(
  tx: Transaction,
  days: readonly { readonly day: string; readonly events: bigint }[],
): Promise<boolean> {
  const org = tx.organizationId;
  const dates = days.map(({ day }) => day);
  const there = await tx.rows<{
    day: string;
    events: bigint;
  }>(sql`select utc_day::text as day, sum(events)::bigint as events
    from usage_daily where organization_id = ${org} and ${onUtcDays(dates)} group by utc_day`);
  const gone = new Map(days.map(({ day, events }) => [day, events]));
  if (there.some(({ day, events }) => events !== gone.get(day))) return false;
  await tx.run(sql`delete from usage_hourly where organization_id = ${org} and utc_day = any(${dates}::date[])
    and hour >= ${dates[0]}::date - 1 and hour < ${dates.at(-1)}::date + 3`);
  return true;
}

/**
 * Makes the cube anew from events, for another reporting zone. Days whose events were dropped keep their cells, which
 * `fitsZone` has to have found to be whole hours of the new zone too; whole UTC days move to its midnight.
 * @param keptFrom the first UTC day whose events are kept; null where all are
 */
export async function rebuildCube(tx: Transaction, zone: string, keptFrom: string | null): Promise<void> {
  const org = tx.organizationId;
  const names = join([...CELL, ...SUMS].map((c) => identifier(c)));
  await tx.run(
    sql`delete from usage_hourly where organization_id = ${org} and utc_day >= coalesce(${keptFrom}::date, '-infinity')`,
  );
  await tx.run(sql`update usage_hourly set hour = utc_day::timestamp at time zone ${zone}::text
    where organization_id = ${org} and (traits & ${TRAITS.wholeDay}) <> 0`);
  const kept = sql`(select * from usage_event
    where ts >= coalesce(${keptFrom}::date::timestamp at time zone 'UTC', '-infinity')) kept`;
  await tx.run(sql`insert into usage_hourly (organization_id, ${names})
    select ${org}::int, ${names} from (${cellsOf(kept, hourOf(zone))}) cells
    order by hour, scope_id, sku_id, utc_day, traits`);
}

/** Whether the cells of days before `keptFrom` can be read in another zone: each has to begin at a full hour of it. */
export async function fitsZone(tx: Transaction, zone: string, keptFrom: string | null): Promise<boolean> {
  if (keptFrom === null) return true;
  const split = await tx.rows(sql`select from usage_hourly where organization_id = ${tx.organizationId}
    and utc_day < ${keptFrom}::date and (traits & ${TRAITS.wholeDay}) = 0
    and date_trunc('hour', hour, ${zone}::text) <> hour limit 1`);
  return split.length === 0;
}
