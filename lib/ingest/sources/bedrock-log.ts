import { isJson, type Json, parsed } from "./nested";
import type { Entry } from "./source";

/** True for one record of Bedrock's model invocation log. */
export const isInvocation = (value: unknown): value is Json =>
  isJson(value) && value.schemaType === "ModelInvocationLog";

/** Keys under which CloudWatch keeps lists of log events, and the text of one. */
const LISTS = ["events", "logEvents", "Records", "results"];
const TEXTS = ["message", "@message"];
const LEVELS = 4;

/**
 * The invocations inside one value of a file: records as S3 has them, alone or in arrays, and what CloudWatch wraps them
 * in: answers of get-log-events and filter-log-events, batches of a subscription, results of Logs Insights. A value that
 * is none comes whole, to be rejected with its place.
 */
export function* invocationEntries(value: unknown, path = "", levels = LEVELS): Generator<Entry> {
  const at = path === "" ? null : path;
  const list = listIn(value);
  const inner = list === null ? textIn(value) : null;
  if (isInvocation(value)) yield { objects: [{ whole: value }], value, path: at };
  else if (list !== null && levels > 0) {
    for (const [index, each] of list.rows.entries())
      yield* invocationEntries(
        each,
        `${path === "" || list.name === "" ? path : `${path}.`}${list.name}[${index}]`,
        levels - 1,
      );
  } else if (inner !== null && levels > 0) yield* invocationEntries(inner, path, levels - 1);
  else yield { objects: [{ whole: value }], value, path: at, ...(isJson(value) ? {} : { isBroken: true }) };
}

/** The list of log events in a value: an array, or one under a name of CloudWatch's; null where there is none. */
function listIn(value: unknown): { name: string; rows: readonly unknown[] } | null {
  // Logs Insights writes each row as a list of its fields.
  if (Array.isArray(value)) return value.some(isField) ? null : { name: "", rows: value };
  if (!isJson(value)) return null;
  for (const name of LISTS) {
    const rows = value[name];
    if (Array.isArray(rows)) return { name, rows };
  }
  return null;
}

const isField = (value: unknown): boolean => isJson(value) && "field" in value && "value" in value;

/** The record inside a log event, which holds it as text; null where there is none. */
function textIn(value: unknown): unknown {
  if (Array.isArray(value)) {
    const field = (value as unknown[]).find((each) => isJson(each) && each.field === "@message");
    return isJson(field) ? objectOf(field.value) : null;
  }
  if (!isJson(value)) return null;
  for (const name of TEXTS) {
    const found = objectOf(value[name]);
    if (found !== null) return found;
  }
  return null;
}

function objectOf(text: unknown): Json | null {
  const value = parsed(text);
  return isJson(value) ? value : null;
}

const HEAD_ROWS = 20;

/** True where the first rows of a document, or a line, hold an invocation. */
export function hasInvocations(first: unknown): boolean {
  let rows = 0;
  for (const { value } of invocationEntries(first)) {
    if (isInvocation(value)) return true;
    rows += 1;
    if (rows >= HEAD_ROWS) return false;
  }
  return false;
}
