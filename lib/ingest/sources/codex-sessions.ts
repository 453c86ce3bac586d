import { Lineage, madeMs } from "./codex-lineage";
import { countAt, isJson, type Json } from "./nested";
import { billedBy } from "./otlp-provider";
import { checkTime, instantOf } from "./period";
import type { Row } from "./row";
import { defineSource, type Entry, type Head, type OpenFile, type ReadRow } from "./source";
import { tokensOf, usageRecord } from "./usage-record";

const TYPES = new Set(["session_meta", "turn_context", "event_msg", "response_item", "compacted"]);
/** Events that name the turn which begins with them. */
const BEGINS = new Set(["task_started", "turn_started"]);

/** The session logs that OpenAI's Codex keeps (formats §12). */
export const codexSessions = defineSource({
  id: "codex-sessions",
  title: "Codex session logs (JSON lines)",
  help: [
    "The files under ~/.codex/sessions and ~/.codex/archived_sessions, one a session: upload them as they are, or all of",
    "them in one zip. Forks copy their parent's history; each call counts once. Only counts, models, times and ids are read.",
  ].join(" "),
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  // A call never changes; a fork's copy of it is the same call.
  repeats: "first",
  detect: ({ shape, first }: Head): boolean =>
    shape !== "csv" && shape !== "lines" && (Array.isArray(first) ? first.some(isLine) : isLine(first)),
  entries,
  open,
});

const isLine = (value: unknown): boolean =>
  isJson(value) && typeof value.type === "string" && TYPES.has(value.type) && isJson(value.payload);

/** Of each line what is read: messages, tool calls and their output hold nothing of it, and much text. */
function* entries(value: unknown): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries())
      for (const entry of entries(each)) yield { ...entry, path: `[${index}]` };
  } else if (!isJson(value)) yield { objects: [{ value }], path: null, isBroken: true };
  else yield { objects: [lineOf(value)], path: null };
}

function lineOf({ timestamp, type, payload }: Json): Json {
  const kept = isJson(payload) ? keptOf(type, payload) : null;
  return kept === null ? {} : { timestamp, type, payload: kept };
}

function keptOf(type: unknown, payload: Json): Json | null {
  const { id, forked_from_id, model_provider, model, turn_id, info } = payload;
  if (type === "session_meta") return { id, forked_from_id, model_provider };
  if (type === "turn_context") return { model, turn_id };
  if (type === "token_usage_record") return {};
  if (type !== "event_msg" || typeof payload.type !== "string") return null;
  if (BEGINS.has(payload.type)) return { type: payload.type, turn_id };
  return payload.type === "token_count" ? { type: payload.type, model, info } : null;
}

/** Input, read from the cache, written to it, output, reasoning; null where the log does not say. */
type Counts = readonly [
  input: number,
  cached: number,
  written: number,
  output: number,
  reasoning: number | null,
];

/** What a file has told so far. */
type State = {
  readonly sessions: Lineage;
  model: string | null;
  turn: string | null;
  /** Calls of this turn, and of the file. */
  turnCalls: number;
  calls: number;
  total: Counts | null;
};

function open(file: OpenFile): ReadRow {
  const f = {
    time: file.field("timestamp"),
    type: file.field("type"),
    payload: file.field("payload"),
    session: file.field("id"),
    from: file.field("forked_from_id"),
    provider: file.field("model_provider"),
    model: file.field("model"),
    turn: file.field("turn_id"),
  };
  /** A text of the payload, checked as the ledger keeps texts. */
  const text = (row: Row, field: number, object: Json): string | null => {
    row.cells[field] = object[row.nameOf(field)];
    return row.text(field);
  };
  const state: State = {
    sessions: new Lineage(),
    model: null,
    turn: null,
    turnCalls: 0,
    calls: 0,
    total: null,
  };
  return (row) => {
    const payload = row.cells[f.payload];
    if (!isJson(payload)) return null;
    const type = row.cells[f.type];
    if (type === "session_meta") {
      const id = text(row, f.session, payload);
      if (id !== null) state.sessions.add(id, text(row, f.from, payload), text(row, f.provider, payload));
    } else if (type === "turn_context") {
      beginTurn(state, text(row, f.turn, payload));
      state.model = null;
      state.model = text(row, f.model, payload);
    } else if (type === "token_usage_record") file.notes.count("response-records", responseRecords);
    else if (payload.type !== "token_count") beginTurn(state, text(row, f.turn, payload));
    else {
      const named = isJson(payload.info) ? text(row, f.model, payload.info) : null;
      return callOf(file, row, { f, state, payload, model: named ?? text(row, f.model, payload) });
    }
    return null;
  };
}

/** A turn is named when it begins, and again after a compaction within it. */
function beginTurn(state: State, turn: string | null): void {
  if (turn === null || turn === state.turn) return;
  state.turn = turn;
  state.turnCalls = 0;
}

type Fields = { time: number; payload: number; turn: number };

function callOf(
  file: OpenFile,
  row: Row,
  { f, state, payload, model }: { f: Fields; state: State; payload: Json; model: string | null },
): ReturnType<ReadRow> {
  // A line without counts tells of rate limits alone.
  if (!isJson(payload.info)) return null;
  const total = countsIn(row, f.payload, payload.info, "total_token_usage");
  const before = state.total;
  if (total !== null) state.total = total;
  // The same sum again: the limits have moved, or the history was made shorter, and nothing was called.
  if (total !== null && before !== null && total.every((count, at) => count === before[at])) return null;
  const grown = total && since(total, before);
  const counts = countsIn(row, f.payload, payload.info, "last_token_usage") ?? grown;
  if (counts === null || counts.every((count) => !count)) return null;
  if (before !== null && grown?.some((count, at) => count !== null && count !== counts[at]))
    file.notes.count("sum-differs", sumDiffers);
  state.turnCalls += 1;
  state.calls += 1;
  const at = placeOf(file, row, { f, state });
  const called = model ?? state.model;
  if (called === null) file.notes.count("model-missing", withoutModel);
  const [input, cacheRead, cacheWrite5m, output, reasoning] = counts;
  return usageRecord(row, {
    naturalKey: [...at.key, ...counts, ...(total ?? [])],
    period: { startMs: at.ms, endMs: null, wholeUtcDay: null },
    provider: billedBy(state.sessions.providerOf(at.session), null) ?? "openai",
    model: called,
    dimensions: at.session === null ? {} : { tags: { session: at.session } },
    // Reads and writes stand inside the input, reasoning inside the output; no time to live is named.
    tokens: tokensOf({ input, cacheRead, cacheWrite5m, output, reasoning }, row.nameOf(f.payload)),
  });
}

/** What the sum has grown by; after a drop, which begins a new sum, all of it. */
function since(total: Counts, before: Counts | null): Counts {
  if (before === null || total.some((count, at) => (count ?? 0) < (before[at] ?? 0))) return total;
  const [input, cached, written, output, reasoning] = total;
  return [
    input - before[0],
    cached - before[1],
    written - before[2],
    output - before[3],
    reasoning === null ? null : reasoning - (before[4] ?? 0),
  ];
}

/**
 * When a call is said to have happened, and what it is known by. A fork's copy of a call has the time of the copying, so
 * its own line's time would make another row of it: what is copied unchanged is the turn's id, which holds the moment the
 * turn began. Logs of older versions name no turns; there it is the moment the family's first session began (decision 0030).
 */
function placeOf(
  file: OpenFile,
  row: Row,
  { f, state }: { f: Fields; state: State },
): { ms: number; session: string | null; key: readonly (string | number | null)[] } {
  const { sessions, turn } = state;
  const turnMs = turn === null ? null : madeMs(turn);
  if (turn !== null && turnMs !== null) {
    row.cells[f.turn] = turn;
    checkTime(file, row, f.turn, turnMs);
    return { ms: turnMs, session: sessions.sessionAt(turnMs), key: ["codex.turn", turn, state.turnCalls] };
  }
  const root = sessions.root();
  const key = ["codex.session", root, state.calls];
  const rootMs = root === null ? null : madeMs(root);
  if (rootMs === null) {
    if (sessions.chain().length > 1) file.notes.count("copies-untold", copiesUntold);
    return { ms: instantOf(file, row, f.time), session: root, key };
  }
  row.cells[f.turn] = root;
  checkTime(file, row, f.turn, rootMs);
  file.notes.count("at-session-start", atSessionStart);
  return { ms: rootMs, session: root, key };
}

function countsIn(row: Row, field: number, info: Json, name: string): Counts | null {
  const usage = info[name];
  if (!isJson(usage)) return null;
  const count = (part: string): number | null => countAt(row, field, usage, part);
  return [
    count("input_tokens") ?? 0,
    count("cached_input_tokens") ?? 0,
    count("cache_write_input_tokens") ?? 0,
    count("output_tokens") ?? 0,
    count("reasoning_output_tokens"),
  ];
}

const calls = (count: number): string => (count === 1 ? "1 call" : `${count} calls`);
const withoutModel = (count: number): string =>
  `${calls(count)} came before the log names a model, as older versions write it: unpriced, since nobody knows which it was.`;
const atSessionStart = (count: number): string =>
  `${calls(count)} stand at the time their session began: this version of Codex names no turns, and a fork's copies tell no other time.`;
const copiesUntold = (count: number): string =>
  `${calls(count)} of a fork whose ids tell no time, so that what it copied cannot be told from what it called: import it without its parent's file.`;
const sumDiffers = (count: number): string =>
  `Before ${calls(count)} the session's own sum has grown by other counts than the call's: what the calls themselves say was taken.`;
const responseRecords = (count: number): string =>
  `${count === 1 ? "1 record" : `${count} records`} of single responses (token_usage_record) left out: the counts after each call are read.`;
