import { type Dimension, ofCost, type Where } from "@/lib/filters";
import type { CubeQuestion, CubeRow } from "./cube-query";
import type { Transaction } from "./organization";
import { empty, identifier, join, type Sql, sql } from "./sql";

const COLUMNS: Partial<Record<Dimension, Sql>> = {
  product: sql`p.name`,
  customer: sql`r.customer`,
  plan: sql`r.plan`,
};

/** True where revenue can be told apart by these filters: it knows product, customer and plan, nothing else. */
export const knowsRevenue = (where: Where): boolean =>
  Object.entries(ofCost(where)).every(([name, values]) => name in COLUMNS || (values?.length ?? 0) === 0);

/** What a filter asks of `r`, a row of revenue, and `p`, its product. */
export function revenueConditions(where: Where): Sql[] {
  return (Object.entries(where) as [Dimension, readonly (string | null)[]][]).flatMap(([name, values]) => {
    const column = COLUMNS[name];
    if (!column || values.length === 0) return [];
    const none = values.includes(null) ? sql`${column} is null` : sql`false`;
    return [sql`(${column} = any(${values.filter((v) => v !== null)}::text[]) or ${none})`];
  });
}

/**
 * Revenue is recognised by day in equal parts, the remainder on the first days (economics §5.6), in whole pico-dollars;
 * units sold alike, in whole millionths.
 */
export async function askRevenue(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  const org = tx.organizationId;
  const keys = q.by.map((d, i) => sql`${COLUMNS[d] ?? sql`null::text`} as ${identifier(`key_${i}`)}`);
  const conditions = revenueConditions(q.where).map((condition) => sql`and ${condition}`);
  // One piece a row and period, not a row and day: its whole days times the even part, and of the days that got one
  // more (the first `rest` of the row) those that fall into it.
  const step = sql`${q.grain === "none" ? "1000 years" : `1 ${q.grain}`}::interval`;
  const first =
    q.grain === "none" ? sql`r.from_day::timestamp` : sql`date_trunc(${q.grain}, r.from_day::timestamp)`;
  const inDays = (amount: Sql) => sql`sum(sign(${amount}) * (div(abs(${amount}), row.days) * span.days
    + least(greatest(mod(abs(${amount}), row.days) - span.before, 0), span.days)))::text`;
  const rows = await tx.rows<Record<string, string | null>>(sql`select ${join([
    q.grain === "none" ? sql`null as period` : sql`piece.start::date::text as period`,
    ...keys,
  ])}, ${inDays(sql`r.amount`)} as revenue, ${inDays(sql`r.units`)} as units_sold
    from revenue r join product p on p.organization_id = ${org} and p.id = r.product_id,
      lateral (select r.to_day - r.from_day as days) row,
      lateral generate_series(${first}, (r.to_day - 1)::timestamp, ${step}) piece(start),
      lateral (select greatest(piece.start::date, r.from_day, ${q.from}::date) as since,
        least((piece.start + ${step})::date, r.to_day, ${q.to}::date + 1) as until) edge,
      lateral (select edge.until - edge.since as days, edge.since - r.from_day as before) span
    where r.organization_id = ${org} and r.counts and r.from_day <= ${q.to}::date and r.to_day > ${q.from}::date
      and span.days > 0 ${conditions.length > 0 ? join(conditions, " ") : empty}
    group by ${join([sql`period`, ...q.by.map((_, i) => identifier(`key_${i}`))])}`);
  return rows.map((row) => ({
    period: row.period ?? null,
    keys: q.by.map((_, i) => row[`key_${i}`] ?? null),
    sums: { revenue: BigInt(row.revenue ?? "0"), units_sold: BigInt(row.units_sold ?? "0") },
  }));
}
