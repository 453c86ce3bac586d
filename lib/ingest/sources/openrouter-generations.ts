import { parseUsd } from "@/lib/money/parse";
import { isJson } from "./nested";
import { economicCost } from "./openrouter-money";
import { instantOf } from "./period";
import { defineSource, type Entry, type OpenFile, type ReadRow } from "./source";
import { tierOf } from "./tiers";
import { tokensOf, usageRecord } from "./usage-record";

const SKEW_MS = 15 * 60_000;

/** OpenRouter's generations: its activity export with one row for each, and the answers of its generation API. */
export const openrouterGenerations = defineSource({
  id: "openrouter-generations",
  title: "OpenRouter generations (CSV, API JSON)",
  help: [
    "OpenRouter → Activity → Export, one row per generation. Holds the cached tokens, which the daily export lacks.",
    "Or the answers of GET /api/v1/generation?id=…, one a line or in an array.",
  ].join(" "),
  kind: "usage",
  report: { covers: "openrouter/activity", bucket: "row", dims: [], naming: "ids" },
  detect: (head) =>
    head.shape === "csv"
      ? head.has("generation_id", "created_at", "cost_total", "tokens_prompt", "model_permaslug")
      : answers(head.first).some(isGeneration),
  entries: generationRows,
  open,
});

/** The answers in a document or line: `{"data": {…}}` each, or bare. */
const answers = (value: unknown): unknown[] =>
  (Array.isArray(value) ? (value.slice(0, 20) as unknown[]) : [value]).map((each) =>
    isJson(each) && isJson(each.data) ? each.data : each,
  );

const isGeneration = (value: unknown): boolean =>
  isJson(value) && ["id", "created_at", "total_cost", "native_tokens_prompt"].every((name) => name in value);

function* generationRows(value: unknown): Generator<Entry> {
  const isList = Array.isArray(value);
  for (const [index, each] of (isList ? (value as unknown[]) : [value]).entries()) {
    const row = isJson(each) && isJson(each.data) ? each.data : each;
    const path = isList ? `[${index}]` : null;
    yield isJson(row) ? { objects: [row], path } : { objects: [{ row }], path, isBroken: true };
  }
}

/**
 * Columns of the export and keys of the API. The API states two counts: OpenRouter's own tokenizer's, and the provider's,
 * by which it bills (native); the export's are taken to be the latter.
 */
function fieldsOf(file: OpenFile) {
  const isCsv = file.shape === "csv";
  const native = (name: string): string => (isCsv ? `tokens_${name}` : `native_tokens_${name}`);
  if (!isCsv) file.ignore("tokens_prompt", "tokens_completion");
  return {
    id: isCsv ? file.need("generation_id") : file.need("id"),
    created: file.need("created_at"),
    cost: isCsv ? file.need("cost_total") : file.need("total_cost"),
    byok: isCsv ? file.field("byok_usage_inference") : file.field("upstream_inference_cost"),
    isByok: isCsv ? -1 : file.field("is_byok"),
    prompt: file.need(native("prompt")),
    completion: file.need(native("completion")),
    reasoning: file.field(native("reasoning")),
    cached: file.field(native("cached")),
    model: isCsv ? file.need("model_permaslug") : file.need("model"),
    upstream: file.field("provider_name"),
    cancelled: file.field("cancelled"),
    user: isCsv ? file.field("user") : file.field("external_user"),
    finish: isCsv ? file.field("finish_reason_normalized") : file.field("finish_reason"),
    latency: isCsv ? file.field("generation_time_ms") : file.field("generation_time"),
    ttft: file.field("time_to_first_token_ms"),
    apiKey: file.field("api_key_name"),
    app: file.field("app_name"),
    tier: file.field("service_tier"),
  };
}
/** Parts of a cost, settings, and what is told otherwise. */
const LEFT_ASIDE = [
  ...["cost_web_search", "cost_cache", "cost_file_processing", "variant", "streamed", "finish_reason_raw"],
  ...[
    "api_key_disabled",
    "upstream_id",
    "cache_discount",
    "usage",
    "app_id",
    "latency",
    "moderation_latency",
  ],
  ...[
    "origin",
    "native_finish_reason",
    "api_type",
    "router",
    "data_region",
    "web_search_engine",
    "user_agent",
  ],
  ...["http_referer", "preset_id", "provider_responses", "num_media_prompt", "num_input_audio_prompt"],
  ...["num_media_completion", "num_search_results", "num_fetches", "native_tokens_completion_images"],
  ...["session_id", "request_id"],
];

function open(file: OpenFile): ReadRow {
  const f = fieldsOf(file);
  file.ignore(...LEFT_ASIDE);
  return (row) => {
    const generation = row.id(f.id);
    if (generation === null) throw row.problem(f.id, "The cell is empty, and this column is needed.");
    const startMs = instantOf(file, row, f.created);
    const stamped = Number(/^gen-(\d{10})\b/.exec(generation)?.[1] ?? Number.NaN) * 1000;
    if (Math.abs(startMs - stamped) > SKEW_MS) file.notes.count("time-skew", skewed);
    const cacheRead = row.count(f.cached);
    const upstream = row.text(f.upstream);
    // With an own key alone is the upstream's charge beside the cost; else it is inside.
    const isBeside = f.isByok < 0 || row.flag(f.isByok) === true;
    return usageRecord(row, {
      naturalKey: ["openrouter.generation", generation],
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider: "openrouter",
      model: row.needText(f.model),
      serviceTier: tierOf(row.text(f.tier)),
      dimensions: {
        apiKey: row.text(f.apiKey),
        user: row.text(f.user),
        feature: row.text(f.app),
        ...(upstream === null ? {} : { tags: { upstream } }),
      },
      tokens: tokensOf({
        input: row.needCount(f.prompt),
        cacheRead,
        output: row.needCount(f.completion),
        reasoning: row.count(f.reasoning),
      }),
      cacheKnown: cacheRead !== null,
      ...economicCost(file, row.amount(f.cost, parseUsd), isBeside ? row.amount(f.byok, parseUsd) : null),
      latencyMs: row.rounded(f.latency),
      ttftMs: row.rounded(f.ttft),
      status: row.flag(f.cancelled) === true ? "cancelled" : row.text(f.finish),
    });
  };
}

const skewed = (count: number): string =>
  `${count === 1 ? "In 1 row" : `In ${count} rows`} the time differs from the one inside the generation id by more than ` +
  "15 minutes: the file may not be in UTC, and its days may be wrong.";
