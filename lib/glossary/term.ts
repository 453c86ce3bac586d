/** The shelves of the glossary, in the order its index shows them. */
export const categories = [
  "Inference",
  "Tokens",
  "Caching",
  "Cost",
  "Margin",
  "Performance",
  "Operations",
  "Data",
] as const;

export type Category = (typeof categories)[number];

/** A page of the app on which the term's figure can be opened and taken apart. */
export type TermPage =
  | "/"
  | "/spend"
  | "/caching"
  | "/cost-curve"
  | "/margins"
  | "/imports"
  | "/products"
  | "/prices"
  | "/settings";

/** Every figure that has a name in the API, the CSV files and the pages. */
export const metricIds = [
  "requests",
  "input_tokens",
  "uncached_input_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "reasoning_tokens",
  "unpriced_tokens",
  "spend",
  "computed_cost",
  "reported_cost",
  "cost_per_million_tokens",
  "cache_hit_rate",
  "gross_cache_savings",
  "cache_write_premium",
  "net_cache_savings",
  "uncached_list_cost",
  "tier_savings",
  "contract_savings",
  "reported_adjustment",
  "batch_savings_possible",
  "allocated_cost",
  "unallocated_cost",
  "cost_of_revenue",
  "inference_cost",
  "other_variable_cost",
  "research_cost",
  "revenue",
  "gross_margin",
  "gross_margin_percent",
  "fixed_cost",
  "contribution_margin",
  "contribution_margin_percent",
  "units_sold",
  "units",
  "successful_units",
  "cost_per_unit",
  "cost_per_successful_unit",
] as const;

export type DefinedMetricId = (typeof metricIds)[number];

/** What a fact rests on. `checked` is the day the source, or a stored copy of it, was read. */
export type Citation = Readonly<{ source: string; url?: string; checked?: string }>;

/** One statement from the world outside. Where it holds a number, it holds a source too. */
export type PracticeFact = Readonly<{ text: string } & Partial<Citation>>;

/**
 * One entry of the glossary: plain text only, so that pages, tooltips and the API may all show it.
 * `formula` is set in a monospaced face, line breaks kept, and says what economics.md says.
 */
export type GlossaryTerm = Readonly<{
  /** kebab-case, the last part of its address: /glossary/net-cache-savings */
  slug: string;
  name: string;
  category: Category;
  /** one or two sentences */
  definition: string;
  /** paragraphs */
  why: readonly string[];
  practice: readonly PracticeFact[];
  formula?: string;
  formulaNote?: string;
  /** slugs, nearest first */
  related: readonly string[];
  /** the reader's own figure to show beside the entry, under the figure's own name */
  metric?: DefinedMetricId;
  /** where that figure, or what the term is about, can be opened */
  page?: TermPage;
}>;
