import type { TokenFields } from "./chat-tokens";
import type { OpenFile } from "./source";

/** Names that a log gives the time of a call, where the response has none. */
const TIMES = [
  "timestamp",
  "time",
  "ts",
  "@timestamp",
  "date",
  "datetime",
  "created_at",
  "createdAt",
  "created",
  ...["start_time", "startTime", "started_at", "request_time", "requested_at", "logged_at"],
];

/** Names of the log around a response, each as `envelope.NAME`. */
const around = (first: string, ...more: string[]): [string, ...string[]] => [
  `envelope.${first}`,
  ...more.map((name) => `envelope.${name}`),
];

/** Binds what a response and the log around it say besides the counts. */
export function callFields(file: OpenFile) {
  const text = (first: string, ...more: string[]): number => file.field(...around(first, ...more));
  return {
    id: file.field("id"),
    object: file.field("object"),
    created: file.field("created", "created_at"),
    time: text("timestamp", ...TIMES),
    model: file.field("model"),
    asked: text("model", "request_model"),
    request: text("request", "request_body", "requestBody", "input"),
    tier: file.field("service_tier"),
    status: file.field("status"),
    choices: file.field("choices"),
    finish: file.field("finish_reason"),
    customId: text("custom_id"),
    requestId: text("request_id", "requestId", "id"),
    code: text("status_code", "statusCode", "status"),
    failure: text("error"),
    ownFailure: file.field("error"),
    searches: file.field("usage.server_tool_use.web_search_requests"),
    latency: text("latency_ms", "duration_ms", "latencyMs", "durationMs"),
    ttft: text("ttft_ms", "time_to_first_token_ms", "ttftMs"),
    account: text("account"),
    project: text("project", "project_id"),
    workspace: text("workspace"),
    apiKey: text("api_key_id", "api_key_name"),
    user: text("user", "user_id"),
    customer: text("customer", "customer_id"),
    feature: text("feature"),
    environment: text("environment", "env"),
    upstreamCost: file.field("usage.cost_details.upstream_inference_cost"),
  };
}

/** Binds what tells who billed a call. */
export function markFields(file: OpenFile, tokens: TokenFields, id: number) {
  return {
    stated: file.field(...around("provider", "custom_llm_provider", "vendor")),
    url: file.field(...around("url", "base_url", "api_base", "target_url", "host", "endpoint")),
    upstream: file.field("provider"),
    id,
    ticks: file.field("usage.cost_in_usd_ticks"),
    hit: tokens.hit,
    queue: tokens.queue,
    groq: file.field("x_groq.id"),
    engineCached: tokens.engineCached,
    billedInput: tokens.billedInput,
    isByok: file.field("usage.is_byok"),
    cost: file.field("usage.cost"),
    filters: file.field("prompt_filter_results"),
  };
}

/** Parts of responses and requests that hold words, settings or a copy of what is read elsewhere. */
const LEFT_ASIDE = [
  ...[
    "system_fingerprint",
    "output",
    "output_text",
    "message",
    "messages",
    "text",
    "instructions",
    "tools",
    "data",
  ],
  ...[
    "tool_choice",
    "parallel_tool_calls",
    "temperature",
    "top_p",
    "top_logprobs",
    "presence_penalty",
    "store",
  ],
  ...[
    "frequency_penalty",
    "max_output_tokens",
    "max_tool_calls",
    "previous_response_id",
    "reasoning",
    "user",
  ],
  ...[
    "incomplete_details",
    "truncation",
    "background",
    "prompt_cache_key",
    "safety_identifier",
    "conversation",
  ],
  ...[
    "native_finish_reason",
    "metadata",
    "prompt",
    "citations",
    "search_results",
    "logprobs",
    "type",
    "embeddings",
  ],
  ...[
    "texts",
    "images",
    "response_type",
    "meta.api_version",
    "completed_at",
    "prompt_cache_retention",
    "obfuscation",
  ],
];
const USAGE_LEFT_ASIDE = [
  ...["prompt_time", "completion_time", "total_time", "pydantic_ai_gateway", "num_sources_used"],
  ...["server_tool_use_details", "search_context_size", "citation_tokens", "num_search_queries", "type"],
];
const COSTS_LEFT_ASIDE = ["completions_cost", "prompt_cost", "input_cost", "output_cost"];
/** The Realtime API writes its details in the singular. */
const REALTIME = ["input_token", "output_token"];
const DETAILS_LEFT_ASIDE = [
  ...["text_tokens", "video_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens"],
  ...["cached_tokens_details.text_tokens"],
];

/** Names what is left aside on purpose, so that only what is new is told of. */
export function ignoreRest(file: OpenFile): void {
  file.ignore(...LEFT_ASIDE, "x_groq.seed", "usage.cache_creation.ephemeral_5m_input_tokens");
  file.ignore(...USAGE_LEFT_ASIDE.map((name) => `usage.${name}`));
  file.ignore(...COSTS_LEFT_ASIDE.map((name) => `usage.cost_details.upstream_inference_${name}`));
  for (const side of ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", ...REALTIME])
    for (const name of DETAILS_LEFT_ASIDE) file.ignore(`usage.${side}_details.${name}`);
  file.ignore(
    ...around("response", "body", "output", "result", "data", "type", "method", "messages", "event"),
  );
}

export type CallFields = ReturnType<typeof callFields>;
