import { layReported } from "@/lib/economics";
import { pico } from "@/lib/money";
import type { Transaction } from "../organization";
import { type Sql, sql } from "../sql";
import { TRAITS } from "./columns";
import { onUtcDays } from "./days";
import { comparableOn } from "./naming";
import { searchPrice } from "./search-price";
import { groupBy } from "./standing";

type ChargeRow = {
  import_id: number;
  utc_day: string;
  provider: string;
  account: string | null;
  project: string | null;
  workspace: string | null;
  api_key: string | null;
  model: string | null;
  service_tier: string | null;
  category: string;
  for_tokens: boolean;
  for_searches: boolean;
  amount: string;
  scope_id: number;
  sku_id: number;
  /** A day's part of an amount over a period: a line of its own, whatever usage there is. */
  is_period: boolean;
  is_fixed: boolean;
};
type CellRow = {
  day: string;
  utc_day: string;
  scope_id: number;
  sku_id: number;
  traits: number;
  provider: string;
  account: string | null;
  project: string | null;
  workspace: string | null;
  api_key: string | null;
  model: string | null;
  service_tier: string | null;
  tokens: bigint;
  unpriced_tokens: bigint;
  computed_cost: string;
  row_cost: string | null;
  searches: bigint;
  search_cost: string;
};
type Laid = {
  day: string;
  scope_id: number;
  sku_id: number;
  utc_day: string;
  traits: number;
  reported: string;
  /** Of a part: what counts of its computed cost beside what was reported. */
  kept?: string;
  /** Of a line: the part that does not vary with use. */
  fixed?: string;
};

/**
 * Lays the reported charges of the given UTC days over the daily roll-up (economics §5.15): where a charge meets usage
 * its money is spread over that usage; where it meets none it becomes a line of its own.
 * @param providers only these; all where none are named
 */
export async function layCharges(
  tx: Transaction,
  days: readonly string[],
  providers?: readonly string[],
): Promise<void> {
  const org = tx.organizationId;
  const charges =
    await tx.rows<ChargeRow>(sql`select c.import_id, c.day::text as utc_day, k.provider, s.account, s.project, s.workspace, s.api_key,
      k.model, k.service_tier, k.charge_category as category, c.for_tokens,
      not c.for_tokens and k.unit ~* 'web.?search' as for_searches, c.amount::text, c.scope_id, c.sku_id,
      c.to_day is not null as is_period, c.is_fixed
    from (${chargesOn(tx, days)}) c join sku k on k.organization_id = ${org} and k.id = c.sku_id
      join scope s on s.organization_id = ${org} and s.id = c.scope_id
    where (${providers === undefined} or k.provider = any(${providers ?? []}::text[]))
    order by c.day, k.provider, c.import_id, c.line, c.key`);
  if (charges.length === 0) return;
  const charged = [...new Set(charges.map((c) => c.utc_day))];
  const cells =
    await tx.rows<CellRow>(sql`select d.day::text, d.utc_day::text, d.scope_id, d.sku_id, d.traits, k.provider, s.account,
      s.project, s.workspace, s.api_key, k.model, k.service_tier, d.uncached_tokens + d.cache_read_tokens
        + d.cache_write_5m_tokens + d.cache_write_1h_tokens + d.output_tokens as tokens,
      d.unpriced_tokens, d.computed_cost::text,
      case when (d.traits & ${TRAITS.hasCost}) <> 0 then d.reported_cost::text end as row_cost,
      d.web_searches as searches, case when d.web_searches > 0 then d.web_searches * ${searchPrice(org)} else 0 end::text as search_cost
    from usage_daily d join sku k on k.organization_id = ${org} and k.id = d.sku_id
      join scope s on s.organization_id = ${org} and s.id = d.scope_id
    where d.organization_id = ${org} and ${onUtcDays(charged, "d")} and k.unit = 'tokens'
      and k.provider = any(${[...new Set(charges.map((c) => c.provider))]}::text[])
    order by d.utc_day, k.provider, d.scope_id, d.sku_id, d.day, d.traits`);
  const laid: Laid[] = [];
  const lines = charges.filter(({ is_period }) => is_period).map(lineOf);
  const reported = charges.filter(({ is_period }) => !is_period);
  const comparable = await comparableOn(tx, charged);
  const cellsOf = groupBy(cells, (c) => `${c.provider} ${c.utc_day}`);
  for (const [where, all] of groupBy(reported, (c) => `${c.provider} ${c.utc_day}`)) {
    for (const { charges: some, cells: parts } of byAccount(all, cellsOf.get(where) ?? [])) {
      layDay(comparable(some, parts), parts, laid, lines);
    }
  }
  await writeLaid(tx, laid);
  await writeLines(tx, lines);
}

/**
 * Accounts keep apart what they both name. Where a day knows only one account, rows that name none belong to it:
 * one export names the account, the other does not.
 */
function byAccount(charges: readonly ChargeRow[], cells: readonly CellRow[]) {
  const named = new Set(
    [...charges, ...cells].map((row) => row.account).filter((account) => account !== null),
  );
  if (named.size <= 1) return [{ charges, cells }];
  const cellsOf = groupBy(cells, (c) => c.account ?? "");
  return [...groupBy(charges, (c) => c.account ?? "")].map(([account, some]) => ({
    charges: some,
    cells: cellsOf.get(account) ?? [],
  }));
}

function layDay(charges: readonly ChargeRow[], cells: readonly CellRow[], laid: Laid[], lines: Laid[]): void {
  const result = layReported(
    charges.map((c) => ({
      project: c.project,
      workspace: c.workspace,
      apiKey: c.api_key,
      model: c.model,
      tier: c.service_tier,
      amount: pico(BigInt(c.amount)),
      layable: (c.for_tokens || c.for_searches) && c.category === "Usage",
      isForSearches: c.for_searches,
    })),
    cells.map((c) => ({
      project: c.project,
      workspace: c.workspace,
      apiKey: c.api_key,
      model: c.model,
      tier: c.service_tier,
      computed: pico(BigInt(c.computed_cost)),
      unpricedTokens: c.unpriced_tokens,
      tokens: c.tokens,
      rowReported: c.row_cost === null ? null : pico(BigInt(c.row_cost)),
      searches: { count: c.searches, computed: pico(BigInt(c.search_cost)) },
    })),
  );
  result.effective.forEach((amount, index) => {
    const c = cells[index];
    if (amount === null || !c) return;
    laid.push({
      day: c.day,
      scope_id: c.scope_id,
      sku_id: c.sku_id,
      utc_day: c.utc_day,
      traits: c.traits,
      reported: amount.toString(),
      kept: (result.kept[index] ?? 0n).toString(),
    });
  });
  for (const index of result.lines) {
    const c = charges[index];
    if (c) lines.push(lineOf(c));
  }
}

const lineOf = (c: ChargeRow): Laid => ({
  day: c.utc_day,
  scope_id: c.scope_id,
  sku_id: c.sku_id,
  utc_day: c.utc_day,
  traits: TRAITS.wholeDay,
  reported: c.amount,
  ...(c.is_fixed ? { fixed: c.amount } : {}),
});

/**
 * The charges that count on UTC days, with the part of their amount that falls on each: all of it on the one day of most;
 * of an amount over a period an equal part, and one pico-dollar more on the first days that the division leaves over.
 */
const chargesOn = (tx: Transaction, days: readonly string[]): Sql => {
  const counting = sql`c.organization_id = ${tx.organizationId} and c.counts and c.amount is not null`;
  const columns = sql`c.import_id, c.line, c.key, c.scope_id, c.sku_id, c.for_tokens, c.to_day, c.is_fixed`;
  return sql`select c.utc_day as day, c.amount, ${columns} from provider_charge c
      where ${counting} and c.to_day is null and c.utc_day = any(${days}::date[])
    union all select d.day, ${partOfPeriod(sql`d.day`, sql`d.day`)} as amount, ${columns}
      from unnest(${days}::date[]) d(day) join provider_charge c on c.utc_day <= d.day and c.to_day > d.day
      where ${counting} and c.to_day is not null`;
};

/** The part of `c.amount` that falls on the days from `first` to `last`, both in its period. Pico-dollars. */
export const partOfPeriod = (first: Sql, last: Sql): Sql => {
  const [whole, length] = [sql`abs(c.amount)`, sql`(c.to_day - c.utc_day)`];
  return sql`sign(c.amount) * (div(${whole}, ${length}) * (${last} - ${first} + 1)
    + least(greatest(mod(${whole}, ${length}) - (${first} - c.utc_day), 0), ${last} - ${first} + 1))`;
};

/** The UTC days on which an import has charges, or keeps those of others aside. */
export async function chargeDaysOf(tx: Transaction, importId: number): Promise<string[]> {
  const rows = await tx.rows<{ day: string }>(sql`select distinct d::date::text as day from provider_charge c,
      generate_series(c.utc_day::timestamp, coalesce(c.to_day - 1, c.utc_day)::timestamp, '1 day'::interval) d
    where c.organization_id = ${tx.organizationId} and (c.import_id = ${importId} or c.shadowed_by = ${importId})`);
  return rows.map(({ day }) => day);
}

const LAID = `x(day date, scope_id int, sku_id int, utc_day date, traits smallint, reported numeric, kept numeric, fixed numeric)`;
const SLICE = 10_000;

async function writeLaid(tx: Transaction, laid: readonly Laid[]): Promise<void> {
  for (let i = 0; i < laid.length; i += SLICE) {
    await tx.client.query({
      text: `update usage_daily d set reported_cost = x.reported,
          effective_cost = case when coalesce(ps.cost_policy, 'reported') = 'reported' then x.reported + x.kept else d.effective_cost end,
          covered_cost = case when coalesce(ps.cost_policy, 'reported') = 'reported' then x.reported else d.covered_cost end,
          unpriced_tokens = case when coalesce(ps.cost_policy, 'reported') = 'reported' and x.reported + x.kept > d.computed_cost
            then 0 else d.unpriced_tokens end,
          carried_cost = case when coalesce(ps.cost_policy, 'reported') <> 'reported' then d.carried_cost
            when d.unpriced_tokens > 0 or d.carried_cost > 0 then greatest(x.reported + x.kept - d.computed_cost, 0) else 0 end
        from json_to_recordset($2::json) as ${LAID}, sku k
          left join provider_setting ps on ps.organization_id = $1 and ps.provider = k.provider
        where k.organization_id = $1 and k.id = x.sku_id and d.organization_id = $1 and d.day = x.day
          and d.scope_id = x.scope_id and d.sku_id = x.sku_id and d.utc_day = x.utc_day and d.traits = x.traits`,
      values: [tx.organizationId, JSON.stringify(laid.slice(i, i + SLICE))],
    });
  }
}

async function writeLines(tx: Transaction, lines: readonly Laid[]): Promise<void> {
  for (let i = 0; i < lines.length; i += SLICE) {
    await tx.client.query({
      text: `insert into usage_daily as d (organization_id, day, scope_id, sku_id, utc_day, traits, events, requests,
          uncached_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
          audio_input_tokens, audio_cache_read_tokens, audio_output_tokens, image_input_tokens, image_cache_read_tokens,
          image_output_tokens, web_searches, unknown_requests, cache_known_tokens, unpriced_tokens, computed_cost,
          reported_cost, effective_cost, covered_cost, gross_savings, write_premium, standard_cost, list_cost,
          carried_cost, batch_possible, fixed_cost)
        select $1::int, day, scope_id, sku_id, utc_day, traits, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
          sum(reported), sum(reported), sum(reported), 0, 0, 0, 0, sum(reported), 0, coalesce(sum(fixed), 0)
        from json_to_recordset($2::json) as ${LAID} group by 2, 3, 4, 5, 6
        on conflict (organization_id, day, scope_id, sku_id, utc_day, traits) do update set
          reported_cost = d.reported_cost + excluded.reported_cost,
          effective_cost = d.effective_cost + excluded.effective_cost,
          covered_cost = d.covered_cost + excluded.covered_cost,
          carried_cost = d.carried_cost + excluded.carried_cost,
          fixed_cost = d.fixed_cost + excluded.fixed_cost`,
      values: [tx.organizationId, JSON.stringify(lines.slice(i, i + SLICE))],
    });
  }
}
