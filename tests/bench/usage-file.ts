import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const FIRST_MS = Date.UTC(2026, 8, 1);
const DAYS = 30;
const SCOPES = 200;
const MODELS = ["gpt-5", "gpt-5-mini", "claude-sonnet-4-5", "claude-haiku-4-5"] as const;
const HEADER =
  "timestamp,id,provider,model,project,customer,feature,environment,input_tokens,cache_read_tokens,output_tokens,reasoning_tokens,requests,latency_ms,status\n";
const ROWS_A_CHUNK = 2_000;

/**
 * Writes a gzipped CSV of Costcurve's own form: requests in the order of their time over 30 days, spread over 200 scopes
 * and 4 models, so that a million rows make 1.7 an hourly cell. The same count gives the same file.
 */
export async function writeUsageFile(path: string, rows: number): Promise<void> {
  await pipeline(Readable.from(chunks(rows)), createGzip({ level: 1 }), createWriteStream(path));
}

function* chunks(rows: number): Generator<string> {
  yield HEADER;
  const random = numbersFrom(20_260_901);
  const stepMs = (DAYS * 86_400_000) / rows;
  let text = "";
  for (let i = 0; i < rows; i += 1) {
    const scope = Math.floor(random() * SCOPES);
    const model = MODELS[Math.floor(random() * MODELS.length)] ?? MODELS[0];
    const input = 200 + Math.floor(random() * 8_000);
    const cached = Math.floor(random() * input);
    const output = 20 + Math.floor(random() * 900);
    const time = new Date(FIRST_MS + Math.floor(i * stepMs)).toISOString();
    text += `${time},req_${i.toString(36)},${model.startsWith("gpt") ? "openai" : "anthropic"},${model},project-${scope % 20},customer-${scope},chat,production,${input},${cached},${output},${model.startsWith("gpt") ? Math.floor(output / 3) : ""},1,${300 + (input % 900)},ok\n`;
    if ((i + 1) % ROWS_A_CHUNK === 0 || i === rows - 1) {
      yield text;
      text = "";
    }
  }
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
