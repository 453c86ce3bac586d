import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Reading, type ReadSummary, readFile } from "@/lib/ingest/read";
import type { Rejection, SourceRecord } from "@/lib/ingest/records";

/** The present of all golden files: what is early or late does not depend on the day the tests run. */
export const GOLDEN_NOW = Date.UTC(2026, 10, 23, 12);

const root = path.join(import.meta.dirname, "../golden/sources");

/** One input of a golden folder: `input.csv`, or `input.NAME.csv` with its own `expected.NAME.jsonl`. */
export type GoldenCase = { source: string; name: string; file: string; bytes: Buffer; mapping: unknown };

/** A file read to its end. */
export type ReadWhole = {
  source: Reading["source"];
  records: SourceRecord[];
  rejected: Rejection[];
  summary: ReadSummary;
};

/** Every input of one source's golden folder. */
export function goldenCases(source: string): GoldenCase[] {
  const folder = path.join(root, source);
  if (!existsSync(folder)) return [];
  const mappingFile = path.join(folder, "mapping.json");
  const mapping: unknown = existsSync(mappingFile)
    ? JSON.parse(readFileSync(mappingFile, "utf8"))
    : undefined;
  return readdirSync(folder)
    .filter((file) => file.startsWith("input."))
    .sort()
    .map((file) => ({
      source,
      name: file.split(".").slice(1, -1).join("."),
      file: path.join(folder, file),
      bytes: readFileSync(path.join(folder, file)),
      mapping,
    }));
}

/** Names of all golden folders. */
export const goldenFolders = (): string[] => readdirSync(root).sort();

/** Bytes as a stream of chunks that end at the given positions. */
export async function* chunked(bytes: Uint8Array, ends: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    if (end <= from && end !== bytes.length) continue;
    yield bytes.subarray(from, end);
    from = end;
  }
}

/** Reads bytes as an upload would be read. */
export async function readWhole(
  bytes: Uint8Array,
  options: {
    mapping?: unknown;
    as?: string;
    ends?: readonly number[];
    now?: number;
    unpackedBytesMax?: number;
  } = {},
): Promise<ReadWhole> {
  const { ends, now = GOLDEN_NOW, ...rest } = options;
  const reading = await readFile(chunked(bytes, ends), { now, ...rest });
  const records: SourceRecord[] = [];
  const rejected: Rejection[] = [];
  for await (const batch of reading.batches)
    for (const each of batch.records) {
      if (each.kind === "rejection") rejected.push(each);
      else records.push(each);
    }
  return { source: reading.source, records, rejected, summary: reading.summary() };
}

/** Reads text as an upload would be read. */
export const readText = (text: string, options?: Parameters<typeof readWhole>[1]): Promise<ReadWhole> =>
  readWhole(Buffer.from(text, "utf8"), options);

/** Records as lines of JSON: money is an integer of pico-dollars, written as text. */
export const linesOf = (rows: readonly object[]): string =>
  rows
    .map(
      (row) =>
        `${JSON.stringify(row, (_, value) => (typeof value === "bigint" ? value.toString() : value))}\n`,
    )
    .join("");

const expectedFile = (golden: GoldenCase, kind: "expected" | "rejected"): string =>
  path.join(
    path.dirname(golden.file),
    `${[kind, golden.name, "jsonl"].filter((part) => part !== "").join(".")}`,
  );

/** What the golden folder says must come out. */
export function expectedOf(golden: GoldenCase): { records: string; rejected: string } {
  const read = (kind: "expected" | "rejected"): string => {
    const file = expectedFile(golden, kind);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  return { records: read("expected"), rejected: read("rejected") };
}

/** Rewrites what a golden folder expects by what comes out now; returns the lines that changed, to be read by a person. */
export async function rewriteGolden(source: string): Promise<string[]> {
  const changes: string[] = [];
  for (const golden of goldenCases(source)) {
    const before = expectedOf(golden);
    const { records, rejected } = await readWhole(golden.bytes, { mapping: golden.mapping });
    const after = { records: linesOf(records), rejected: linesOf(rejected) };
    writeFileSync(expectedFile(golden, "expected"), after.records);
    writeFileSync(expectedFile(golden, "rejected"), after.rejected);
    const name = path.basename(golden.file);
    changes.push(...difference(before.records, after.records).map((line) => `${source}/${name} ${line}`));
    changes.push(
      ...difference(before.rejected, after.rejected).map((line) => `${source}/${name} rejected ${line}`),
    );
  }
  return changes;
}

function difference(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => line !== "" && !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => line !== "" && !old.includes(line)).map((line) => `+ ${line}`),
  ];
}
