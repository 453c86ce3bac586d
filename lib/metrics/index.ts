import { difference, type MeasureName, measuresOf, ratio, type Sums, sum, total } from "./expression";
import type { Metric } from "./metric";

const input = total(
  sum("uncached_tokens"),
  sum("cache_read_tokens"),
  sum("cache_write_5m_tokens"),
  sum("cache_write_1h_tokens"),
);
const tokens = total(input, sum("output_tokens"));
// §5.6: research is no cost of revenue; what no rule gives to anybody is.
const costOfRevenue = difference(sum("effective_cost"), sum("research_cost"));
const fixedOfRevenue = difference(sum("fixed_cost"), sum("fixed_research_cost"));
const margin = difference(sum("revenue"), costOfRevenue);
const contribution = total(margin, fixedOfRevenue);

/** Every figure, defined once. Pages, API, CSV and the glossary take them from here by id. */
export const metrics = [
  {
    id: "requests",
    value: { shape: "known", of: "requests", unknown: "unknown_requests", all: "events" },
    unit: "count",
    good: "none",
    term: "request",
  },
  { id: "input_tokens", value: input, unit: "tokens", good: "none", term: "input-token" },
  {
    id: "uncached_input_tokens",
    value: sum("uncached_tokens"),
    unit: "tokens",
    good: "down",
    term: "uncached-input-token",
  },
  {
    id: "cache_read_tokens",
    value: sum("cache_read_tokens"),
    unit: "tokens",
    good: "up",
    term: "prompt-cache",
  },
  {
    id: "cache_write_5m_tokens",
    value: sum("cache_write_5m_tokens"),
    unit: "tokens",
    good: "none",
    term: "cache-write",
  },
  {
    id: "cache_write_1h_tokens",
    value: sum("cache_write_1h_tokens"),
    unit: "tokens",
    good: "none",
    term: "cache-write",
  },
  { id: "output_tokens", value: sum("output_tokens"), unit: "tokens", good: "none", term: "output-token" },
  {
    id: "reasoning_tokens",
    value: sum("reasoning_tokens"),
    unit: "tokens",
    good: "none",
    term: "reasoning-token",
  },
  {
    id: "unpriced_tokens",
    value: sum("unpriced_tokens"),
    unit: "tokens",
    good: "down",
    term: "unpriced-tokens",
  },
  // Ledger rule 1; §5.15.
  { id: "spend", value: sum("effective_cost"), unit: "usd", good: "down", term: "spend" },
  { id: "computed_cost", value: sum("computed_cost"), unit: "usd", good: "down", term: "computed-cost" },
  { id: "reported_cost", value: sum("reported_cost"), unit: "usd", good: "down", term: "reported-cost" },
  // §5.2
  {
    id: "cost_per_million_tokens",
    value: ratio(sum("effective_cost"), tokens),
    unit: "usd_per_million_tokens",
    good: "down",
    term: "cost-per-million-tokens",
  },
  // §5.3; rows of sources without a cache count stay outside.
  {
    id: "cache_hit_rate",
    value: ratio(sum("cache_read_tokens"), sum("cache_known_tokens")),
    unit: "share",
    good: "up",
    term: "cache-hit-rate",
  },
  {
    id: "gross_cache_savings",
    value: sum("gross_savings"),
    unit: "usd",
    good: "up",
    term: "gross-cache-savings",
  },
  {
    id: "cache_write_premium",
    value: sum("write_premium"),
    unit: "usd",
    good: "down",
    term: "cache-write-premium",
  },
  {
    id: "net_cache_savings",
    value: difference(sum("gross_savings"), sum("write_premium")),
    unit: "usd",
    good: "up",
    term: "net-cache-savings",
  },
  // §5.5: uncached list cost less net cache savings and the three that follow is spend, at any grouping.
  {
    id: "uncached_list_cost",
    value: difference(
      total(sum("standard_cost"), sum("gross_savings"), sum("carried_cost")),
      sum("write_premium"),
    ),
    unit: "usd",
    good: "down",
    term: "savings-ladder",
  },
  {
    id: "tier_savings",
    value: difference(sum("standard_cost"), sum("list_cost")),
    unit: "usd",
    good: "up",
    term: "service-tier",
  },
  {
    id: "contract_savings",
    value: difference(sum("list_cost"), sum("computed_cost")),
    unit: "usd",
    good: "up",
    term: "contracted-cost",
  },
  {
    id: "reported_adjustment",
    value: difference(total(sum("computed_cost"), sum("carried_cost")), sum("effective_cost")),
    unit: "usd",
    good: "none",
    term: "effective-cost",
  },
  // §5.4
  {
    id: "batch_savings_possible",
    value: sum("batch_possible"),
    unit: "usd",
    good: "none",
    term: "batch-tier",
  },
  {
    id: "allocated_cost",
    value: sum("allocated_cost"),
    unit: "usd",
    good: "up",
    term: "allocation",
  },
  {
    id: "unallocated_cost",
    value: difference(sum("effective_cost"), sum("allocated_cost")),
    unit: "usd",
    good: "down",
    term: "unallocated-cost",
  },
  { id: "cost_of_revenue", value: costOfRevenue, unit: "usd", good: "down", term: "cost-of-goods-sold" },
  // The two and fixed cost that is not research are cost of revenue.
  {
    id: "inference_cost",
    value: difference(costOfRevenue, sum("entered_cost")),
    unit: "usd",
    good: "down",
    term: "inference-cost",
  },
  {
    id: "other_variable_cost",
    value: difference(sum("entered_cost"), fixedOfRevenue),
    unit: "usd",
    good: "down",
    term: "other-variable-cost",
  },
  { id: "research_cost", value: sum("research_cost"), unit: "usd", good: "none", term: "research-cost" },
  // §5.6
  { id: "revenue", value: sum("revenue"), unit: "usd", good: "up", term: "revenue" },
  { id: "gross_margin", value: margin, unit: "usd", good: "up", term: "gross-margin" },
  {
    id: "gross_margin_percent",
    value: ratio(margin, sum("revenue")),
    unit: "share",
    good: "up",
    term: "gross-margin-percent",
  },
  { id: "fixed_cost", value: sum("fixed_cost"), unit: "usd", good: "down", term: "fixed-cost" },
  // Revenue less all variable cost: spend without its fixed part.
  { id: "contribution_margin", value: contribution, unit: "usd", good: "up", term: "contribution-margin" },
  {
    id: "contribution_margin_percent",
    value: ratio(contribution, sum("revenue")),
    unit: "share",
    good: "up",
    term: "contribution-margin",
  },
  { id: "units_sold", value: sum("units_sold"), unit: "quantity", good: "up", term: "revenue" },
  // §5.7
  { id: "units", value: sum("units"), unit: "quantity", good: "up", term: "unit-of-work" },
  { id: "successful_units", value: sum("successes"), unit: "quantity", good: "up", term: "unit-of-work" },
  {
    id: "cost_per_unit",
    value: ratio(sum("effective_cost"), sum("units")),
    unit: "usd_per_unit",
    good: "down",
    term: "unit-cost",
  },
  {
    id: "cost_per_successful_unit",
    value: ratio(sum("effective_cost"), sum("successes")),
    unit: "usd_per_unit",
    good: "down",
    term: "unit-cost",
  },
] as const satisfies readonly Metric[];

export type MetricId = (typeof metrics)[number]["id"];
const byId = new Map<string, Metric>(metrics.map((m) => [m.id, m]));

/** What serving customers cost: spend but for research, in pico-dollars (economics §5.6). */
export const costOfRevenueOf = (sums: Sums): bigint =>
  (sums.effective_cost ?? 0n) - (sums.research_cost ?? 0n);

export const isMetricId = (id: string): id is MetricId => byId.has(id);

/** @throws RangeError for an id that is not in the registry */
export function metricOf(id: string): Metric {
  const found = byId.get(id);
  if (!found) throw new RangeError(`There is no metric “${id}”.`);
  return found;
}

/** The measures some metrics need, each once. */
export const measuresFor = (ids: readonly MetricId[]): MeasureName[] => [
  ...new Set(ids.flatMap((id) => measuresOf(metricOf(id).value))),
];

export { type Expression, exactValue, MEASURE_NAMES, type MeasureName, type Sums } from "./expression";
export { type Metric, type Unit, type Value, valueText } from "./metric";
