import type { UsageRecord } from "@/lib/ingest/records";
import { COUNTS } from "./columns";
import { longOf, none, SIGNATURE, TRAILER, time, viewOf } from "./copy-binary";
import { NumberColumn } from "./staged-numbers";
import type { StagedColumn, StagedLayout } from "./staging";

/** What the loader adds to a record: its key, its place in the ledger, and the instant its local hour begins. */
export type Stamp = {
  /** 10 bytes of hash, one a character (latin1): the key's part beside the time. */
  hash: string;
  scope: number;
  sku: number;
  traits: number;
  hourMs: number;
  occurrence: number;
};

const CHUNK_BYTES = 1 << 18;
/** 27 columns, of which only the status is of no fixed length (500 characters at most). */
const ROW_BYTES_MAX = 2_600;
const HASH_BYTES = 10;
const WORD = 4_294_967_296;
const INT_MAX = 2_147_483_647;
const STATUS_CHARS_MAX = 500;

/** Chunks of memory that are used again and again, so that an import needs the same whatever its size. */
export class ChunkPool {
  readonly #free: Buffer[] = [];
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }
  give(chunks: readonly Buffer[]): void {
    this.#free.push(...chunks);
  }
}

type Writer = (view: DataView, at: number, row: number) => number;
type Plan = { readonly layout: StagedLayout; readonly writers: readonly Writer[] };

/** Milliseconds of an answer's time; what took longer than 24 days was no answer to a request. */
const answerMs = (value: number | null): number | null => (value !== null && value > INT_MAX ? null : value);

/**
 * The rows of one batch on their way into `staged`: gathered by column, which shows what all rows have alike, then
 * written as the bytes of Postgres's binary COPY, which Node makes in a third and Postgres reads in half the time of text.
 */
export class StagedRows {
  count = 0;
  readonly #pool: ChunkPool;
  readonly #hashes: Uint8Array;
  readonly #times: Float64Array;
  readonly #numbers: Readonly<Record<NumberName, NumberColumn>>;
  readonly #columns: readonly NumberColumn[];
  readonly #costs: (bigint | null)[] = [];
  #hasCosts = false;
  readonly #statuses = new Map<string, number>();
  readonly #texts: Buffer[] = [];
  #encoded: { readonly layout: StagedLayout; readonly chunks: readonly Buffer[] } | null = null;
  #taken: Buffer[] = [];

  constructor(pool: ChunkPool, rowsMax: number) {
    this.#pool = pool;
    this.#hashes = new Uint8Array(rowsMax * HASH_BYTES);
    this.#times = new Float64Array(rowsMax);
    this.#columns = NUMBERS.map((name) => new NumberColumn(name, rowsMax));
    this.#numbers = Object.fromEntries(this.#columns.map((column) => [column.name, column])) as Record<
      NumberName,
      NumberColumn
    >;
  }

  add(record: UsageRecord, stamp: Stamp): void {
    const row = this.count;
    const n = this.#numbers;
    for (let i = 0, at = row * HASH_BYTES; i < HASH_BYTES; i += 1)
      this.#hashes[at + i] = stamp.hash.charCodeAt(i);
    this.#times[row] = record.period.startMs;
    n.line.put(row, record.line);
    n.scope_id.put(row, stamp.scope);
    n.sku_id.put(row, stamp.sku);
    n.traits.put(row, stamp.traits);
    n.requests.put(row, record.requests);
    const t = record.tokens;
    n.uncached_tokens.put(row, t.uncachedTokens);
    n.cache_read_tokens.put(row, t.cacheReadTokens);
    n.cache_write_5m_tokens.put(row, t.cacheWrite5mTokens);
    n.cache_write_1h_tokens.put(row, t.cacheWrite1hTokens);
    n.output_tokens.put(row, t.outputTokens);
    n.reasoning_tokens.put(row, t.reasoningTokens);
    const m = record.modalities;
    n.audio_input_tokens.put(row, m === null ? null : m.audioInputTokens);
    n.audio_cache_read_tokens.put(row, m === null ? null : m.audioCacheReadTokens);
    n.audio_output_tokens.put(row, m === null ? null : m.audioOutputTokens);
    n.image_input_tokens.put(row, m === null ? null : m.imageInputTokens);
    n.image_cache_read_tokens.put(row, m === null ? null : m.imageCacheReadTokens);
    n.image_output_tokens.put(row, m === null ? null : m.imageOutputTokens);
    n.web_searches.put(row, record.webSearches || null);
    n.latency_ms.put(row, answerMs(record.latencyMs));
    n.ttft_ms.put(row, answerMs(record.ttftMs));
    n.status.put(row, record.status === null ? null : this.#statusOf(record.status));
    n.occurrence.put(row, stamp.occurrence);
    if (record.reportedCost !== null) this.#hasCosts = true;
    if (this.#hasCosts) this.#costs[row] = record.reportedCost;
    this.count += 1;
  }

  get layout(): StagedLayout {
    return this.#encode().layout;
  }

  /** The whole COPY, from its signature to its end. */
  chunks(): Iterable<Buffer> {
    return this.#encode().chunks;
  }

  /** Forgets the rows and gives the memory back. */
  clear(): void {
    this.#pool.give(this.#taken);
    this.#taken = [];
    this.#encoded = null;
    this.count = 0;
    for (const column of this.#columns) column.clear();
    this.#costs.length = 0;
    this.#hasCosts = false;
    this.#statuses.clear();
    this.#texts.length = 0;
  }

  #statusOf(status: string): number {
    let id = this.#statuses.get(status);
    if (id === undefined) {
      id = this.#texts.push(Buffer.from(status.slice(0, STATUS_CHARS_MAX), "utf8")) - 1;
      this.#statuses.set(status, id);
    }
    return id;
  }

  #encode(): { readonly layout: StagedLayout; readonly chunks: readonly Buffer[] } {
    this.#encoded ??= this.#write(this.#columnsOf());
    return this.#encoded;
  }

  #columnsOf(): Plan {
    const layout: StagedColumn[] = [
      { name: "key", type: "uuid" },
      { name: "ts", type: "timestamptz" },
    ];
    const writers: Writer[] = [this.#keyWriter(), this.#timeWriter()];
    for (const column of this.#columns) {
      if (column.name === "status") continue;
      const of = column.describe(this.count);
      if (of.isConstant)
        layout.push({
          name: column.name,
          type: of.type,
          constant: of.value === null ? null : String(of.value),
        });
      else {
        layout.push({ name: column.name, type: of.type });
        writers.push(column.writer(of.type));
      }
    }
    this.#addCosts(layout, writers);
    this.#addStatus(layout, writers);
    return { layout, writers };
  }

  #keyWriter(): Writer {
    return (view, at, row) => {
      const ms = this.#times[row] ?? 0;
      view.setInt32(at, 16);
      view.setUint16(at + 4, Math.floor(ms / WORD));
      view.setUint32(at + 6, ms >>> 0);
      const from = row * HASH_BYTES;
      for (let i = 0; i < HASH_BYTES; i += 1) view.setUint8(at + 10 + i, this.#hashes[from + i] ?? 0);
      return at + 20;
    };
  }

  #timeWriter(): Writer {
    return (view, at, row) => time(view, at, this.#times[row] ?? 0);
  }

  #addCosts(layout: StagedColumn[], writers: Writer[]): void {
    const column = { name: "reported_cost", type: "bigint" } as const;
    if (!this.#hasCosts) layout.push({ ...column, constant: null });
    else {
      layout.push(column);
      writers.push((view, at, row) => {
        const cost = this.#costs[row];
        return cost === undefined || cost === null ? none(view, at) : longOf(view, at, cost);
      });
    }
  }

  #addStatus(layout: StagedColumn[], writers: Writer[]): void {
    const { status } = this.#numbers;
    const of = status.describe(this.count);
    if (of.isConstant) {
      const constant = of.value === null ? null : (this.#texts[of.value]?.toString("utf8") ?? null);
      layout.push({ name: "status", type: "text", constant });
      return;
    }
    layout.push({ name: "status", type: "text" });
    writers.push((view, at, row) => {
      const bytes = this.#texts[status.at(row)];
      if (bytes === undefined) return none(view, at);
      view.setInt32(at, bytes.length);
      new Uint8Array(view.buffer, view.byteOffset).set(bytes, at + 4);
      return at + 4 + bytes.length;
    });
  }

  #write({ layout, writers }: Plan): { layout: StagedLayout; chunks: readonly Buffer[] } {
    const chunks: Buffer[] = [SIGNATURE];
    for (let row = 0; row < this.count; ) {
      const chunk = this.#pool.take();
      this.#taken.push(chunk);
      const view = viewOf(chunk);
      let at = 0;
      for (; row < this.count && at + ROW_BYTES_MAX < CHUNK_BYTES; row += 1) {
        view.setInt16(at, writers.length);
        at += 2;
        for (const write of writers) at = write(view, at, row);
      }
      chunks.push(chunk.subarray(0, at));
    }
    chunks.push(TRAILER);
    return { layout, chunks };
  }
}

const NUMBERS = [
  "line",
  "scope_id",
  "sku_id",
  "traits",
  ...COUNTS,
  "latency_ms",
  "ttft_ms",
  "occurrence",
  /** Its place among the batch's statuses. */
  "status",
] as const;
type NumberName = (typeof NUMBERS)[number];
