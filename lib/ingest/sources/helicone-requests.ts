import { ZERO } from "@/lib/money/money";
import { parseUsd } from "@/lib/money/parse";
import { hostOf, providerOfModel } from "./chat-provider";
import { estimates } from "./estimates";
import { countAt, isJson, type Json, objectIn, parsed, valueAt } from "./nested";
import { billedBy } from "./otlp-provider";
import { elements } from "./pages";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { modalitiesOf, tokensOf, usageRecord } from "./usage-record";

/** Requests as Helicone logged them: its export tool's files and its query API (formats §9). */
export const heliconeRequests = defineSource({
  id: "helicone-requests",
  title: "Helicone requests (CSV, JSON, JSON lines)",
  help: [
    "npx @helicone/export --format jsonl, with HELICONE_API_KEY set; or POST /v1/request/query-clickhouse, every page.",
    "JSON lines tell of the prompt cache, provider and time to first token; the tool's CSV does not.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  repeats: "first",
  detect: (head) => isRequests(head),
  entries: (value) => elements(value),
  open,
});

function isRequests(head: Head): boolean {
  const needed = ["request_created_at", "response_id", "prompt_tokens", "completion_tokens"];
  if (head.has(...needed)) return true;
  const page = isJson(head.first) && Array.isArray(head.first.data) ? (head.first.data[0] as unknown) : null;
  return isJson(page) && needed.every((name) => Object.hasOwn(page, name));
}

function fieldsOf(file: OpenFile) {
  return {
    responseId: file.need("response_id"),
    requestId: file.field("request_id"),
    created: file.need("request_created_at"),
    code: file.field("response_status"),
    provider: file.field("provider"),
    url: file.field("target_url"),
    served: file.field("response_model"),
    model: file.field("model"),
    asked: file.field("request_model"),
    prompt: file.need("prompt_tokens"),
    completion: file.need("completion_tokens"),
    total: file.field("total_tokens"),
    read: file.field("prompt_cache_read_tokens"),
    written: file.field("prompt_cache_write_tokens"),
    audioIn: file.field("prompt_audio_tokens"),
    audioOut: file.field("completion_audio_tokens"),
    reasoning: file.field("reasoning_tokens"),
    body: file.field("response_body"),
    cost: file.field("costUSD", "cost"),
    delay: file.field("delay_ms", "latency"),
    ttft: file.field("time_to_first_token"),
    user: file.field("request_user_id"),
    properties: file.field("request_properties"),
    cached: file.field("cache_reference_id"),
  };
}
const LEFT_ASIDE = [
  ...["response_created_at", "request_body", "request_path", "model_override", "helicone_user", "prompt_id"],
  ...[
    "feedback_created_at",
    "feedback_id",
    "feedback_rating",
    "signed_body_url",
    "llmSchema",
    "country_code",
  ],
  ...[
    "asset_ids",
    "asset_urls",
    "scores",
    "properties",
    "assets",
    "cache_enabled",
    "data",
    "error",
    "ai_gateway_body_mapping",
  ],
  ...[
    "cost_usd",
    "prompt_version",
    "updated_at",
    "request_referrer",
    "storage_location",
    "size_bytes",
    "gateway_endpoint_version",
  ],
];

/** What Helicone writes for a request that was answered by a provider, not from its cache. */
const NOT_CACHED = "00000000-0000-0000-0000-000000000000";
/** An answer from Helicone's own store: a request, but no call to a provider, and free. */
const NOTHING = { tokens: tokensOf({ output: 0 }), reportedCost: ZERO, reportedCostText: "0" };

function open(file: OpenFile): ReadRow {
  const f = fieldsOf(file);
  file.ignore(...LEFT_ASIDE);
  const estimate = estimates(file, "Helicone");
  return (row) => {
    const id = row.id(f.responseId) ?? row.id(f.requestId);
    if (id === null) throw row.problem(f.responseId, "The row has neither a response id nor a request id.");
    const startMs = instantOf(file, row, f.created);
    const model = row.text(f.served) ?? row.text(f.model) ?? row.text(f.asked);
    const reference = row.text(f.cached);
    const isOwnCache = reference !== null && reference !== NOT_CACHED;
    if (isOwnCache) file.notes.count("own-cache", ownCache);
    const provider = isOwnCache ? "helicone" : providerOfRow(row, f, model);
    if (provider === null) file.notes.count("provider-unknown", unknownProvider);
    const money = row.amount(f.cost, parseUsd);
    const isFailed = hasFailed(row, f);
    return usageRecord(row, {
      naturalKey: ["helicone.request", id],
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider: provider ?? "unknown",
      model,
      dimensions: { user: row.text(f.user), ...propertiesOf(row, f.properties) },
      ...(isOwnCache ? NOTHING : { ...countsOf(file, row, { f, model, isFailed }), ...estimate(money) }),
      latencyMs: row.rounded(f.delay),
      ttftMs: row.rounded(f.ttft),
      status: isOwnCache ? "cache_hit" : row.text(f.code),
    });
  };
}

type Fields = ReturnType<typeof fieldsOf>;

/** Helicone's names are in capitals; “CUSTOM” is any host it was told of, and “X” is xAI. */
function providerOfRow(row: Row, f: Fields, model: string | null): string | null {
  const stated = row.text(f.provider)?.toLowerCase() ?? null;
  const name = stated === "x" ? "x-ai" : stated === "custom" ? null : stated;
  return billedBy(name, hostOf(row.text(f.url))) ?? providerOfModel(model);
}

/** Anything but an answer: refused, broken off (negative codes), or still open. */
function hasFailed(row: Row, f: Fields): boolean {
  const code = row.has(f.code) ? Number(row.cells[f.code]) : 200;
  return !(code >= 200 && code < 300);
}

/**
 * The columns' meaning changed over Helicone's versions and differs by provider; the provider's own usage, exported
 * with --include-body, does not. Without it: the cache is beside the prompt for Claude, where it could not be inside,
 * or where only so the total adds up; else it is inside.
 */
function countsOf(
  file: OpenFile,
  row: Row,
  { f, model, isFailed }: { f: Fields; model: string | null; isFailed: boolean },
) {
  const usage = valueAt(objectIn(row, f.body), "usage");
  if (isJson(usage) && ("prompt_tokens" in usage || "input_tokens" in usage))
    return ofBody(row, f.body, usage);
  if (!row.has(f.prompt) && !row.has(f.completion)) {
    if (isFailed) return { tokens: tokensOf({ output: 0 }), cacheKnown: false };
    throw new RowProblem(
      "The row has no token counts: what the request took is unknown.",
      row.nameOf(f.prompt),
    );
  }
  const prompt = row.count(f.prompt) ?? 0;
  const output = row.count(f.completion) ?? 0;
  const [read, written] = [row.count(f.read), row.count(f.written)];
  const cached = (read ?? 0) + (written ?? 0);
  const isClaude = /claude/i.test(model ?? "") || row.text(f.provider)?.toLowerCase() === "anthropic";
  const isBeside = isClaude || cached > prompt || row.count(f.total) === prompt + output + cached;
  if (cached > 0) file.notes.count("cache-convention", convention);
  const audio = row.count(f.audioIn) ?? 0;
  const audioOut = row.count(f.audioOut) ?? 0;
  const room = isBeside ? prompt : prompt - cached;
  const input = prompt + (audio > room ? audio : 0);
  const tokens = tokensOf({
    ...(isBeside && cached > 0 ? { uncached: input } : { input }),
    cacheRead: read,
    cacheWrite5m: written,
    output: output + (audioOut > output ? audioOut : 0),
    reasoning: row.count(f.reasoning),
  });
  const parts = { audioInputTokens: audio, audioCacheReadTokens: 0, audioOutputTokens: audioOut };
  const noImages = { imageInputTokens: 0, imageCacheReadTokens: 0, imageOutputTokens: 0 };
  const cacheKnown = read !== null || written !== null;
  return { tokens, modalities: modalitiesOf({ ...parts, ...noImages }, tokens), cacheKnown };
}

/** The provider's usage in the response: OpenAI's shape holds the cache inside, Anthropic's beside the input. */
function ofBody(row: Row, field: number, usage: Json) {
  const count = (...paths: string[]): number | null => countAt(row, field, usage, ...paths);
  const isInside = "prompt_tokens" in usage || "input_tokens_details" in usage || "total_tokens" in usage;
  const input = count("prompt_tokens", "input_tokens");
  const hour = count("cache_creation.ephemeral_1h_input_tokens") ?? 0;
  const written = count(
    "cache_creation_input_tokens",
    "prompt_tokens_details.cache_write_tokens",
    "input_tokens_details.cache_write_tokens",
  );
  const details = ["prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens"];
  const tokens = tokensOf({
    ...(isInside ? { input } : { uncached: input }),
    cacheRead: count("cache_read_input_tokens", ...details),
    cacheWrite5m: (written ?? 0) - hour,
    cacheWrite1h: hour,
    output: count("completion_tokens", "output_tokens"),
    reasoning: count("completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens"),
  });
  return { tokens, cacheKnown: true };
}

const NAMED = ["environment", "feature", "customer", "project", "workspace"] as const;

/** Custom properties that name a dimension. The export tool's CSV escapes their quotes once too often. */
function propertiesOf(row: Row, field: number): Partial<Record<(typeof NAMED)[number], string>> {
  const raw = row.has(field) ? row.cells[field] : null;
  const value = typeof raw === "string" ? parsed(raw.replaceAll('""', '"')) : raw;
  if (!isJson(value)) return {};
  const given = Object.entries(value).flatMap(([name, text]) => {
    const known = NAMED.find((each) => each === name.toLowerCase());
    return known !== undefined && typeof text === "string" && text !== "" && text.length <= 200
      ? [[known, text]]
      : [];
  });
  return Object.fromEntries(given) as Partial<Record<(typeof NAMED)[number], string>>;
}

const ownCache = (count: number): string =>
  `${count === 1 ? "1 request was" : `${count} requests were`} answered from Helicone's own cache: counted as requests of ` +
  "provider “helicone”, without tokens, and free.";
const unknownProvider = (count: number): string =>
  `${count === 1 ? "1 request does" : `${count} requests do`} not tell who billed it, neither by provider nor by the model's ` +
  "name: provider “unknown”, shown as unpriced. Export as JSON lines, which name it.";
const convention = (count: number): string =>
  `${count === 1 ? "1 row has" : `${count} rows have`} cached tokens without the provider's own usage beside them: whether ` +
  "they are inside the prompt was told from provider and total. Export with --include-body to be certain.";
