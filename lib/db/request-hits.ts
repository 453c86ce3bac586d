import type { Where } from "@/lib/filters";
import { addDays, type DayRange, dayStartMs } from "@/lib/time";
import { TRAITS } from "./ledger/columns";
import { keyFloor } from "./ledger/key";
import type { Transaction } from "./organization";
import { rowTargets } from "./row-targets";
import { join, sql } from "./sql";
import { hasParted } from "./targeted";

/** Requests that are rows of their own, and those of them that read anything from a cache. */
export type RequestHits = Readonly<{
  product: string | null;
  model: string | null;
  requests: bigint;
  hits: bigint;
}>;

/** A bucket of a report does not know the prompt length of its requests; a row that is one request does. */
const SINGLE = sql`k.context_band is distinct from 'unknown'`;

/**
 * Counts requests and cache hits among rows that are one request each and whose source counts cache reads (economics
 * §5.3). One whose cost several products share is of none alone. Rows that sum several say nothing of single ones, buckets of a report that hold but one request are no fair
 * sample of them, and rows that are gone (decision 0022) are not there to be counted.
 */
export async function askRequestHits(
  tx: Transaction,
  q: DayRange & { readonly zone: string; readonly where: Where },
): Promise<RequestHits[]> {
  const org = tx.organizationId;
  const [first, end] = [dayStartMs(q.from, q.zone), dayStartMs(addDays(q.to, 1), q.zone)];
  const asksDay = (q.where.plan?.length ?? 0) > 0 || (await hasParted(tx));
  const day = asksDay ? sql`(ts at time zone ${q.zone}::text)::date` : sql`null::date`;
  const { joins, conditions } = await rowTargets(tx, q.where, {
    row: sql`c`,
    day: sql`c.day`,
    sparse: false,
  });
  const outside = TRAITS.wholeDay | TRAITS.cacheUnknown;
  return tx.rows<RequestHits>(sql`select case when o.products < 2 then o.product end as product, k.model, sum(c.requests)::bigint as requests, sum(c.hits)::bigint as hits
    from (select scope_id, sku_id, ${day} as day, count(*) as requests, count(*) filter (where cache_read_tokens > 0) as hits
      from usage_event where organization_id = ${org} and requests = 1 and (traits & ${outside}) = 0
        and uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens > 0
        and ts >= ${new Date(first).toISOString()}::timestamptz and ts < ${new Date(end).toISOString()}::timestamptz
        and key >= ${keyFloor(first)}::uuid and key < ${keyFloor(end)}::uuid
      group by 1, 2, 3) c
    join scope s on s.organization_id = ${org} and s.id = c.scope_id
    join sku k on k.organization_id = ${org} and k.id = c.sku_id and k.unit = 'tokens'
    ${joins}
    where ${join([SINGLE, ...conditions], " and ")} group by 1, 2`);
}
