import type { Row } from "./row";
import type { Entry, OpenFile } from "./source";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const resultsOf = (bucket: Json): unknown =>
  bucket.results ?? (Array.isArray(bucket.result) ? bucket.result : undefined);

/**
 * The results of a saved report in any of its shapes: a page, an array of pages, a bare array of buckets, one bucket.
 * Each comes with its page and bucket; a bucket without results comes once, alone.
 */
export function* reportEntries(value: unknown, path = "", page: Json | null = null): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* reportEntries(each, `${path}[${index}]`, page);
  } else if (isObject(value) && Array.isArray(value.data)) {
    yield* reportEntries(value.data, path === "" ? "data" : `${path}.data`, value);
  } else if (isObject(value)) {
    yield* bucketEntries(value, path, page);
  } else yield { objects: [{ value }], path: path === "" ? null : path, isBroken: true };
}

function* bucketEntries(bucket: Json, path: string, page: Json | null): Generator<Entry> {
  const results = resultsOf(bucket);
  const outer = page === null ? [bucket] : [page, bucket];
  if (!Array.isArray(results) || results.length === 0) {
    yield { objects: outer, path: path === "" ? null : path };
    return;
  }
  const name = Array.isArray(bucket.results) ? "results" : "result";
  for (const [index, result] of results.entries())
    yield {
      objects: [...outer, isObject(result) ? result : { value: result }],
      path: `${path === "" ? "" : `${path}.`}${name}[${index}]`,
      isBroken: !isObject(result),
    };
}

/** What the first pages of a dump look like: its first result, its first bucket. */
export function firstOf(value: unknown): { bucket: Json | null; result: Json | null } {
  let bucket: Json | null = null;
  for (const { objects } of reportEntries(value)) {
    const last = objects.at(-1) as Json;
    if ("start_time" in last || "starting_at" in last) bucket ??= last;
    else {
      const around = objects.at(-2) as Json | undefined;
      const isBucket = around !== undefined && ("start_time" in around || "starting_at" in around);
      return { bucket: isBucket ? around : bucket, result: isBucket ? last : null };
    }
  }
  return { bucket, result: null };
}

/** Registers what a page says about itself; the returned function notes a dump that stops before its last page. */
export function pageFields(file: OpenFile): (row: Row) => void {
  file.ignore("data", "results", "result", "next_page", "first_id", "last_id");
  const hasMore = file.shape === "csv" ? -1 : file.field("has_more");
  return (row) => {
    if (hasMore < 0) return;
    file.notes.latest(
      "has-more",
      row.flag(hasMore) === true
        ? "The last page says that more pages follow (has_more): the export is not complete. Fetch the remaining pages and upload them too."
        : null,
    );
  };
}

/** The rows of an array, of a page that holds one under `data`, or of pages; an object with neither is a row. */
export function* elements(value: unknown, path = ""): Generator<Entry> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* elements(each, `${path}[${index}]`);
  } else if (isObject(value) && Array.isArray(value.data)) {
    yield* elements(value.data, path === "" ? "data" : `${path}.data`);
  } else if (isObject(value)) yield { objects: [value], path: path === "" ? null : path };
  else yield { objects: [{ value }], path: path === "" ? null : path, isBroken: true };
}
