import type { Where } from "@/lib/filters";
import { conditionsOn, type Grain, sourceOf } from "./cube-query";
import { COUNTS, type CountColumn } from "./ledger/columns";
import type { Transaction } from "./organization";
import { empty, identifier, join, sql } from "./sql";

/** Counts of one sku in one period, whose start is `period`. */
export type SkuUsage = Readonly<{
  period: string;
  skuId: number;
  provider: string;
  model: string;
  counts: Readonly<Record<CountColumn, bigint>>;
}>;

const SKU_DIMENSIONS = new Set(["provider", "model", "tier"]);

/** What was used of each sku that counts tokens and names a model, by period; for what has to be priced sku by sku. */
export async function askSkuUsage(
  tx: Transaction,
  q: {
    from: string;
    to: string;
    grain: Extract<Grain, "day" | "week" | "month">;
    zone: string;
    where: Where;
  },
): Promise<SkuUsage[]> {
  const org = tx.organizationId;
  const dimensions = Object.keys(q.where);
  const byScope = dimensions.some((dimension) => !SKU_DIMENSIONS.has(dimension));
  const source = await sourceOf(tx, { ...q, by: [], measures: [] }, { bySku: true, byScope });
  const sums = (from: string) =>
    join(COUNTS.map((c) => sql`sum(${identifier(from)}.${identifier(c)}) as ${identifier(c)}`));
  const conditions = conditionsOn(q.where);
  const rows = await tx.rows<
    Record<string, string> & { sku_id: number }
  >(sql`select c.period, c.sku_id, k.provider, k.model,
      ${join(COUNTS.map((c) => sql`coalesce(sum(c.${identifier(c)}), 0)::text as ${identifier(c)}`))}
    from (select ${source.period}, sku_id, ${byScope ? sql`scope_id,` : empty} ${sums("u")}
      from (select * from ${source.from}) u group by 1, sku_id ${byScope ? sql`, scope_id` : empty}) c
    join sku k on k.organization_id = ${org} and k.id = c.sku_id and k.unit = 'tokens' and k.model is not null
    ${byScope ? sql`join scope s on s.organization_id = ${org} and s.id = c.scope_id` : empty}
    ${
      dimensions.includes("product")
        ? sql`left join scope_allocation a on a.organization_id = ${org} and a.scope_id = c.scope_id
      left join product p on p.organization_id = ${org} and p.id = a.product_id`
        : empty
    }
    ${conditions.length > 0 ? sql`where ${join(conditions, " and ")}` : empty}
    group by c.period, c.sku_id, k.provider, k.model order by c.period, c.sku_id`);
  return rows.map((row) => ({
    period: row.period ?? "",
    skuId: row.sku_id,
    provider: row.provider ?? "",
    model: row.model ?? "",
    counts: Object.fromEntries(COUNTS.map((c) => [c, BigInt(row[c] ?? "0")])) as Record<CountColumn, bigint>,
  }));
}
