import type { RuleSet, Target } from "@/lib/allocation";
import { addMonths, monthStart } from "@/lib/time";
import { allMonths, targetsOf } from "./ledger/parted";
import { type NumberedScope, planOf, scopesOf } from "./ledger/plan";
import { dropStaged, partedCells, stagePlan } from "./ledger/staged-plan";
import { isNobody } from "./ledger/targets";
import type { Transaction } from "./organization";
import { sql } from "./sql";

/** Cost, in pico-dollars, that a rule (null: none) would give a product (null: none) in a month, YYYY-MM. */
export type PreviewCell = Readonly<{
  month: string;
  product: string | null;
  rule: number | null;
  cost: bigint;
  /** Rows of usage. */
  rows: bigint;
}>;

/** A scope some of whose cost no rule would match. */
export type UnmatchedScope = Readonly<{ scope: NumberedScope; cost: bigint }>;

export type AllocationPreview = Readonly<{
  cells: readonly PreviewCell[];
  /** Scopes without a rule on some day, dearest first. */
  unmatched: readonly UnmatchedScope[];
}>;

/**
 * What a rule set would make of the cost of some local days, or of all of it, by the same plan and the same arithmetic as
 * putting it in force. Only temporary tables are written.
 */
export async function previewAllocation(
  tx: Transaction,
  set: RuleSet,
  range: Readonly<{ from: string; to: string }> | null,
): Promise<AllocationPreview> {
  const org = tx.organizationId;
  const scopes = await scopesOf(tx);
  const plan = await planOf(tx, set, scopes);
  const numbered = new NumberedTargets();
  for (const target of targetsOf(plan)) numbered.idOf(target);
  await tx.run(
    "create temp table plan_scope (scope_id int primary key, target_id int, rule int) on commit drop",
  );
  await tx.run(
    sql`insert into plan_scope select scope, target, rule from json_to_recordset(${JSON.stringify(
      plan.whole.map(({ scope, target, rule }) => ({ scope, target: numbered.idOf(target), rule })),
    )}::json) as x(scope int, target int, rule int)`,
  );
  await tx.run("analyze plan_scope");
  const months = range === null ? await allMonths(tx) : monthsWithin(range);
  const wholes = sql`select scope_id, target_id from plan_scope where target_id <> 0`;
  await stagePlan(tx, plan, { idOf: numbered.idOf, productOf: numbered.productOf, wholes, months });
  const days = range === null ? sql`true` : sql`day between ${range.from}::date and ${range.to}::date`;
  const whole =
    range === null
      ? sql`select to_char(month, 'YYYY-MM') as month, scope_id, effective_cost, events from usage_monthly where organization_id = ${org}`
      : sql`select to_char(day, 'YYYY-MM') as month, scope_id, effective_cost, events from usage_daily_scope
          where organization_id = ${org} and ${days}`;
  await tx.run(sql`create temp table plan_cost on commit drop as
    select m.month, m.scope_id, w.target_id, w.rule, sum(effective_cost) as cost, sum(events) as rows
      from (${whole}) m join plan_scope w on w.scope_id = m.scope_id group by 1, 2, 3, 4
    union all select to_char(day, 'YYYY-MM'), scope_id, target_id, rule, sum(effective_cost), sum(events)
      from (${partedCells(tx, ["effective_cost", "events"], days)}) parts group by 1, 2, 3, 4`);
  const cells = await tx.rows<{
    month: string;
    target: number;
    rule: number | null;
    cost: string;
    rows: string;
  }>(
    `select month, target_id as target, rule, sum(cost)::text as cost, sum(rows)::text as rows from plan_cost
      group by 1, 2, 3 order by 1, 2, 3`,
  );
  const unmatched = await tx.rows<{
    scope: number;
    cost: string;
  }>(`select scope_id as scope, sum(cost)::text as cost
    from plan_cost where rule is null group by 1 order by sum(cost) desc, 1`);
  await tx.run("drop table plan_scope, plan_cost");
  await dropStaged(tx);
  const scopeOf = new Map(scopes.map((scope) => [scope.id, scope]));
  return {
    cells: cells.map(({ target, cost, rows, ...cell }) => ({
      ...cell,
      product: numbered.productOf(target),
      cost: BigInt(cost),
      rows: BigInt(rows),
    })),
    unmatched: unmatched.flatMap(({ scope, cost }) => {
      const found = scopeOf.get(scope);
      return found ? [{ scope: found, cost: BigInt(cost) }] : [];
    }),
  };
}

/** Targets numbered for one preview, so that none has to be made for it. */
class NumberedTargets {
  private readonly ids = new Map<string, number>();
  private readonly products: (string | null)[] = [null];

  readonly idOf = (target: Target): number => {
    if (isNobody(target)) return 0;
    const key = JSON.stringify([target.product, target.customer, target.team, target.kind]);
    const before = this.ids.get(key);
    if (before !== undefined) return before;
    this.ids.set(key, this.products.length);
    return this.products.push(target.product) - 1;
  };

  readonly productOf = (id: number): string | null => this.products[id] ?? null;
}

function monthsWithin({ from, to }: { from: string; to: string }): string[] {
  const months: string[] = [];
  for (let month = monthStart(from); month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}
