/**
 * What is read of a span, under its current name in the GenAI conventions of OpenTelemetry, and every name it had or has
 * elsewhere, the most trusted first: old conventions, OpenLLMetry, OpenInference, Vercel's AI SDK, Sentry (formats §10).
 */
export const NAMES = {
  "gen_ai.provider.name": [
    "gen_ai.provider.name",
    "gen_ai.system",
    "llm.provider",
    "llm.system",
    "ai.model.provider",
  ],
  "gen_ai.response.model": [
    "gen_ai.response.model",
    "ai.response.model",
    "gen_ai.request.model",
    "llm.response.model",
    "llm.model_name",
    "llm.request.model",
    "embedding.model_name",
    "ai.model.id",
  ],
  "gen_ai.response.id": ["gen_ai.response.id", "ai.response.id", "llm.response.id"],
  "gen_ai.usage.input_tokens": [
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "llm.token_count.prompt",
    "ai.usage.inputTokens",
    "ai.usage.promptTokens",
    "ai.usage.tokens",
  ],
  "gen_ai.usage.output_tokens": [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
    "llm.token_count.completion",
    "ai.usage.outputTokens",
    "ai.usage.completionTokens",
  ],
  "gen_ai.usage.total_tokens": [
    "gen_ai.usage.total_tokens",
    "llm.usage.total_tokens",
    "llm.token_count.total",
    "ai.usage.totalTokens",
  ],
  "gen_ai.usage.cache_read.input_tokens": [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.input_tokens.cached",
    "llm.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
    "ai.usage.inputTokenDetails.cacheReadTokens",
    "ai.usage.cachedInputTokens",
  ],
  "gen_ai.usage.cache_creation.input_tokens": [
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.input_tokens.cache_write",
    "llm.usage.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
    "ai.usage.inputTokenDetails.cacheWriteTokens",
  ],
  "ai.usage.inputTokenDetails.noCacheTokens": ["ai.usage.inputTokenDetails.noCacheTokens"],
  "gen_ai.usage.reasoning.output_tokens": [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
    "llm.usage.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
    "ai.usage.outputTokenDetails.reasoningTokens",
    "ai.usage.reasoningTokens",
  ],
  "gen_ai.usage.audio.input_tokens": [
    "gen_ai.usage.audio.input_tokens",
    "llm.token_count.prompt_details.audio",
  ],
  "gen_ai.usage.image.input_tokens": ["gen_ai.usage.image.input_tokens"],
  "gen_ai.usage.audio.output_tokens": [
    "gen_ai.usage.audio.output_tokens",
    "llm.token_count.completion_details.audio",
  ],
  "openai.response.service_tier": ["openai.response.service_tier", "gen_ai.openai.response.service_tier"],
  "gen_ai.response.time_to_first_chunk": ["gen_ai.response.time_to_first_chunk"],
  "ai.response.msToFirstChunk": ["ai.response.msToFirstChunk"],
  "gen_ai.response.finish_reasons": [
    "gen_ai.response.finish_reasons",
    "gen_ai.response.finish_reason",
    "llm.finish_reason",
    "ai.response.finishReason",
  ],
  "error.type": ["error.type"],
  "server.address": ["server.address"],
  account: ["costcurve.account"],
  project: ["costcurve.project", "openinference.project.name", "service.namespace"],
  workspace: ["costcurve.workspace"],
  api_key: ["costcurve.api_key"],
  user: [
    "costcurve.user",
    "user.id",
    "enduser.id",
    "traceloop.association.properties.user_id",
    "ai.telemetry.metadata.userId",
  ],
  customer: ["costcurve.customer"],
  feature: ["costcurve.feature", "ai.telemetry.functionId", "traceloop.workflow.name", "service.name"],
  environment: ["costcurve.environment", "deployment.environment.name", "deployment.environment"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Cell = keyof typeof NAMES;

/** Attributes that say what kind of span it is. */
export const KIND_NAMES = [
  "gen_ai.operation.name",
  "ai.operationId",
  "openinference.span.kind",
  "traceloop.span.kind",
  "llm.request.type",
] as const;

const TAG = "costcurve.tag.";
/** Counts of usage that nobody reads yet are named in the import; money on a span is somebody's estimate. */
const USAGE = "gen_ai.usage.";
const PASSED_OVER = new Set([
  "gen_ai.usage.cost",
  "gen_ai.usage.total_cost",
  "gen_ai.usage.text.input_tokens",
]);
const WANTED = new Set<string>([...Object.values(NAMES).flat(), ...KIND_NAMES]);

/** True for an attribute that is read, or named as unread. All others (prompts, answers, headers) are nobody's business here. */
export const isWanted = (key: string): boolean =>
  WANTED.has(key) || key.startsWith(TAG) || (key.startsWith(USAGE) && !PASSED_OVER.has(key));

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The wanted attributes of a resource or span: text, number or boolean; of a list the first value. */
export function attributesOf(list: unknown, into: Map<string, unknown> = new Map()): Map<string, unknown> {
  if (!Array.isArray(list)) return into;
  for (const each of list) {
    if (!isObject(each) || typeof each.key !== "string" || !isWanted(each.key)) continue;
    const value = scalarOf(each.value);
    if (value !== undefined && value !== null && value !== "") into.set(each.key, value);
  }
  return into;
}

/** 64-bit integers are text in OTLP JSON, numbers in some SDKs. */
function scalarOf(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const plain = value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
  if (plain !== undefined) return plain;
  const list = isObject(value.arrayValue) ? value.arrayValue.values : undefined;
  return Array.isArray(list) && list.length > 0 ? scalarOf(list[0]) : undefined;
}

/** Attributes by the name of what they mean, tags as `tag.NAME`, and counts nobody reads under their own names. */
export function cellsOf(attributes: ReadonlyMap<string, unknown>): Json {
  const cells: Json = {};
  for (const [cell, names] of Object.entries(NAMES)) {
    const found = names.find((name) => attributes.has(name));
    if (found !== undefined) cells[cell] = attributes.get(found);
  }
  for (const [key, value] of attributes) {
    if (key.startsWith(TAG)) cells[`tag.${key.slice(TAG.length)}`] = value;
    else if (!WANTED.has(key)) cells[key] = value;
  }
  return cells;
}
