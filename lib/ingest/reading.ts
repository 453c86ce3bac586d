import type { ByteProgress } from "./bytes";
import type { ReadBatch } from "./records";
import type { Coverage } from "./sources/coverage";
import type { Shape, Source } from "./sources/source";

/** What the reader tells about the file's format, before its first batch. */
export type ReadingSource = Readonly<{ id: string; title: string; shape: Shape; kind: Source["kind"] }>;

/** What a whole file came to; there after its last batch. */
export type ReadSummary = Readonly<{
  /** read = records + rejected; `empty` buckets are counted apart (ledger rule 20). */
  rows: { read: number; records: number; rejected: number; empty: number };
  /** For people: what was left out or assumed, with what to do. */
  messages: readonly string[];
  /** Rows by code: "model-missing", "band-unknown", "cache-unknown", "byok" … */
  tally: Readonly<Record<string, number>>;
  /** Which days are described, and how finely (ledger rule 14). */
  coverage: readonly Coverage[];
  bytes: { packed: number; unpacked: number };
}>;

/** One file being read: its format at once, its rows as they come, its figures after the last. */
export type Reading = Readonly<{
  source: ReadingSource;
  /** To be consumed once, to its end; throws FileRefusal where the file turns out broken: then nothing may be kept. */
  batches: AsyncIterable<ReadBatch>;
  /** Only after `batches` has ended. */
  summary(): ReadSummary;
}>;

export type ReadOptions = Readonly<{
  /** The format's id, instead of recognising it. */
  as?: string | undefined;
  /** How to read a CSV of another kind (see `mappingSchema`); its format is then "generic-csv". */
  mapping?: unknown;
  /** The present instant in milliseconds: times more than a day ahead are rejected (ledger rule 19). */
  now: number;
  signal?: AbortSignal | undefined;
  /** Told the number of bytes read so far, as uploaded. */
  onBytes?: ((bytes: number) => void) | undefined;
  unpackedBytesMax?: number | undefined;
  /** For tests: other formats than the product's. */
  sources?: readonly Source[] | undefined;
}>;

export type ReadContext = Readonly<{
  /** The first bytes, at least one whole line unless the file has none, and what follows them. */
  input: { start: Buffer; rest: AsyncIterable<Buffer> };
  progress: ByteProgress;
  options: ReadOptions;
  sources: readonly Source[];
}>;

/** The input from its beginning. */
export async function* wholeInput({ input }: ReadContext): AsyncGenerator<Buffer> {
  yield input.start;
  yield* input.rest;
}
