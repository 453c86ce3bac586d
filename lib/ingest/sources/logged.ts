import type { Dimensions } from "../records";
import { isJson, type Json, parsed, textAt, valueAt } from "./nested";
import { instantOf } from "./period";
import { checkText, type Row } from "./row";
import type { Entry, OpenFile } from "./source";

/** Keys under which logs keep a response, the likeliest first. */
const INSIDE = [
  "response",
  "body",
  "message",
  "result",
  "output",
  "response_body",
  "responseBody",
  "full_response",
  "response_payload",
  "data",
  "chunk",
];
const LEVELS = 4;
/** Names that a log gives the time of a call. */
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
].concat([
  "start_time",
  "startTime",
  "started_at",
  "request_time",
  "requested_at",
  "logged_at",
  "logging_time",
  "processed_time",
  "createTime",
  "create_time",
]);
const LATENCIES = ["latency_ms", "duration_ms", "latencyMs", "durationMs"];
const FIRST_TOKENS = ["ttft_ms", "time_to_first_token_ms", "ttftMs"];

const WHO = {
  account: ["account", "account_id"],
  project: ["project", "project_id"],
  workspace: ["workspace", "workspace_id"],
  apiKey: ["api_key_id", "api_key_name"],
  user: ["user", "user_id"],
  customer: ["customer", "customer_id"],
  feature: ["feature"],
  environment: ["environment", "env"],
} as const satisfies Partial<Record<keyof Dimensions, readonly string[]>>;

const WHO_NAMES: ReadonlySet<string> = new Set(Object.values(WHO).flat());

/** Names of a log that are read beside the response, whatever the provider. */
export const LOG_NAMES: readonly string[] = [
  ...[...INSIDE, ...TIMES, ...LATENCIES, ...FIRST_TOKENS],
  ...Object.values(WHO).flat(),
  ...["id", "request_id", "requestId"],
];

/** A response of a provider and what stands around it in a log: time, request, names. */
export type Logged = Readonly<{ body: Json; around: Json }>;

/** How a source knows its response: by its keys, and where a log keeps a stream's parts in a list, by what they make. */
export type BodyTest = ((value: Json) => boolean) | BodyOf;
type BodyOf = Readonly<{
  isBody(value: Json): boolean;
  /** The response that the parts of a stream make; null where they make none. */
  ofParts(parts: readonly unknown[]): Json | null;
}>;

/** The response inside a value of a log, however deep it is wrapped; null where there is none. */
export function loggedIn(value: unknown, test: BodyTest): Logged | null {
  const bodies = typeof test === "function" ? { isBody: test, ofParts: () => null } : test;
  return isJson(value) ? inside(value, bodies, LEVELS) : null;
}

function inside(value: Json, bodies: BodyOf, levels: number): Logged | null {
  if (bodies.isBody(value)) return { body: value, around: {} };
  if (levels === 0) return null;
  for (const name of INSIDE) {
    if (!Object.hasOwn(value, name)) continue;
    const inner = parsed(value[name]);
    const whole = Array.isArray(inner) ? bodies.ofParts(inner) : inner;
    const found = isJson(whole) ? inside(whole, bodies, levels - 1) : null;
    if (found) return { body: found.body, around: { ...found.around, ...value, [name]: undefined } };
  }
  return null;
}

/** True where a document or first line holds such a response. */
export function holds(first: unknown, isRow: (value: unknown) => boolean): boolean {
  return Array.isArray(first) ? first.slice(0, 20).some(isRow) : isRow(first);
}

/** Each element of a document, or the document itself, whole: in the field that `wholeField` binds. */
export function* wholeEntries(value: unknown, path = ""): Generator<Entry> {
  if (Array.isArray(value))
    for (const [index, each] of value.entries()) yield* wholeEntries(each, `${path}[${index}]`);
  else
    yield {
      objects: [{ whole: value }],
      value,
      path: path === "" ? null : path,
      ...(isJson(value) ? {} : { isBroken: true }),
    };
}

export const wholeField = (file: OpenFile): number => file.field("whole");

export function wholeOf(row: Row, field: number): Json {
  const value = row.cells[field];
  return isJson(value) ? value : {};
}

/** The instant of a call by whatever name its log has for it; a row without one is rejected. */
export function timeOf(file: OpenFile, row: Row, places: { time: number; around: Json; body: Json }): number {
  const { time, around, body } = places;
  // Its own time is the same in every log of the call.
  const value = firstAt(body, TIMES) ?? firstAt(around, TIMES);
  row.cells[time] = value;
  if (value === undefined || value === null)
    throw row.problem(
      time,
      "There is no time: the response has none of its own. Write the log as one object a line with a “timestamp” beside the response.",
    );
  return instantOf(file, row, time);
}

/** Binds what a log says of how long a call took; the returned function reads it, in milliseconds. */
export function timings(file: OpenFile) {
  const latency = file.field("latency_ms");
  const ttft = file.field("ttft_ms");
  return (row: Row, around: Json): { latencyMs: number | null; ttftMs: number | null } => {
    row.cells[latency] = firstAt(around, LATENCIES);
    row.cells[ttft] = firstAt(around, FIRST_TOKENS);
    return { latencyMs: row.rounded(latency), ttftMs: row.rounded(ttft) };
  };
}

const firstAt = (object: Json, names: readonly string[]): unknown =>
  names.map((name) => valueAt(object, name)).find((value) => value !== undefined && value !== null);

/** Text or a number that identifies a request, under the first of the names that has one; null where none has. */
export function idAt(object: Json, ...names: string[]): string | null {
  const id = firstAt(object, names);
  if (typeof id === "number") return String(id);
  if (typeof id !== "string" || id.trim() === "") return null;
  checkText(id, names[0] ?? null);
  return id.trim();
}

/** Names the keys of an object that nothing reads (ledger rule 22). */
export function noteUnread(file: OpenFile, object: Json, at: { prefix: string; known: ReadonlySet<string> }) {
  for (const name in object) if (!at.known.has(name)) file.notes.unknownColumn(`${at.prefix}${name}`);
}

/** Who asked, as logs name it beside the response. */
export function whoIn(around: Json): Partial<Dimensions> {
  const who: Partial<Record<keyof typeof WHO, string | null>> = {};
  for (const [name, keys] of Object.entries(WHO) as [keyof typeof WHO, readonly string[]][])
    who[name] = keys.map((key) => textAt(around, key)).find((text) => text !== null) ?? null;
  return who;
}

const TAG = "tag.";

/**
 * Tags among the keys of an object, which are those named `tag.NAME` (ledger rule 22), null where there are none; and the
 * names of its other keys that nothing reads.
 */
export function tagsIn(row: Row, object: Json): { tags: Record<string, string> | null; others: string[] } {
  const tags: [string, string][] = [];
  const others: string[] = [];
  for (const [key, text] of Object.entries(object)) {
    const name = key.startsWith(TAG) ? key.slice(TAG.length) : "";
    if (row.takesTag(name) && typeof text === "string") {
      checkText(text, key);
      if (text.trim() !== "") tags.push([name, text.trim()]);
    } else if (!WHO_NAMES.has(key)) others.push(key);
  }
  tags.sort(([a], [b]) => (a < b ? -1 : 1));
  return { tags: tags.length === 0 ? null : Object.fromEntries(tags), others };
}

/** What an import says of calls that failed. */
export const failedCalls = (count: number): string =>
  `${count === 1 ? "1 call" : `${count} calls`} failed and took nothing: left out.`;
