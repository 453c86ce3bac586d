import { ZERO } from "@/lib/money/money";
import { parseUsd } from "@/lib/money/parse";
import { hostOf, providerOfModel } from "./chat-provider";
import { estimates } from "./estimates";
import { countAt, isJson, type Json, objectIn, textAt, valueAt } from "./nested";
import { billedBy } from "./otlp-provider";
import { elements } from "./pages";
import { instantOf } from "./period";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";

/** One call a row, as LiteLLM's proxy keeps it in its table of spend logs (formats §7). */
export const litellmSpend = defineSource({
  id: "litellm-spend",
  title: "LiteLLM spend logs (CSV, JSON)",
  help: [
    'Database: COPY (SELECT * FROM "LiteLLM_SpendLogs") TO STDOUT WITH CSV HEADER, or any tool that saves the table as CSV.',
    "API: GET /spend/logs/v2?start_date=…&end_date=… of the proxy, every page; or GET /spend/logs?summarize=false.",
    "Keep the column “metadata”: it tells how many tokens came from a prompt cache.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  repeats: "first",
  detect: (head) => columnsOf(head)("request_id", "call_type", "spend", "startTime"),
  almost,
  entries: (value) => elements(value),
  open,
});

/** Asks for columns of a CSV, or keys of the first row of JSON, paged or not. */
function columnsOf(head: Head): (...names: string[]) => boolean {
  const page = isJson(head.first) && Array.isArray(head.first.data) ? (head.first.data[0] as unknown) : null;
  return (...names) =>
    head.has(...names) || (isJson(page) && names.every((name) => Object.hasOwn(page, name)));
}

function almost(head: Head): string | null {
  const has = columnsOf(head);
  if (has("api_requests", "prompt_tokens", "completion_tokens", "spend"))
    return (
      "This is one of LiteLLM's daily tables. There are six of them, all of one usage, and by tag it is counted once for " +
      "each tag. Export the spend logs (LiteLLM_SpendLogs) instead: they hold every call once."
    );
  if (has("startTime", "spend", "models") && !has("request_id"))
    return "This is LiteLLM's summary of spend by day, without tokens. Ask for the calls: /spend/logs?summarize=false.";
  return null;
}

function fieldsOf(file: OpenFile) {
  return {
    id: file.need("request_id"),
    callType: file.need("call_type"),
    spend: file.need("spend"),
    start: file.need("startTime"),
    end: file.field("endTime"),
    first: file.field("completionStartTime"),
    duration: file.field("request_duration_ms"),
    prompt: file.need("prompt_tokens"),
    completion: file.need("completion_tokens"),
    model: file.field("model"),
    provider: file.field("custom_llm_provider"),
    apiBase: file.field("api_base"),
    apiKey: file.field("api_key"),
    team: file.field("team_id"),
    user: file.field("user"),
    endUser: file.field("end_user"),
    metadata: file.field("metadata"),
    cacheHit: file.field("cache_hit"),
    status: file.field("status"),
  };
}
const LEFT_ASIDE = [
  ...[
    "total_tokens",
    "model_id",
    "model_group",
    "cache_key",
    "request_tags",
    "organization_id",
    "requester_ip_address",
  ],
  ...["messages", "response", "session_id", "mcp_namespaced_tool_name", "agent_id", "proxy_server_request"],
  ...["data", "total", "page", "page_size", "total_pages", "session_total_count", "session_total_spend"],
];

function open(file: OpenFile): ReadRow {
  const f = fieldsOf(file);
  file.ignore(...LEFT_ASIDE);
  const estimate = estimates(file, "LiteLLM");
  return (row) => {
    const id = row.id(f.id);
    if (id === null) throw row.problem(f.id, "The cell is empty, and this column is needed.");
    const startMs = instantOf(file, row, f.start);
    const spend = row.amount(f.spend, parseUsd);
    const metadata = objectIn(row, f.metadata);
    const isOwnCache = String(row.cells[f.cacheHit]).toLowerCase() === "true";
    if (isOwnCache) file.notes.count("own-cache", ownCache);
    const status = row.text(f.status) ?? textAt(metadata, "status");
    if (status === "failure") file.notes.count("failed-calls", failures);
    return usageRecord(row, {
      naturalKey: ["litellm.request", id],
      period: { startMs, endMs: null, wholeUtcDay: null },
      ...whose(row, f, isOwnCache),
      dimensions: {
        apiKey: textAt(metadata, "user_api_key_alias") ?? row.text(f.apiKey),
        workspace: row.text(f.team),
        user: row.text(f.user),
        customer: row.text(f.endUser),
      },
      ...(isOwnCache ? NOTHING : { ...countsOf(file, row, { f, metadata }), ...estimate(spend) }),
      ...timesOf(file, row, { f, startMs }),
      status: isOwnCache ? "cache_hit" : status,
    });
  };
}

type Fields = ReturnType<typeof fieldsOf>;

/** An answer from LiteLLM's own store: a request, but no call to a provider, and free. */
const NOTHING = { tokens: tokensOf({ output: 0 }), reportedCost: ZERO, reportedCostText: "0" };

/** Who billed, and the model without the provider that LiteLLM writes before it. */
function whose(row: Row, f: Fields, isOwnCache: boolean): { provider: string; model: string | null } {
  const stated = row.text(f.provider);
  const full = row.text(f.model);
  const isPrefixed = stated !== null && full?.startsWith(`${stated}/`);
  const model = isPrefixed ? (full?.slice(stated.length + 1) ?? null) : full;
  if (isOwnCache) return { provider: "litellm", model };
  const provider = billedBy(stated, hostOf(row.text(f.apiBase))) ?? providerOfModel(model) ?? "litellm";
  return { provider, model };
}

/**
 * The provider's own usage, which newer versions keep in the metadata. The columns alone cannot be read for certain:
 * for Anthropic they held neither cache reads nor writes at first, then the reads, then both (formats §7).
 */
function countsOf(file: OpenFile, row: Row, { f, metadata }: { f: Fields; metadata: Json | null }) {
  const usage =
    [valueAt(metadata, "usage_object"), valueAt(metadata, "additional_usage_values")].find(isCounts) ?? null;
  const count = (...paths: string[]): number | null => countAt(row, f.metadata, usage, ...paths);
  const prompt = count("prompt_tokens") ?? row.count(f.prompt) ?? 0;
  const output = count("completion_tokens") ?? row.count(f.completion) ?? 0;
  if (usage === null) {
    if (prompt > 0) file.notes.count("cache-unknown", cacheUnknown);
    return { tokens: tokensOf({ input: prompt, output }), cacheKnown: false };
  }
  const details = count("prompt_tokens_details.cached_tokens");
  const cacheRead = count("cache_read_input_tokens") ?? details ?? 0;
  const written = count("cache_creation_input_tokens", "prompt_tokens_details.cache_creation_tokens") ?? 0;
  const hour = count(
    "prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
    "cache_creation.ephemeral_1h_input_tokens",
  );
  const cache = { cacheRead, cacheWrite5m: written - (hour ?? 0), cacheWrite1h: hour };
  const isInside = cacheRead + written === 0 || (prompt >= cacheRead + written && details !== null);
  const reasoning = count("completion_tokens_details.reasoning_tokens");
  const input = isInside ? { input: prompt } : { uncached: prompt };
  return { tokens: tokensOf({ ...input, ...cache, output, reasoning }), cacheKnown: true };
}

const isCounts = (value: unknown): value is Json => isJson(value) && Object.keys(value).length > 0;

/** Milliseconds to the answer, and to its first token where it was streamed (else LiteLLM writes the end there). */
function timesOf(file: OpenFile, row: Row, { f, startMs }: { f: Fields; startMs: number }) {
  const since = (field: number): number | null => {
    const ms = typeof row.cells[field] === "string" ? file.clock.instant(row.cells[field]) : Number.NaN;
    return ms >= startMs ? ms - startMs : null;
  };
  const latencyMs = row.rounded(f.duration) ?? since(f.end);
  const ttftMs = since(f.first);
  return { latencyMs, ttftMs: ttftMs !== null && latencyMs !== null && ttftMs < latencyMs ? ttftMs : null };
}

const ownCache = (count: number): string =>
  `${count === 1 ? "1 request was" : `${count} requests were`} answered from LiteLLM's own cache: counted as requests of ` +
  "provider “litellm”, without tokens, and free.";
const failures = (count: number): string =>
  `${count === 1 ? "1 request" : `${count} requests`} failed: counted as requests, with the tokens LiteLLM states.`;
const cacheUnknown = (count: number): string =>
  `${count === 1 ? "1 row does" : `${count} rows do`} not hold the provider's usage in “metadata”: whether the prompt ` +
  "came from a cache is unknown, and all of it counts as uncached.";
