import type { Source } from "./sources/source";

/** Money in whole pico-dollars and sums of tokens, as text: both may pass what a JSON number holds. */
export type Digits = string;

/** What a file holds of one model, or on one day. */
export type PreviewTotal = Readonly<{
  rows: number;
  /** null where no row tells. */
  requests: number | null;
  input: Digits;
  cached: Digits;
  output: Digits;
  /** Cost at its prices, or the amounts the file states. */
  cost: Digits;
  unpriced: Digits;
}>;

export type PreviewModel = PreviewTotal & Readonly<{ provider: string; model: string | null }>;
export type PreviewDay = PreviewTotal & Readonly<{ day: string }>;

/** One of the first rows, as it will be read. Absent parts are null. */
export type PreviewRow = Readonly<{
  line: number;
  /** ISO instant, or YYYY-MM-DD for a whole UTC day. */
  at: string;
  provider: string | null;
  model: string | null;
  dimension: string | null;
  input: number | null;
  cached: number | null;
  output: number | null;
  /** Pico-dollars; null: unpriced, or no amount in the file. */
  cost: Digits | null;
}>;

/** An earlier import that tells of the same usage in another grouping (ledger rule 14). */
export type PreviewOverlap = Readonly<{ importId: number; fileName: string; days: readonly string[] }>;

/** What a file would bring, read without bringing it: kept with an import until it is committed or discarded. */
export type Preview = Readonly<{
  version: 1;
  source: Readonly<{ id: string; title: string; kind: Source["kind"] }>;
  /** False where only the first rows were read, the file being large. */
  isWhole: boolean;
  bytes: Readonly<{ read: number; of: number }>;
  rows: Readonly<{
    read: number;
    records: number;
    rejected: number;
    empty: number;
    /** Of the records: not here yet, here with these numbers, here with others, met before in this file. */
    fresh: number;
    known: number;
    corrected: number;
    repeated: number;
  }>;
  /** First and last UTC day, and how finely it is told: "1d", "1h", "1m", "row", or null where that differs. */
  period: Readonly<{ from: string; to: string; bucket: string | null }> | null;
  total: PreviewTotal;
  /** What spend or revenue moves by when it is committed. */
  adds: Digits;
  /** The largest first; the rest is counted in `otherModels`. */
  models: readonly PreviewModel[];
  otherModels: number;
  days: readonly PreviewDay[];
  unpricedModels: readonly Readonly<{ model: string | null; rows: number; tokens: Digits }>[];
  /** What the first rows have in common and name: "project", "api key" …; null where none does. */
  dimension: string | null;
  first: readonly PreviewRow[];
  /** Rows of usage whose source has no cache count (ledger rule 6). */
  cacheUnknown: number;
  /** The file's own amounts beside the same rows at our prices; null where it states none. */
  ownAmounts: Readonly<{ rows: number; stated: Digits; computed: Digits }> | null;
  overlaps: readonly PreviewOverlap[];
  /** Days whose money is known from another kind of export: charges for usage, usage for charges. */
  money: Readonly<{ days: readonly string[]; charged: Digits; computed: Digits }> | null;
  /** The first rejected rows; all of them are kept with the import. */
  rejections: readonly Readonly<{ line: number; column: string | null; reason: string }>[];
  messages: readonly string[];
}>;
