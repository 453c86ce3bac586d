import { type Dimension, ofCost, type Where } from "@/lib/filters";
import { conditionsOn, type Grain, namedCells } from "./cube-query";
import { COUNTS, type CountColumn } from "./ledger/columns";
import type { Transaction } from "./organization";
import { identifier, join, sql } from "./sql";

/** Counts of one sku in one period, whose start is `period`. */
export type SkuUsage = Readonly<{
  period: string;
  skuId: number;
  provider: string;
  model: string;
  counts: Readonly<Record<CountColumn, bigint>>;
}>;

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
  const dimensions = Object.keys(ofCost(q.where)) as Dimension[];
  const { cells, joins } = await namedCells(tx, q, { dimensions, bySku: true, measures: COUNTS });
  const conditions = conditionsOn(q.where, sql`pl.plan`);
  const rows = await tx.rows<
    Record<string, string> & { sku_id: number }
  >(sql`select c.period, c.sku_id, k.provider, k.model,
      ${join(COUNTS.map((c) => sql`coalesce(sum(c.${identifier(c)}), 0)::text as ${identifier(c)}`))}
    from (${cells}) c ${joins}
    where ${join([sql`k.unit = 'tokens' and k.model is not null`, ...conditions], " and ")}
    group by c.period, c.sku_id, k.provider, k.model order by c.period, c.sku_id`);
  return rows.map((row) => ({
    period: row.period ?? "",
    skuId: row.sku_id,
    provider: row.provider ?? "",
    model: row.model ?? "",
    counts: Object.fromEntries(COUNTS.map((c) => [c, BigInt(row[c] ?? "0")])) as Record<CountColumn, bigint>,
  }));
}
