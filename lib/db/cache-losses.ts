import type { Where } from "@/lib/filters";
import type { DayRange } from "@/lib/time";
import { conditionsOn, namedCells } from "./cube-query";
import type { Transaction } from "./organization";
import { empty, join, sql } from "./sql";

/** The parts of a scope by which a loss is told, tags aside: those that a filter can name exactly. */
export const SCOPE_PARTS = [
  "account",
  "project",
  "workspace",
  "api_key",
  "user",
  "customer",
  "feature",
  "environment",
] as const;
export type ScopePart = (typeof SCOPE_PARTS)[number];

/** A cache that cost more than it saved: one model of one provider in one scope. Amounts in pico-dollars. */
export type CacheLoss = Readonly<Record<ScopePart, string | null>> &
  Readonly<{
    provider: string;
    model: string | null;
    read_tokens: string;
    write_tokens: string;
    gross: string;
    premium: string;
    /** Of all losing caches, those not listed too. */
    caches: number;
    loss_of_all: string;
  }>;

/** The caches of a period that lose money, the worst first; `limit` of them (economics §5.3, N below zero). */
export async function askCacheLosses(
  tx: Transaction,
  q: DayRange & { readonly zone: string; readonly where: Where; readonly limit: number },
): Promise<CacheLoss[]> {
  const { cells, joins } = await namedCells(
    tx,
    { ...q, grain: "none" },
    {
      dimensions: q.where.plan?.length ? ["plan"] : [],
      bySku: true,
      byTarget: true,
      measures: [
        "cache_read_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "gross_savings",
        "write_premium",
      ],
    },
  );
  const conditions = conditionsOn(q.where, sql`pl.plan`);
  const parts = sql`s.account, s.project, s.workspace, s.api_key, s."user",
    coalesce(t.customer, s.customer) as customer, s.feature, s.environment`;
  return tx.rows<CacheLoss>(sql`select l.*, count(*) over ()::int as caches, sum(premium::numeric - gross::numeric) over ()::text as loss_of_all
    from (select ${parts}, k.provider, k.model, sum(c.cache_read_tokens)::text as read_tokens,
        sum(c.cache_write_5m_tokens + c.cache_write_1h_tokens)::text as write_tokens,
        sum(c.gross_savings)::text as gross, sum(c.write_premium)::text as premium
      from (${cells}) c ${joins}
      ${conditions.length > 0 ? sql`where ${join(conditions, " and ")}` : empty}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 having sum(c.write_premium) > sum(c.gross_savings)) l
    order by premium::numeric - gross::numeric desc, provider, model limit ${q.limit}`);
}
