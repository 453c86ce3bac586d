import { gzipSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { spooled } from "@/lib/ingest/random-access";
import { FileRefusal } from "@/lib/ingest/read";
import { readParquet } from "@/lib/ingest/read-parquet";
import { RowProblem } from "@/lib/ingest/sources/refusal";
import { defineSource } from "@/lib/ingest/sources/source";
import { GOLDEN_NOW, readWhole } from "../support/golden";
import { zip } from "../support/zip";

type WriteOptions = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData">;

const write = (columnData: ColumnSource[], options: WriteOptions = {}): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, ...options }));

const times = (count: number): Date[] =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 9, 1, 0, 0, index)));

const usage = (count: number, options?: WriteOptions): Buffer =>
  write(
    [
      { name: "timestamp", data: times(count), type: "TIMESTAMP" },
      { name: "provider", data: Array(count).fill("openai"), type: "STRING" },
      { name: "model", data: Array.from({ length: count }, (_, at) => `gpt-${at % 3}`), type: "STRING" },
      { name: "input_tokens", data: Array.from({ length: count }, (_, at) => BigInt(at)), type: "INT64" },
      { name: "output_tokens", data: Array(count).fill(2), type: "INT32" },
      { name: "noise", data: Array.from({ length: count }, (_, at) => `n${at}`), type: "STRING" },
    ],
    options,
  );

async function refusal(bytes: Uint8Array): Promise<FileRefusal> {
  const error: unknown = await readWhole(bytes).then(
    () => null,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(FileRefusal);
  return error as FileRefusal;
}

/** What a source is given of each row: told through rejections, whose text is the row. */
async function rowsOf(bytes: Buffer, names: readonly string[]): Promise<unknown[]> {
  const source = defineSource({
    id: "any",
    title: "Any",
    help: "",
    kind: "usage",
    report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
    detect: () => true,
    open: (file) => {
      for (const name of names) file.field(name);
      return () => {
        throw new RowProblem("seen");
      };
    },
  });
  const input = (async function* () {
    yield bytes;
  })();
  const reading = await readParquet(await spooled(input, 1e9), { now: GOLDEN_NOW, sources: [source] });
  const rows: unknown[] = [];
  for await (const { records } of reading.batches)
    for (const record of records) if (record.kind === "rejection") rows.push(JSON.parse(record.text));
  return rows;
}

describe("Parquet", () => {
  test("its rows are records, by their ordinal, over row groups and pages", async () => {
    const bytes = usage(50_000, { rowGroupSize: 30_000, pageSize: 4096 });
    const { records, source, summary } = await readWhole(bytes, { ends: [2, 1000] });
    expect(source).toMatchObject({ id: "costcurve-usage", shape: "parquet" });
    expect(records).toHaveLength(50_000);
    expect(records[0]).toMatchObject({ line: 1, path: null, model: "gpt-0" });
    for (const at of [1, 19_999, 20_000, 29_999, 30_000, 49_999])
      expect(records[at]).toMatchObject({
        line: at + 1,
        model: `gpt-${at % 3}`,
        tokens: { uncachedTokens: at },
        period: { startMs: Date.UTC(2026, 9, 1) + at * 1000 },
      });
    expect(summary.messages.join()).toContain("noise");
    expect(summary.rows).toMatchObject({ read: 50_000, rejected: 0 });
  });

  test("values are exact: 64 bits, decimals, instants, dates, bytes, lists, what is absent", async () => {
    const bytes = write(
      [
        { name: "big", data: [9_007_199_254_740_993n, -5n] },
        { name: "price", data: [300n, -1n] },
        { name: "cents", data: [12_345n, -1n] },
        { name: "micros", data: [1_790_812_800_123_456n, 0n] },
        { name: "day", data: [20_727, -1] },
        { name: "thin", data: [0.1, 1000.00024] },
        { name: "text", data: ["ä", null] },
        { name: "list", data: [[1n, 9_007_199_254_740_993n], []] },
        { name: "json", data: [{ a: [1] }, null] },
      ],
      {
        schema: [
          { name: "root", num_children: 9 },
          { name: "big", type: "INT64", repetition_type: "REQUIRED" },
          {
            name: "price",
            type: "FIXED_LEN_BYTE_ARRAY",
            type_length: 4,
            converted_type: "DECIMAL",
            precision: 9,
            scale: 4,
            repetition_type: "REQUIRED",
          },
          {
            name: "cents",
            type: "INT64",
            converted_type: "DECIMAL",
            precision: 18,
            scale: 2,
            repetition_type: "REQUIRED",
          },
          {
            name: "micros",
            type: "INT64",
            repetition_type: "REQUIRED",
            logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
          },
          { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
          { name: "thin", type: "FLOAT", repetition_type: "REQUIRED" },
          { name: "text", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
          { name: "list", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
          { name: "list", repetition_type: "REPEATED", num_children: 1 },
          { name: "element", type: "INT64", repetition_type: "OPTIONAL" },
          { name: "json", type: "BYTE_ARRAY", converted_type: "JSON", repetition_type: "OPTIONAL" },
        ],
      },
    );
    const names = ["big", "price", "cents", "micros", "day", "thin", "text", "list", "json.a"];
    expect(await rowsOf(bytes, names)).toEqual([
      {
        big: "9007199254740993",
        price: "0.0300",
        cents: "123.45",
        micros: "2026-10-01T00:00:00.123456Z",
        day: "2026-10-01",
        thin: 0.1,
        text: "ä",
        list: [1, "9007199254740993"],
        json: { a: [1] },
      },
      {
        big: -5,
        price: "-0.0001",
        cents: "-0.01",
        micros: "1970-01-01T00:00:00.000Z",
        day: "1969-12-31",
        thin: 1000.00024,
        text: null,
        list: [],
        json: null,
      },
    ]);
  });

  test("maps and structures are whole, whose parts lie side by side in the file", async () => {
    const bytes = write(
      [
        { name: "product", data: [{ name: "Bedrock", region: "x" }, {}, null] },
        { name: "who", data: [{ id: "a", at: { day: 1n } }, { id: "b", at: null }, null] },
      ],
      {
        schema: [
          { name: "root", num_children: 2 },
          { name: "product", repetition_type: "OPTIONAL", num_children: 1, converted_type: "MAP" },
          { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
          { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
          { name: "value", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
          { name: "who", repetition_type: "OPTIONAL", num_children: 2 },
          { name: "id", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
          { name: "at", repetition_type: "OPTIONAL", num_children: 1 },
          { name: "day", type: "INT64", repetition_type: "OPTIONAL" },
        ],
      },
    );
    expect(await rowsOf(bytes, ["product", "who"])).toEqual([
      { product: { name: "Bedrock", region: "x" }, who: { id: "a", at: { day: 1 } } },
      { product: {}, who: { id: "b", at: null } },
      { product: null, who: null },
    ]);
  });

  test("it may stand in a zip archive, and is packed as any Parquet is", async () => {
    const archive = zip([{ name: "a/part-0.parquet", bytes: usage(5) }]);
    const { records } = await readWhole(archive);
    expect(records.at(-1)).toMatchObject({ line: 5, path: "a/part-0.parquet:5" });
    const gzip = usage(5, { codec: "GZIP", compressors: { GZIP: (bytes) => gzipSync(bytes) } });
    expect((await readWhole(gzip)).records).toHaveLength(5);
    expect((await readWhole(usage(5, { codec: "UNCOMPRESSED" }))).records).toHaveLength(5);
  });

  test("a file without rows has its columns still", async () => {
    expect((await readWhole(usage(0))).source.id).toBe("costcurve-usage");
    expect((await refusal(write([{ name: "age", data: [1], type: "INT32" }]))).reason).toMatch(
      /Its keys are: age/,
    );
  });

  test("cut or damaged it is refused whole", async () => {
    const bytes = usage(300);
    for (const end of [4, 8, 11, 100, bytes.length - 9, bytes.length - 4, bytes.length - 1])
      expect((await refusal(bytes.subarray(0, end))).reason).toMatch(/Parquet file is damaged or cut short/);
    expect((await refusal(Buffer.concat([bytes, Buffer.from("more")]))).code).toBe("broken-container");
    expect((await refusal(Buffer.concat([bytes.subarray(0, -4), Buffer.from("PARE")]))).reason).toMatch(
      /encrypted/,
    );
    for (let at = 4; at < bytes.length; at += 5) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] ?? 0) ^ 0xff;
      // Parquet need not carry checksums: what is no damage of its form is data, and is rejected by row or taken.
      await readWhole(turned).catch((error: unknown) => expect(error).toBeInstanceOf(FileRefusal));
    }
  });

  test("a few bytes that tell of rows without end are refused by their ratio", async () => {
    const count = 4_000_000;
    const same = (value: unknown): unknown[] => Array<unknown>(count).fill(value);
    const bytes = write(
      [
        { name: "timestamp", data: same("2026-10-01T00:00:00Z"), type: "STRING" },
        { name: "provider", data: same("openai"), type: "STRING" },
        { name: "model", data: same("gpt-5"), type: "STRING" },
        { name: "input_tokens", data: same(1), type: "INT32" },
        { name: "output_tokens", data: same(1), type: "INT32" },
      ],
      { rowGroupSize: count, statistics: false },
    );
    expect(bytes.length).toBeLessThan(300_000);
    expect((await refusal(bytes)).reason).toMatch(/200 times/);
  });
});
