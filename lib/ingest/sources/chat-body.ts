import { isJson, type Json, parsed } from "./nested";
import type { Entry } from "./source";

/** A response in OpenAI's shape and what stands around it in a log: time, request, names. */
export type Call = Readonly<{ envelope: Json; body: Json | null }>;

/** Keys under which logs keep the response, the likeliest first. */
const INSIDE = [
  "response",
  "body",
  "response_body",
  "responseBody",
  "output",
  "result",
  "completion",
  "data",
  "chunk",
];
const OBJECTS = new Set([
  "chat.completion",
  "chat.completion.chunk",
  "text_completion",
  "response",
  "response.completed",
]);
const LEVELS = 3;

/** Calls inside one value of a file: a response, one in an envelope, a list of either. */
export function* callEntries(value: unknown, path = ""): Generator<Entry> {
  const list = listOf(value);
  if (list !== null) {
    const at = Array.isArray(value) ? path : `${path === "" ? "" : `${path}.`}data`;
    for (const [index, each] of list.entries()) yield* callEntries(each, `${at}[${index}]`);
  } else if (isJson(value)) {
    const { envelope, body } = callOf(value);
    const objects = body === null ? [{ envelope }] : [{ envelope }, body];
    yield { objects, path: path === "" ? null : path };
  } else yield { objects: [{ value }], path: path === "" ? null : path, isBroken: true };
}

/** Elements of an array, or of a stored list ({"object":"list","data":[…]}), which embeddings resemble but for usage. */
function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const isList =
    isJson(value) && value.object === "list" && !isJson(value.usage) && Array.isArray(value.data);
  return isList ? (value.data as unknown[]) : null;
}

/** The response and what is around it; body null where the value holds none, as for a request that failed. */
export function callOf(value: Json): Call {
  return inside(value, LEVELS) ?? { envelope: { ...value, ...failureOf(value) }, body: null };
}

function failureOf({ response, error }: Json): Json {
  if (!isJson(response)) return {};
  const told = isJson(response.body) ? response.body.error : response.error;
  return { ...response, error: error ?? told };
}

function inside(value: Json, levels: number): Call | null {
  if (isBody(value)) return { envelope: {}, body: value };
  if (levels === 0) return null;
  for (const name of INSIDE) {
    const inner = parsed(value[name]);
    const found = isJson(inner) ? inside(inner, levels - 1) : null;
    if (found === null) continue;
    const { [name]: _, ...rest } = value;
    return { envelope: { ...rest, ...found.envelope }, body: found.body };
  }
  return null;
}

/** True for a response, complete or a chunk of one, that OpenAI's shape and its relatives write. */
function isBody(value: Json): boolean {
  // A batch sums the usage of the calls in its output, which are read instead.
  if (value.object === "batch") return false;
  if (typeof value.object === "string" && OBJECTS.has(value.object)) return true;
  if (isJson(value.x_groq) && isJson(value.x_groq.usage)) return true;
  return isUsage(value.usage) || isCohere(value.meta);
}

function isUsage(usage: unknown): boolean {
  if (!isJson(usage)) return false;
  if ("prompt_tokens" in usage || isCohere(usage)) return true;
  // Anthropic names the same two counts, with the opposite convention (formats §1.4): these keys it does not have.
  return "input_tokens" in usage && ("input_tokens_details" in usage || "total_tokens" in usage);
}

const isCohere = (usage: unknown): boolean =>
  isJson(usage) && (isJson(usage.billed_units) || isJson(usage.tokens)) && !("input_tokens" in usage);

/** Rows of other exports that hold responses too; they are read as what they are. */
export function isOtherExport(value: Json): boolean {
  const has = (...names: string[]): boolean => names.every((name) => Object.hasOwn(value, name));
  return (
    has("call_type", "spend") || // LiteLLM
    has("request_created_at") || // Helicone
    has("request_id", "prompt_tokens", "completion_tokens") || // gateways with columns of their own
    has("traceId", "startTime") || // Langfuse
    has("trace_id", "start_time") ||
    has("schemaType") || // Bedrock
    has("resourceSpans")
  );
}

/** True for a call, or a request of a batch that failed, in OpenAI's shape. */
export function isCall(value: unknown): boolean {
  if (!isJson(value) || isOtherExport(value)) return false;
  return callOf(value).body !== null || isFailedBatch(value);
}

const isFailedBatch = (value: Json): boolean =>
  Object.hasOwn(value, "custom_id") && Object.hasOwn(value, "response") && Object.hasOwn(value, "error");

const HEAD_ROWS = 20;

/** The first calls of a document or line, for recognising it. */
export function hasCalls(first: unknown): boolean {
  const list = listOf(first);
  return list === null ? isCall(first) : list.slice(0, HEAD_ROWS).some(isCall);
}
