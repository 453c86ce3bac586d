import { addDays, eachDay } from "@/lib/time";
import { joinPrices, PRICED } from "./ledger/amounts";
import { COUNTS, TRAITS } from "./ledger/columns";
import { stageDayPrices } from "./ledger/prices";
import type { Transaction } from "./organization";
import { identifier, join, type Sql, sql } from "./sql";

/** Prices of the days an hourly question touches, in `day_price`; UTC days reach one beyond local ones. */
export async function stageHourlyPrices(tx: Transaction, q: { from: string; to: string }): Promise<void> {
  await stageDayPrices(tx, [...eachDay(addDays(q.from, -1), addDays(q.to, 1))]);
}

const counts = join(COUNTS.map((c) => sql`coalesce(${identifier(c)}, 0) as ${identifier(c)}`));

/**
 * The hours of a period with the measures of a roll-up. What counts is settled by day; here each day's amount is handed
 * out to its hours by their computed cost, to the last pico-dollar (largest remainder), so hours add up to days.
 * Rows that are whole days have no hours (ledger rule 17).
 */
export function hourlyCells(tx: Transaction, q: { from: string; to: string; zone: string }): Sql {
  const org = tx.organizationId;
  const tokens = sql`(uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens + output_tokens)`;
  const hours = sql`select p.*, computed as computed_cost, gross as gross_savings, premium as write_premium,
      standard as standard_cost, list as list_cost from (select c.*, ${PRICED},
      (hour at time zone ${q.zone}::text)::date as day, ${tokens} as tokens
    from (select hour, scope_id, sku_id, utc_day, traits, events, unknown_requests, reported_cost as row_cost, ${counts}
      from usage_hourly where organization_id = ${org} and (traits & ${TRAITS.wholeDay}) = 0
        and hour >= ${q.from}::date::timestamp at time zone ${q.zone}::text
        and hour < (${q.to}::date + 1)::timestamp at time zone ${q.zone}::text) c ${joinPrices()}) p`;
  const cell = sql`day, scope_id, sku_id, utc_day, traits`;
  const weighed = sql`select x.*, sum(weight) over w as weights from (select y.*,
      case when coalesce(row_cost, 0) > 0 then row_cost when sum(computed_cost) over w0 > 0 then computed_cost else tokens::numeric end as weight
      from (${hours}) y window w0 as (partition by ${cell})) x window w as (partition by ${cell})`;
  const share = (column: string) =>
    sql`case when w.weights = 0 then 0 else div(d.${identifier(column)} * w.weight, w.weights) end`;
  const rest = (column: string) =>
    sql`case when w.weights = 0 then 0 else mod(d.${identifier(column)} * w.weight, w.weights) end`;
  const handed = [
    "effective_cost",
    "reported_cost",
    "covered_cost",
    "carried_cost",
    "batch_possible",
  ] as const;
  const shared = sql`select w.*, d.unpriced_tokens > 0 as is_unpriced, d.cache_known_tokens > 0 as is_cache_known,
      ${join(
        handed.flatMap((c) => [
          sql`d.${identifier(c)} as ${identifier(`whole_${c}`)}`,
          sql`${share(c)} as ${identifier(`part_${c}`)}`,
          sql`row_number() over (partition by ${join(["day", "scope_id", "sku_id", "utc_day", "traits"].map((k) => sql`w.${identifier(k)}`))}
          order by ${rest(c)} desc, w.hour) as ${identifier(`rank_${c}`)}`,
        ]),
      )}
    from (${weighed}) w join usage_daily d on d.organization_id = ${org} and d.day = w.day and d.scope_id = w.scope_id
      and d.sku_id = w.sku_id and d.utc_day = w.utc_day and d.traits = w.traits`;
  const amounts = handed.map(
    (
      c,
    ) => sql`${identifier(`part_${c}`)} + case when ${identifier(`rank_${c}`)} <= ${identifier(`whole_${c}`)}
      - sum(${identifier(`part_${c}`)}) over (partition by ${cell}) then 1 else 0 end as ${identifier(c)}`,
  );
  return sql`(select hour, scope_id, sku_id, events, unknown_requests, ${join(COUNTS.map((c) => identifier(c)))}, computed_cost,
      gross_savings, write_premium, standard_cost, list_cost, ${join(amounts)},
      case when is_cache_known then tokens - output_tokens else 0 end as cache_known_tokens,
      case when is_unpriced and computed_cost = 0 then tokens else 0 end as unpriced_tokens, 0 as fixed_cost
    from (${shared}) z) hourly where true`;
}
