import { parseUsd } from "@/lib/money/parse";
import { providerOfModel } from "./chat-provider";
import { estimates } from "./estimates";
import { mapTokens } from "./langfuse-usage";
import { isJson, type Json, objectIn, parsed, textAt } from "./nested";
import { billedBy } from "./otlp-provider";
import { elements } from "./pages";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Entry, type Head, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";

/** Observations that are calls of a model; the others (spans, agents, tools) repeat what these took. */
const CALLS = new Set(["GENERATION", "EMBEDDING"]);

/** Langfuse's observations: exports from its pages, the public API, and the scheduled blob export (formats §8). */
export const langfuseObservations = defineSource({
  id: "langfuse-observations",
  title: "Langfuse observations (CSV, JSON, JSON lines)",
  help: [
    "Langfuse → Tracing → Observations → Export, as CSV, JSON or JSON lines, with all columns;",
    "or the files of a scheduled blob storage export under observations/; or GET /api/public/observations, every page.",
    "Only generations and embeddings are read: spans, agents and tools repeat what these took.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  detect: (head) => isObservations(head),
  almost,
  entries: observations,
  open,
});

const hasUsage = ["usageDetails", "usage_details", "totalUsage", "inputUsage", "usage"];

function isObservations(head: Head): boolean {
  const has = keysOf(head);
  const isObservation =
    has("id", "type", "traceId", "startTime") || has("id", "type", "trace_id", "start_time");
  return isObservation && hasUsage.some((name) => has(name));
}

function almost(head: Head): string | null {
  const has = keysOf(head);
  const isTraces =
    has("id", "timestamp", "sessionId", "totalCost") || has("id", "timestamp", "session_id", "trace_id");
  const isScores = has("traceId", "dataType", "source", "value");
  if (!isTraces && !isScores) return null;
  return `These are ${isScores ? "scores" : "traces"} of Langfuse's, without tokens by call. Export its observations.`;
}

/** Asks for columns of a CSV, or keys of the first row inside JSON. */
function keysOf(head: Head): (...names: string[]) => boolean {
  if (head.shape === "csv") return (...names) => head.has(...names);
  const [first] = observations(head.first);
  const row = first?.objects.at(-1) ?? {};
  return (...names) => head.has(...names) || names.every((name) => Object.hasOwn(row, name));
}

/** Rows of an array or page, or of one trace with its observations. */
function* observations(value: unknown): Generator<Entry> {
  if (!isJson(value) || !Array.isArray(value.observations)) {
    yield* elements(value);
    return;
  }
  const trace = isJson(value.trace) ? value.trace : value;
  const around = { userId: trace.userId, traceName: trace.name };
  for (const { objects, path, ...rest } of elements(value.observations, "observations"))
    yield { ...rest, objects: [around, ...objects], path };
}

function fieldsOf(file: OpenFile) {
  return {
    id: file.need("id"),
    trace: file.need("traceId", "trace_id"),
    type: file.need("type"),
    start: file.need("startTime", "start_time"),
    end: file.field("endTime", "end_time"),
    first: file.field("completionStartTime", "completion_start_time"),
    model: file.field("providedModelName", "provided_model_name", "model"),
    usage: file.field("usageDetails", "usage_details"),
    oldUsage: file.field("usage"),
    input: file.field("inputUsage", "input_usage", "promptTokens"),
    output: file.field("outputUsage", "output_usage", "completionTokens"),
    cost: file.field("totalCost", "total_cost", "calculatedTotalCost"),
    costs: file.field("costDetails", "cost_details"),
    metadata: file.field("metadata"),
    project: file.field("projectId", "project_id"),
    user: file.field("userId", "user_id"),
    feature: file.field("traceName", "trace_name"),
    environment: file.field("environment"),
    level: file.field("level"),
  };
}
const LEFT_ASIDE = [
  ...[
    "name",
    "version",
    "release",
    "statusMessage",
    "promptName",
    "promptId",
    "promptVersion",
    "modelId",
    "input",
  ],
  ...["modelParameters", "output", "latencyMs", "timeToFirstTokenMs", "latency", "timeToFirstToken", "tags"],
  ...[
    "sessionId",
    "parentObservationId",
    "totalUsage",
    "totalTokens",
    "inputCost",
    "outputCost",
    "createdAt",
  ],
  ...[
    "updatedAt",
    "providedCostDetails",
    "internalModelId",
    "traceTags",
    "traceTimestamp",
    "calculatedInputCost",
  ],
  ...[
    "calculatedOutputCost",
    "inputPrice",
    "outputPrice",
    "totalPrice",
    "usagePricingTierId",
    "comments",
    "unit",
  ],
  ...[
    "usagePricingTierName",
    "isDeleted",
    "toolCalls",
    "toolDefinitions",
    "toolCallNames",
    "bookmarked",
    "public",
  ],
];
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function open(file: OpenFile): ReadRow {
  const f = fieldsOf(file);
  file.ignore(...new Set([...LEFT_ASIDE, ...LEFT_ASIDE.map(snake)]));
  const estimate = estimates(file, "Langfuse");
  return (row) => {
    if (!CALLS.has(String(row.cells[f.type]).toUpperCase())) {
      file.notes.count("not-calls", notCalls);
      return null;
    }
    const [id, trace] = [row.id(f.id), row.id(f.trace)];
    if (id === null) throw row.problem(f.id, "The cell is empty, and this column is needed.");
    const startMs = timeOf(file, row, f.start);
    const since = (field: number): number | null => {
      const ms = row.has(field) ? file.clock.instant(unquoted(row, field)) : Number.NaN;
      return ms >= startMs ? ms - startMs : null;
    };
    const isFailed = row.text(f.level) === "ERROR";
    const counted = countsOf(file, row, { f, isFailed });
    const model = given(row, f.model);
    const provider = billedBy(systemOf(row, f.metadata), null) ?? providerOfModel(model);
    if (provider === null) file.notes.count("provider-unknown", unknownProvider);
    const money = costOf(row, f);
    return usageRecord(row, {
      naturalKey: ["langfuse.observation", trace, id],
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider: provider ?? "unknown",
      model,
      dimensions: {
        project: given(row, f.project),
        user: given(row, f.user),
        feature: given(row, f.feature),
        environment: given(row, f.environment),
      },
      ...counted,
      ...estimate(money),
      latencyMs: since(f.end),
      ttftMs: since(f.first),
      status: isFailed ? "error" : null,
    });
  };
}

type Fields = ReturnType<typeof fieldsOf>;

/** Text of a cell; exports write an absent value as “null” too. */
function given(row: Row, field: number): string | null {
  const text = row.text(field);
  return text === "null" ? null : text;
}

/** Dates may carry quotes of their own, from being written as JSON first. */
function unquoted(row: Row, field: number): string {
  const text = String(row.cells[field]).trim();
  return text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function timeOf(file: OpenFile, row: Row, field: number): number {
  if (row.has(field) && typeof row.cells[field] === "string") row.cells[field] = unquoted(row, field);
  return instantOf(file, row, field);
}

function countsOf(file: OpenFile, row: Row, { f, isFailed }: { f: Fields; isFailed: boolean }) {
  const old = objectIn(row, f.oldUsage);
  const [field, map] = row.has(f.usage)
    ? ([f.usage, objectIn(row, f.usage)] as const)
    : ([f.oldUsage, old] as const);
  if (map !== null && Object.values(map).some((value) => value !== null && value !== "TOKENS")) {
    const { unread, ...counted } = mapTokens(withoutUnit(map), row.nameOf(field));
    for (const name of unread) file.notes.unknownColumn(`${row.nameOf(field)}.${name}`);
    return counted;
  }
  if (row.has(f.input) || row.has(f.output))
    return {
      tokens: tokensOf({ input: row.count(f.input) ?? 0, output: row.count(f.output) ?? 0 }),
      cacheKnown: false,
    };
  if (isFailed) return { tokens: tokensOf({ output: 0 }), cacheKnown: false };
  throw new RowProblem("The generation has no usage: what it took is unknown.", row.nameOf(f.usage) || null);
}

/** The API's older `usage` names its unit, and its prices, among the counts. */
function withoutUnit(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !/^unit$|Cost$/.test(name)));
}

/** The provider as OpenTelemetry's attributes name it, which Langfuse keeps in the metadata. */
function systemOf(row: Row, field: number): string | null {
  const metadata = objectIn(row, field);
  const inner = parsed(metadata?.attributes);
  const attributes = isJson(inner) ? inner : metadata;
  const named = attributes?.["gen_ai.provider.name"] ?? attributes?.["gen_ai.system"];
  return typeof named === "string" && named !== "" ? named : textAt(metadata, "ls_provider");
}

/** Langfuse's own estimate, frozen when the call came in; float noise and all. */
function costOf(row: Row, f: Fields) {
  if (!row.has(f.cost)) {
    const total = objectIn(row, f.costs)?.total;
    if (f.cost >= 0 && (typeof total === "number" || typeof total === "string"))
      row.cells[f.cost] = parsed(total);
  }
  return row.amount(f.cost, parseUsd);
}

const notCalls = (count: number): string =>
  `${count === 1 ? "1 observation is no call" : `${count} observations are no calls`} of a model (spans, agents, tools …): ` +
  "left out, since their usage repeats that of the generations inside them.";

const unknownProvider = (count: number): string =>
  `${count === 1 ? "1 generation does" : `${count} generations do`} not tell who billed it, neither in the metadata nor by ` +
  "the model's name: provider “unknown”, shown as unpriced.";
