import { addDays, dayStartMs, eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { empty, identifier, join, type Sql, sql } from "../sql";
import { amountsOf, HAS_COST } from "./amounts";
import { COUNTS, MEASURES, TRAITS } from "./columns";
import { onUtcDays } from "./days";

const measures = join(MEASURES.map((m) => identifier(m)));
const sums = join(MEASURES.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`));
const counts = join(COUNTS.map((c) => sql`coalesce(sum(${identifier(c)}), 0)::bigint as ${identifier(c)}`));

/**
 * Which cells of its days a settlement makes anew; all where nothing is named. `dayCells` makes the temporary table
 * `day_cells`, where who calls has added up all cells of the days already.
 */
export type Which = Readonly<{ skuIds?: readonly number[]; dayCells?: (() => Promise<void>) | undefined }>;

/**
 * Makes the daily roll-up of the given UTC days anew from the cube and the assigned prices. Reported charges are laid
 * over it afterwards (lib/db/ledger/charges.ts); until then effective cost is the row's own, else computed.
 */
export async function rebuildDaily(
  tx: Transaction,
  days: readonly string[],
  zone: string,
  { skuIds, dayCells }: Which = {},
): Promise<void> {
  const org = tx.organizationId;
  const these = skuIds ? sql`and sku_id = any(${skuIds}::int[])` : empty;
  await tx.run(sql`delete from usage_daily where organization_id = ${org} and ${onUtcDays(days)} ${these}`);
  // A table of its own, so that the planner knows how many cells it is about to price.
  await (dayCells?.() ?? addUpDays(tx, days, { zone, these }));
  await tx.run("analyze day_cells (scope_id, sku_id, utc_day, traits)");
  const { from, amounts } = await amountsOf(tx, days, sql`day_cells`, skuIds);
  const known = sql`case when (traits & ${TRAITS.cacheUnknown}) <> 0 then 0
    else uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens end`;
  const figures: Readonly<Record<string, Sql>> = {
    cache_known_tokens: known,
    reported_cost: sql`case when ${HAS_COST} then coalesce(row_cost, 0) else 0 end`,
    covered_cost: sql`case when ${HAS_COST} and by_report then coalesce(row_cost, 0) else 0 end`,
    fixed_cost: sql`0`,
    ...amounts,
  };
  await tx.run(sql`insert into usage_daily (organization_id, day, scope_id, sku_id, utc_day, traits, ${measures})
    select ${org}::int, day, scope_id, sku_id, utc_day, traits, ${join(MEASURES.map((m) => figures[m] ?? identifier(m)))}
    from (${from}) cells order by day, scope_id, sku_id, utc_day, traits`);
  await tx.run("drop table day_price, day_cells");
}

async function addUpDays(
  tx: Transaction,
  days: readonly string[],
  { zone, these }: { zone: string; these: Sql },
): Promise<void> {
  const org = tx.organizationId;
  // The planner takes new cells for few, and would sort them all to add them up.
  await tx.run("set local enable_sort = off");
  await tx.run(sql`create temp table day_cells on commit drop as select ${localDay(days, zone)} as day, scope_id, sku_id, utc_day, traits,
      sum(events)::bigint as events, ${counts}, sum(unknown_requests)::bigint as unknown_requests,
      sum(reported_cost) as row_cost
    from usage_hourly where organization_id = ${org} and utc_day = any(${days}::date[])
      and hour >= ${days[0]}::date - 1 and hour < ${days.at(-1)}::date + 3 ${these}
    group by 1, 2, 3, 4, 5`);
  await tx.run("set local enable_sort = on");
}

/** The local day of a cell, looked up among the instants at which days begin: to convert each hour takes far longer. */
function localDay(days: readonly string[], zone: string): Sql {
  const first = addDays(days[0] ?? "", -2);
  const starts = eachDay(first, addDays(days.at(-1) ?? "", 3)).map((day) => dayStartMs(day, zone));
  return sql`${first}::date + width_bucket(hour, ${starts.map((ms) => new Date(ms).toISOString())}::timestamptz[]) - 1`;
}

/** Makes the narrow roll-ups of the given local days, and of their months, anew from the daily one. */
export async function rebuildNarrow(tx: Transaction, localDays: readonly string[]): Promise<void> {
  const months = [...new Set(localDays.map((day) => `${day.slice(0, 7)}-01`))];
  await rebuildOne(tx, "usage_daily_sku", sql`day, sku_id`, sql`day`, localDays);
  await rebuildOne(tx, "usage_daily_scope", sql`day, scope_id`, sql`day`, localDays);
  const org = tx.organizationId;
  await tx.run(
    sql`delete from usage_monthly where organization_id = ${org} and month = any(${months}::date[])`,
  );
  await tx.run(sql`insert into usage_monthly (organization_id, month, scope_id, sku_id, ${measures})
    select ${org}::int, m.month, scope_id, sku_id, ${sums} from unnest(${months}::date[]) as m(month)
    join usage_daily d on d.organization_id = ${org} and d.day >= m.month and d.day < (m.month + interval '1 month')::date
    group by 2, 3, 4`);
}

async function rebuildOne(
  tx: Transaction,
  table: string,
  keys: Sql,
  day: Sql,
  days: readonly string[],
): Promise<void> {
  const org = tx.organizationId;
  await tx.run(
    sql`delete from ${identifier(table)} where organization_id = ${org} and ${day} = any(${days}::date[])`,
  );
  await tx.run(sql`insert into ${identifier(table)} (organization_id, ${keys}, ${measures})
    select ${org}::int, ${keys}, ${sums} from usage_daily
    where organization_id = ${org} and day = any(${days}::date[]) group by ${keys}`);
}
