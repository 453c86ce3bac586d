import { textBlocks } from "./blocks";
import { jsonHead, objectSource } from "./detect";
import { collect, DEPTH_MAX, hasBrackets, parseDocument, parseLine } from "./json";
import { type ReadContext, type Reading, wholeInput } from "./reading";
import type { ReadBatch } from "./records";
import { RowsOut } from "./rows-out";
import { BoundFile } from "./sources/open-file";
import { FileRefusal } from "./sources/refusal";
import type { Entry, Head, Source } from "./sources/source";
import { isDeeper } from "./sources/values";

const BATCH_ROWS = 1000;
const NEWLINE = 10;
const BLANK = 32;
const HEAD_LINES = 20;
const HEAD_BYTES = 256 * 1024;

/** Reads JSON: one document, or one object on each line. */
export async function readJson(context: ReadContext): Promise<Reading> {
  const { start } = context.input;
  const first = start.findIndex((byte) => byte > BLANK);
  const end = start.indexOf(NEWLINE, first);
  if (start[first] === 91 || end < 0) return documentOf(context, await collect(wholeInput(context)));
  const value = parseLine(start.toString("utf8", first, end));
  if (value === undefined) return brokenFirstLine(context);
  const [isMore, input] = await hasMore(context, end);
  return isMore ? lines(context, value, input) : documentOf(context, await collect(input));
}

/** Whether anything but blanks follows the first line, and the whole input again. */
async function hasMore(context: ReadContext, end: number): Promise<[boolean, AsyncGenerator<Buffer>]> {
  const { start, rest } = context.input;
  const chunks = [start];
  const iterator = rest[Symbol.asyncIterator]();
  let isMore = start.subarray(end).some((byte) => byte > BLANK);
  while (!isMore) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    isMore = next.value.some((byte) => byte > BLANK);
  }
  return [isMore, again()];

  async function* again(): AsyncGenerator<Buffer> {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
}

/** The first line is no JSON by itself: a document on several lines, or JSON lines whose first is broken. */
async function brokenFirstLine(context: ReadContext): Promise<Reading> {
  const bytes = await collect(wholeInput(context));
  try {
    return await documentOf(context, bytes);
  } catch (error) {
    if (!(error instanceof FileRefusal) || error.code !== "broken-container") throw error;
    const value = secondLine(bytes);
    if (value === null) throw error;
    return lines(context, value, fromMemory(bytes));
  }
}

async function* fromMemory(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The object on the line after the first that is not blank, if it stands for itself. */
function secondLine(bytes: Buffer): object | null {
  const [first = "", second = ""] = bytes
    .toString("utf8", 0, 256 * 1024)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (first.length < 3 || /[[{,:]$/.test(first)) return null;
  const value = parseLine(second);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function documentOf(context: ReadContext, bytes: Buffer): Reading {
  const document = parseDocument(bytes);
  const source = objectSource(context, jsonHead("json", document), "JSON");
  const file = new BoundFile({ shape: "json", columns: [], now: context.options.now });
  const out = new RowsOut(source, file);
  return readingOf(context, { source, shape: "json", out, batches: batches() });

  async function* batches(): AsyncGenerator<ReadBatch> {
    let ordinal = 0;
    for (const entry of entriesOf(source, document)) {
      file.row.line = ordinal + 1;
      if (takeEntry(file, out, entry)) ordinal += 1;
      if (out.size >= BATCH_ROWS) yield { ...out.flush(), bytesRead: context.progress.packed };
      context.options.signal?.throwIfAborted();
    }
    yield { ...out.finish(), bytesRead: context.progress.packed };
  }
}

function lines(context: ReadContext, first: unknown, input: AsyncIterable<Buffer>): Reading {
  const source = objectSource(context, tellingHead(context, first), "JSON");
  const file = new BoundFile({ shape: "jsonl", columns: [], now: context.options.now });
  const out = new RowsOut(source, file);
  const { row } = file;
  return readingOf(context, { source, shape: "jsonl", out, batches: batches() });

  async function* batches(): AsyncGenerator<ReadBatch> {
    let line = 0;
    for await (const { text } of textBlocks(input)) {
      for (let at = 0; at < text.length; ) {
        const newline = text.indexOf("\n", at);
        const end = newline < 0 ? text.length : newline;
        line += 1;
        row.line = line;
        takeLine(text.slice(at, end));
        at = end + 1;
        if (out.size >= BATCH_ROWS) yield { ...out.flush(), bytesRead: context.progress.packed };
      }
    }
    yield { ...out.finish(), bytesRead: context.progress.packed };
  }

  function takeLine(text: string): void {
    // A line of many rows would be searched once for each of their numbers: there they are kept as text at once.
    const value = parseLine(text, { exactly: source.entries !== undefined });
    row.path = null;
    row.source = source.entries === undefined ? text : null;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      if (hasBrackets(text, DEPTH_MAX) && isDeeper(value, DEPTH_MAX))
        out.reject(`The line nests more than ${DEPTH_MAX} levels deep, which no usage log does.`, null, text);
      else if (source.entries === undefined) out.take(() => text, [value]);
      else for (const entry of source.entries(value)) takeEntry(file, out, entry);
    } else if (text.trim() !== "") {
      if (source.entries !== undefined && row.line === 2 && !text.trimStart().startsWith("{"))
        throw moreAfterEnd();
      out.reject(value === undefined ? notJson(text) : "The line is JSON, but not an object.", null, text);
    }
  }
}

function notJson(text: string): string {
  if (!text.trimEnd().endsWith("}")) return "The line is not valid JSON: it is cut short or not an object.";
  return /:\s*-?(NaN|Infinity)\b/.test(text)
    ? "The line is not valid JSON: it holds NaN or Infinity, which JSON has not. Write null where there is no number."
    : "The line is not valid JSON.";
}

const moreAfterEnd = (): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: "The JSON document ends on line 1, and something else follows on line 2.",
    fix: "Put one page on each line, or all pages into one array, and upload again.",
    line: 2,
  });

/** Reads one row of a report; false for a bucket without usage, which is no row. */
function takeEntry(file: BoundFile, out: RowsOut, entry: Entry): boolean {
  const text = (): string => JSON.stringify(entry.value ?? entry.objects.at(-1));
  file.row.path = entry.path;
  if (!entry.isBroken) return out.take(text, entry.objects);
  out.reject("An object is expected here.", null, text());
  return true;
}

/** The head of the first of the file's first lines that a format fits: one broken row at the top must not hide it. */
function tellingHead({ input, sources }: ReadContext, first: unknown): Head {
  const head = jsonHead("jsonl", first);
  const isKnown = (each: Head): boolean => sources.some((source) => source.detect(each));
  if (isKnown(head)) return head;
  const lines = input.start.toString("utf8", 0, HEAD_BYTES).split("\n", HEAD_LINES);
  return lines.map((line) => jsonHead("jsonl", parseLine(line))).find(isKnown) ?? head;
}

function* entriesOf(source: Source, document: unknown): Generator<Entry> {
  if (source.entries) yield* source.entries(document);
  else if (Array.isArray(document))
    for (const [index, each] of document.entries()) yield elementOf(each, `[${index}]`);
  else yield elementOf(document, null);
}

const elementOf = (value: unknown, path: string | null): Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? { objects: [value], path }
    : { objects: [{ value }], path, isBroken: true };

function readingOf(
  context: ReadContext,
  {
    source,
    shape,
    out,
    batches,
  }: {
    source: Source;
    shape: "json" | "jsonl";
    out: RowsOut;
    batches: AsyncIterable<ReadBatch>;
  },
): Reading {
  return {
    source: { id: source.id, title: source.title, shape, kind: source.kind },
    batches,
    summary: () => out.summary(context.progress),
  };
}
