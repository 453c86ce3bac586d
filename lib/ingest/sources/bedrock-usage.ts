import type { TokenCounts } from "@/lib/tokens/counts";
import { isMessageUsage, ttlAssumed } from "./anthropic-usage-object";
import { isOpenAi } from "./bedrock-model";
import { countAt, isJson, type Json } from "./nested";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { tokensOf } from "./usage-record";

/** What Bedrock measured of a streamed call, in its last event. */
export const METRICS = "amazon-bedrock-invocationMetrics";

/**
 * The answer of a call: as it stands, or what the events of a stream make. Anthropic's events tell the input at the start
 * and the output at the end; Converse's tell all in one; of others the last that counts does.
 */
export function answerOf(value: unknown): Json | null {
  if (!Array.isArray(value)) return isJson(value) ? value : null;
  const events = (value as unknown[]).filter(isJson);
  let answer: Json = {};
  let usage: Json = {};
  for (const event of events) {
    const { message, delta, metadata, messageStop } = event;
    for (const part of [event, message, delta, metadata, messageStop].filter(isJson)) {
      if (isJson(part.usage)) usage = { ...usage, ...given(part.usage) };
      answer = { ...answer, ...part };
    }
  }
  if (events.length === 0) return null;
  return Object.keys(usage).length === 0 ? answer : { ...answer, usage };
}

const given = (usage: Json): Json =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null && value !== undefined));

/** Usage in the shape of Anthropic's messages, which `messageRecords` reads; null where the answer has another. */
export function anthropicUsageIn(answer: Json | null): Json | null {
  const usage = answer?.usage;
  return isJson(usage) && isMessageUsage(usage) ? usage : null;
}

/** A call's counts. The cache is unknown where only an old log without cache counts tells of an answer kept elsewhere. */
export type CallCounts = Readonly<{ tokens: TokenCounts; cacheKnown: boolean }>;

/** The counts of one call by whatever shape its answer has, else by those around it; null where nothing counts. */
export function bedrockTokens(
  file: OpenFile,
  row: Row,
  { record, answer, model }: { record: Json; answer: Json | null; model: string },
): CallCounts | null {
  const usage = answer?.usage;
  if (isJson(usage) && ("inputTokens" in usage || "outputTokens" in usage)) {
    noteDifference(file, row, { record, usage, names: ["inputTokens", "outputTokens"] });
    return { tokens: converseTokens(file, row, { usage, model }), cacheKnown: true };
  }
  if (isJson(usage) && ("prompt_tokens" in usage || "input_tokens_details" in usage))
    return { tokens: chatTokens(row, usage), cacheKnown: true };
  return countedAround(file, row, { record, answer, model });
}

type Parts = { input: number; read: number; written5m: number; written1h: number; output: number };

function converseTokens(file: OpenFile, row: Row, { usage, model }: { usage: Json; model: string }) {
  const written = twice(row, usage, "cacheWriteInputToken");
  const [written5m, written1h] = lifetimes(file, row, { usage, written });
  return partsOf(file, model, {
    input: countAt(row, -1, usage, "inputTokens") ?? 0,
    read: twice(row, usage, "cacheReadInputToken"),
    written5m,
    written1h,
    output: countAt(row, -1, usage, "outputTokens") ?? 0,
    total: countAt(row, -1, usage, "totalTokens"),
  });
}

/** Bedrock repeats each cache count under a second name: the same number, not another one. */
function twice(row: Row, usage: Json, name: string): number {
  const [first, second] = [`${name}s`, `${name}Count`].map((each) => countAt(row, -1, usage, each));
  if (first != null && second != null && first !== second)
    throw new RowProblem(`${name}s is ${first}, but ${name}Count is ${second}.`, `${name}s`);
  return first ?? second ?? 0;
}

/** Cache writes by how long they live, of five minutes where the details do not say. */
function lifetimes(
  file: OpenFile,
  row: Row,
  { usage, written }: { usage: Json; written: number },
): [number, number] {
  const details = Array.isArray(usage.cacheDetails) ? (usage.cacheDetails as unknown[]).filter(isJson) : [];
  if (details.length === 0) {
    if (written > 0) file.notes.count("ttl-assumed", ttlAssumed);
    return [written, 0];
  }
  const sums: Record<string, number> = { "5m": 0, "1h": 0 };
  for (const detail of details) {
    const ttl = String(detail.ttl);
    const known = Object.hasOwn(sums, ttl) ? sums[ttl] : undefined;
    if (known === undefined)
      throw new RowProblem(
        `Cache writes live “${ttl.slice(0, 20)}”: only 5m and 1h have prices.`,
        "cacheDetails",
      );
    sums[ttl] = known + (countAt(row, -1, detail, "inputTokens") ?? 0);
  }
  const [short = 0, long = 0] = [sums["5m"], sums["1h"]];
  if (short + long !== written)
    throw new RowProblem(
      `cacheDetails add up to ${short + long}, but cacheWriteInputTokens is ${written}.`,
      "cacheDetails",
    );
  return [short, long];
}

/**
 * Input leaves the cache out on Bedrock, but not for OpenAI's models: there it contains reads and writes, and the total
 * counts them twice (formats §4.1, seen in one report of September 2026, so it is told with every import).
 */
function partsOf(file: OpenFile, model: string, parts: Parts & { total: number | null }): TokenCounts {
  const { input, read, written5m, written1h, output, total } = parts;
  const cached = read + written5m + written1h;
  const isInside = cached > 0 && isOpenAi(model) && input + ROUNDING >= cached;
  if (isInside) file.notes.count("cache-inside-assumed", inclusive);
  if (isInside && total === input + output + cached) file.notes.count("total-double-counts", doubled);
  const explained = [input + output + cached, input + output];
  if (total !== null && !explained.includes(total))
    throw new RowProblem(
      `The parts add up to ${explained[0]} (${input} input + ${cached} cached + ${output} output), but totalTokens is ${total}.`,
      "totalTokens",
    );
  return tokensOf({
    uncached: isInside ? Math.max(0, input - cached) : input,
    cacheRead: read,
    cacheWrite5m: written5m,
    cacheWrite1h: written1h,
    output,
  });
}

/** By how much an input count may fall short of the cache inside it and still be read so. */
const ROUNDING = 2;

/** OpenAI's own shape, as its open models answer: the cache inside the input, reasoning inside the output. */
function chatTokens(row: Row, usage: Json): TokenCounts {
  const count = (...paths: string[]): number | null => countAt(row, -1, usage, ...paths);
  const [input, output] = [
    count("prompt_tokens", "input_tokens"),
    count("completion_tokens", "output_tokens"),
  ];
  const total = count("total_tokens");
  if (total !== null && total !== (input ?? 0) + (output ?? 0))
    throw new RowProblem(
      `The parts add up to ${(input ?? 0) + (output ?? 0)} (${input ?? 0} input + ${output ?? 0} output), but total_tokens is ${total}.`,
      "total_tokens",
    );
  const details = (side: string, name: string): string[] =>
    side.split(" ").map((each) => `${each}_details.${name}`);
  return tokensOf({
    input: input ?? 0,
    cacheRead: count(...details("prompt_tokens input_tokens", "cached_tokens")),
    cacheWrite5m: count(...details("prompt_tokens input_tokens", "cache_write_tokens")),
    output: output ?? 0,
    reasoning: count(...details("completion_tokens output_tokens", "reasoning_tokens")),
  });
}

/** The counts of the log itself, for answers without any: other vendors' shapes, bodies that are kept apart. */
function countedAround(
  file: OpenFile,
  row: Row,
  { record, answer, model }: { record: Json; answer: Json | null; model: string },
): CallCounts | null {
  const places = [record.input, record.output, answer?.[METRICS]].filter(isJson);
  const count = (name: string): number | null =>
    places.map((place) => countAt(row, -1, place, name)).find((found) => found !== null) ?? null;
  const [input, output] = [count("inputTokenCount"), count("outputTokenCount")];
  if (input === null && output === null) return null;
  const [read, stated] = [count("cacheReadInputTokenCount"), count("cacheWriteInputTokenCount")];
  const written = stated ?? 0;
  if (written > 0) file.notes.count("ttl-assumed", ttlAssumed);
  const parts = {
    input: input ?? 0,
    read: read ?? 0,
    written5m: written,
    written1h: 0,
    output: output ?? 0,
    total: null,
  };
  const cacheKnown = answer !== null || read !== null || stated !== null;
  return { tokens: partsOf(file, model, parts), cacheKnown };
}

/** The answer's own counts are taken; where the log has others around it, the import says so. */
export function noteDifference(
  file: OpenFile,
  row: Row,
  { record, usage, names }: { record: Json; usage: Json; names: readonly [string, string] },
): void {
  const around = [
    countAt(row, -1, isJson(record.input) ? record.input : null, "inputTokenCount"),
    countAt(row, -1, isJson(record.output) ? record.output : null, "outputTokenCount"),
  ];
  const differs = names.some((name, at) => {
    const [own, other] = [countAt(row, -1, usage, name), around[at]];
    return own !== null && other != null && own !== other;
  });
  if (differs) file.notes.count("counts-differ", different);
}

const inclusive = (count: number): string =>
  `${count === 1 ? "1 call" : `${count} calls`} of OpenAI's models on Bedrock: the input count is taken with its cached tokens inside, ` +
  "unlike that of all other models there. AWS does not document this: compare a day with the bill.";

const doubled = (count: number): string =>
  `${count === 1 ? "1 total counts" : `${count} totals count`} cached tokens twice (OpenAI's models on Bedrock).`;

const different = (count: number): string =>
  `${count === 1 ? "1 call has" : `${count} calls have`} other counts in the answer than the log around it: the answer's are taken.`;
