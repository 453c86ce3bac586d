import { attributesOf } from "./otlp-attributes";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/**
 * What is kept of a request that was sent live: the counts, names and dimensions that the source reads, and of all other
 * spans their place in the trace. Prompts, answers and addresses are dropped before anything is written.
 * null where no span says anything to keep.
 */
export function keptOf(request: unknown): Json | null {
  if (!isObject(request)) return null;
  let hasAny = false;
  const resourceSpans = objectsIn(request.resourceSpans).map((each) => ({
    resource: { attributes: attributes(isObject(each.resource) ? each.resource.attributes : []) },
    scopeSpans: objectsIn(each.scopeSpans).map((scope) => ({
      spans: objectsIn(scope.spans).map((span) => {
        const own = attributes(span.attributes);
        hasAny ||= own.length > 0;
        return spanOf(span, own);
      }),
      ...(typeof scope.schemaUrl === "string" ? { schemaUrl: scope.schemaUrl } : {}),
    })),
    ...(typeof each.schemaUrl === "string" ? { schemaUrl: each.schemaUrl } : {}),
  }));
  return hasAny ? { resourceSpans } : null;
}

function spanOf(span: Json, own: readonly object[]): Json {
  const { traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, status } = span;
  const place = { traceId, spanId, ...(parentSpanId ? { parentSpanId } : {}) };
  if (own.length === 0) return place;
  const code = isObject(status) ? status.code : undefined;
  return {
    ...place,
    name,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes: own,
    ...(code === undefined ? {} : { status: { code } }),
  };
}

const attributes = (list: unknown): object[] =>
  [...attributesOf(list)].map(([key, value]) => ({ key, value: anyValue(value) }));

const anyValue = (value: unknown): object => {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return { doubleValue: value };
  return { stringValue: String(value) };
};

/** How many spans a request holds, of any kind. */
export const spansIn = (request: unknown): number =>
  isObject(request)
    ? objectsIn(request.resourceSpans)
        .flatMap((each) => objectsIn(each.scopeSpans))
        .reduce((sum, scope) => sum + (Array.isArray(scope.spans) ? scope.spans.length : 0), 0)
    : 0;
