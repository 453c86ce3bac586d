import { parseUsd } from "@/lib/money/parse";
import { isAnthropicUsage, messageRecords } from "./anthropic-body";
import { estimates } from "./estimates";
import { FirstTimes } from "./first-times";
import { isJson, type Json, objectIn } from "./nested";
import { instantOf } from "./period";
import { RowProblem } from "./refusal";
import type { Row } from "./row";
import { defineSource, type Entry, type Head, type OpenFile, type ReadRow } from "./source";

/** What no model answered: a notice that Claude Code wrote itself. */
const SYNTHETIC = "<synthetic>";

/** The transcripts that Claude Code keeps of its sessions (formats §2.5). */
export const claudeCodeSessions = defineSource({
  id: "claude-code-sessions",
  title: "Claude Code session logs (JSON lines)",
  help: [
    "The files under ~/.claude/projects (or ~/.config/claude/projects), one a session, subagents too:",
    "upload them as they are, or all of them in one zip. Only counts, models, times and session names are read.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  // An answer is written again for each of its parts, while its output grows.
  repeats: "most-output",
  detect,
  entries,
  open,
});

function detect({ shape, first }: Head): boolean {
  if (shape === "csv" || shape === "lines" || !isJson(first) || typeof first.sessionId !== "string")
    return false;
  const { message } = first;
  return isJson(message) && (isAnthropicUsage(message.usage) || ("role" in message && "uuid" in first));
}

/** Lines that tell of no answer (questions, summaries, snapshots) hold nothing to read, and much text. */
function* entries(value: unknown): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries())
      for (const entry of entries(each)) yield { ...entry, path: `[${index}]` };
  } else if (!isJson(value)) yield { objects: [{ value }], path: null, isBroken: true };
  else yield { objects: [lineOf(value)], path: null };
}

function lineOf({ timestamp, sessionId, requestId, uuid, isSidechain, costUSD, message }: Json): Json {
  if (!isJson(message) || message.usage === undefined || message.usage === null) return {};
  const { id, model, usage, stop_reason } = message;
  return { timestamp, sessionId, requestId, uuid, isSidechain, costUSD, id, model, usage, stop_reason };
}

function open(file: OpenFile): ReadRow {
  const f = {
    time: file.need("timestamp"),
    session: file.field("sessionId"),
    request: file.field("requestId"),
    line: file.field("uuid"),
    cost: file.field("costUSD"),
    id: file.field("id"),
    model: file.field("model"),
    usage: file.need("usage"),
    stop: file.field("stop_reason"),
  };
  file.ignore("isSidechain");
  const estimate = estimates(file, "Claude Code");
  const firstTimes = new FirstTimes();
  return (row) => {
    if (!row.has(f.usage)) return null;
    const usage = objectIn(row, f.usage);
    if (!isAnthropicUsage(usage))
      throw row.problem(f.usage, "This is not a usage object of Anthropic's messages.");
    const model = row.text(f.model);
    if (model === SYNTHETIC) {
      file.notes.count("synthetic", synthetic);
      return null;
    }
    const id = messageId(row, f);
    const startMs = firstTimes.of(id, instantOf(file, row, f.time));
    const session = row.text(f.session);
    const [message, ...steps] = messageRecords(file, row, {
      field: f.usage,
      usage,
      of: {
        id,
        model,
        provider: "anthropic",
        period: { startMs, endMs: null, wholeUtcDay: null },
        dimensions: session === null ? {} : { tags: { session } },
        status: row.text(f.stop),
      },
    });
    if (message === undefined) return null;
    return [{ ...message, ...estimate(row.amount(f.cost, parseUsd)) }, ...steps];
  };
}

/**
 * The message's id alone, without the request's: a sidechain copies messages of its parent under another request, and
 * one message is answered by one request only, so that a second request of it is always a copy.
 */
function messageId(row: Row, { id, request, line }: { id: number; request: number; line: number }): string {
  const known = row.id(id) ?? row.id(request) ?? row.id(line);
  if (known === null)
    throw new RowProblem("The line has neither a message id nor a request id.", row.nameOf(id));
  return known;
}

const synthetic = (count: number): string =>
  `${count === 1 ? "1 line was" : `${count} lines were`} written by Claude Code itself and no model: left out.`;
