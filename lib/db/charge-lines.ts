import type { Dimension, Where } from "@/lib/filters";
import { columnOf, conditionsOn } from "./cube-query";
import type { Transaction } from "./organization";
import { planDays } from "./plans";
import { empty, identifier, join, sql } from "./sql";
import { ofTarget, targetJoins } from "./targeted";

/** Money with no usage behind it: one line a group, provider, FOCUS category and what it is for. Amount in pico-dollars. */
export type ChargeLine = Readonly<{
  key: string | null;
  provider: string;
  /** FOCUS charge category: Usage, Purchase, Tax, Credit, Adjustment. */
  category: string;
  /** What the provider calls it; null where it does not say. */
  lineItem: string | null;
  amount: bigint;
}>;

/**
 * The charges of a period that meet no usage (ledger rule 1), which `spend` contains beside the cost of usage.
 * @param by a dimension whose value comes along as `key`, so that a group's lines can be told from its usage
 */
export async function askChargeLines(
  tx: Transaction,
  q: Readonly<{ from: string; to: string; by: Dimension | null; where: Where }>,
): Promise<ChargeLine[]> {
  const org = tx.organizationId;
  const key = q.by === null ? sql`null::text` : columnOf(q.by);
  const conditions = conditionsOn(q.where, sql`pl.plan`);
  const byPlan = q.by === "plan" || "plan" in q.where;
  const day = byPlan ? sql`, day` : empty;
  const lines = sql`organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date
    and sku_id in (select id from sku where organization_id = ${org} and unit <> 'tokens')`;
  const cells = sql`select scope_id, sku_id ${day}, null::int as part, sum(effective_cost) as amount from usage_daily
      where ${lines} and ${ofTarget(org, "whole")} group by scope_id, sku_id ${day}
    union all select scope_id, sku_id ${day}, target_id, sum(effective_cost) from usage_parted
      where ${lines} group by scope_id, sku_id, target_id ${day}`;
  const rows = await tx.rows<{
    key: string | null;
    provider: string;
    category: string;
    unit: string;
    amount: string;
  }>(sql`select ${key} as ${identifier("key")}, k.provider, k.charge_category as category, k.unit,
      sum(c.amount)::text as amount
    from (${cells}) c
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    join scope s on s.organization_id = ${org} and s.id = c.scope_id
    ${targetJoins(org, sql`c.scope_id`, sql`c.part`)}
    ${byPlan ? sql`left join ${planDays(tx, q)} pl on pl.customer = coalesce(t.customer, s.customer) and pl.day = c.day` : empty}
    ${conditions.length > 0 ? sql`where ${join(conditions, " and ")}` : empty}
    group by 1, 2, 3, 4 order by abs(sum(c.amount)) desc, 2, 3, 4, 1`);
  return rows.map(({ key: value, provider, category, unit, amount }) => ({
    key: value,
    provider,
    category,
    lineItem: unit === "charge" ? null : unit,
    amount: BigInt(amount),
  }));
}
