import { addDays, dayStartMs, eachDay } from "@/lib/time";
import type { Transaction } from "../organization";
import { empty, identifier, join, type Sql, sql, trusted } from "../sql";
import { COUNTS, MEASURES, TRAITS } from "./columns";
import { PRICE_COLUMNS, stageDayPrices } from "./prices";

/** Tokens by what they are priced at; text is what is neither audio nor image (ledger rule 6). */
const CLASSES: readonly { tokens: string; price: string | null }[] = [
  { tokens: "(uncached_tokens - audio_input_tokens - image_input_tokens)", price: "input_price" },
  {
    tokens: "(cache_read_tokens - audio_cache_read_tokens - image_cache_read_tokens)",
    price: "cache_read_price",
  },
  { tokens: "cache_write_5m_tokens", price: "cache_write_5m_price" },
  { tokens: "cache_write_1h_tokens", price: "cache_write_1h_price" },
  { tokens: "(output_tokens - audio_output_tokens - image_output_tokens)", price: "output_price" },
  { tokens: "audio_input_tokens", price: "audio_input_price" },
  { tokens: "audio_cache_read_tokens", price: "audio_cache_read_price" },
  { tokens: "audio_output_tokens", price: "audio_output_price" },
  { tokens: "image_input_tokens", price: "image_input_price" },
  { tokens: "image_cache_read_tokens", price: null },
  { tokens: "image_output_tokens", price: "image_output_price" },
];

/** What amounts are worked out in: both are exact, and `bigint` is much the quicker where nothing can leave its range. */
type Arithmetic = "numeric" | "bigint";

/**
 * Arithmetic over the columns of a cell and of a row of `day_price` called `prices`: Σ q·p over the classes that have a
 * price (economics §5.1), what reading from the cache saved and what writing it cost on top (§5.3). Pico-dollars.
 */
function pricedBy(prices: string, type: Arithmetic) {
  const p = (column: string | null | undefined) => `${prices}.${column}`;
  const costs = CLASSES.filter((c) => c.price).map(
    (c) => `coalesce(${c.tokens}::${type} * ${p(c.price)}, 0)`,
  );
  return {
    cost: trusted(
      `(${costs.join(" + ")} + coalesce(web_searches::${type} * ${p("web_search_price")}, 0)
        + coalesce(requests::${type} * ${p("request_price")}, 0))`,
    ),
    gross:
      trusted(`(coalesce(${CLASSES[1]?.tokens}::${type} * (${p("input_price")} - ${p("cache_read_price")}), 0)
      + coalesce(audio_cache_read_tokens::${type} * (${p("audio_input_price")} - ${p("audio_cache_read_price")}), 0))`),
    premium:
      trusted(`(coalesce(cache_write_5m_tokens::${type} * (${p("cache_write_5m_price")} - ${p("input_price")}), 0)
      + coalesce(cache_write_1h_tokens::${type} * (${p("cache_write_1h_price")} - ${p("input_price")}), 0))`),
  };
}

/** Tokens of the classes that have no price. */
const UNPRICED = trusted(
  `(${CLASSES.map((c) => (c.price ? `case when contract.${c.price} is null then ${c.tokens} else 0 end` : c.tokens)).join(" + ")})`,
);

/** The amounts of a cell on every basis; where a basis has no price of its own, the one below it holds. */
function amountsIn(type: Arithmetic) {
  const [contract, list, standard, batch] = [
    pricedBy("contract", type),
    pricedBy("list", type),
    pricedBy("standard", type),
    pricedBy("batch", type),
  ];
  const ofList = (figure: "cost" | "gross" | "premium") =>
    sql`case when list.sku_id is null then ${contract[figure]} else ${list[figure]} end`;
  const ofStandard = (figure: "cost" | "gross" | "premium") =>
    sql`case when standard.sku_id is null then ${ofList(figure)} else ${standard[figure]} end`;
  return {
    contract,
    batch,
    priced: sql`${contract.cost} as computed, ${UNPRICED} as unpriced, ${ofList("cost")} as list,
      ${ofStandard("cost")} as standard, ${ofStandard("gross")} as gross, ${ofStandard("premium")} as premium`,
  };
}

const AMOUNTS = { numeric: amountsIn("numeric"), bigint: amountsIn("bigint") } as const;

/** What `joinPrices` makes of a cell: the rungs of the ladder (economics §5.5) and the cache amounts, all unsettled. */
export const PRICED = AMOUNTS.numeric.priced;

/** Joins `day_price` to the cells called `c`, by sku, UTC day and price step. */
export const joinPrices = (bases: readonly string[] = ["contract", "list", "standard"]): Sql =>
  join(
    bases.map(
      (basis) => sql`left join day_price ${identifier(basis)} on ${identifier(basis)}.basis = ${basis}
      and ${identifier(basis)}.sku_id = c.sku_id and ${identifier(basis)}.utc_day = c.utc_day
      and ${identifier(basis)}.step = c.traits >> ${TRAITS.priceStepShift}`,
    ),
    " ",
  );

/** Usage that can wait for a batch is marked by its source, in a tag (economics §5.4). */
const CAN_WAIT = sql`lower(tags ->> 'latency_tolerant') in ('true', 'yes', '1')`;

const measures = join(MEASURES.map((m) => identifier(m)));
const sums = join(MEASURES.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`));
const counts = join(COUNTS.map((c) => sql`coalesce(sum(${identifier(c)}), 0)::bigint as ${identifier(c)}`));

/**
 * Which cells of its days a settlement makes anew; all where nothing is named. `dayCells` makes the temporary table
 * `day_cells`, where who calls has added up all cells of the days already.
 */
export type Which = Readonly<{ skuIds?: readonly number[]; dayCells?: (() => Promise<void>) | undefined }>;

/**
 * Makes the daily roll-up of the given UTC days anew from the cube and the assigned prices. Reported charges are laid
 * over it afterwards (lib/db/ledger/charges.ts); until then effective cost is the row's own, else computed.
 */
export async function rebuildDaily(
  tx: Transaction,
  days: readonly string[],
  zone: string,
  { skuIds, dayCells }: Which = {},
): Promise<void> {
  const org = tx.organizationId;
  const canWait = await tx.rows(
    sql`select from scope where organization_id = ${org} and ${CAN_WAIT} limit 1`,
  );
  const batch = canWait.length > 0;
  await stageDayPrices(tx, days, { batch });
  const these = skuIds ? sql`and sku_id = any(${skuIds}::int[])` : empty;
  await tx.run(
    sql`delete from usage_daily where organization_id = ${org} and utc_day = any(${days}::date[]) ${these}`,
  );
  const hasCost = sql`(traits & ${TRAITS.hasCost}) <> 0`;
  // A table of its own, so that the planner knows how many cells it is about to price.
  await (dayCells?.() ?? addUpDays(tx, days, { zone, these }));
  await tx.run("analyze day_cells (scope_id, sku_id, utc_day, traits)");
  const amounts = AMOUNTS[await arithmeticFor(tx)];
  const possible = batch
    ? sql`case when batch.sku_id is not null and c.scope_id in (select id from scope where organization_id = ${org} and ${CAN_WAIT})
        then ${amounts.contract.cost} - ${amounts.batch.cost} else 0 end`
    : sql`0`;
  const priced = sql`select c.*, ${amounts.priced}, ${possible} as possible,
      coalesce(ps.cost_policy, 'reported') = 'reported' as by_report
    from day_cells c ${joinPrices(batch ? ["contract", "list", "standard", "batch"] : undefined)}
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    left join provider_setting ps on ps.organization_id = ${org} and ps.provider = k.provider`;
  const known = sql`case when (traits & ${TRAITS.cacheUnknown}) <> 0 then 0
    else uncached_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens end`;
  await tx.run(sql`insert into usage_daily (organization_id, day, scope_id, sku_id, utc_day, traits, ${measures})
    select ${org}::int, day, scope_id, sku_id, utc_day, traits, events, ${join(COUNTS.map((c) => identifier(c)))},
      unknown_requests, ${known},
      case when ${hasCost} and by_report then 0 else unpriced end,
      computed,
      case when ${hasCost} then coalesce(row_cost, 0) else 0 end,
      case when ${hasCost} and by_report then coalesce(row_cost, 0) else computed end,
      case when ${hasCost} and by_report then coalesce(row_cost, 0) else 0 end,
      gross, premium, standard, list,
      case when ${hasCost} and by_report and unpriced > 0 then greatest(coalesce(row_cost, 0) - computed, 0) else 0 end,
      possible, 0
    from (${priced}) cells order by day, scope_id, sku_id, utc_day, traits`);
  await tx.run("drop table day_price, day_cells");
}

async function addUpDays(
  tx: Transaction,
  days: readonly string[],
  { zone, these }: { zone: string; these: Sql },
): Promise<void> {
  const org = tx.organizationId;
  // The planner takes new cells for few, and would sort them all to add them up.
  await tx.run("set local enable_sort = off");
  await tx.run(sql`create temp table day_cells on commit drop as select ${localDay(days, zone)} as day, scope_id, sku_id, utc_day, traits,
      sum(events)::bigint as events, ${counts}, sum(unknown_requests)::bigint as unknown_requests,
      sum(reported_cost) as row_cost
    from usage_hourly where organization_id = ${org} and utc_day = any(${days}::date[])
      and hour >= ${days[0]}::date - 1 and hour < ${days.at(-1)}::date + 3 ${these}
    group by 1, 2, 3, 4, 5`);
  await tx.run("set local enable_sort = on");
}

/** The local day of a cell, looked up among the instants at which days begin: to convert each hour takes far longer. */
function localDay(days: readonly string[], zone: string): Sql {
  const first = addDays(days[0] ?? "", -2);
  const starts = eachDay(first, addDays(days.at(-1) ?? "", 3)).map((day) => dayStartMs(day, zone));
  return sql`${first}::date + width_bucket(hour, ${starts.map((ms) => new Date(ms).toISOString())}::timestamptz[]) - 1`;
}

/** An amount of a cell is a sum of 13 products, or the difference of two: 32 of the largest bound it. */
async function arithmeticFor(tx: Transaction): Promise<Arithmetic> {
  const counts = ["uncached_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens"];
  counts.push("output_tokens", "web_searches", "requests");
  const most = (columns: readonly string[]) =>
    sql`greatest(1, ${join(columns.map((c) => sql`max(abs(${identifier(c)}))`))})::numeric`;
  const [bound] = await tx.rows<{ fits: boolean }>(sql`select 32 * (select ${most(counts)} from day_cells)
    * (select ${most(Object.values(PRICE_COLUMNS))} from day_price) < 9e18 as fits`);
  return bound?.fits ? "bigint" : "numeric";
}

/** Makes the narrow roll-ups of the given local days, and of their months, anew from the daily one. */
export async function rebuildNarrow(tx: Transaction, localDays: readonly string[]): Promise<void> {
  const months = [...new Set(localDays.map((day) => `${day.slice(0, 7)}-01`))];
  await rebuildOne(tx, "usage_daily_sku", sql`day, sku_id`, sql`day`, localDays);
  await rebuildOne(tx, "usage_daily_scope", sql`day, scope_id`, sql`day`, localDays);
  const org = tx.organizationId;
  await tx.run(
    sql`delete from usage_monthly where organization_id = ${org} and month = any(${months}::date[])`,
  );
  await tx.run(sql`insert into usage_monthly (organization_id, month, scope_id, sku_id, ${measures})
    select ${org}::int, m.month, scope_id, sku_id, ${sums} from unnest(${months}::date[]) as m(month)
    join usage_daily d on d.organization_id = ${org} and d.day >= m.month and d.day < (m.month + interval '1 month')::date
    group by 2, 3, 4`);
}

async function rebuildOne(
  tx: Transaction,
  table: string,
  keys: Sql,
  day: Sql,
  days: readonly string[],
): Promise<void> {
  const org = tx.organizationId;
  await tx.run(
    sql`delete from ${identifier(table)} where organization_id = ${org} and ${day} = any(${days}::date[])`,
  );
  await tx.run(sql`insert into ${identifier(table)} (organization_id, ${keys}, ${measures})
    select ${org}::int, ${keys}, ${sums} from usage_daily
    where organization_id = ${org} and day = any(${days}::date[]) group by ${keys}`);
}
