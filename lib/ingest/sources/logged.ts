import type { Dimensions } from "../records";
import { isJson, type Json, parsed, textAt, valueAt } from "./nested";
import { instantOf } from "./period";
import type { Row } from "./row";
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
  "createTime",
]);

/** A response of a provider and what stands around it in a log: time, request, names. */
export type Logged = Readonly<{ body: Json; around: Json }>;

/** The response inside a value of a log, however deep it is wrapped; null where there is none. */
export function loggedIn(value: unknown, isBody: (value: Json) => boolean): Logged | null {
  return isJson(value) ? inside(value, isBody, LEVELS) : null;
}

function inside(value: Json, isBody: (value: Json) => boolean, levels: number): Logged | null {
  if (isBody(value)) return { body: value, around: {} };
  if (levels === 0) return null;
  for (const name of INSIDE) {
    if (!Object.hasOwn(value, name)) continue;
    const inner = parsed(value[name]);
    const found = isJson(inner) ? inside(inner, isBody, levels - 1) : null;
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
  let value: unknown;
  for (const object of [around, body]) for (const name of TIMES) value ??= valueAt(object, name);
  row.cells[time] = value;
  if (value === undefined || value === null)
    throw row.problem(
      time,
      "There is no time: the response has none of its own. Write the log as one object a line with a “timestamp” beside the response.",
    );
  return instantOf(file, row, time);
}

/** Who asked, as logs name it beside the response. */
export function whoIn(around: Json): Partial<Dimensions> {
  const first = (...names: string[]): string | null => {
    for (const name of names) {
      const text = textAt(around, name);
      if (text !== null) return text;
    }
    return null;
  };
  return {
    account: first("account", "account_id"),
    project: first("project", "project_id"),
    workspace: first("workspace", "workspace_id"),
    apiKey: first("api_key_id", "api_key_name"),
    user: first("user", "user_id"),
    customer: first("customer", "customer_id"),
    feature: first("feature"),
    environment: first("environment", "env"),
  };
}
