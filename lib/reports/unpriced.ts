import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { catalogueSteps } from "@/lib/pricing";

/** A kind of usage some of whose tokens have no price. Days are local. */
export type Unpriced = Readonly<{
  provider: string;
  model: string;
  tier: string | null;
  geography: string | null;
  contextBand: string | null;
  tokens: bigint;
  unpricedTokens: bigint;
  days: number;
  first: string;
  last: string;
  /** Why there is no price, in a few words. */
  why: string;
}>;

/** Usage without a price, the most tokens first (ledger rule 2). */
export async function unpricedUsage(tx: Transaction): Promise<Unpriced[]> {
  const org = tx.organizationId;
  const rows = await tx.rows<
    Omit<Unpriced, "why">
  >(sql`select k.provider, k.model, k.service_tier as tier, k.geography,
      k.context_band as "contextBand", d.tokens::bigint, d.unpriced::bigint as "unpricedTokens", d.days::int, d.first::text,
      d.last::text
    from (select sku_id, sum(uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens
          + output_tokens) as tokens, sum(unpriced_tokens) as unpriced, count(*) filter (where unpriced_tokens > 0) as days,
        min(day) filter (where unpriced_tokens > 0) as first, max(day) filter (where unpriced_tokens > 0) as last
      from usage_daily_sku where organization_id = ${org} group by 1 having sum(unpriced_tokens) > 0) d
    join sku k on k.organization_id = ${org} and k.id = d.sku_id
    where k.unit = 'tokens' and k.model is not null order by d.unpriced desc, 1, 2, 3`);
  return rows.map((row) => ({ ...row, why: whyOf(row) }));
}

function whyOf(row: Omit<Unpriced, "why">): string {
  const { provider, model, tier, geography, contextBand } = row;
  const sku = { provider, model, geography, contextBand };
  if (catalogueSteps({ ...sku, serviceTier: tier }) !== null) return "a class of token has no price";
  return catalogueSteps({ ...sku, serviceTier: null }) === null
    ? "not in the public catalogue"
    : `no published price for ${tier}`;
}
