import type { Where } from "@/lib/filters";
import { conditionsOn } from "./cube-query";
import type { Transaction } from "./organization";
import { planOn } from "./plans";
import { empty, join, type Sql, sql } from "./sql";
import { hasParted, isOfTarget, targetJoins } from "./targeted";

/** What a list of source rows joins to say whose each row is, and which of them a filter asks for. */
export type RowTargets = Readonly<{
  /** Joins `o` to a row and its scope `s`: product, customer, and the share the filter asks for (part of whole). */
  joins: Sql;
  /** All conditions of the filter, to be joined with "and". */
  conditions: readonly Sql[];
}>;

/**
 * A row of a parted scope may be of several products: it is listed where any of them is asked for, with their share of it.
 * @param row the alias of the row, which has scope_id and sku_id
 * @param day its local day
 * @param sparse true where a row need not have a cell of its own (a charge laid over usage): it then goes where its
 *   scope's cost of that day goes
 */
export async function rowTargets(
  tx: Transaction,
  where: Where,
  { row, day, sparse }: { row: Sql; day: Sql; sparse: boolean },
): Promise<RowTargets> {
  const org = tx.organizationId;
  const names = sql`p.name as product, coalesce(t.customer, s.customer) as customer`;
  const plan = planOn(tx, { customer: sql`coalesce(t.customer, s.customer)`, day });
  if (!(await hasParted(tx))) {
    return {
      joins: sql`${targetJoins(org, sql`${row}.scope_id`, null)}
        cross join lateral (select ${names}, 1 as products, null::numeric as part, null::numeric as whole) o`,
      conditions: conditionsOn(where, plan),
    };
  }
  const entries = Object.entries(where) as [Parameters<typeof isOfTarget>[0], readonly (string | null)[]][];
  const pick = (ofTarget: boolean): Where =>
    Object.fromEntries(entries.filter(([dimension]) => isOfTarget(dimension) === ofTarget));
  const asked = conditionsOn(pick(true), plan);
  const parts = sql`usage_parted u where a.scope_id is not null and a.target_id is null and u.organization_id = ${org}
    and u.day = ${day} and u.scope_id = ${row}.scope_id`;
  const otherwise = sparse
    ? sql`union all select distinct u.target_id, 0, 1, 1 from ${parts}
          and not exists (select from ${parts} and u.sku_id = ${row}.sku_id)
        union all select null, 0, 1, 1 where a.scope_id is not null and a.target_id is null and not exists (select from ${parts})`
    : empty;
  return {
    joins: sql`left join scope_allocation a on a.organization_id = ${org} and a.scope_id = ${row}.scope_id
      join lateral (select string_agg(distinct p.name, ' + ') as product,
          string_agg(distinct coalesce(t.customer, s.customer), ' + ') as customer,
          count(distinct p.id) as products, sum(x.high - x.low) as part, max(x.whole) as whole
        from (select a.target_id as id, 0::numeric as low, 1::numeric as high, 1::numeric as whole
            where a.scope_id is null or a.target_id is not null
          union all select u.target_id, u.share_low, u.share_high, u.share_of from ${parts} and u.sku_id = ${row}.sku_id
          ${otherwise}) x
        left join allocation_target t on t.organization_id = ${org} and t.id = x.id
        left join product p on p.organization_id = ${org} and p.id = t.product_id
        ${asked.length > 0 ? sql`where ${join(asked, " and ")}` : empty}) o on o.whole is not null`,
    conditions: conditionsOn(pick(false)),
  };
}

/**
 * How many usage rows lie behind a filter that asks for a product, a customer, a team or a kind of cost while some scopes
 * are parted: a row split among several counts for each. null where the sums of the cube tell.
 */
export async function countSharedRows(
  tx: Transaction,
  q: Readonly<{ from: string; to: string; where: Where }>,
): Promise<number | null> {
  if (
    !(Object.keys(q.where) as Parameters<typeof isOfTarget>[0][]).some(isOfTarget) ||
    !(await hasParted(tx))
  )
    return null;
  const org = tx.organizationId;
  const { joins, conditions } = await rowTargets(tx, q.where, {
    row: sql`e`,
    day: sql`e.day`,
    sparse: false,
  });
  const [found] = await tx.rows<{ rows: bigint }>(sql`select coalesce(sum(e.events), 0)::bigint as rows
    from (select day, scope_id, sku_id, sum(events) as events from usage_daily
      where organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date group by 1, 2, 3) e
    join sku k on k.organization_id = ${org} and k.id = e.sku_id
    join scope s on s.organization_id = ${org} and s.id = e.scope_id
    ${joins} ${conditions.length > 0 ? sql`where ${join([...conditions], " and ")}` : empty}`);
  return Number(found?.rows ?? 0n);
}
