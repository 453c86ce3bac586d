import { establish } from "@/lib/tokens/establish";
import type { Modalities } from "../records";
import { dimensions } from "./charge-row";
import { NAMES } from "./otlp-attributes";
import { billedBy } from "./otlp-provider";
import { responseKey, Seen } from "./otlp-seen";
import { requestsOf, spanEntries } from "./otlp-spans";
import { checkTime } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Head, type OpenFile, type ReadRow } from "./source";
import { tierOf } from "./tiers";
import { shown } from "./values";

/** Model calls recorded as spans: OTLP JSON as sent to /v1/traces, or a line of it per request (formats §10). */
export const otlpTraces = defineSource({
  id: "otlp-traces",
  title: "OpenTelemetry GenAI spans (OTLP JSON)",
  help: [
    "Live: point an OTLP/HTTP exporter at /api/v1/otlp/v1/traces with an API key as bearer token (JSON or protobuf).",
    "Files: the Collector's file exporter (format: json), one export request on each line.",
    "Spans of the GenAI conventions old and new, OpenLLMetry, OpenInference and Vercel's AI SDK are read;",
    "prompts and answers are not.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  repeats: "first",
  detect: (head) => head.shape !== "csv" && first(head) !== null,
  almost,
  entries: spanEntries,
  open,
});

const first = ({ first: value }: Head) => {
  for (const { request } of requestsOf(value)) return Array.isArray(request.resourceSpans) ? request : null;
  return null;
};

function almost(head: Head): string | null {
  for (const name of ["resourceMetrics", "resourceLogs"])
    if (head.has(name))
      return `This is OTLP, but its ${name === "resourceLogs" ? "logs" : "metrics"}; only traces say what each call used. Export traces.`;
  return null;
}

type Fields = Readonly<Record<keyof typeof NAMES, number>>;

function open(file: OpenFile): ReadRow {
  const role = file.field("role");
  const above = file.field("above");
  const trace = file.field("traceId");
  const span = file.field("spanId");
  const start = file.field("startTimeUnixNano");
  const end = file.field("endTimeUnixNano");
  const status = file.field("status");
  const schema = file.field("schemaUrl");
  file.ignore("name");
  const f = Object.fromEntries(Object.keys(NAMES).map((name) => [name, file.field(name)])) as Fields;
  file.tags();
  const seen = new Seen();
  return (row) => {
    const is = row.cells[role];
    if (is === "silent") file.notes.count("silent", silent);
    if (is === "around") file.notes.count("around", around);
    if (is !== "call") return null;
    const took = [row.cells[f["gen_ai.usage.input_tokens"]], row.cells[f["gen_ai.usage.output_tokens"]]];
    const response = responseKey(row.id(f["gen_ai.response.id"]), took);
    const ids = { trace: row.id(trace), span: row.id(span), response };
    if (ids.trace === null || ids.span === null)
      throw row.problem(
        ids.trace === null ? trace : span,
        "The span has no valid id; without it a repeated export could not be told from new calls.",
      );
    if (seen.isRepetition(ids.trace, ids.span, ids.response)) {
      file.notes.count("around", around);
      return null;
    }
    const startMs = nanosMs(row, start);
    checkTime(file, row, start, startMs);
    const provider = billedBy(row.text(f["gen_ai.provider.name"]), row.text(f["server.address"]));
    if (provider === null)
      throw row.problem(
        f["gen_ai.provider.name"],
        "The span names no provider, so nobody knows who bills for it.",
      );
    const { counts, cacheKnown } = tokensOf(file, row, { f, provider, hasSchema: row.has(schema) });
    const endMs = row.has(end) ? nanosMs(row, end) : Number.NaN;
    const firstChunk = row.cells[f["gen_ai.response.time_to_first_chunk"]];
    seen.add(ids.trace, ids.span, ids.response, row.cells[above]);
    return {
      kind: "usage",
      line: row.line,
      path: row.path,
      naturalKey: ["otlp.span", ids.trace, ids.span],
      ranked: false,
      period: { startMs: Math.floor(startMs), endMs: null, wholeUtcDay: null },
      provider,
      model: row.text(f["gen_ai.response.model"]),
      serviceTier: tierOf(row.text(f["openai.response.service_tier"])),
      geography: null,
      contextBand: null,
      dimensions: dimensions({
        account: row.text(f.account),
        project: row.text(f.project),
        workspace: row.text(f.workspace),
        apiKey: row.text(f.api_key),
        user: row.text(f.user),
        customer: row.text(f.customer),
        feature: row.text(f.feature),
        environment: row.text(f.environment),
        tags: row.tags(),
      }),
      requests: 1,
      tokens: counts,
      modalities: modalitiesOf(row, f, counts),
      webSearches: 0,
      cacheKnown,
      reportedCost: null,
      reportedCostText: null,
      latencyMs: endMs > startMs ? Math.round(endMs - startMs) : null,
      ttftMs:
        typeof firstChunk === "number" && firstChunk >= 0 && firstChunk < SECONDS_MAX
          ? Math.round(firstChunk * 1000)
          : row.rounded(f["ai.response.msToFirstChunk"]),
      status: isError(row.cells[status])
        ? (row.text(f["error.type"]) ?? "error")
        : row.text(f["gen_ai.response.finish_reasons"]),
    };
  };
}

/** No first chunk takes longer than a day. */
const SECONDS_MAX = 86_400;

/** A time in nanoseconds, text or (in some SDKs) a number, as milliseconds; NaN where it is neither. */
function nanosMs(row: Row, field: number): number {
  const value = row.cells[field];
  if (typeof value === "number") return Number.isFinite(value) ? value / 1e6 : Number.NaN;
  if (typeof value !== "string" || !/^[0-9]{1,20}$/.test(value)) return Number.NaN;
  // Whole milliseconds and the rest apart: nineteen digits are more than a number holds.
  return Number(value.slice(0, -6) || "0") + Number(value.slice(-6)) / 1e6;
}

const isError = (code: unknown): boolean => code === 2 || code === "2" || code === "STATUS_CODE_ERROR";

/**
 * The conventions ask that the input contain the cache and the output the reasoning, yet older instrumentations leave
 * them out. What cannot be contained was left out; a stated total decides where both would fit (formats §10).
 */
function tokensOf(
  file: OpenFile,
  row: Row,
  { f, provider, hasSchema }: { f: Fields; provider: string; hasSchema: boolean },
) {
  const input = row.count(f["gen_ai.usage.input_tokens"]);
  const output = row.count(f["gen_ai.usage.output_tokens"]) ?? 0;
  const total = row.count(f["gen_ai.usage.total_tokens"]);
  const read = row.count(f["gen_ai.usage.cache_read.input_tokens"]);
  const write = row.count(f["gen_ai.usage.cache_creation.input_tokens"]);
  const uncached = row.count(f["ai.usage.inputTokenDetails.noCacheTokens"]);
  const reasoning = row.count(f["gen_ai.usage.reasoning.output_tokens"]);
  const cached = (read ?? 0) + (write ?? 0);
  const thought = reasoning ?? 0;
  const isOutside = cached > (input ?? 0) || (cached > 0 && total === (input ?? 0) + cached + output);
  const isThoughtOutside = thought > output || (thought > 0 && total === (input ?? 0) + output + thought);
  const established = establish({
    ...(isOutside && uncached === null ? { uncached: input } : { input, uncached }),
    cacheRead: read,
    cacheWrite5m: write, // no lifetime is named (ledger rule 6)
    output: isThoughtOutside ? output + thought : output,
    reasoning,
  });
  if (!established.ok) throw new RowProblem(established.reason, row.nameOf(f["gen_ai.usage.input_tokens"]));
  if (isOutside) file.notes.count("cache-outside", cacheOutside);
  else if (cached > 0 && provider === "anthropic" && total === null && uncached === null && !hasSchema)
    file.notes.count("cache-ambiguous", cacheAmbiguous);
  return { counts: established.counts, cacheKnown: read !== null || write !== null || uncached !== null };
}

function modalitiesOf(
  row: Row,
  f: Fields,
  tokens: { uncachedTokens: number; outputTokens: number },
): Modalities | null {
  const audio = row.count(f["gen_ai.usage.audio.input_tokens"]) ?? 0;
  const image = row.count(f["gen_ai.usage.image.input_tokens"]) ?? 0;
  const audioOutput = row.count(f["gen_ai.usage.audio.output_tokens"]) ?? 0;
  if (audio === 0 && image === 0 && audioOutput === 0) return null;
  if (audio + image > tokens.uncachedTokens || audioOutput > tokens.outputTokens)
    throw new RowProblem(
      `Audio and image tokens (${shown(audio + image)} in, ${shown(audioOutput)} out) exceed the uncached input ` +
        `(${tokens.uncachedTokens}) or the output (${tokens.outputTokens}) that contain them.`,
      row.nameOf(f["gen_ai.usage.audio.input_tokens"]),
    );
  return {
    audioInputTokens: audio,
    audioCacheReadTokens: 0,
    audioOutputTokens: audioOutput,
    imageInputTokens: image,
    imageCacheReadTokens: 0,
    imageOutputTokens: 0,
  };
}

const spans = (count: number): string => (count === 1 ? "1 span" : `${count} spans`);
const around = (count: number): string =>
  `${spans(count)} of agents, workflows or frameworks repeat the tokens of the calls inside them: left out.`;
const silent = (count: number): string =>
  `${spans(count)} of model calls state no tokens (failed, or streamed without asking for usage): nothing to count.`;
const cacheOutside = (count: number): string =>
  `In ${spans(count)} the input leaves the cached tokens out, against today's conventions: they were added.`;
const cacheAmbiguous = (count: number): string =>
  `In ${spans(count)} of Anthropic it is not certain that the input contains the cached tokens (no schema version is ` +
  "named); it was read as containing them, as the conventions ask.";
