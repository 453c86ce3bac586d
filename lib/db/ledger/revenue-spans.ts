import type { Transaction } from "../organization";
import { sql } from "../sql";

/** The days one row of revenue is about; half-open. */
export type RevenueSpan = Readonly<{
  product: string;
  customer: string | null;
  plan: string | null;
  fromDay: string;
  toDay: string;
  importId: number;
  line: number;
}>;

const SPAN = sql`p.name as product, r.customer, r.plan, r.from_day::text as "fromDay", r.to_day::text as "toDay",
  r.import_id as "importId", r.line`;

/** What rows of revenue above zero count, each span of days once. */
export const revenueSpans = (tx: Transaction): Promise<RevenueSpan[]> =>
  tx.rows<RevenueSpan>(sql`select distinct on (p.name, r.customer, r.plan, r.from_day, r.to_day) ${SPAN}
    from revenue r join product p on p.organization_id = r.organization_id and p.id = r.product_id
    where r.organization_id = ${tx.organizationId} and r.counts and r.amount > 0
    order by p.name, r.customer, r.plan, r.from_day, r.to_day, r.import_id, r.line`);

/** A row of this import that counts and overlaps one of another import; null where there is none. */
export async function overlappingRevenue(
  tx: Transaction,
  importId: number,
): Promise<(RevenueSpan & { readonly otherImportId: number }) | null> {
  const org = tx.organizationId;
  const [found] = await tx.rows<RevenueSpan & { otherImportId: number }>(sql`select ${SPAN},
      o.import_id as "otherImportId"
    from revenue r join product p on p.organization_id = ${org} and p.id = r.product_id
    join revenue o on o.organization_id = ${org} and o.counts and o.amount > 0 and o.import_id <> ${importId}
      and o.product_id = r.product_id and o.customer is not distinct from r.customer
      and o.plan is not distinct from r.plan and o.from_day < r.to_day and o.to_day > r.from_day
      and (o.from_day <> r.from_day or o.to_day <> r.to_day)
    where r.organization_id = ${org} and r.import_id = ${importId} and r.counts and r.amount > 0
    order by r.line limit 1`);
  return found ?? null;
}
