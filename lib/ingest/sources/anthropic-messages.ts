import type { UsageRecord } from "../records";
import { messageRecords } from "./anthropic-body";
import { isMessageUsage } from "./anthropic-usage-object";
import { FirstTimes } from "./first-times";
import {
  failedCalls,
  holds,
  type Logged,
  loggedIn,
  timeOf,
  whoIn,
  wholeEntries,
  wholeField,
  wholeOf,
} from "./logged";
import { isJson, type Json, textAt, valueAt } from "./nested";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type OpenFile, type ReadRow } from "./source";

/** Responses of Anthropic's Messages API, in a log of one's own or as the results of a message batch. */
export const anthropicMessages = defineSource({
  id: "anthropic-messages",
  title: "Anthropic message logs: responses of the Messages API, batch results (JSON, JSON lines)",
  help: [
    'Write every response of the Messages API to a file, one object a line, with its time: {"timestamp": …, "response": …};',
    "the response has no time of its own. Or download the results of a message batch and add the time to each line.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  // A streamed message is told at its start and at its end, with a growing count of output.
  repeats: "most-output",
  detect: (head) => head.shape !== "csv" && holds(head.first, isRow),
  entries: (value) => wholeEntries(value),
  open,
});

/** A whole message, or the end of a streamed one, which holds the last count of its output. */
function isBody(value: Json): boolean {
  if (value.type === "message") return isMessageUsage(value.usage);
  return value.type === "message_delta" && isJson(value.usage) && "output_tokens" in value.usage;
}

/** Logs of Claude Code hold such messages too, and are read as what they are. */
function isRow(value: unknown): boolean {
  if (!isJson(value) || "sessionId" in value || "resourceSpans" in value || "schemaType" in value)
    return false;
  return loggedIn(value, isBody) !== null || isBatchResult(value);
}

const isBatchResult = (value: Json): boolean =>
  typeof value.custom_id === "string" && isJson(value.result) && typeof value.result.type === "string";

function open(file: OpenFile): ReadRow {
  const whole = wholeField(file);
  const time = file.field("time");
  const firstTimes = new FirstTimes();
  /** The streamed message whose end is to come: its id, model and input stand at its start alone. */
  let begun: (Logged & { startMs: number }) | null = null;
  return (row) => {
    const value = wholeOf(row, whole);
    const found = loggedIn(value, isBody);
    if (found === null) return withoutUsage(file, value);
    let { body, around } = found;
    let startMs: number | null = null;
    if (body.type === "message_delta") {
      if (begun === null)
        throw new RowProblem("A streamed message ends here whose start (message_start) is not in the file.");
      const usage = { ...asJson(begun.body.usage), ...asJson(body.usage) };
      around = { ...begun.around, ...around };
      // One call has one time, at which its row is known again: that of its start.
      startMs = begun.startMs;
      body = { ...begun.body, usage, stop_reason: valueAt(body, "delta.stop_reason") };
    }
    if (startMs === null) {
      const told = timeOf(file, row, { time, body, around });
      const id = textAt(body, "id");
      startMs = id === null ? told : firstTimes.of(id, told);
    }
    if (body === found.body)
      begun =
        value.type === "message_start" || around.type === "message_start" ? { ...found, startMs } : null;
    return recordsOf(file, row, { startMs, body, around });
  };
}

const asJson = (value: unknown): Json => (isJson(value) ? value : {});

/** Other events of a stream: parts of the answer, pings. */
const isEvent = (value: Json): boolean =>
  [value, value.chunk, value.data, value.event].some(
    (each) => isJson(each) && typeof each.type === "string" && each.type !== "message",
  );

function withoutUsage(file: OpenFile, value: Json): null {
  if (!isBatchResult(value) && !isEvent(value) && value.error === undefined)
    throw new RowProblem("There is no message with a “usage” object here: nothing tells what the call took.");
  if (isBatchResult(value) || value.error !== undefined || value.type === "error")
    file.notes.count("failed-calls", failedCalls);
  return null;
}

function recordsOf(
  file: OpenFile,
  row: Row,
  call: { startMs: number; body: Json; around: Json },
): UsageRecord[] {
  const { startMs, body, around } = call;
  const isBatch = around.custom_id !== undefined;
  const id = textAt(body, "id") ?? textAt(around, "request_id");
  const model = textAt(body, "model") ?? textAt(around, "model");
  const records = messageRecords(file, row, {
    field: -1,
    usage: asJson(body.usage),
    of: {
      id: id ?? "",
      model,
      provider: "anthropic",
      period: { startMs, endMs: null, wholeUtcDay: null },
      isBatch,
      dimensions: whoIn(around),
      status: textAt(body, "stop_reason"),
    },
  });
  if (id !== null) return records;
  return records.map((record, step) => {
    const t = record.tokens;
    const key = ["anthropic.message.content", startMs, record.model, t.inputTokens, t.cacheReadTokens];
    return { ...record, naturalKey: [...key, t.outputTokens, ...(step === 0 ? [] : [step])], ranked: true };
  });
}
