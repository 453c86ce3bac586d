import type { Where } from "@/lib/filters";
import { addDays, type DayRange, dayStartMs, utcDayStartMs } from "@/lib/time";
import { partOfPeriod } from "./ledger/charges";
import { TRAITS } from "./ledger/columns";
import { keyFloor } from "./ledger/key";
import type { Transaction } from "./organization";
import { revenueConditions } from "./revenue-query";
import { type RowTargets, rowTargets } from "./row-targets";
import { empty, join, type Sql, sql } from "./sql";

/** Which rows are asked for: those behind a figure of the same days and filters. */
export type RowsQuestion = DayRange &
  Readonly<{
    zone: string;
    where: Where;
    /** Rows after this place, as the row before it gave it; null for the first page. */
    after: string | null;
    limit: number;
  }>;

/** Where a row came from and whose it is. */
export type SourceRow = Readonly<{
  /** The place of the row in its list. */
  at: string;
  import_id: number;
  line: number;
  file_name: string;
  provider: string;
  model: string | null;
  service_tier: string | null;
  account: string | null;
  project: string | null;
  workspace: string | null;
  api_key: string | null;
  user: string | null;
  customer: string | null;
  feature: string | null;
  environment: string | null;
  tags: Record<string, string>;
  /** Several names where its cost is split. */
  product: string | null;
  /** What of the row the filter asks for: part of whole; null where there is nothing to share. */
  part: string | null;
  whole: string | null;
}>;

export type UsageRow = SourceRow &
  Readonly<{
    ts: Date;
    traits: number;
    scope_id: number;
    sku_id: number;
    context_band: string | null;
    requests: bigint | null;
    uncached_tokens: bigint;
    cache_read_tokens: bigint;
    cache_write_5m_tokens: bigint;
    cache_write_1h_tokens: bigint;
    output_tokens: bigint;
    reasoning_tokens: bigint | null;
    audio_input_tokens: bigint | null;
    audio_cache_read_tokens: bigint | null;
    audio_output_tokens: bigint | null;
    image_input_tokens: bigint | null;
    image_cache_read_tokens: bigint | null;
    image_output_tokens: bigint | null;
    web_searches: bigint | null;
    reported_cost: bigint | null;
    /** What the ledger counts for the row's day, scope and sku, in pico-dollars. */
    cell_effective: string | null;
    cell_computed: string | null;
    cell_covered: string | null;
  }>;

export type ChargeRow = SourceRow &
  Readonly<{
    utc_day: string;
    category: string;
    line_item: string | null;
    amount: string | null;
    quantity_text: string | null;
    quantity_unit: string | null;
    /** Of an amount over a period: its last day, and what of it falls on the days asked for. */
    until: string | null;
    in_period: string | null;
    /** As the file has them. */
    amount_text: string | null;
    currency: string;
    rate_text: string | null;
    rate_day: string | null;
    rate_source: string | null;
  }>;

export type RevenueRow = Readonly<{
  at: string;
  import_id: number;
  line: number;
  file_name: string;
  from_day: string;
  to_day: string;
  product: string;
  customer: string | null;
  plan: string | null;
  amount: string;
  /** As the file has them. */
  amount_text: string;
  currency: string;
  /** Millionths. */
  units: string | null;
  rate_text: string | null;
  rate_day: string | null;
  rate_source: string | null;
}>;

const NAMES = sql`k.provider, k.model, k.service_tier, s.account, s.project, s.workspace, s.api_key, s."user", o.customer,
  s.feature, s.environment, s.tags, o.product, o.part::text, o.whole::text, i.file_name`;

const joins = (
  org: number,
  row: Sql,
  targets: RowTargets,
): Sql => sql`join sku k on k.organization_id = ${org} and k.id = ${row}.sku_id
  join scope s on s.organization_id = ${org} and s.id = ${row}.scope_id
  ${targets.joins}
  join "import" i on i.organization_id = ${org} and i.id = ${row}.import_id`;

const andAll = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? empty : sql`and ${join([...conditions], " and ")}`;

/**
 * Usage rows of local days in the order of time. A row that is a whole UTC day belongs to its own date (ledger rule
 * 17). Bounds stand on time and on the time-first key, so that only the months asked for are read.
 */
export async function askUsageRows(tx: Transaction, q: RowsQuestion): Promise<UsageRow[]> {
  const org = tx.organizationId;
  const local = { from: dayStartMs(q.from, q.zone), to: dayStartMs(addDays(q.to, 1), q.zone) };
  const utc = { from: utcDayStartMs(q.from), to: utcDayStartMs(addDays(q.to, 1)) };
  const [low, high] = [Math.min(local.from, utc.from), Math.max(local.to, utc.to)];
  const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const day = sql`case when (e.traits & ${TRAITS.wholeDay}) <> 0 then (e.ts at time zone 'UTC')::date
        else (e.ts at time zone ${q.zone}::text)::date end`;
  const targets = await rowTargets(tx, q.where, { row: sql`e`, day, sparse: false });
  // The days are worked out inside: as plain columns they may use the roll-up's key, behind the fence too.
  const page = sql`select e.*, (e.ts at time zone 'UTC')::date as utc_day, ${day} as day
    from usage_event e
    join sku k on k.organization_id = ${org} and k.id = e.sku_id
    join scope s on s.organization_id = ${org} and s.id = e.scope_id
    ${targets.joins}
    where e.organization_id = ${org} and e.ts >= ${instant(low)} and e.ts < ${instant(high)}
      and e.key >= ${q.after ?? keyFloor(low)}::uuid and e.key < ${keyFloor(high)}::uuid
      ${q.after === null ? empty : sql`and e.key > ${q.after}::uuid`}
      and case when (e.traits & ${TRAITS.wholeDay}) <> 0
        then e.ts >= ${instant(utc.from)} and e.ts < ${instant(utc.to)}
        else e.ts >= ${instant(local.from)} and e.ts < ${instant(local.to)} end
      ${andAll(targets.conditions)}
    order by e.key limit ${q.limit}`;
  return tx.rows<UsageRow>(sql`select e.key::text as at, e.ts, e.import_id, e.line, e.traits, e.scope_id, e.sku_id,
      k.context_band, e.requests, e.uncached_tokens, e.cache_read_tokens, e.cache_write_5m_tokens, e.cache_write_1h_tokens,
      e.output_tokens, e.reasoning_tokens, e.audio_input_tokens, e.audio_cache_read_tokens, e.audio_output_tokens,
      e.image_input_tokens, e.image_cache_read_tokens, e.image_output_tokens, e.web_searches, e.reported_cost,
      d.effective_cost::text as cell_effective, d.computed_cost::text as cell_computed, d.covered_cost::text as cell_covered,
      ${NAMES}
    from (${page}) e ${joins(org, sql`e`, targets)}
    left join usage_daily d on d.organization_id = ${org} and d.scope_id = e.scope_id and d.sku_id = e.sku_id
      and d.utc_day = e.utc_day and d.traits = e.traits and d.day = e.day
    order by e.key`);
}

const CHARGE = { row: sql`c`, day: sql`c.utc_day`, sparse: true };

/** Charges on some of these UTC days: of one day, or over a period. */
const chargesIn = (q: DayRange): Sql =>
  sql`c.utc_day <= ${q.to}::date and coalesce(c.to_day > ${q.from}::date, c.utc_day >= ${q.from}::date)`;

/** What of a charge falls on these days. */
const chargedIn = (q: DayRange): Sql =>
  sql`case when c.to_day is null then c.amount else ${partOfPeriod(
    sql`greatest(c.utc_day, ${q.from}::date)`,
    sql`least(c.to_day - 1, ${q.to}::date)`,
  )} end`;

/** Charges of cost exports and by period that count, in the order of their days. The place is the day and the row's key. */
export async function askChargeRows(tx: Transaction, q: RowsQuestion): Promise<ChargeRow[]> {
  const org = tx.organizationId;
  const [day, key] = (q.after ?? "").split("|");
  const targets = await rowTargets(tx, q.where, CHARGE);
  return tx.rows<ChargeRow>(sql`select c.utc_day || '|' || c.key as at, c.import_id, c.line, c.utc_day::text,
      k.charge_category as category, c.line_item, c.amount::text, c.quantity_text, c.quantity_unit,
      (c.to_day - 1)::text as until, case when c.to_day is not null then (${chargedIn(q)})::text end as in_period,
      c.amount_text, c.currency, c.rate_text, c.rate_day::text, c.rate_source, ${NAMES}
    from provider_charge c ${joins(org, sql`c`, targets)}
    where c.organization_id = ${org} and c.counts and ${chargesIn(q)}
      ${day && key ? sql`and (c.utc_day, c.key) > (${day}::date, ${key}::uuid)` : empty}
      ${andAll(targets.conditions)}
    order by c.utc_day, c.key limit ${q.limit}`);
}

/** How many charges there are, and what they come to in pico-dollars. */
export async function countCharges(
  tx: Transaction,
  q: Omit<RowsQuestion, "after" | "limit" | "zone">,
): Promise<{ count: number; amount: bigint }> {
  const org = tx.organizationId;
  const targets = await rowTargets(tx, q.where, CHARGE);
  const [row] = await tx.rows<{ count: number; amount: string }>(sql`select count(*)::int as count,
      coalesce(sum(${chargedIn(q)}), 0)::text as amount
    from provider_charge c ${joins(org, sql`c`, targets)}
    where c.organization_id = ${org} and c.counts and ${chargesIn(q)}
      ${andAll(targets.conditions)}`);
  return { count: row?.count ?? 0, amount: BigInt(row?.amount ?? "0") };
}

/** Rows of revenue that fall on some day of the period, in the order of their first day. */
export async function askRevenueRows(tx: Transaction, q: RowsQuestion): Promise<RevenueRow[]> {
  const org = tx.organizationId;
  const [day, key] = (q.after ?? "").split("|");
  return tx.rows<RevenueRow>(sql`select r.from_day || '|' || r.key as at, r.import_id, r.line, i.file_name,
      r.from_day::text, (r.to_day - 1)::text as to_day, p.name as product, r.customer, r.plan, r.amount::text,
      r.amount_text, r.currency, r.units::text, r.rate_text, r.rate_day::text, r.rate_source
    from revenue r join product p on p.organization_id = ${org} and p.id = r.product_id
      join "import" i on i.organization_id = ${org} and i.id = r.import_id
    where r.organization_id = ${org} and r.counts and r.from_day <= ${q.to}::date and r.to_day > ${q.from}::date
      ${day && key ? sql`and (r.from_day, r.key) > (${day}::date, ${key}::uuid)` : empty}
      ${andAll(revenueConditions(q.where))}
    order by r.from_day, r.key limit ${q.limit}`);
}

/** How many rows of revenue fall on the period. */
export async function countRevenue(
  tx: Transaction,
  q: Omit<RowsQuestion, "after" | "limit" | "zone">,
): Promise<number> {
  const org = tx.organizationId;
  const [row] = await tx.rows<{ count: number }>(sql`select count(*)::int as count
    from revenue r join product p on p.organization_id = ${org} and p.id = r.product_id
    where r.organization_id = ${org} and r.counts and r.from_day <= ${q.to}::date and r.to_day > ${q.from}::date
      ${andAll(revenueConditions(q.where))}`);
  return row?.count ?? 0;
}
