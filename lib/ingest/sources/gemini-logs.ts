import type { TokenCounts } from "@/lib/tokens/counts";
import type { Dimensions } from "../records";
import { isOtherExport } from "./chat-body";
import { hostOf, withoutModel } from "./chat-provider";
import { FirstTimes } from "./first-times";
import {
  geminiAt,
  geminiText,
  geminiTier,
  geminiTokens,
  hasCounts,
  spellings,
  USAGE_NAMES,
  usageOf,
} from "./gemini-usage";
import * as log from "./logged";
import { isJson, type Json, parsed, textAt } from "./nested";
import { billedBy } from "./otlp-provider";
import { RowProblem } from "./refusal";
import { defineSource, type OpenFile, type ReadRow } from "./source";
import { usageRecord } from "./usage-record";

/** Responses of Gemini's generateContent, from the Gemini API or Vertex AI: one call each (formats §3.1). */
export const geminiLogs = defineSource({
  id: "gemini-logs",
  title:
    "Gemini response logs: generateContent of the Gemini API and Vertex AI, batch output (JSON, JSON lines)",
  help: [
    'Write every response to a file, one JSON object a line, with its time: {"timestamp": …, "response": …}.',
    "Vertex AI: save the table of request-response logging as JSON lines; download the output of a batch job.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  // Parts of a stream share the response's id and repeat a growing count: the last is the call.
  repeats: "most-output",
  detect: (head) => head.shape !== "csv" && head.shape !== "lines" && log.holds(head.first, isRow),
  entries: (value) => log.wholeEntries(value),
  open,
});

/** A response, or a part of a streamed one. */
function isBody(value: Json): boolean {
  const usage = usageOf(value);
  if (usage !== null) return hasCounts(usage) || geminiAt(usage, "trafficType") !== undefined;
  return Array.isArray(value.candidates) && geminiAt(value, "modelVersion") !== undefined;
}

/** A stream kept as the list of its parts: the last with counts, since each repeats the sum so far. */
function ofParts(parts: readonly unknown[]): Json | null {
  const bodies = parts.filter((part): part is Json => isJson(part) && isBody(part));
  const last = bodies.findLast((body) => hasCounts(usageOf(body))) ?? bodies.at(-1);
  return last === undefined ? null : { ...bodies[0], ...last };
}

const bodyIn = (value: unknown): log.Logged | null => log.loggedIn(value, { isBody, ofParts });

const isRow = (value: unknown): boolean => isJson(value) && !isOtherExport(value) && bodyIn(value) !== null;

/** What stands around a response in a log and is read, or is what was said. */
const AROUND = new Set(
  [...log.LOG_NAMES, "model", "model_version", "provider", "url", "endpoint", "key", "status"].concat([
    ...["request", "full_request", "request_payload", "contents", "error", "metadata", "api_method"],
    ...["deployed_model_id", "otel_log", "status_code", "statusCode"],
  ]),
);

function open(file: OpenFile): ReadRow {
  const whole = log.wholeField(file);
  const time = file.field("time");
  const timing = log.timings(file);
  const firstTimes = new FirstTimes();
  let parts = 0;
  return (row) => {
    const value = log.wholeOf(row, whole);
    const found = bodyIn(value);
    if (found === null) return withoutResponse(file, value);
    const { body, around } = found;
    const usage = usageOf(body);
    const id = geminiId(body, around);
    if (usage === null || !hasCounts(usage) || (id === null && !isEnded(body))) {
      if (isEnded(body)) throw new RowProblem(NO_COUNTS, "usageMetadata");
      parts += 1;
      file.notes.latest("stream-parts", partsNote(parts));
      return null;
    }
    const told = log.timeOf(file, row, { time, body, around });
    const startMs = id === null ? told : firstTimes.of(id, told);
    const { tokens, modalities } = geminiTokens(file, row, usage);
    log.noteUnread(file, usage, { prefix: "usageMetadata.", known: USAGE_NAMES });
    const { tags, others } = log.tagsIn(row, around);
    for (const name of others) if (!AROUND.has(name)) file.notes.unknownColumn(name);
    const model = modelOf(body, around);
    if (model === null) file.notes.count("model-missing", withoutModel);
    const who = { ...log.whoIn(around), ...(tags === null ? {} : { tags }) };
    return usageRecord(row, {
      naturalKey: id === null ? contentOf(startMs, model, { tokens, who }) : ["google.response", id],
      ranked: id === null,
      period: { startMs, endMs: null, wholeUtcDay: null },
      provider: billedBy(textAt(around, "provider"), hostOf(textAt(around, "url"))) ?? "google",
      model,
      serviceTier: isBatch(around) ? "batch" : geminiTier(usage),
      dimensions: who,
      tokens,
      modalities,
      ...timing(row, around),
      status: endOf(body),
    });
  };
}

const geminiId = (body: Json, around: Json): string | null =>
  log.idAt(body, ...spellings("responseId")) ?? log.idAt(around, "request_id", "requestId", "id");

/** The key of a call without an id: all that is known of it. */
function contentOf(
  startMs: number,
  model: string | null,
  { tokens: t, who: d }: { tokens: TokenCounts; who: Partial<Dimensions> },
): (string | number | null)[] {
  const counts = [t.inputTokens, t.cacheReadTokens, t.outputTokens, t.reasoningTokens];
  const who = [d.project, d.workspace, d.apiKey, d.user, d.customer, d.feature, d.environment];
  return ["google.response.content", startMs, model, ...counts, ...who.map((text) => text ?? null)];
}

/** Vertex AI writes the path of a model, the Gemini API may write its resource: the price book knows the name. */
function modelOf(body: Json, around: Json): string | null {
  const named =
    geminiText(body, "modelVersion") ??
    textAt(around, "model") ??
    textAt(around, "model_version") ??
    textAt(around, "request.model");
  return named?.replace(/^(?:.*\/)?models\//, "") ?? null;
}

/** Lines of a batch's output: Vertex AI says when each was processed, the Gemini API repeats the key of the request. */
const isBatch = (around: Json): boolean =>
  "processed_time" in around || (typeof around.key === "string" && !("request" in around));

const candidateOf = (body: Json): Json | null => {
  const [first] = Array.isArray(body.candidates) ? (body.candidates as unknown[]) : [];
  return isJson(first) ? first : null;
};

/** Why the answer ended, null while it goes on. */
function endOf(body: Json): string | null {
  const reason = geminiText(candidateOf(body), "finishReason") ?? geminiText(blockOf(body), "blockReason");
  return reason?.split(".").at(-1) ?? null;
}

function blockOf(body: Json): Json | null {
  const feedback = geminiAt(body, "promptFeedback");
  return isJson(feedback) ? feedback : null;
}

/** False for a part of a stream that is not its last. A response that is logged without its words has no candidates. */
const isEnded = (body: Json): boolean => candidateOf(body) === null || endOf(body) !== null;

function withoutResponse(file: OpenFile, value: Json): null {
  if (!isFailure(value))
    throw new RowProblem(
      "There is no Gemini response with “usageMetadata” here: nothing tells what the call took.",
    );
  file.notes.count("failed-calls", log.failedCalls);
  return null;
}

/** A line of a batch's output whose request failed: an error, or a status that says why and an empty response. */
function isFailure({ error, status, response }: Json): boolean {
  if (isJson(error)) return true;
  const given = parsed(response);
  const isEmpty = !isJson(given) || Object.keys(given).length === 0;
  return typeof status === "string" && status !== "" && isEmpty;
}

const NO_COUNTS = "The response has no counts in “usageMetadata”: nothing tells what the call took.";

const partsNote = (count: number): string =>
  `${count === 1 ? "1 part of a stream is" : `${count} parts of streams are`} passed over: the last part of each holds the ` +
  "counts. A stream that broke off before it is not in the figures.";
