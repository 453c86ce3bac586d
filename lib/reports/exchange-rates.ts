import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

/** One `base` is `rate` of `quote`, from `day` until the next rate of the pair. Decimal text. */
export type RateLine = Readonly<{
  day: string;
  base: string;
  quote: string;
  rate: string;
  source: string;
  import_id: string;
  /** When it came in, ISO 8601. */
  recorded_at: string;
}>;

export type RatesAsked = Readonly<{
  /** A currency on either side. */
  currency?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}>;

/** The exchange rates that count, the latest first. */
export async function exchangeRates(actor: Actor, asked: RatesAsked): Promise<RateLine[]> {
  const { currency, from, to, limit } = asked;
  return inOrganization(
    actor.organizationId,
    (tx) =>
      tx.rows<RateLine>(sql`select day::text, base, quote, trim_scale(rate)::text as rate,
          coalesce(source, 'import ' || import_id) as source, import_id::text,
          to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as recorded_at
        from exchange_rate where organization_id = ${actor.organizationId} and counts
          and (${currency ?? null}::text is null or ${currency ?? null}::text in (base, quote))
          and (${from ?? null}::date is null or day >= ${from ?? null}::date)
          and (${to ?? null}::date is null or day <= ${to ?? null}::date)
        order by day desc, base, quote limit ${limit}`),
    { readOnly: true },
  );
}

/** What a currency has of rates, for lists: its last one and how many there are. */
export type RateSummary = Readonly<{
  base: string;
  quote: string;
  days: number;
  first: string;
  last: string;
  rate: string;
  source: string;
}>;

/** Each pair of currencies once, with its last rate. */
export async function rateSummaries(actor: Actor): Promise<RateSummary[]> {
  return inOrganization(
    actor.organizationId,
    (tx) =>
      tx.rows<RateSummary>(sql`select base, quote, count(*)::int as days, min(day)::text as first, max(day)::text as last,
          trim_scale((array_agg(rate order by day desc))[1])::text as rate,
          (array_agg(coalesce(source, 'import ' || import_id) order by day desc))[1] as source
        from exchange_rate where organization_id = ${actor.organizationId} and counts
        group by base, quote order by base, quote`),
    { readOnly: true },
  );
}
