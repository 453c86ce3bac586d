import { pico } from "@/lib/money/money";
import { parseUsd } from "@/lib/money/parse";
import type { TokenCounts } from "@/lib/tokens/counts";
import type { Dimensions } from "../records";
import { callEntries, hasCalls } from "./chat-body";
import { type CallFields, callFields, ignoreRest, markFields } from "./chat-fields";
import { providerOfCall, withoutModel } from "./chat-provider";
import { callTokens, hasUsage, tokenFields } from "./chat-tokens";
import { failedCalls } from "./logged";
import { isJson } from "./nested";
import { economicCost } from "./openrouter-money";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { tierOf } from "./tiers";
import { usageRecord } from "./usage-record";

/** One tick of xAI's is 10⁻¹⁰ dollars. */
const PICO_PER_TICK = 100n;

/** Responses of Chat Completions and Responses, and of everyone who speaks OpenAI's shape: one call each. */
export const chatLogs = defineSource({
  id: "chat-logs",
  title: "Response logs in OpenAI's shape: Chat Completions, Responses, Batch output (JSON, JSON lines)",
  help: [
    "Write every response of the API to a file, one JSON object a line, as it came or inside an object with its time",
    '({"timestamp": …, "response": …}); or download the output file of a batch. Works for OpenAI, Azure OpenAI,',
    "OpenRouter, DeepSeek, Groq, Mistral, Together, xAI and Cohere.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  // Chunks of one stream share its id; where several carry a growing count, the last is the call.
  repeats: "most-output",
  detect: (head) => head.shape !== "csv" && head.shape !== "lines" && hasCalls(head.first),
  almost,
  entries: (value) => callEntries(value),
  open,
});

function almost({ first }: Head): string | null {
  const [value] = isJson(first) && Array.isArray(first.data) ? (first.data as unknown[]) : [first];
  if (!isJson(value)) return null;
  if (value.object === "batch" && "output_file_id" in value)
    return "This is a batch itself, with the sum of its usage. Upload its output file (output_file_id), which holds every call.";
  if ("custom_id" in value && isJson(value.body) && "url" in value)
    return "This is the input of a batch: it holds what was asked, not what it took. Upload the batch's output file.";
  return null;
}

function open(file: OpenFile): ReadRow {
  ignoreRest(file);
  const tokens = tokenFields(file);
  const f = callFields(file);
  const marks = markFields(file, tokens, f.id);
  let chunks = 0;
  let isCounted = false;
  return (row) => {
    if (!hasUsage(row, tokens)) {
      const isChunk = isPart(row, f);
      if (!isChunk && !isFailure(row, f))
        throw new RowProblem(
          "There is no response with a “usage” object here: nothing tells what the call took.",
        );
      if (isChunk) chunks += 1;
      else file.notes.count("failed-calls", failedCalls);
      file.notes.latest("stream-without-usage", chunks > 0 && !isCounted ? STREAM : null);
      return null;
    }
    if (chunks > 0 && !isCounted) file.notes.latest("stream-without-usage", null);
    isCounted = true;
    const startMs = instantOf(file, row, row.has(f.time) && !isStamped(row, f.created) ? f.time : f.created);
    const model = row.text(f.model) ?? row.text(f.asked) ?? askedModel(row.cells[f.request]);
    if (model === null) file.notes.count("model-missing", withoutModel);
    const { tokens: counts, modalities, cacheKnown, billed } = callTokens(file, row, tokens);
    const provider = providerOfCall(file, row, { fields: marks, model });
    const who = whoAsked(row, f, provider === "openrouter" ? row.text(marks.upstream) : null);
    const { reportedCost, reportedCostText } = moneyOf(file, row, { marks, upstreamCost: f.upstreamCost });
    const id = row.id(f.id) ?? row.id(f.requestId);
    return usageRecord(row, {
      naturalKey: id === null ? contentOf(startMs, model, { counts, who }) : ["response", id],
      ranked: id === null,
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider,
      model,
      serviceTier: row.has(f.customId) ? "batch" : servedTier(row.text(f.tier)),
      dimensions: who,
      tokens: counts,
      modalities,
      cacheKnown,
      ...(billed === undefined ? undefined : { billed }),
      webSearches: row.count(f.searches) ?? 0,
      reportedCost,
      reportedCostText,
      latencyMs: row.rounded(f.latency),
      ttftMs: row.rounded(f.ttft),
      status: statusOf(row, f),
    });
  };
}

const STREAM =
  'These are chunks of streams without a usage count: what they took is unknown. Ask for it with stream_options {"include_usage": true}.';

function whoAsked(row: Row, f: CallFields, upstream: string | null): Partial<Dimensions> {
  return {
    account: row.text(f.account),
    project: row.text(f.project),
    workspace: row.text(f.workspace),
    apiKey: row.text(f.apiKey),
    user: row.text(f.user),
    customer: row.text(f.customer),
    feature: row.text(f.feature),
    environment: row.text(f.environment),
    ...(upstream === null ? undefined : { tags: { upstream } }),
  };
}

/** The key of a call without an id: all that is known of it. */
function contentOf(
  startMs: number,
  model: string | null,
  { counts: t, who: d }: { counts: TokenCounts; who: Partial<Dimensions> },
): (string | number | null)[] {
  const counts = [t.inputTokens, t.cacheReadTokens, t.cacheWrite5mTokens, t.outputTokens];
  const who = [d.project, d.workspace, d.apiKey, d.user, d.customer, d.feature, d.environment];
  return ["response.content", startMs, model, ...counts, ...who.map((text) => text ?? null)];
}

/** A part of an answer that is still being given: its usage comes with the last. */
function isPart(row: Row, f: CallFields): boolean {
  if (String(row.cells[f.object]).endsWith(".chunk")) return true;
  return row.cells[f.status] === "in_progress" || row.cells[f.status] === "queued";
}

function isFailure(row: Row, f: CallFields): boolean {
  const code = Number(row.cells[f.code]);
  return code >= 400 || row.has(f.failure) || row.has(f.ownFailure) || row.cells[f.status] === "failed";
}

/** False for the 0 that some servers write for a time they do not know. */
const isStamped = (row: Row, field: number): boolean => row.has(field) && row.cells[field] !== 0;

/** What was asked for, where neither response nor log names the model. */
function askedModel(request: unknown): string | null {
  const model = isJson(request) ? (isJson(request.body) ? request.body.model : request.model) : null;
  return typeof model === "string" && model !== "" && model.length < 200 ? model : null;
}

/** Groq calls its ordinary tier “on_demand”. */
function servedTier(text: string | null): string | null {
  const tier = tierOf(text);
  return tier === "on_demand" ? "standard" : tier;
}

/** What the provider charged, where the response says so exactly: OpenRouter, xAI, Perplexity. */
function moneyOf(
  file: OpenFile,
  row: Row,
  { marks, upstreamCost }: { marks: { ticks: number; cost: number; isByok: number }; upstreamCost: number },
) {
  const ticks = row.count(marks.ticks);
  if (ticks !== null)
    return { reportedCost: pico(BigInt(ticks) * PICO_PER_TICK), reportedCostText: `${ticks} ticks` };
  const cost = row.cells[marks.cost];
  if (isJson(cost)) row.cells[marks.cost] = cost.total_cost;
  const isOwnKey = row.flag(marks.isByok) === true;
  return economicCost(
    file,
    row.amount(marks.cost, parseUsd),
    isOwnKey ? row.amount(upstreamCost, parseUsd) : null,
  );
}

function statusOf(row: Row, f: CallFields): string | null {
  const choices = row.cells[f.choices];
  const [choice] = Array.isArray(choices) ? (choices as unknown[]) : [];
  const reason = isJson(choice) ? choice.finish_reason : null;
  return typeof reason === "string" && reason.length < 100
    ? reason
    : (row.text(f.status) ?? row.text(f.finish));
}
