import { type Dimension, UNIT } from "@/lib/filters";
import type { CubeQuestion, CubeRow } from "./cube-query";
import type { Transaction } from "./organization";
import { planDays } from "./plans";
import { empty, identifier, join, type Sql, sql } from "./sql";
import { hasParted, largestPart, targetJoins } from "./targeted";

const COLUMNS: Partial<Record<Dimension, Sql>> = {
  product: sql`w.product`,
  customer: sql`w.customer`,
  plan: sql`pl.plan`,
};

/**
 * Units of work by period and group, in millionths. Null where a group holds units of several names, which do not add up,
 * and successes where some row does not tell them.
 */
export async function askUnits(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  const { keys, conditions, work } = await namedWork(tx, q);
  const period =
    q.grain === "none"
      ? sql`null::text`
      : q.grain === "day"
        ? sql`w.day::text`
        : sql`date_trunc(${q.grain}, w.day::timestamp)::date::text`;
  const rows = await tx.rows<
    Record<string, string | null>
  >(sql`select ${join([sql`${period} as period`, ...keys])},
      case when count(distinct lower(w.unit)) = 1 then sum(w.quantity)::text end as units,
      case when count(distinct lower(w.unit)) = 1 and count(w.successes) = count(*) then sum(w.successes)::text end as successes
    from ${work} where true ${conditions}
    group by ${join([sql`period`, ...q.by.map((_, i) => identifier(`key_${i}`))])}`);
  const whole = (text: string | null | undefined) =>
    text === null || text === undefined ? null : BigInt(text);
  return rows.map((row) => ({
    period: row.period ?? null,
    keys: q.by.map((_, i) => row[`key_${i}`] ?? null),
    sums: { units: whole(row.units), successes: whole(row.successes) },
  }));
}

/** What the units of each group of the first dimension are called; groups of several names are left out. */
export async function askUnitNames(tx: Transaction, q: CubeQuestion): Promise<Map<string | null, string>> {
  const { keys, conditions, work } = await namedWork(tx, q);
  const rows = await tx.rows<{
    key_0: string | null;
    unit: string;
  }>(sql`select ${join(keys)}, min(w.unit) as unit
    from ${work} where true ${conditions} group by key_0 having count(distinct lower(w.unit)) = 1`);
  return new Map(rows.map(({ key_0, unit }) => [key_0, unit]));
}

/** Work as `w`, its plan as `pl` where one is asked for, the keys of the groups, and what the filters ask. */
async function namedWork(
  tx: Transaction,
  q: CubeQuestion,
): Promise<{ keys: Sql[]; conditions: Sql; work: Sql }> {
  const keys = q.by.map((d, i) => sql`${COLUMNS[d] ?? sql`null::text`} as ${identifier(`key_${i}`)}`);
  const conditions = (Object.entries(q.where) as [Dimension, readonly (string | null)[]][])
    .filter(([, values]) => values.length > 0)
    .map(([d, values]) => {
      if (d === UNIT)
        return sql`and lower(w.unit) = any(${values.flatMap((name) => name?.toLowerCase() ?? [])}::text[])`;
      const column = COLUMNS[d] ?? sql`null::text`;
      const none = values.includes(null) ? sql`${column} is null` : sql`false`;
      return sql`and (${column} = any(${values.filter((v) => v !== null)}::text[]) or ${none})`;
    });
  const asksPlan = q.by.includes("plan") || "plan" in q.where;
  const plans = asksPlan
    ? sql`left join ${planDays(tx, q)} pl on pl.customer = w.customer and pl.day = w.day`
    : empty;
  return {
    keys,
    conditions: conditions.length > 0 ? join(conditions, " ") : empty,
    work: sql`${await workOf(tx, q)} w ${plans}`,
  };
}

/** What was counted, and what usage itself names: each value of a unit's tag once, on the first day it is met. */
async function workOf(tx: Transaction, q: { from: string; to: string }): Promise<Sql> {
  const org = tx.organizationId;
  const counted = sql`select w.day, w.unit, p.name as product, w.customer, w.quantity, w.successes
    from work_unit w left join product p on p.organization_id = ${org} and p.id = w.product_id
    where w.organization_id = ${org} and w.counts and w.day >= ${q.from}::date and w.day <= ${q.to}::date`;
  const tags = await tx.rows(sql`select from unit_tag where organization_id = ${org} limit 1`);
  if (tags.length === 0) return sql`(${counted})`;
  const first = sql`select distinct on (t.unit, s.tags ->> t.tag) u.day, t.unit, s.id as scope_id, s.customer
      from unit_tag t join scope s on s.organization_id = ${org} and s.tags ->> t.tag is not null
      join usage_daily_scope u on u.organization_id = ${org} and u.scope_id = s.id and u.events > 0
      where t.organization_id = ${org}
      order by t.unit, s.tags ->> t.tag, u.day, s.id`;
  const part = (await hasParted(tx)) ? largestPart(org, { scopeId: sql`f.scope_id`, day: sql`f.day` }) : null;
  const named = sql`select f.day, f.unit, p.name as product, coalesce(t.customer, f.customer), 1000000::numeric, null::numeric
    from (${first}) f ${targetJoins(org, sql`f.scope_id`, part)}
    where f.day >= ${q.from}::date and f.day <= ${q.to}::date`;
  return sql`(${counted} union all ${named})`;
}
