import type { Money } from "@/lib/money/money";
import type { TokenCounts } from "@/lib/tokens/counts";

/** Who: the parts of a scope. An absent dimension is null, never "" (ledger rule 10). */
export type Dimensions = Readonly<{
  account: string | null;
  project: string | null;
  workspace: string | null;
  apiKey: string | null;
  user: string | null;
  customer: string | null;
  feature: string | null;
  environment: string | null;
  tags: Readonly<Record<string, string>>;
}>;

/** Where a record stands in its file: physical line, or record ordinal with its path in a JSON document (rule 20). */
export type Place = Readonly<{ line: number; path: string | null }>;

/** When: an instant, or a bucket; `wholeUtcDay` is set for rows that are a whole UTC day (rule 17). */
export type Period = Readonly<{
  startMs: number;
  endMs: number | null;
  wholeUtcDay: string | null; // YYYY-MM-DD
}>;

/** Audio and image tokens: parts of the counts above, never in addition to them (rule 6). */
export type Modalities = Readonly<{
  audioInputTokens: number; // part of uncached
  audioCacheReadTokens: number; // part of cacheRead
  audioOutputTokens: number; // part of output
  imageInputTokens: number; // part of uncached
  imageCacheReadTokens: number; // part of cacheRead
  imageOutputTokens: number; // part of output
}>;

/** One row of usage as a source states it, checked, before it has a scope, a sku or a price. */
export type UsageRecord = Place & {
  readonly kind: "usage";
  /** The parts that identify the row inside its source and account (formats §15). Two shapes of one report share them. */
  readonly naturalKey: readonly (string | number | null)[];
  /** True where the source has no id: the key is the row's own content, and the loader adds its rank among identical rows. */
  readonly ranked: boolean;
  readonly period: Period;
  readonly provider: string;
  readonly model: string | null;
  /** standard | batch | flex | priority | … ; null where the report does not say. */
  readonly serviceTier: string | null;
  readonly geography: string | null;
  /** The context window the source states ("0-200k"), "unknown" for a bucket of many requests that states none, null for one request. */
  readonly contextBand: string | null;
  readonly dimensions: Dimensions;
  readonly requests: number | null;
  readonly tokens: TokenCounts;
  /** null where the row has neither audio nor image tokens. */
  readonly modalities: Modalities | null;
  readonly webSearches: number;
  /** False where the source has no cache count (OpenRouter activity): all input is then uncached, outside hit rate and savings. */
  readonly cacheKnown: boolean;
  /** The row's own amount, if it states one (economics §5.15 step 5). */
  readonly reportedCost: Money | null;
  readonly reportedCostText: string | null;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly status: string | null;
  /** What is counted where it is not tokens ("images", "characters", "seconds"); absent: tokens. All tokens are 0 then. */
  readonly unit?: string;
  /** How many of `unit`, as the source writes it. */
  readonly quantityText?: string;
  /** Tokens the provider bills by, where it bills by others than it counts (Cohere); absent: `tokens`. */
  readonly billed?: Readonly<{ inputTokens: number; outputTokens: number }>;
};

/** FOCUS charge categories. */
export type ChargeCategory = "Usage" | "Purchase" | "Tax" | "Credit" | "Adjustment";

/** One row of money from a cost export. */
export type ChargeRecord = Place & {
  readonly kind: "charge";
  readonly naturalKey: readonly (string | number | null)[];
  readonly ranked: boolean;
  readonly period: Period;
  readonly provider: string;
  /** As the source names it: a model id or a display name; null where the charge is not about one model. */
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly geography: string | null;
  readonly contextBand: string | null;
  readonly dimensions: Dimensions;
  readonly category: ChargeCategory;
  /** What is charged, in the source's words ("gpt-5-nano, input_tokens", "web search tool calls"); null if it does not say. */
  readonly lineItem: string | null;
  /** True where the charge is for tokens of `model`, so that it may be laid over usage (economics §5.15). */
  readonly forTokens: boolean;
  /** null: the money cell is empty, which is unpriced, not free. */
  readonly amount: Money | null;
  readonly amountText: string | null;
  readonly currency: string;
  readonly quantityText: string | null;
  readonly quantityUnit: string | null;
  /** An amount over whole days falls on them in equal parts: the day after the last, YYYY-MM-DD. Absent: one day. */
  readonly toDay?: string;
  /** True for what is entered by period and does not vary with use. */
  readonly isFixed?: boolean;
  /** What a self-hosted or provisioned capacity is; absent where the row states none. */
  readonly details?: CapacityDetails;
  /** How the amount came to dollars, where its file has another currency. */
  readonly rate?: RowRate;
};

/** What serves: how many GPUs at which price, and how many tokens a second they can do. Decimal text, null where not stated. */
export type CapacityDetails = Readonly<{
  gpus: string | null;
  gpuHourPrice: string | null;
  tokensPerSecond: string | null;
}>;

/** The exchange rate a row was converted at: dollars for one unit of its currency. */
export type RowRate = Readonly<{ text: string; day: string; source: string }>;

/** One row of revenue: an amount over a half-open range of local days. */
export type RevenueRecord = Place & {
  readonly kind: "revenue";
  readonly naturalKey: readonly (string | number | null)[];
  readonly ranked: true;
  readonly fromDay: string; // YYYY-MM-DD
  readonly toDay: string; // exclusive
  readonly product: string;
  readonly customer: string | null;
  readonly plan: string | null;
  /** In `currency` as read, 10⁻¹² of it; in dollars once `rate` is there. */
  readonly amount: Money;
  readonly amountText: string;
  readonly currency: string;
  /** What was sold, in millionths. */
  readonly units: bigint | null;
  readonly rate: RowRate | null;
};

/** One count of work done on a day: tickets, reviews, minutes of calls. */
export type UnitsRecord = Place & {
  readonly kind: "units";
  readonly naturalKey: readonly (string | number | null)[];
  readonly ranked: false;
  readonly day: string; // YYYY-MM-DD, local
  readonly unit: string;
  readonly product: string | null;
  readonly customer: string | null;
  /** In millionths of a unit. */
  readonly quantity: bigint;
  readonly quantityText: string;
  /** In millionths; null where the row does not say. */
  readonly successes: bigint | null;
};

/** The exchange rates of one row: one `base` is `rate` × 10⁻¹⁸ of `quote`; `text` as the file has it. */
export type RatesRecord = Place & {
  readonly kind: "rates";
  readonly naturalKey: readonly (string | number | null)[];
  readonly ranked: false;
  readonly day: string; // YYYY-MM-DD
  readonly base: string;
  readonly rates: readonly Readonly<{ quote: string; rate: bigint; text: string }>[];
  /** Where the rates are from; null where the file does not say. */
  readonly source: string | null;
};

export type SourceRecord = UsageRecord | ChargeRecord | RevenueRecord | UnitsRecord | RatesRecord;

/** True of what a provider counts or bills; the other records are of our own days and have no provider. */
export const isOfProvider = (record: SourceRecord): record is UsageRecord | ChargeRecord =>
  record.kind === "usage" || record.kind === "charge";

/** The money a row is about, beside usage; nothing where it is unpriced or about something else. */
export const amountOf = (record: Exclude<SourceRecord, UsageRecord>): bigint =>
  record.kind === "charge" || record.kind === "revenue" ? (record.amount ?? 0n) : 0n;

/** The first local day a record of ours is about. */
export const ownDayOf = (record: RevenueRecord | UnitsRecord | RatesRecord): string =>
  record.kind === "revenue" ? record.fromDay : record.day;

/** A row that cannot be taken, as data (never thrown past the reader). */
export type Rejection = Place & {
  readonly kind: "rejection";
  readonly column: string | null;
  readonly reason: string; // plain words, ends with what to do where there is something to do
  readonly text: string; // the original row, first 2 KB
};

/** What a reader hands to the loader, in file order, in arrays of up to a few thousand. `empty` counts buckets without usage (not part of `read`). */
export type ReadBatch = Readonly<{
  records: readonly (SourceRecord | Rejection)[];
  empty: number;
  bytesRead: number;
}>;
