import type { RuleSet } from "@/lib/allocation";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { layParted, targetsOf } from "./parted";
import { type NumberedScope, type Plan, planOf, scopesOf } from "./plan";
import { rulesInForce } from "./products";
import { dropUnusedTargets, type TargetIdOf, targetIds } from "./targets";

/** Counts of scopes: all, those whose allocation changed, and those some of whose cost goes to no product. */
export type Allocated = Readonly<{ scopes: number; moved: number; unallocated: number }>;

/**
 * Gives every scope its target by a rule set and lays the parted ones anew; usage rows are not touched. The caller raises
 * the data version.
 */
export async function allocateAll(tx: Transaction, set: RuleSet): Promise<Allocated> {
  const org = tx.organizationId;
  const scopes = await scopesOf(tx);
  const plan = await planOf(tx, set, scopes);
  const idOf = await targetIds(tx, targetsOf(plan));
  const earlier = await tx.rows<{ scope_id: number; target_id: number | null }>(
    sql`select scope_id, target_id from scope_allocation where organization_id = ${org}`,
  );
  const before = new Map(earlier.map((row) => [row.scope_id, row.target_id]));
  await tx.run(sql`delete from scope_allocation where organization_id = ${org}`);
  await writeTargets(tx, plan, idOf);
  const moved = [
    ...plan.whole.map(({ scope, target }) => ({ scope, now: idOf(target) })),
    ...plan.parted.map((scope) => ({ scope, now: null })),
  ].filter(({ scope, now }) => (before.has(scope) ? before.get(scope) : 0) !== now);
  await layParted(tx, plan, idOf, null);
  await dropUnusedTargets(tx);
  const withoutProduct = new Set(
    plan.whole.flatMap(({ scope, target }) => (target.product === null ? scope : [])),
  );
  for (const { scope, way } of plan.parts) {
    const of = plan.ways[way];
    if (of?.kind === "whole" && of.target.product === null) withoutProduct.add(scope);
  }
  return { scopes: scopes.length, moved: moved.length, unallocated: withoutProduct.size };
}

/** Gives new scopes their target by the rules in force; the first rule that matches wins. */
export async function allocateScopes(tx: Transaction, scopes: readonly NumberedScope[]): Promise<void> {
  if (scopes.length === 0) return;
  const set = await rulesInForce(tx);
  if (!set) return;
  const plan = await planOf(tx, set, scopes);
  await writeTargets(tx, plan, await targetIds(tx, targetsOf(plan)));
}

/** Whole scopes point at their target, parted ones at none; what goes to nobody is not written. */
async function writeTargets(tx: Transaction, plan: Plan, idOf: TargetIdOf): Promise<void> {
  const rows = [
    ...plan.whole.flatMap(({ scope, target }) => {
      const id = idOf(target);
      return id === 0 ? [] : [{ scope, target: id }];
    }),
    ...plan.parted.map((scope) => ({ scope, target: null })),
  ];
  await tx.run(sql`insert into scope_allocation (organization_id, scope_id, target_id)
    select ${tx.organizationId}::int, scope, target from json_to_recordset(${JSON.stringify(rows)}::json) as x(scope int, target int)
    on conflict (organization_id, scope_id) do update set target_id = excluded.target_id`);
}
