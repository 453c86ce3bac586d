import type { TokenCounts } from "@/lib/tokens/counts";
import type { Modalities } from "../records";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import type { OpenFile } from "./source";
import { partsOf, type StatedParts, tokensOf } from "./usage-record";

/** What a response's usage comes to. `billed` where the provider bills by other counts than it reports (Cohere). */
export type CallTokens = Readonly<{
  tokens: TokenCounts;
  modalities: Modalities | null;
  cacheKnown: boolean;
  billed?: Readonly<{ inputTokens: number; outputTokens: number }>;
}>;

export type TokenFields = ReturnType<typeof tokenFields>;

/** Binds the counts of all shapes; the names of two shapes for one count share a field. */
export function tokenFields(file: OpenFile) {
  const at = (first: string, ...more: string[]): number =>
    file.field(
      `usage.${first}`,
      ...more.map((name) => `usage.${name}`),
      ...[first, ...more].map((name) => `x_groq.usage.${name}`),
    );
  return {
    input: at("prompt_tokens", "input_tokens"),
    output: at("completion_tokens", "output_tokens"),
    total: at("total_tokens"),
    cached: at(
      "prompt_tokens_details.cached_tokens",
      "input_tokens_details.cached_tokens",
      "input_token_details.cached_tokens",
    ),
    written: at(
      "prompt_tokens_details.cache_write_tokens",
      "prompt_tokens_details.cache_creation_tokens",
      "input_tokens_details.cache_write_tokens",
    ),
    hit: at("prompt_cache_hit_tokens"),
    miss: at("prompt_cache_miss_tokens"),
    engineCached: at("num_cached_tokens"),
    plainCached: at("cached_tokens"),
    anthropicRead: at("cache_read_input_tokens"),
    anthropicWritten: at("cache_creation_input_tokens"),
    anthropicWritten1h: at("cache_creation.ephemeral_1h_input_tokens"),
    queue: at("queue_time"),
    reasoning: at(
      "completion_tokens_details.reasoning_tokens",
      "output_tokens_details.reasoning_tokens",
      "reasoning_tokens",
    ),
    audioIn: at(
      "prompt_tokens_details.audio_tokens",
      "input_tokens_details.audio_tokens",
      "input_token_details.audio_tokens",
    ),
    imageIn: at("prompt_tokens_details.image_tokens", "input_tokens_details.image_tokens"),
    audioRead: at(
      "prompt_tokens_details.cached_tokens_details.audio_tokens",
      "input_token_details.cached_tokens_details.audio_tokens",
    ),
    imageRead: at("prompt_tokens_details.cached_tokens_details.image_tokens"),
    audioOut: at(
      "completion_tokens_details.audio_tokens",
      "output_tokens_details.audio_tokens",
      "output_token_details.audio_tokens",
    ),
    imageOut: at("completion_tokens_details.image_tokens", "output_tokens_details.image_tokens"),
    cohereInput: file.field("usage.tokens.input_tokens", "meta.tokens.input_tokens"),
    cohereOutput: file.field("usage.tokens.output_tokens", "meta.tokens.output_tokens"),
    billedInput: file.field("usage.billed_units.input_tokens", "meta.billed_units.input_tokens"),
    billedImage: file.field("usage.billed_units.image_tokens", "meta.billed_units.image_tokens"),
    billedOutput: file.field("usage.billed_units.output_tokens", "meta.billed_units.output_tokens"),
  };
}

/** True where the row has any usage; a chunk of a stream, but for the last, has none. */
export const hasUsage = (row: Row, f: TokenFields): boolean =>
  row.has(f.input) || row.has(f.output) || row.has(f.cohereInput) || row.has(f.billedInput);

/** The counts of a response, whatever relative of OpenAI's shape it has (formats §1.4, §12). */
export function callTokens(file: OpenFile, row: Row, f: TokenFields): CallTokens {
  if (row.has(f.cohereInput) || row.has(f.billedInput)) return cohereTokens(file, row, f);
  const input = row.needCount(f.input);
  const cache = cacheOf(row, f, input);
  const output = outputOf(file, row, { fields: f, input, outside: cache.outside });
  const tokens = tokensOf({ ...cache.stated, ...output }, row.nameOf(f.input));
  // Groq names its own times in every response, and cached tokens only where there are some.
  const known = [f.queue, f.cached, f.hit, f.engineCached, f.plainCached, f.anthropicRead, f.written];
  return {
    tokens,
    modalities: partsOf(stateParts(row, f), tokens),
    cacheKnown: known.some((field) => row.has(field)),
  };
}

/**
 * Reads and writes, inside the input count in every dialect but one: gateways that put Anthropic's own counts beside
 * OpenAI's once left them out of it. There the details name no cached tokens, or they exceed the input.
 */
function cacheOf(row: Row, f: TokenFields, input: number) {
  const details = row.count(f.cached);
  const read =
    [details, row.count(f.hit), row.count(f.engineCached), row.count(f.plainCached)].find(
      (n) => n !== null && n > 0,
    ) ?? null;
  const written = row.count(f.written);
  const anthropic = { read: row.count(f.anthropicRead), written: row.count(f.anthropicWritten) };
  if (anthropic.read === null && anthropic.written === null) {
    const miss = row.count(f.miss);
    return { stated: { input, uncached: miss, cacheRead: read, cacheWrite5m: written }, outside: 0 };
  }
  const hour = row.count(f.anthropicWritten1h) ?? 0;
  const stated = {
    cacheRead: anthropic.read ?? read,
    cacheWrite5m: (anthropic.written ?? written ?? 0) - hour,
    cacheWrite1h: hour,
  };
  const cached = (stated.cacheRead ?? 0) + stated.cacheWrite5m + hour;
  const isInside = details !== null && input >= cached;
  if (isInside || cached === 0) return { stated: { input, ...stated }, outside: 0 };
  return { stated: { uncached: input, ...stated }, outside: cached };
}

/**
 * Output with reasoning inside. Whether the stated count holds the reasoning is told by the total, never by the name:
 * xAI leaves it out, and Gemini behind OpenAI's shape leaves it out of both counts but not of the total (formats §3.1, §12).
 */
function outputOf(
  file: OpenFile,
  row: Row,
  { fields, input, outside }: { fields: TokenFields; input: number; outside: number },
) {
  const stated = row.count(fields.output) ?? 0;
  const reasoning = row.count(fields.reasoning);
  const total = row.count(fields.total);
  const isOutside = reasoning !== null && reasoning > stated;
  if (total === null || total === 0) return { output: isOutside ? stated + reasoning : stated, reasoning };
  const hidden = total - input - stated;
  if (hidden === 0 || hidden === outside) return { output: stated, reasoning };
  if (hidden < 0) {
    const parts = `${input} input + ${stated} output`;
    throw new RowProblem(`The total (${total}) is less than its parts (${parts}).`, row.nameOf(fields.total));
  }
  if (hidden !== reasoning) file.notes.count("reasoning-inferred", inferred);
  return { output: stated + hidden, reasoning: Math.max(hidden, reasoning ?? 0) };
}

const NO_PARTS: Modalities = {
  audioInputTokens: 0,
  audioCacheReadTokens: 0,
  audioOutputTokens: 0,
  imageInputTokens: 0,
  imageCacheReadTokens: 0,
  imageOutputTokens: 0,
};

/** Cohere counts on one basis and bills on another: the identity holds on what it counts (formats §12). */
function cohereTokens(file: OpenFile, row: Row, f: TokenFields): CallTokens {
  const billed = { inputTokens: row.count(f.billedInput) ?? 0, outputTokens: row.count(f.billedOutput) ?? 0 };
  if (!row.has(f.cohereInput)) {
    const image = row.count(f.billedImage) ?? 0;
    const tokens = tokensOf({ input: billed.inputTokens + image, output: billed.outputTokens });
    const modalities = image > 0 ? { ...NO_PARTS, imageInputTokens: image } : null;
    return { tokens, modalities, cacheKnown: false };
  }
  const tokens = tokensOf({
    input: row.count(f.cohereInput),
    cacheRead: row.count(f.plainCached),
    output: row.count(f.cohereOutput),
  });
  if (!row.has(f.billedInput)) return { tokens, modalities: null, cacheKnown: true };
  file.notes.count("billed-units", billedUnits);
  return { tokens, modalities: null, cacheKnown: true, billed };
}

/** A prompt's parts name all of its audio and image tokens, cached or not. */
function stateParts(row: Row, f: TokenFields): StatedParts {
  return {
    audioIn: row.count(f.audioIn) ?? 0,
    imageIn: row.count(f.imageIn) ?? 0,
    audioRead: row.count(f.audioRead),
    imageRead: row.count(f.imageRead),
    audioOut: row.count(f.audioOut) ?? 0,
    imageOut: row.count(f.imageOut) ?? 0,
  };
}

export const inferred = (count: number): string =>
  `${count === 1 ? "1 response has" : `${count} responses have`} a total above input and output: the difference is ` +
  "output that was thought and not shown, and is counted as reasoning.";

const billedUnits = (count: number): string =>
  `${count === 1 ? "1 response is" : `${count} responses are`} billed by other counts than it took (Cohere's billed units): ` +
  "the computed cost is that of the tokens. Import a bill for the exact money.";
