import type { RefusalCode } from "@/lib/ingest/sources/refusal";
import { GOLDEN_NOW } from "../support/golden";

/** The present of the corpus: 2026-11-23 12:00 UTC, whenever it runs. */
export const NOW = GOLDEN_NOW;

/** What the accepted rows of a file come to. Absent figures are 0; money is decimal text in dollars. */
export type Totals = Readonly<{
  input?: number | bigint;
  cacheRead?: number | bigint;
  cacheWrite?: number | bigint;
  output?: number | bigint;
  usd?: string;
}>;

/** One rejected row: its line, its column (null where the row as a whole is wrong), and what its reason says. */
export type Rejected = readonly [line: number, column: string | null, reason: RegExp];

/** The right rows in, a reason for each of the others. */
export type Taken = Readonly<{
  records: number;
  totals: Totals;
  rejected?: readonly Rejected[];
  /** Where more rows are rejected than are listed. */
  rejectedRows?: number;
  empty?: number;
  /** The format that must be recognised. */
  source?: string;
  /** What is said about the file as a whole. */
  messages?: readonly RegExp[];
  /** What the first accepted rows say, in the order of the file: texts of `customer`, or instants. */
  customers?: readonly (string | null)[];
  times?: readonly string[];
}>;

/** Nothing of the file is taken. */
export type Refused = Readonly<{ refused: RefusalCode; reason: RegExp; line?: number }>;

/** One hostile or broken file: what it is, and what must come of it. */
export type Case = Readonly<{
  name: string;
  bytes: () => Uint8Array;
  options?: Readonly<{ mapping?: unknown; as?: string; unpackedBytesMax?: number }>;
  expect: Taken | Refused;
  /** Runs through the whole pipeline too, on a real Postgres; what must come of it there, if it is something else. */
  ledger?: boolean | Refused;
  /** Needs a process of its own, whose memory at its highest may grow by this many megabytes. */
  peakMb?: number;
}>;

export const isRefused = (expected: Taken | Refused): expected is Refused => "refused" in expected;

/** Text as a file in UTF-8. */
export const utf8 = (text: string) => (): Uint8Array => Buffer.from(text, "utf8");

/** Columns of Costcurve's own form, as far as the corpus needs them. */
export const COLUMNS = [
  "id",
  "timestamp",
  "provider",
  "model",
  "input_tokens",
  "cache_read_tokens",
  "output_tokens",
  "customer",
  "cost",
  "latency_ms",
] as const;
export type Cells = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

/** A sound row: 100 tokens in, 20 of them from the cache, 10 out, half a cent. */
export const SOUND = {
  timestamp: "2026-10-01T12:00:00Z",
  provider: "openai",
  model: "gpt-5",
  input_tokens: "100",
  cache_read_tokens: "20",
  output_tokens: "10",
  customer: "Globex",
  cost: "0.005",
  latency_ms: "250",
} as const;

/** What `count` sound rows come to. */
export const sound = (count: number) => ({
  input: 100 * count,
  cacheRead: 20 * count,
  cacheWrite: 0,
  output: 10 * count,
  usd: dollars(5n * BigInt(count), 3),
});

/** "0.005" of 5 thousandths. */
function dollars(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A cell of CSV, quoted where it has to be. */
export const quoted = (cell: string): string =>
  /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** One line of CSV: a sound row with these cells in place of its own. */
export const line = (id: string, cells: Cells = {}): string => {
  const row: Cells = { ...SOUND, id, ...cells };
  return COLUMNS.map((name) => quoted(row[name] ?? "")).join(",");
};

export const HEADER = COLUMNS.join(",");

/** A file of CSV: the header, then these lines. */
export const csv = (...lines: readonly string[]): string => `${[HEADER, ...lines].join("\n")}\n`;

/** The same sound row as a line of JSON; values replace its own, or add to it. */
export const jsonLine = (id: string, values: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    id,
    timestamp: SOUND.timestamp,
    provider: SOUND.provider,
    model: SOUND.model,
    input_tokens: 100,
    cache_read_tokens: 20,
    output_tokens: 10,
    customer: SOUND.customer,
    cost: 0.005,
    latency_ms: 250,
    ...values,
  });
