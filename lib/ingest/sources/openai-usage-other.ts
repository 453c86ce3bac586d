import type { UsageRecord } from "../records";
import { firstOf, pageFields, reportEntries } from "./pages";
import { bucket } from "./period";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";
import { shown } from "./values";

/** What a report counts: the column, and the unit where it is not tokens. */
type Kind = Readonly<{ column: string; unit: string | null; hasRequests: boolean }>;

/**
 * OpenAI's reports by the name in `object` (formats §1.1). Searches and sessions are tools used inside requests that
 * the report on completions counts; they are no requests of their own.
 */
const kinds: Readonly<Record<string, Kind>> = {
  embeddings: { column: "input_tokens", unit: null, hasRequests: true },
  moderations: { column: "input_tokens", unit: null, hasRequests: true },
  images: { column: "images", unit: "images", hasRequests: true },
  audio_speeches: { column: "characters", unit: "characters", hasRequests: true },
  audio_transcriptions: { column: "seconds", unit: "seconds", hasRequests: true },
  vector_stores: { column: "usage_bytes", unit: "bytes", hasRequests: false },
  code_interpreter_sessions: { column: "num_sessions", unit: "sessions", hasRequests: false },
  file_searches: { column: "num_requests", unit: "file searches", hasRequests: false },
  web_searches: { column: "num_requests", unit: "web searches", hasRequests: false },
};
const COVERS = "openai/units/";
const FAMILY = "openai.usage.";

/** Every usage report of OpenAI but the one on completions: the dashboard's CSV and the usage API's pages. */
export const openaiUsageOther = defineSource({
  id: "openai-usage-other",
  title: "OpenAI usage: embeddings, moderations, images, audio, searches, storage (CSV or API JSON)",
  help: [
    "Dashboard: Usage → Embeddings, Images, Audio … → Export, grouped by model, project and API key.",
    "API: GET /v1/organization/usage/embeddings (or moderations, images, audio_speeches, audio_transcriptions,",
    "vector_stores, code_interpreter_sessions, file_search_calls, web_search_calls) with an admin key,",
    "bucket_width=1d and group_by=model,project_id; save every page.",
  ].join(" "),
  kind: "usage",
  report: {
    covers: `${COVERS}other`,
    coversOf: ({ naturalKey: [family] }) => {
      const name = String(family).slice(FAMILY.length);
      return kinds[name]?.unit === null ? `openai/${name}` : `${COVERS}${name}`;
    },
    bucket: "1d",
    dims: [
      "project",
      "user",
      "api_key",
      "model",
      "operation",
      "size",
      "context_level",
      "vector_store",
      "source",
    ],
    naming: "ids",
  },
  detect: (head) =>
    head.shape === "csv" ? isOtherCsv(head) : objectKind(firstOf(head.first).result) !== null,
  entries: (value) => reportEntries(value),
  shortEmptyRows: true,
  open,
});

function isOtherCsv(head: Head): boolean {
  if (!head.has("start_time", "end_time") || head.has("amount_value") || head.has("output_tokens"))
    return false;
  if (!head.has("start_time_iso") && !head.has("num_model_requests")) return false;
  return Object.values(kinds).some(({ column }) => head.has(column));
}

/** "images" of an object `organization.usage.images.result`; null for another. */
function objectKind(result: Readonly<Record<string, unknown>> | null): string | null {
  const name = /^organization\.usage\.(\w+)\.result$/.exec(String(result?.object))?.[1];
  return name !== undefined && Object.hasOwn(kinds, name) ? name : null;
}

function open(file: OpenFile): ReadRow {
  const notePage = pageFields(file);
  const object = file.shape === "csv" ? -1 : file.field("object");
  const start = file.need("start_time");
  const end = file.need("end_time");
  const requests = file.field("num_model_requests");
  const columns = new Map(Object.values(kinds).map(({ column }) => [column, file.field(column)]));
  const model = file.field("model");
  const dims = {
    project: file.field("project_id"),
    user: file.field("user_id"),
    apiKey: file.field("api_key_id"),
  };
  const tags = {
    operation: file.field("source"),
    size: file.field("size"),
    context_level: file.field("context_level"),
    vector_store: file.field("vector_store_id"),
  };
  const apiSource = file.field("api_source");
  file.ignore("start_time_iso", "end_time_iso", "organization_id", "organization_name", "project_name");
  file.ignore("user_email", "batch", "service_tier");
  const kindOf =
    file.shape === "csv" ? csvKind({ columns, model, store: tags.vector_store }) : jsonKind(object);
  return (row) => {
    notePage(row);
    const period = bucket(file, row, { start, end });
    if (!row.has(requests) && [...columns.values()].every((field) => !row.has(field))) return null;
    const name = kindOf(row);
    const kind = kinds[name] as Kind;
    const quantity = columns.get(kind.column) ?? -1;
    const given = Object.entries(tags).map(([tag, field]) => [tag, row.text(field)] as const);
    const who = { project: row.text(dims.project), user: row.text(dims.user), apiKey: row.text(dims.apiKey) };
    const modelId = row.text(model);
    if (kind.unit === null && modelId === null) file.notes.count("model-missing", withoutModel);
    if (kind.unit !== null) file.notes.count("other-units", otherUnits);
    return usageRecord(row, {
      naturalKey: [
        `${FAMILY}${name}`,
        period.startMs,
        period.endMs,
        who.project,
        who.user,
        who.apiKey,
        modelId,
        ...given.map(([, value]) => value),
        row.text(apiSource),
      ],
      period,
      provider: "openai",
      model: modelId,
      contextBand: kind.unit === null ? "unknown" : null,
      dimensions: { ...who, tags: Object.fromEntries(given.filter(isGiven)) },
      requests: kind.hasRequests ? row.needCount(requests) : 0,
      ...countedOf(row, quantity, kind),
    });
  };
}

const isGiven = (pair: readonly [string, string | null]): pair is readonly [string, string] =>
  pair[1] !== null;

/** Tokens where the report counts tokens, else none and the quantity beside them. */
function countedOf(row: Row, field: number, { column, unit }: Kind) {
  const count = row.needCount(field);
  if (unit === null) return { tokens: tokensOf({ input: count, output: 0, reasoning: 0 }, column) };
  return {
    tokens: tokensOf({ output: 0 }),
    unit,
    quantityText: String(count),
    webSearches: unit === "web searches" ? count : 0,
  } satisfies Partial<UsageRecord>;
}

const jsonKind =
  (object: number) =>
  (row: Row): string => {
    const name = objectKind({ object: row.text(object) });
    if (name === null)
      throw row.problem(
        object,
        `“${shown(row.cells[object])}” is another report; import it as a file of its own.`,
      );
    return name;
  };

/** A CSV does not name its report: its columns do, and for embeddings and moderations the model. */
function csvKind({
  columns,
  model,
  store,
}: {
  columns: ReadonlyMap<string, number>;
  model: number;
  store: number;
}): (row: Row) => string {
  const has = (column: string): boolean => (columns.get(column) ?? -1) >= 0;
  const own = Object.entries(kinds).find(([, { column }]) => column !== "input_tokens" && has(column))?.[0];
  if (own === "file_searches" && store < 0) return () => "web_searches";
  if (own !== undefined) return () => own;
  return (row) => {
    const name = row.text(model);
    if (name === null)
      throw row.problem(
        model,
        "Without the model it cannot be told whether this is embeddings or moderations. Export again grouped by model.",
      );
    return name.includes("moderation") ? "moderations" : "embeddings";
  };
}

const withoutModel = (count: number): string =>
  `${count === 1 ? "1 row was" : `${count} rows were`} exported without the model: accepted, shown as unpriced. ` +
  "Export again grouped by model (group_by=model) and choose to replace.";

const otherUnits = (count: number): string =>
  `${count === 1 ? "1 row counts" : `${count} rows count`} something else than tokens (images, characters, seconds, calls): ` +
  "kept as usage without a price of its own. Import OpenAI's costs beside it for the money.";
