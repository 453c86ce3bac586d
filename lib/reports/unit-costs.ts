import type { Actor } from "@/lib/access/actor";
import { columnOf } from "@/lib/db/cube-query";
import { inOrganization } from "@/lib/db/organization";
import { empty, sql } from "@/lib/db/sql";
import { hasParted, largestPart, targetJoins } from "@/lib/db/targeted";
import { CASES_MIN, type UnitCosts, unitCosts } from "@/lib/economics";
import { pico } from "@/lib/money";
import { cached } from "./cached";

/** Units that usage names by a tag, and the tag. */
export type UnitTag = Readonly<{ unit: string; tag: string }>;

export const unitTags = (actor: Actor): Promise<UnitTag[]> =>
  inOrganization(
    actor.organizationId,
    (tx) =>
      tx.rows<UnitTag>(
        sql`select unit, tag from unit_tag where organization_id = ${actor.organizationId} order by unit`,
      ),
    { readOnly: true },
  );

/** Local days, both inclusive. */
export type UnitCostsQuestion = Readonly<{
  from: string;
  to: string;
  by: "none" | "customer" | "model";
  casesMin?: number | undefined;
}>;

/** What the single units of a name cost in a period: `key` is the customer or model, null where not given or not asked. */
export type UnitCostsLine = UnitTag & UnitCosts & Readonly<{ key: string | null }>;

/**
 * The cost of single units of work, for those that usage names by a tag (economics §5.7): what each value of the tag cost
 * on these days, its middle and its tail, with the number of units they rest on. Kept until figures change.
 */
export function unitCostsReport(actor: Actor, q: UnitCostsQuestion): Promise<UnitCostsLine[]> {
  return cached(actor, "unit-costs", q, () => compute(actor, q));
}

async function compute(actor: Actor, q: UnitCostsQuestion): Promise<UnitCostsLine[]> {
  const org = actor.organizationId;
  const key = { none: sql`null::text`, customer: columnOf("customer"), model: sql`k.model` }[q.by];
  const rows = await inOrganization(
    org,
    async (tx) => {
      const part = (await hasParted(tx)) ? largestPart(org, { scopeId: sql`s.id`, day: sql`d.day` }) : null;
      const targets = q.by === "customer" ? targetJoins(org, sql`s.id`, part) : empty;
      return tx.rows<UnitTag & { key: string | null; cost: string }>(sql`select n.unit, n.tag, ${key} as key,
          sum(d.effective_cost)::text as cost
        from unit_tag n join scope s on s.organization_id = ${org} and s.tags ->> n.tag is not null
        join usage_daily d on d.organization_id = ${org} and d.scope_id = s.id
          and d.day >= ${q.from}::date and d.day <= ${q.to}::date
        join sku k on k.organization_id = ${org} and k.id = d.sku_id ${targets}
        where n.organization_id = ${org}
        group by n.unit, n.tag, ${key}, s.tags ->> n.tag having sum(d.events) > 0`);
    },
    { readOnly: true },
  );
  const groups = new Map<string, { of: UnitTag & { key: string | null }; costs: bigint[] }>();
  for (const { unit, tag, key: named, cost } of rows) {
    const at = JSON.stringify([unit, named]);
    const group = groups.get(at) ?? { of: { unit, tag, key: named }, costs: [] };
    group.costs.push(BigInt(cost));
    groups.set(at, group);
  }
  return [...groups.values()]
    .map(({ of, costs }) => ({ ...of, ...unitCosts(costs.map(pico), q.casesMin ?? CASES_MIN) }))
    .sort(
      (a, b) => a.unit.localeCompare(b.unit, "en") || b.n - a.n || ((a.key ?? "") < (b.key ?? "") ? -1 : 1),
    );
}
