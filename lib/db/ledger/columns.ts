/** Columns that add up: counts of tokens and requests, alike in events, cube and roll-ups. */
export const COUNTS = [
  "requests",
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "reasoning_tokens",
  "audio_input_tokens",
  "audio_cache_read_tokens",
  "audio_output_tokens",
  "image_input_tokens",
  "image_cache_read_tokens",
  "image_output_tokens",
  "web_searches",
] as const;
export type CountColumn = (typeof COUNTS)[number];

/** Columns of the cube that may be null (no audio, no images): the rest are 0 where nothing is. */
const SPARSE = new Set<string>(COUNTS.slice(7));

/** What identifies and fills one row of usage, in the order it is staged. */
export const EVENT_COLUMNS = [
  "key",
  "ts",
  "import_id",
  "line",
  "scope_id",
  "sku_id",
  "traits",
  ...COUNTS,
  "reported_cost",
  "latency_ms",
  "ttft_ms",
  "status",
] as const;

/** The columns whose equality makes a second row of one key a duplicate rather than a correction. */
export const COMPARED_COLUMNS = ["scope_id", "sku_id", "traits", ...COUNTS, "reported_cost"] as const;

/** What a roll-up adds to the counts. */
export const MEASURES = [
  "events",
  ...COUNTS,
  "unknown_requests",
  "cache_known_tokens",
  "unpriced_tokens",
  "computed_cost",
  "reported_cost",
  "effective_cost",
  "covered_cost",
  "gross_savings",
  "write_premium",
  "standard_cost",
  "list_cost",
  "carried_cost",
  "batch_possible",
  "fixed_cost",
] as const;
export type Measure = (typeof MEASURES)[number];

/** Bits of `traits`, which cells of one hour, scope and sku are kept apart by. */
export const TRAITS = {
  /** A whole UTC day: keeps its date in every zone, left out of grain hour (ledger rule 17). */
  wholeDay: 1,
  /** The row states its own cost (economics §5.15 step 5). */
  hasCost: 2,
  /** The source has no cache count: outside hit rate and savings (ledger rule 6). */
  cacheUnknown: 4,
  /** From this bit on: how many price steps of the sku lie earlier on the same UTC day (ledger rule 16). */
  priceStepShift: 3,
} as const;

export const isSparse = (column: string): boolean => SPARSE.has(column);
