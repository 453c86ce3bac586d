import type { DefinedMetricId } from "./term";

/** In what a figure is counted; the registry's formats follow from it. */
export type MetricUnit =
  | "requests"
  | "tokens"
  | "units"
  | "usd"
  | "usd_per_million_tokens"
  | "usd_per_unit"
  | "share";

/** What one figure means in a sentence, its unit, and the entry that tells the rest. */
export type MetricMeaning = Readonly<{ term: string; name: string; unit: MetricUnit; definition: string }>;

/** Several figures may share an entry: both lifetimes of a cache write are told under “Cache write”. */
export const metricMeanings: Readonly<Record<DefinedMetricId, MetricMeaning>> = {
  requests: {
    term: "request",
    name: "Requests",
    unit: "requests",
    definition:
      "Calls to models. Empty where no source counts them; a total of known and unknown is what is known.",
  },
  input_tokens: {
    term: "input-token",
    name: "Input tokens",
    unit: "tokens",
    definition: "All tokens given to models: uncached, read from cache and written to cache.",
  },
  uncached_input_tokens: {
    term: "uncached-input-token",
    name: "Uncached input tokens",
    unit: "tokens",
    definition: "Input tokens at the full input price, neither read from a cache nor written to one.",
  },
  cache_read_tokens: {
    term: "cache-read",
    name: "Cache read tokens",
    unit: "tokens",
    definition: "Input tokens taken from the provider’s prompt cache.",
  },
  cache_write_5m_tokens: {
    term: "cache-write",
    name: "Cache write tokens, 5 minutes",
    unit: "tokens",
    definition:
      "Input tokens put into the prompt cache for five minutes, or for a time the provider does not name.",
  },
  cache_write_1h_tokens: {
    term: "cache-write",
    name: "Cache write tokens, 1 hour",
    unit: "tokens",
    definition: "Input tokens put into the prompt cache for one hour.",
  },
  output_tokens: {
    term: "output-token",
    name: "Output tokens",
    unit: "tokens",
    definition: "Tokens written by models, their hidden thinking included.",
  },
  reasoning_tokens: {
    term: "reasoning-token",
    name: "Reasoning tokens",
    unit: "tokens",
    definition:
      "The part of the output that models wrote for themselves. Unknown where a source does not split it.",
  },
  unpriced_tokens: {
    term: "unpriced-tokens",
    name: "Unpriced tokens",
    unit: "tokens",
    definition: "Tokens without a known price. They are in no cost.",
  },
  spend: {
    term: "spend",
    name: "Spend",
    unit: "usd",
    definition: "Effective cost of usage plus charges with no usage behind them.",
  },
  computed_cost: {
    term: "computed-cost",
    name: "Computed cost",
    unit: "usd",
    definition: "Tokens times the price in force when they were used, by the price book alone.",
  },
  reported_cost: {
    term: "reported-cost",
    name: "Reported cost",
    unit: "usd",
    definition: "Cost as the provider states it, shown along the usage it was matched to.",
  },
  cost_per_million_tokens: {
    term: "cost-per-million-tokens",
    name: "Cost per million tokens",
    unit: "usd_per_million_tokens",
    definition: "Cost divided by input and output tokens together, times a million. It moves with the mix.",
  },
  cache_hit_rate: {
    term: "cache-hit-rate",
    name: "Cache hit rate",
    unit: "share",
    definition: "Share of input tokens that were read from cache.",
  },
  gross_cache_savings: {
    term: "gross-cache-savings",
    name: "Gross cache savings",
    unit: "usd",
    definition: "Discount on tokens read from cache, before the cost of writing them.",
  },
  cache_write_premium: {
    term: "cache-write-premium",
    name: "Cache write premium",
    unit: "usd",
    definition: "Extra paid over the plain input price to write tokens to cache.",
  },
  net_cache_savings: {
    term: "net-cache-savings",
    name: "Net cache savings",
    unit: "usd",
    definition: "Gross cache savings less the write premium. Below zero, the cache costs money.",
  },
  uncached_list_cost: {
    term: "savings-ladder",
    name: "Uncached list cost",
    unit: "usd",
    definition:
      "What the same usage would have cost at list price and the standard tier without a cache, charges of their own included: the top of the savings ladder.",
  },
  tier_savings: {
    term: "service-tier",
    name: "Tier savings",
    unit: "usd",
    definition:
      "List price of the standard tier less that of the tiers served. Below zero, priority cost more.",
  },
  contract_savings: {
    term: "contracted-cost",
    name: "Contract savings",
    unit: "usd",
    definition: "List cost less the cost at own prices, discounts and mark-ups.",
  },
  reported_adjustment: {
    term: "effective-cost",
    name: "Reported adjustment",
    unit: "usd",
    definition:
      "Computed cost less what counts: where providers reported less than computed, it is above zero.",
  },
  batch_savings_possible: {
    term: "batch-tier",
    name: "Batch savings possible",
    unit: "usd",
    definition: "What usage that can wait, marked so by a tag, would cost less in batch.",
  },
  allocated_cost: {
    term: "allocation",
    name: "Allocated cost",
    unit: "usd",
    definition: "Spend that a rule gives to a product. With unallocated cost it is all of spend.",
  },
  unallocated_cost: {
    term: "unallocated-cost",
    name: "Unallocated cost",
    unit: "usd",
    definition: "Spend that no rule gives to a product.",
  },
  cost_of_revenue: {
    term: "cost-of-goods-sold",
    name: "Cost of revenue",
    unit: "usd",
    definition: "Spend but for research: what serving customers cost, what is unallocated included.",
  },
  research_cost: {
    term: "research-cost",
    name: "Research cost",
    unit: "usd",
    definition: "Spend that a rule calls research and development. No margin contains it.",
  },
  revenue: {
    term: "revenue",
    name: "Revenue",
    unit: "usd",
    definition: "What customers owe for the days of the period.",
  },
  gross_margin: {
    term: "gross-margin",
    name: "Gross margin",
    unit: "usd",
    definition: "Revenue less the cost of serving it, in money.",
  },
  gross_margin_percent: {
    term: "gross-margin-percent",
    name: "Gross margin percent",
    unit: "share",
    definition: "Gross margin as a share of revenue. Without revenue it does not exist.",
  },
  inference_cost: {
    term: "inference-cost",
    name: "Inference cost",
    unit: "usd",
    definition:
      "Cost of revenue without what was entered by period: usage, and what its providers charge beside it.",
  },
  other_variable_cost: {
    term: "other-variable-cost",
    name: "Other variable cost",
    unit: "usd",
    definition:
      "The part of cost of revenue that was entered by period and varies with use, such as payment fees.",
  },
  fixed_cost: {
    term: "fixed-cost",
    name: "Fixed cost",
    unit: "usd",
    definition: "The part of spend that was entered by period and does not vary with use.",
  },
  contribution_margin: {
    term: "contribution-margin",
    name: "Contribution margin",
    unit: "usd",
    definition: "Revenue less every cost that varies with use: cost of revenue without its fixed part.",
  },
  contribution_margin_percent: {
    term: "contribution-margin",
    name: "Contribution margin percent",
    unit: "share",
    definition: "Contribution margin as a share of revenue. Without revenue it does not exist.",
  },
  units_sold: {
    term: "revenue",
    name: "Units sold",
    unit: "units",
    definition: "What revenue rows say was sold, in equal parts over their days.",
  },
  units: {
    term: "unit-of-work",
    name: "Units of work",
    unit: "units",
    definition: "Work done: tickets, reviews, minutes of calls. Units of several names do not add up.",
  },
  successful_units: {
    term: "unit-of-work",
    name: "Successful units",
    unit: "units",
    definition: "The units of work that succeeded. Empty where some count does not say.",
  },
  cost_per_unit: {
    term: "unit-cost",
    name: "Cost per unit",
    unit: "usd_per_unit",
    definition: "Spend over units of work, failures and retries included.",
  },
  cost_per_successful_unit: {
    term: "unit-cost",
    name: "Cost per successful unit",
    unit: "usd_per_unit",
    definition: "All spend, that of failures too, over the units of work that succeeded.",
  },
};
