import { attributesOf, cellsOf } from "./otlp-attributes";
import type { Entry } from "./source";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * What a span is to the ledger: one call of a model; a step around calls (agent, workflow, tool), whose counts are sums
 * of theirs; a call that states no counts; or nothing with tokens at all.
 */
export type Role = "call" | "around" | "silent" | "other";

const CALLS = new Set([
  "chat",
  "generate_content",
  "text_completion",
  "embeddings",
  "completion",
  "embedding",
]);
const AROUND = new Set([
  "invoke_agent",
  "create_agent",
  "invoke_workflow",
  "execute_tool",
  "retrieval",
  "rerank",
]);
const COUNTS = [
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
];

function roleOf(attributes: ReadonlyMap<string, unknown>, cells: Json): Role {
  const hasCounts = COUNTS.some((name) => cells[name] !== undefined);
  const kind = kindOf(attributes);
  if (kind === "around") return hasCounts ? "around" : "other";
  if (hasCounts) return "call";
  return kind === "call" ? "silent" : "other";
}

/** By the dialect's own word for it; null where none is said. */
function kindOf(attributes: ReadonlyMap<string, unknown>): "call" | "around" | null {
  const text = (name: string): string => String(attributes.get(name) ?? "").toLowerCase();
  // The AI SDK's outer span sums its steps, each of which is an inner `.doGenerate`, `.doStream` or `.doEmbed`.
  const vercel = text("ai.operationId");
  if (vercel !== "") return vercel.includes(".do") ? "call" : "around";
  const operation = text("gen_ai.operation.name");
  if (CALLS.has(operation)) return "call";
  if (AROUND.has(operation)) return "around";
  const openInference = text("openinference.span.kind");
  if (openInference !== "")
    return openInference === "llm" || openInference === "embedding" ? "call" : "around";
  if (text("llm.request.type") !== "") return "call";
  return text("traceloop.span.kind") === "" ? null : "around";
}

/** One span of a document, as far as it is read. */
export type Span = {
  readonly id: string;
  readonly parent: string | null;
  readonly role: Role;
  readonly cells: Json;
  readonly path: string;
};

/** A request, an array of requests, or anything else: whatever may hold `resourceSpans`. */
export function* requestsOf(value: unknown, path = ""): Generator<{ request: Json; path: string }> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* requestsOf(each, `${path}[${index}]`);
  } else if (isObject(value)) yield { request: value, path: path === "" ? "" : `${path}.` };
}

/** The spans of one request, in order; `broken` stands where something else than a span does. */
function* spansOf(request: Json, prefix: string): Generator<Span | { broken: unknown; path: string }> {
  for (const [r, each] of listOf(request.resourceSpans).entries()) {
    const resource = isObject(each) ? each : {};
    const shared = isObject(resource.resource) ? attributesOf(resource.resource.attributes) : new Map();
    for (const [s, eachScope] of listOf(resource.scopeSpans).entries()) {
      const scope = isObject(eachScope) ? eachScope : {};
      const schema = scope.schemaUrl || resource.schemaUrl;
      for (const [i, span] of listOf(scope.spans).entries()) {
        const path = `${prefix}resourceSpans[${r}].scopeSpans[${s}].spans[${i}]`;
        if (!isObject(span)) yield { broken: span, path };
        else yield spanOf(span, { shared, schema, path });
      }
    }
  }
}

function spanOf(
  span: Json,
  around: { shared: ReadonlyMap<string, unknown>; schema: unknown; path: string },
): Span {
  const own = attributesOf(span.attributes);
  // Of a name that the resource gives and another that the span gives, the order of trust decides; of one name, the span.
  const attributes = new Map([...around.shared, ...own]);
  const cells = cellsOf(attributes);
  const status = isObject(span.status) ? span.status.code : undefined;
  const trace = hexId(span.traceId, 16);
  return {
    id: `${trace}/${hexId(span.spanId, 8)}`,
    parent: span.parentSpanId ? `${trace}/${hexId(span.parentSpanId, 8)}` : null,
    role: roleOf(attributes, cells),
    cells: {
      traceId: trace,
      spanId: hexId(span.spanId, 8),
      name: span.name,
      startTimeUnixNano: span.startTimeUnixNano,
      endTimeUnixNano: span.endTimeUnixNano,
      ...(status === undefined ? {} : { status }),
      ...(typeof around.schema === "string" && around.schema !== "" ? { schemaUrl: around.schema } : {}),
      ...cells,
    },
    path: around.path,
  };
}

/**
 * An id as lower-case hexadecimal. OTLP JSON writes hexadecimal; the plain JSON form of protobuf, which some write by
 * mistake, base64. Empty where it is neither, or all zeros, which is no id.
 */
function hexId(value: unknown, bytes: number): string {
  if (typeof value !== "string") return "";
  const hex = value.length === bytes * 2 ? value.toLowerCase() : Buffer.from(value, "base64").toString("hex");
  return hex.length === bytes * 2 && /^[0-9a-f]+$/.test(hex) && /[1-9a-f]/.test(hex) ? hex : "";
}

/**
 * The spans with tokens of one value (a document or a line), each with what it is and the ids of the spans above it. A
 * call with another call below it is a framework's repetition of that one: a step around it.
 */
export function* spanEntries(value: unknown): Generator<Entry> {
  for (const { request, path } of requestsOf(value)) {
    const spans: Span[] = [];
    for (const span of spansOf(request, path)) {
      if ("broken" in span) yield { objects: [{ value: span.broken }], path: span.path, isBroken: true };
      else spans.push(span);
    }
    const parents = new Map(spans.map(({ id, parent }) => [id, parent]));
    const above = new Map(spans.map((span) => [span, span.role === "call" ? ancestors(span, parents) : []]));
    const hasCallBelow = new Set([...above.values()].flat());
    for (const span of spans) {
      if (span.role === "other") continue;
      const role = span.role === "call" && hasCallBelow.has(span.id) ? "around" : span.role;
      yield { objects: [{ role, above: above.get(span) ?? [] }, span.cells], path: span.path };
    }
  }
}

/** Deeper nesting than any framework's; a request made to be slow ends here too. */
const LEVELS_MAX = 100;

/** Ids of the spans above one, as far as the document tells: the last may lie outside it. */
function ancestors(span: Span, parents: ReadonlyMap<string, string | null>): string[] {
  const found = new Set<string>();
  let id = span.parent;
  while (id !== null && id !== span.id && !found.has(id) && found.size < LEVELS_MAX) {
    found.add(id);
    id = parents.get(id) ?? null;
  }
  return [...found];
}
