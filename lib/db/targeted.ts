import type { Dimension } from "@/lib/filters";
import type { Transaction } from "./organization";
import { empty, identifier, join, type Sql, sql } from "./sql";

/** A column of the roll-ups that adds up. */
type MeasureColumn = string;

/** What allocation says of cost: a scope's own customer counts where the rules name none. */
const TARGET_COLUMNS: Partial<Record<Dimension, Sql>> = {
  product: sql`p.name`,
  customer: sql`coalesce(t.customer, s.customer)`,
  team: sql`t.team`,
  cost_kind: sql`coalesce(t.cost_kind, 'cost_of_revenue')`,
};

/** The column of a dimension that allocation decides, among the joined names; undefined for others. */
export const targetColumn = (dimension: Dimension): Sql | undefined => TARGET_COLUMNS[dimension];

/** True of a dimension that allocation decides: also the plan, which is the customer's. */
export const isOfTarget = (dimension: Dimension): boolean =>
  dimension in TARGET_COLUMNS || dimension === "plan";

/**
 * Joins the target of a scope as `t` and its product as `p`.
 * @param part the target of a part of a parted scope; null where all cells are of whole scopes
 */
export function targetJoins(org: number, scopeId: Sql, part: Sql | null): Sql {
  const id = part === null ? sql`a.target_id` : sql`coalesce(${part}, a.target_id)`;
  return sql`left join scope_allocation a on a.organization_id = ${org} and a.scope_id = ${scopeId}
    left join allocation_target t on t.organization_id = ${org} and t.id = ${id}
    left join product p on p.organization_id = ${org} and p.id = t.product_id`;
}

/**
 * The target that gets most of a parted scope's usage of a day, for what cannot be cut; null of a whole scope. A scalar query
 * for `targetJoins`.
 */
export const largestPart = (org: number, row: { scopeId: Sql; day: Sql }): Sql =>
  sql`(select u.target_id from usage_parted u where u.organization_id = ${org} and u.day = ${row.day} and u.scope_id = ${row.scopeId}
    group by u.target_id order by sum(u.effective_cost) desc, sum(u.events) desc, u.target_id limit 1)`;

/** True where some scopes are parted: their cells stand in `usage_parted` by target. */
export async function hasParted(tx: Transaction): Promise<boolean> {
  const found = await tx.rows(
    sql`select from scope_allocation where organization_id = ${tx.organizationId} and target_id is null limit 1`,
  );
  return found.length > 0;
}

/** True of a scope's allocation, joined as `a`, whose cells go to several targets. */
export const IS_PARTED = sql`(a.scope_id is not null and a.target_id is null)`;

/** Limits cells, by their `scope_id`, to scopes that go to one target whole, or to the parted ones. */
export function ofTarget(org: number, which: "whole" | "parted"): Sql {
  const parted = sql`(select scope_id from scope_allocation where organization_id = ${org} and target_id is null)`;
  return which === "whole" ? sql`scope_id not in ${parted}` : sql`scope_id in ${parted}`;
}

/**
 * What of an amount lies between two cumulated shares, exact: `partBetween` of lib/allocation in SQL. Parts that follow one
 * another add up to the amount.
 */
export function partBetween(amount: Sql, { low, high, whole }: { low: Sql; high: Sql; whole: Sql }): Sql {
  const upTo = (share: Sql) =>
    sql`sign(${amount}::numeric) * div(2 * abs(${amount}::numeric) * ${share} + ${whole}, 2 * ${whole})`;
  return sql`case when ${low} = 0 and ${high} = ${whole} then ${amount}::numeric else ${upTo(high)} - ${upTo(low)} end`;
}

/** n / d as a whole number, rounded half away from zero. */
const quotient = (n: Sql, d: Sql): Sql =>
  sql`sign(${n}) * sign(${d}) * div(2 * abs(${n}) + abs(${d}), 2 * abs(${d}))`;

/**
 * Pieces of the daily cells of parted scopes (their hours, their prices) by target. What counts is settled by day; each
 * day's parts are handed out to its pieces so that pieces add up to days and targets to pieces: a part is what lies between
 * cumulated pieces and cumulated targets.
 * @param pieces one row for each `keys`, day, scope_id and sku_id, with the measures
 */
export function partsOfPieces(
  tx: Transaction,
  q: { from: string; to: string },
  { pieces, keys, measures }: { pieces: Sql; keys: readonly string[]; measures: readonly MeasureColumn[] },
): Sql {
  const org = tx.organizationId;
  const each = (make: (m: Sql, name: string) => Sql[]) =>
    measures.length === 0 ? empty : sql`, ${join(measures.flatMap((m) => make(identifier(m), m)))}`;
  const order = join(keys.map((key) => identifier(key)));
  const reached = sql`select * ${each((m, name) => [sql`sum(${m}::numeric) over w as ${identifier(`to_${name}`)}`])}
    from (${pieces}) h window w as (partition by day, scope_id, sku_id order by ${order})`;
  const parts = sql`select day, scope_id, sku_id, target_id, row_number() over w as rank
      ${each((m, name) => [
        sql`sum(${m}::numeric) over w as ${identifier(`to_${name}`)}`,
        sql`${m}::numeric as ${m}`,
        sql`sum(${m}::numeric) over (partition by day, scope_id, sku_id) as ${identifier(`all_${name}`)}`,
      ])}
    from usage_parted where organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date
    window w as (partition by day, scope_id, sku_id order by target_id)`;
  const between = each((m, name) => {
    const [h, p, all] = [
      sql`h.${identifier(`to_${name}`)}`,
      sql`u.${identifier(`to_${name}`)}`,
      sql`u.${identifier(`all_${name}`)}`,
    ];
    const at = (piece: Sql, part: Sql) => quotient(sql`(${piece}) * (${part})`, all);
    const [h0, p0] = [sql`${h} - h.${m}`, sql`${p} - u.${m}`];
    return [
      sql`case when ${all} = 0 then case when u.rank = 1 then h.${m} else 0 end
        else ${at(h, p)} - ${at(h0, p)} - ${at(h, p0)} + ${at(h0, p0)} end as ${m}`,
    ];
  });
  const named = join(keys.map((key) => sql`h.${identifier(key)}`));
  return sql`select ${named}, h.day, h.scope_id, h.sku_id, u.target_id ${between}
    from (${reached}) h join (${parts}) u on u.day = h.day and u.scope_id = h.scope_id and u.sku_id = h.sku_id`;
}

/** The hours of parted scopes by target. @param hours cells by hour, scope and sku, as `hourlyCells` gives them */
export function hourlyParts(
  tx: Transaction,
  q: { from: string; to: string; zone: string },
  hours: Sql,
  measures: readonly MeasureColumn[],
): Sql {
  const sums = measures.map((m) => sql`sum(${identifier(m)})::numeric as ${identifier(m)}`);
  const pieces = sql`select ${join([sql`hour, (hour at time zone ${q.zone}::text)::date as day, scope_id, sku_id`, ...sums])}
    from ${hours} and ${ofTarget(tx.organizationId, "parted")} group by 1, 2, 3, 4`;
  return sql`(${partsOfPieces(tx, q, { pieces, keys: ["hour"], measures })}) parts where true`;
}
