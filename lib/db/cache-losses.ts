import type { Where } from "@/lib/filters";
import type { DayRange } from "@/lib/time";
import { conditionsOn, sourceOf } from "./cube-query";
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
  const org = tx.organizationId;
  const source = await sourceOf(
    tx,
    { ...q, grain: "none", by: [], measures: [] },
    { bySku: true, byScope: true },
  );
  const conditions = conditionsOn(q.where);
  const parts = sql`s.account, s.project, s.workspace, s.api_key, s."user", s.customer, s.feature, s.environment`;
  return tx.rows<CacheLoss>(sql`select l.*, count(*) over ()::int as caches, sum(premium::numeric - gross::numeric) over ()::text as loss_of_all
    from (select ${parts}, k.provider, k.model, sum(c.read)::text as read_tokens, sum(c.written)::text as write_tokens,
        sum(c.gross)::text as gross, sum(c.premium)::text as premium
      from (select scope_id, sku_id, sum(cache_read_tokens) as read,
          sum(cache_write_5m_tokens + cache_write_1h_tokens) as written,
          sum(gross_savings) as gross, sum(write_premium) as premium
        from (select * from ${source.from}) u group by scope_id, sku_id) c
      join scope s on s.organization_id = ${org} and s.id = c.scope_id
      join sku k on k.organization_id = ${org} and k.id = c.sku_id
      left join scope_allocation a on a.organization_id = ${org} and a.scope_id = c.scope_id
      left join product p on p.organization_id = ${org} and p.id = a.product_id
      ${conditions.length > 0 ? sql`where ${join(conditions, " and ")}` : empty}
      group by ${parts}, k.provider, k.model having sum(c.premium) > sum(c.gross)) l
    order by premium::numeric - gross::numeric desc, provider, model limit ${q.limit}`);
}
