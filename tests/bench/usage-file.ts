import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const FIRST_MS = Date.UTC(2026, 8, 1);
const DAYS = 30;
const MODELS = ["gpt-5", "gpt-5-mini", "claude-sonnet-4-5", "claude-haiku-4-5"] as const;
const ROWS_A_CHUNK = 2_000;
const COLUMNS = [
  "timestamp",
  "id",
  "provider",
  "model",
  "project",
  "customer",
  "feature",
  "environment",
  "input_tokens",
  "cache_read_tokens",
  "output_tokens",
  "reasoning_tokens",
  "requests",
  "latency_ms",
  "status",
] as const;

export type UsageFile = {
  readonly rows: number;
  readonly form: "csv" | "jsonl";
  /** Scopes the rows are spread over: of a million rows 200 make 1.7 an hourly cell, 33 ten. */
  readonly scopes: number;
  /** Another number gives other ids, over the same days. */
  readonly series?: number;
  /** How hard the file is packed: the same rows in other bytes. */
  readonly level?: number;
};

/**
 * Writes a gzipped file of Costcurve's own form: requests in the order of their time over 30 days. The same figures give
 * the same file.
 */
export async function writeUsageFile(path: string, file: UsageFile): Promise<void> {
  await pipeline(
    Readable.from(chunks(file)),
    createGzip({ level: file.level ?? 1 }),
    createWriteStream(path),
  );
}

function* chunks({ rows, form, scopes, series = 0 }: UsageFile): Generator<string> {
  if (form === "csv") yield `${COLUMNS.join(",")}\n`;
  const random = numbersFrom(20_260_901 + series);
  const stepMs = (DAYS * 86_400_000) / rows;
  let text = "";
  for (let i = 0; i < rows; i += 1) {
    const scope = Math.floor(random() * scopes);
    const model = MODELS[Math.floor(random() * MODELS.length)] ?? MODELS[0];
    const input = 200 + Math.floor(random() * 8_000);
    const cached = Math.floor(random() * input);
    const output = 20 + Math.floor(random() * 900);
    const time = new Date(FIRST_MS + Math.floor(i * stepMs)).toISOString();
    const isOpenai = model.startsWith("gpt");
    const cells = [
      time,
      `req_${series}_${i.toString(36)}`,
      isOpenai ? "openai" : "anthropic",
      model,
      `project-${scope % 20}`,
      `customer-${scope}`,
      "chat",
      "production",
      input,
      cached,
      output,
      isOpenai ? Math.floor(output / 3) : "",
      1,
      300 + (input % 900),
      "ok",
    ] as const;
    text += form === "csv" ? `${cells.join(",")}\n` : lineOf(cells);
    if ((i + 1) % ROWS_A_CHUNK === 0 || i === rows - 1) {
      yield text;
      text = "";
    }
  }
}

function lineOf(cells: readonly (string | number)[]): string {
  const row: Record<string, string | number> = {};
  for (const [i, column] of COLUMNS.entries()) {
    const cell = cells[i];
    if (cell !== undefined && cell !== "") row[column] = cell;
  }
  return `${JSON.stringify(row)}\n`;
}

/** Numbers in [0, 1), the same each time (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
