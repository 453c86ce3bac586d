import type { Where } from "@/lib/filters";
import { TRAITS } from "./ledger/columns";
import type { Transaction } from "./organization";
import { rowTargets } from "./row-targets";
import { empty, join, sql } from "./sql";

/** Usage that has both a price of ours and an amount of the provider's, of one day and model; pico-dollars. */
export type Matched = Readonly<{
  day: string;
  provider: string;
  model: string | null;
  computed: bigint;
  reported: bigint;
}>;

/** The usage of some local days that both sides have an amount for, by day, provider and model (economics §5.15). */
export async function askMatchedUsage(
  tx: Transaction,
  q: Readonly<{ from: string; to: string; where: Where }>,
): Promise<Matched[]> {
  const org = tx.organizationId;
  const { joins, conditions } = await rowTargets(tx, q.where, {
    row: sql`c`,
    day: sql`c.day`,
    sparse: false,
  });
  const rows = await tx.rows<Omit<Matched, "computed" | "reported"> & { computed: string; reported: string }>(
    sql`select c.day::text, k.provider, k.model, sum(c.computed)::text as computed, sum(c.reported)::text as reported
    from (select day, scope_id, sku_id, sum(computed_cost) as computed, sum(reported_cost) as reported from usage_daily
      where organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date and events > 0
        and computed_cost <> 0 and (reported_cost <> 0 or (traits & ${TRAITS.hasCost}) <> 0)
      group by 1, 2, 3) c
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    join scope s on s.organization_id = ${org} and s.id = c.scope_id
    ${joins}
    ${conditions.length > 0 ? sql`where ${join([...conditions], " and ")}` : empty}
    group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows.map((row) => ({ ...row, computed: BigInt(row.computed), reported: BigInt(row.reported) }));
}
