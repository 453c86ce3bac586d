import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql, trusted } from "../sql";
import { type Measure, TRAITS } from "./columns";
import { assignedPrices, PRICE_COLUMNS, stageDayPrices } from "./prices";

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
export type Arithmetic = "numeric" | "bigint";

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

/** Computed cost alone, of a cell joined to the basis "contract". */
export const COMPUTED: Readonly<Record<Arithmetic, Sql>> = {
  numeric: AMOUNTS.numeric.contract.cost,
  bigint: AMOUNTS.bigint.contract.cost,
};

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

/** Of a cell whose rows state their own cost. */
export const HAS_COST = sql`(traits & ${TRAITS.hasCost}) <> 0`;

/** The measures that move with prices where no reported charge is laid over a cell. */
export const PRICED_MEASURES = [
  "unpriced_tokens",
  "computed_cost",
  "effective_cost",
  "gross_savings",
  "write_premium",
  "standard_cost",
  "list_cost",
  "carried_cost",
  "batch_possible",
] as const satisfies readonly Measure[];

/**
 * What cells come to by the assigned prices: a query of the cells with their prices, and of each measure that moves with
 * them its expression over that query. Leaves `day_price` behind.
 * @param cells cells of the days: their key, counts and `row_cost`, what their rows state as their own cost
 * @param skuIds the skus of these cells; all where none are named
 */
export async function amountsOf(
  tx: Transaction,
  days: readonly string[],
  cells: Sql,
  skuIds?: readonly number[],
): Promise<{ from: Sql; amounts: Readonly<Record<(typeof PRICED_MEASURES)[number], Sql>> }> {
  const org = tx.organizationId;
  const canWait = await tx.rows(
    sql`select from scope where organization_id = ${org} and ${CAN_WAIT} limit 1`,
  );
  const batch = canWait.length > 0;
  await stageDayPrices(tx, days, { batch, assigned: await assignedPrices(tx, skuIds) });
  const amounts = AMOUNTS[await arithmeticFor(tx, cells)];
  const possible = batch
    ? sql`case when batch.sku_id is not null and c.scope_id in (select id from scope where organization_id = ${org} and ${CAN_WAIT})
        then ${amounts.contract.cost} - ${amounts.batch.cost} else 0 end`
    : sql`0`;
  // Fenced, or each amount would be worked out wherever it is named.
  const from = sql`select c.*, ${amounts.priced}, ${possible} as possible,
      coalesce(ps.cost_policy, 'reported') = 'reported' as by_report
    from ${cells} c ${joinPrices(batch ? ["contract", "list", "standard", "batch"] : undefined)}
    join sku k on k.organization_id = ${org} and k.id = c.sku_id
    left join provider_setting ps on ps.organization_id = ${org} and ps.provider = k.provider offset 0`;
  const byRow = sql`${HAS_COST} and by_report`;
  return {
    from,
    amounts: {
      unpriced_tokens: sql`case when ${byRow} then 0 else unpriced end`,
      computed_cost: sql`computed`,
      effective_cost: sql`case when ${byRow} then coalesce(row_cost, 0) else computed end`,
      gross_savings: sql`gross`,
      write_premium: sql`premium`,
      standard_cost: sql`standard`,
      list_cost: sql`list`,
      carried_cost: sql`case when ${byRow} and unpriced > 0 then greatest(coalesce(row_cost, 0) - computed, 0) else 0 end`,
      batch_possible: sql`possible`,
    },
  };
}

/**
 * What the amounts of cells can be worked out in, by the prices in `day_price`. An amount of a cell is a sum of 13
 * products, or the difference of two: 32 of the largest bound it.
 */
export async function arithmeticFor(tx: Transaction, cells: Sql): Promise<Arithmetic> {
  const counts = ["uncached_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens"];
  counts.push("output_tokens", "web_searches", "requests");
  const most = (columns: readonly string[]) =>
    sql`greatest(1, ${join(columns.map((c) => sql`max(abs(${identifier(c)}))`))})::numeric`;
  const [bound] = await tx.rows<{ fits: boolean }>(sql`select 32 * (select ${most(counts)} from ${cells} c)
    * (select ${most(Object.values(PRICE_COLUMNS))} from day_price) < 9e18 as fits`);
  return bound?.fits ? "bigint" : "numeric";
}
