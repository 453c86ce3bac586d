import { FileRefusal, type ReadOptions, type ReadSummary, readFile } from "@/lib/ingest/read";
import { amountOf, type Rejection, type SourceRecord, type UsageRecord } from "@/lib/ingest/records";
import { parseUsd } from "@/lib/money/parse";
import { chunked } from "../support/golden";
import { NOW } from "./case";

const CHUNK = 64 * 1024;
const KEPT = 200;
const REASON_CHARS_MAX = 1_000;
const TEXT_BYTES_MAX = 2_048;
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** What came of a file; of its rows the first are kept. */
export type Outcome = {
  refusal: Pick<FileRefusal, "code" | "reason" | "line" | "message"> | null;
  source: string | null;
  records: number;
  rejected: Rejection[];
  first: SourceRecord[];
  tokens: { input: bigint; cacheRead: bigint; cacheWrite: bigint; output: bigint };
  /** In pico-dollars: amounts stated by usage, charges and revenue. */
  money: bigint;
  summary: ReadSummary | null;
  /** What no file may bring about, whatever it holds. */
  broken: string[];
};

export type OutcomeOptions = Partial<Omit<ReadOptions, "now">>;

/** Reads a file as an upload is read, in pieces, and holds every row to what must hold for any. */
export async function outcomeOf(
  input: Uint8Array | AsyncIterable<Uint8Array>,
  options: OutcomeOptions = {},
  ends?: readonly number[],
): Promise<Outcome> {
  const outcome: Outcome = {
    refusal: null,
    source: null,
    records: 0,
    rejected: [],
    first: [],
    tokens: { input: 0n, cacheRead: 0n, cacheWrite: 0n, output: 0n },
    money: 0n,
    summary: null,
    broken: [],
  };
  let rejections = 0;
  try {
    const chunks = input instanceof Uint8Array ? (ends ? chunked(input, ends) : pieces(input)) : input;
    const reading = await readFile(chunks, { ...options, now: NOW });
    outcome.source = reading.source.id;
    for await (const { records } of reading.batches)
      for (const each of records) {
        if (each.kind === "rejection") rejections += 1;
        take(outcome, each);
      }
    outcome.summary = reading.summary();
    const { rows, messages } = outcome.summary;
    if (rows.read !== rows.records + rows.rejected || rows.records !== outcome.records)
      outcome.broken.push(`The rows do not add up: ${JSON.stringify(rows)}.`);
    if (rows.rejected !== rejections) outcome.broken.push(`${rejections} rejections, not ${rows.rejected}.`);
    for (const each of messages) checkWords(outcome, "A message", each, 20_000);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    outcome.refusal = error;
    checkWords(outcome, "A refusal", error.message, 2 * REASON_CHARS_MAX);
  }
  return outcome;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

function take(outcome: Outcome, each: SourceRecord | Rejection): void {
  if (each.kind === "rejection") {
    if (outcome.rejected.length < KEPT) outcome.rejected.push(each);
    checkWords(outcome, `The reason of line ${each.line}`, each.reason, REASON_CHARS_MAX);
    if (Buffer.byteLength(each.text) > TEXT_BYTES_MAX)
      outcome.broken.push(`Line ${each.line} is kept with more than 2 KB.`);
    if (UNSTORABLE.test(each.text) || UNSTORABLE.test(each.column ?? ""))
      outcome.broken.push(`Line ${each.line} is kept in text that cannot be stored.`);
    return;
  }
  outcome.records += 1;
  if (outcome.first.length < KEPT) {
    outcome.first.push(each);
    checkText(outcome, each);
  }
  if (each.naturalKey.length === 0) outcome.broken.push(`Line ${each.line} has no key.`);
  if (each.kind === "usage") takeUsage(outcome, each);
  else outcome.money += amountOf(each);
}

function takeUsage(outcome: Outcome, record: UsageRecord): void {
  const { tokens: t, period } = record;
  const counts = [
    t.inputTokens,
    t.uncachedTokens,
    t.cacheReadTokens,
    t.cacheWrite5mTokens,
    t.cacheWrite1hTokens,
    t.outputTokens,
    t.reasoningTokens ?? 0,
    record.requests ?? 0,
    record.webSearches,
    record.latencyMs ?? 0,
    record.ttftMs ?? 0,
    ...Object.values(record.modalities ?? {}),
  ];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0))
    outcome.broken.push(`Line ${record.line} has counts that are none: ${counts.join(", ")}.`);
  const parts = t.uncachedTokens + t.cacheReadTokens + t.cacheWrite5mTokens + t.cacheWrite1hTokens;
  if (parts !== t.inputTokens || (t.reasoningTokens ?? 0) > t.outputTokens)
    outcome.broken.push(`The tokens of line ${record.line} do not add up (economics §5.0).`);
  const isTime = Number.isSafeInteger(period.startMs) && (period.endMs ?? Infinity) > period.startMs;
  if (!isTime || period.startMs < Date.UTC(2020, 0, 1) || period.startMs > NOW + 86_400_000)
    outcome.broken.push(`The time of line ${record.line} is ${period.startMs} (ledger rule 19).`);
  outcome.tokens.input += BigInt(t.inputTokens);
  outcome.tokens.cacheRead += BigInt(t.cacheReadTokens);
  outcome.tokens.cacheWrite += BigInt(t.cacheWrite5mTokens) + BigInt(t.cacheWrite1hTokens);
  outcome.tokens.output += BigInt(t.outputTokens);
  outcome.money += record.reportedCost ?? 0n;
}

/** A record survives JSON, and holds nothing that Postgres cannot store. */
function checkText(outcome: Outcome, record: SourceRecord): void {
  JSON.stringify(record, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value))
      outcome.broken.push(`Line ${record.line} holds ${value} in ${key}.`);
    if (UNSTORABLE.test(key) || (typeof value === "string" && UNSTORABLE.test(value)))
      outcome.broken.push(`Line ${record.line} cannot be stored: ${key}.`);
    return typeof value === "bigint" ? value.toString() : value;
  });
}

function checkWords(outcome: Outcome, what: string, words: string, charsMax: number): void {
  if (words.trim() === "") outcome.broken.push(`${what} is empty.`);
  if (words.length > charsMax) outcome.broken.push(`${what} is ${words.length} characters long.`);
  if (UNSTORABLE.test(words)) outcome.broken.push(`${what} cannot be stored.`);
}

/** Pico-dollars of decimal text. */
export function pico(usd: string): bigint {
  const parsed = parseUsd(usd);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}
