import type { Transaction } from "../organization";
import { identifier, sql } from "../sql";
import type { Overlap } from "./coverage";
import { onUtcDays } from "./days";

/** A row of usage that is in the ledger already: what a row of the same key is compared with. */
export type KnownUsage = Readonly<{
  key: string;
  import_id: number;
  uncached_tokens: bigint;
  cache_read_tokens: bigint;
  cache_write_5m_tokens: bigint;
  cache_write_1h_tokens: bigint;
  output_tokens: bigint;
  requests: bigint | null;
  reported_cost: bigint | null;
}>;

/** A charge or a row of revenue that is there already, in pico-dollars; of work its count in millionths, of a rate 10⁻¹⁸. */
export type KnownAmount = Readonly<{ key: string; import_id: number; amount: bigint | null }>;

/** Which rows of usage are in the ledger already, by the keys and instants (milliseconds) of a file's rows. */
export async function knownUsage(
  tx: Transaction,
  rows: readonly Readonly<{ key: string; ms: number }>[],
): Promise<Map<string, KnownUsage>> {
  if (rows.length === 0) return new Map();
  const times = rows.map((row) => new Date(row.ms).toISOString());
  const [first, last] = rangeOf(rows.map((row) => row.ms));
  // The range of time is stated besides, so that only the months in question are opened.
  const found = await tx.rows<
    KnownUsage & { reported_cost: string | bigint | null }
  >(sql`select e.key, e.import_id,
      e.uncached_tokens, e.cache_read_tokens, e.cache_write_5m_tokens, e.cache_write_1h_tokens, e.output_tokens,
      e.requests, e.reported_cost
    from unnest(${rows.map((row) => row.key)}::uuid[], ${times}::timestamptz[]) as n(key, ts)
    join usage_event e on e.organization_id = ${tx.organizationId} and e.key = n.key and e.ts = n.ts
    where e.ts >= ${first}::timestamptz and e.ts <= ${last}::timestamptz`);
  return new Map(
    found.map((row) => [
      row.key,
      { ...row, reported_cost: row.reported_cost === null ? null : BigInt(row.reported_cost) },
    ]),
  );
}

function rangeOf(times: readonly number[]): [string, string] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const ms of times) {
    if (ms < min) min = ms;
    if (ms > max) max = ms;
  }
  return [new Date(min).toISOString(), new Date(max).toISOString()];
}

const AMOUNTS = {
  provider_charge: sql`amount`,
  revenue: sql`amount`,
  work_unit: sql`quantity`,
  exchange_rate: sql`(rate * 1e18)::numeric(38,0)`,
} as const;

/** Which charges, rows of revenue, units of work or rates are there already, by key. */
export async function knownAmounts(
  tx: Transaction,
  table: keyof typeof AMOUNTS,
  keys: readonly string[],
): Promise<Map<string, KnownAmount>> {
  if (keys.length === 0) return new Map();
  const found = await tx.rows<{ key: string; import_id: number; amount: string | null }>(
    sql`select key, import_id, ${AMOUNTS[table]}::text as amount from ${identifier(table)}
      where organization_id = ${tx.organizationId} and counts and key = any(${keys}::uuid[])`,
  );
  return new Map(
    found.map((row) => [row.key, { ...row, amount: row.amount === null ? null : BigInt(row.amount) }]),
  );
}

/** How many rows an earlier import has on each day of an overlap. */
export async function rowsOfOverlap(tx: Transaction, o: Overlap): Promise<Map<string, number>> {
  const org = tx.organizationId;
  const rows = await tx.rows<{ day: string; count: bigint }>(sql`
    select (e.ts at time zone 'UTC')::date::text as day, count(*) as count from usage_event e
      join sku k on k.organization_id = ${org} and k.id = e.sku_id and k.provider = ${o.provider}
    where e.organization_id = ${org} and e.import_id = ${o.importId}
      and e.ts >= ${o.days[0]}::date::timestamp at time zone 'UTC'
      and e.ts < (${o.days.at(-1)}::date + 1)::timestamp at time zone 'UTC' group by 1
    union all
    select c.utc_day::text, count(*) from provider_charge c
      join sku k on k.organization_id = ${org} and k.id = c.sku_id and k.provider = ${o.provider}
    where c.organization_id = ${org} and c.import_id = ${o.importId} and c.counts and c.utc_day = any(${o.days}::date[])
    group by 1`);
  const days = new Map<string, number>();
  for (const { day, count } of rows) days.set(day, (days.get(day) ?? 0) + Number(count));
  return days;
}

/** The money of one provider's UTC day: what cost exports say of it, and what usage here comes to. Pico-dollars. */
export type DayMoney = Readonly<{
  provider: string;
  day: string;
  /** null where no cost export covers the day. */
  charged: bigint | null;
  /** What the usage already here costs at its prices; null where there is none. */
  computed: bigint | null;
}>;

/** What is known of the money of these UTC days, for the given providers. */
export async function moneyOfDays(
  tx: Transaction,
  providers: readonly string[],
  days: readonly string[],
): Promise<DayMoney[]> {
  const org = tx.organizationId;
  const rows = await tx.rows<{
    provider: string;
    day: string;
    charged: string | null;
    computed: string | null;
  }>(sql`
    select coalesce(c.provider, u.provider) as provider, coalesce(c.day, u.day)::text as day,
      c.charged::text as charged, u.computed::text as computed
    from (select k.provider, p.utc_day as day, sum(p.amount) as charged from provider_charge p
        join sku k on k.organization_id = ${org} and k.id = p.sku_id
        where p.organization_id = ${org} and p.counts and p.for_tokens and p.amount is not null
          and k.provider = any(${providers}::text[]) and p.utc_day = any(${days}::date[]) group by 1, 2) c
    full join (select k.provider, d.utc_day as day, sum(d.computed_cost) as computed from usage_daily d
        join sku k on k.organization_id = ${org} and k.id = d.sku_id
        where d.organization_id = ${org} and d.events > 0
          and k.provider = any(${providers}::text[]) and ${onUtcDays(days, "d")} group by 1, 2) u
      on u.provider = c.provider and u.day = c.day`);
  const whole = (text: string | null) => (text === null ? null : BigInt(text));
  return rows.map((row) => ({ ...row, charged: whole(row.charged), computed: whole(row.computed) }));
}
