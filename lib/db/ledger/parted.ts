import type { RuleSet } from "@/lib/allocation";
import type { Transaction } from "../organization";
import { empty, identifier, join, type Sql, sql } from "../sql";
import { hasParted } from "../targeted";
import { MEASURES } from "./columns";
import { type Plan, planOf, scopesOf } from "./plan";
import { rulesInForce } from "./products";
import { dropStaged, inMonths, partedCells, stagePlan } from "./staged-plan";
import { productsOfTargets, type TargetIdOf, targetIds } from "./targets";

const measures = join(MEASURES.map((m) => identifier(m)));
const WHOLES = (org: number): Sql =>
  sql`select scope_id, target_id from scope_allocation where organization_id = ${org} and target_id is not null`;

/**
 * Brings the parts of parted scopes up to date after the figures of some local days changed. Splits by what products
 * have in a month are laid anew for the whole of it.
 */
export async function settleParted(tx: Transaction, localDays: readonly string[]): Promise<void> {
  if (localDays.length === 0 || !(await hasParted(tx))) return;
  const set = await rulesInForce(tx);
  if (!set) return;
  const plan = await planOf(tx, set, await scopesOf(tx, "parted"));
  const idOf = await targetIds(tx, targetsOf(plan));
  await layParted(tx, plan, idOf, localDays);
}

/** Lays the splits by revenue anew after revenue changed. */
export async function settleRevenueSplits(tx: Transaction): Promise<void> {
  if (!(await hasParted(tx))) return;
  const set = await rulesInForce(tx);
  if (!set || !splitsByRevenue(set)) return;
  const plan = await planOf(tx, set, await scopesOf(tx, "parted"));
  await layParted(tx, plan, await targetIds(tx, targetsOf(plan)), null);
}

const splitsByRevenue = (set: RuleSet) => set.rules.some((rule) => rule.splitBy === "revenue");

/** Every target a plan speaks of. */
export const targetsOf = (plan: Plan) => [
  ...plan.whole.map(({ target }) => target),
  ...plan.ways.flatMap((way) =>
    way.kind === "whole" ? [way.target] : way.kind === "basis" ? [...way.targets, way.rest] : way.targets,
  ),
];

/**
 * Writes the parts of a plan's parted scopes anew.
 * @param days the local days whose figures changed; null: all there are
 */
export async function layParted(
  tx: Transaction,
  plan: Plan,
  idOf: TargetIdOf,
  days: readonly string[] | null,
): Promise<void> {
  const org = tx.organizationId;
  const months =
    days === null ? await allMonths(tx) : [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))];
  await stagePlan(tx, plan, { idOf, productOf: await productsOfTargets(tx), wholes: WHOLES(org), months });
  const moving = plan.parts.flatMap(({ scope, way }) => (plan.ways[way]?.kind === "basis" ? scope : []));
  const changed =
    days === null
      ? sql`true`
      : sql`${inMonths(months)} and (day = any(${days}::date[]) or scope_id = any(${[...new Set(moving)]}::int[]))`;
  await tx.run(sql`delete from usage_parted where organization_id = ${org} and ${changed}`);
  await tx.run(sql`insert into usage_parted (organization_id, day, scope_id, sku_id, target_id, share_low, share_high,
      share_of, ${measures})
    select ${org}::int, day, scope_id, sku_id, target_id, low, high, whole, ${measures}
    from (${partedCells(tx, MEASURES, changed)}) parts order by day, scope_id, sku_id, target_id`);
  await tx.run(sql`delete from usage_parted_monthly where organization_id = ${org}
    ${days === null ? empty : sql`and month = any(${months}::date[])`}`);
  await tx.run(sql`insert into usage_parted_monthly (organization_id, month, scope_id, sku_id, target_id, ${measures})
    select ${org}::int, date_trunc('month', day::timestamp)::date, scope_id, sku_id, target_id,
      ${join(MEASURES.map((m) => sql`sum(${identifier(m)})`))}
    from usage_parted where organization_id = ${org} ${days === null ? empty : sql`and ${inMonths(months)}`}
    group by 2, 3, 4, 5`);
  await dropStaged(tx);
}

/** The first days of all months with figures. */
export async function allMonths(tx: Transaction): Promise<string[]> {
  const rows = await tx.rows<{ month: string }>(
    sql`select distinct month::text from usage_monthly where organization_id = ${tx.organizationId} order by 1`,
  );
  return rows.map(({ month }) => month);
}
