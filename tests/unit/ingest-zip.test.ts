import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { FileRefusal, readFile } from "@/lib/ingest/read";
import { GOLDEN_NOW, readWhole } from "../support/golden";
import { type ZipPart, zip } from "../support/zip";

const HEADER = "timestamp,provider,model,input_tokens,output_tokens\n";
const row = (second: number, model = "gpt-5"): string =>
  `2026-10-01T00:00:${String(second).padStart(2, "0")}Z,openai,${model},10,2\n`;
const usage = HEADER + row(1) + row(2);
const costs = `start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id
1790812800,1790899200,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,1.25,usd,"gpt-5, input",,org-1
`;
const lines = `${JSON.stringify({ timestamp: "2026-10-01T00:00:40Z", provider: "openai", model: "gpt-5", input_tokens: 1, output_tokens: 1 })}\n`;

const read = (parts: readonly ZipPart[], options: Parameters<typeof zip>[1] = {}) =>
  readWhole(zip(parts, options));

async function refusal(bytes: Uint8Array, options?: Parameters<typeof readWhole>[1]): Promise<FileRefusal> {
  const error: unknown = await readWhole(bytes, options).then(
    () => null,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(FileRefusal);
  return error as FileRefusal;
}

describe("zip", () => {
  test("its files are read one after the other, with lines that go on and places of their own", async () => {
    const { records, rejected, source, summary } = await read([
      { name: "usage/", bytes: "", method: 0 },
      { name: "usage/a.csv", bytes: `${usage}broken\n${row(3)}` },
      { name: "usage/b.jsonl", bytes: lines },
      { name: "usage/c.csv.gz", bytes: gzipSync(HEADER + row(5)), method: 0 },
    ]);
    expect(source).toMatchObject({ id: "costcurve-usage", shape: "csv" });
    expect(records.map(({ line, path }) => [line, path])).toEqual([
      [2, "usage/a.csv:2"],
      [3, "usage/a.csv:3"],
      [5, "usage/a.csv:5"],
      [6, "usage/b.jsonl:1"],
      [8, "usage/c.csv.gz:2"],
    ]);
    expect(rejected).toMatchObject([{ line: 4, path: "usage/a.csv:4" }]);
    expect(summary.rows).toEqual({ read: 6, records: 5, rejected: 1, empty: 0 });
    expect(summary.messages[0]).toMatch(/^Read 3 files of the archive\./);
    expect(summary.coverage).toHaveLength(1);
  });

  test("usage and costs may lie in one archive, each read by its own format", async () => {
    const { records, source, summary } = await read([
      { name: "u.csv", bytes: usage },
      { name: "c.csv", bytes: costs },
    ]);
    expect(source.id).toBe("costcurve-usage");
    expect(records.map(({ kind, line, path }) => [kind, line, path])).toEqual([
      ["usage", 2, "u.csv:2"],
      ["usage", 3, "u.csv:3"],
      ["charge", 5, "c.csv:2"],
    ]);
    expect(summary.messages[0]).toContain("OpenAI costs");
    expect(summary.coverage.map(({ covers }) => covers).sort()).toEqual(["*", "openai/costs"]);
  });

  test("what lies beside exports is left aside, and named where it may be missed", async () => {
    const { records, summary } = await read([
      { name: "__MACOSX/._a.csv", bytes: "\0\x05\x16" },
      { name: ".DS_Store", bytes: "\0" },
      { name: "README.txt", bytes: "hello" },
      { name: "report-Manifest.json", bytes: '{"reportKeys":["a.csv"]}' },
      { name: "guide.pdf", bytes: "%PDF-1.7" },
      { name: "empty.csv", bytes: "" },
      { name: "a.csv", bytes: usage },
      { name: "tabs.txt", bytes: (HEADER + row(9)).replaceAll(",", "\t") },
    ]);
    expect(records).toHaveLength(3);
    expect(summary.messages[1]).toBe(
      "Left aside, as no exports: “README.txt”, “report-Manifest.json”, “guide.pdf”, “empty.csv”.",
    );
  });

  test("sizes behind the data, zip64, a comment, and any chunks are fine", async () => {
    const parts = [
      { name: "a.csv", bytes: usage, hasDescriptor: true },
      { name: "b.csv", bytes: HEADER + row(3), isLarge: true },
    ];
    const archive = zip(parts, { isLarge: true, comment: "PK\x05\x06 made by hand" });
    for (const ends of [[], [1], [3], [50, archive.length - 30]])
      expect((await readWhole(archive, { ends })).records).toHaveLength(3);
  });

  test("a file on disk is read in place, anything else through a file without a name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zip-test-"));
    const path = join(folder, "a.zip");
    writeFileSync(path, zip([{ name: "a.csv", bytes: usage }]));
    vi.stubEnv("TMPDIR", folder);
    try {
      const seen: number[] = [];
      const reading = await readFile(createReadStream(path), {
        now: GOLDEN_NOW,
        onBytes: (bytes) => seen.push(bytes),
      });
      let count = 0;
      for await (const { records } of reading.batches) count += records.length;
      expect(count).toBe(2);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      await readWhole(zip([{ name: "../a", bytes: usage }])).catch(() => {});
      expect((await readWhole(zip([{ name: "b.csv", bytes: usage }]))).records).toHaveLength(2);
      expect(readdirSync(folder)).toEqual(["a.zip"]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  test("the same usage in two groupings inside one archive is refused: nobody could choose", async () => {
    const report = (column: string, value: string): string =>
      `start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,input_tokens,output_tokens,input_cached_tokens,input_audio_tokens,output_audio_tokens\n1790812800,1790899200,2026-10-01T00:00:00Z,2026-10-02T00:00:00Z,${column === "project" ? value : ""},1,,${column === "key" ? value : ""},gpt-5,,10,2,0,0,0\n`;
    const error = await refusal(
      zip([
        { name: "a.csv", bytes: report("project", "proj_1") },
        { name: "b.csv", bytes: report("key", "key_1") },
      ]),
    );
    expect([error.code, error.reason]).toEqual([
      "overlap",
      expect.stringContaining("“a.csv” and “b.csv” tell of the same usage (2026-10-01)"),
    ]);
  });
});

describe("zip: refused whole", () => {
  const good = { name: "a.csv", bytes: usage };
  const cases: [string, () => Buffer, FileRefusal["code"], RegExp][] = [
    ["nothing in it", () => zip([]), "empty-file", /holds no files/],
    ["nothing but a readme", () => zip([{ name: "readme", bytes: "x" }]), "unknown-format", /only “readme”/],
    [
      "an unknown file behind a good one",
      () => zip([good, { name: "people.csv", bytes: "name,age\nAnn,7\n" }]),
      "unknown-format",
      /In “people\.csv”, line 1: No known export/,
    ],
    [
      "a broken JSON document behind a good one",
      () => zip([good, { name: "b.json", bytes: '[{"a":1}' }]),
      "broken-container",
      /In “b\.json”, line 1: .*cut short/,
    ],
    ["an encrypted file", () => zip([{ ...good, flags: 1 }]), "broken-container", /“a\.csv” .*encrypted/],
    [
      "an archive inside",
      () => zip([good, { name: "b.csv", bytes: zip([good]) }]),
      "broken-container",
      /In “b\.csv”: It is an archive/,
    ],
    [
      "an archive packed by gzip inside",
      () => zip([{ name: "b.csv", bytes: gzipSync(zip([good])) }]),
      "unknown-format",
      /packed twice/,
    ],
    ["a method nobody reads", () => zip([{ ...good, method: 14 }]), "broken-container", /number 14/],
    ["a wrong checksum", () => zip([{ ...good, crc: 1 }]), "broken-container", /checksum/],
    ["a file longer than told", () => zip([{ ...good, size: 20 }]), "broken-container", /longer than/],
    ["a file shorter than told", () => zip([{ ...good, size: 4000 }]), "broken-container", /shorter than/],
    ["two names for one file", () => zip([{ ...good, localName: "b.csv" }]), "broken-container", /not where/],
    ["one name twice", () => zip([good, good]), "broken-container", /twice/],
    [
      "files one over the other",
      () => zip([good, { ...good, name: "b.csv", from: 0 }]),
      "broken-container",
      /one over/,
    ],
    [
      "a file over the directory",
      () => zip([{ ...good, packedSize: 9_000 }]),
      "broken-container",
      /one over/,
    ],
    [
      "more files than it says",
      () => zip([good, { name: "b.csv", bytes: usage }], { count: 1 }),
      "broken-container",
      /directory/,
    ],
    ["fewer files than it says", () => zip([good], { count: 2 }), "broken-container", /directory/],
    [
      "something behind it",
      () => Buffer.concat([zip([good]), Buffer.from("x")]),
      "broken-container",
      /does not end/,
    ],
    [
      "something before it",
      () => Buffer.concat([zip([good]).subarray(0, 60), zip([good])]),
      "broken-container",
      /directory/,
    ],
    ["half of it", () => zip([good]).subarray(0, 90), "broken-container", /does not end/],
    ["too many files", () => zip([good], { count: 10_001 }), "too-large", /10001 files/],
    [
      "a workbook",
      () => zip([{ name: "[Content_Types].xml", bytes: "<x/>" }, good]),
      "unknown-format",
      /Excel/,
    ],
    ...["../a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\a.csv", "a\0.csv", "\\\\host\\a.csv"].map(
      (name): [string, () => Buffer, FileRefusal["code"], RegExp] => [
        `the name ${JSON.stringify(name)}`,
        () => zip([{ ...good, name }]),
        "broken-container",
        /points outside/,
      ],
    ),
  ];
  test.each(cases)("%s", async (_, archive, code, reason) => {
    const error = await refusal(archive());
    expect(error.reason).toMatch(reason);
    expect(error.code).toBe(code);
    expect(error.reason).not.toMatch(/\0/);
  });

  test("a file cut anywhere, or with any byte of it turned, never comes out whole and wrong", async () => {
    const archive = zip([good, { name: "b.csv", bytes: HEADER + row(3) }]);
    for (let at = 4; at < archive.length; at += 7) {
      await expect(readWhole(archive.subarray(0, at))).rejects.toBeInstanceOf(FileRefusal);
      const turned = Buffer.from(archive);
      turned[at] = (turned[at] ?? 0) ^ 0x41;
      const result = await readWhole(turned).catch((error: unknown) => error);
      if (!(result instanceof FileRefusal)) expect(result).toHaveProperty("records.length", 3);
    }
  });

  test("bombs: one file, many files, and beyond the most that is unpacked", async () => {
    const bomb = {
      name: "a.csv",
      bytes: Buffer.concat([Buffer.from(usage), Buffer.alloc(80 * 1024 ** 2, "\n")]),
    };
    expect((await refusal(zip([bomb]))).reason).toMatch(/200 times/);
    const part = Buffer.concat([Buffer.from(usage), Buffer.alloc(24 * 1024 ** 2, "\n")]);
    const many = Array.from({ length: 4 }, (_, index) => ({ name: `${index}.csv`, bytes: part }));
    expect((await refusal(zip(many))).reason).toMatch(/200 times/);
    expect((await refusal(zip([good]), { unpackedBytesMax: 100 })).reason).toMatch(/more than 100 bytes/);
    const inner = { name: "a.csv.gz", bytes: gzipSync(bomb.bytes), method: 0 };
    expect((await refusal(zip([inner]))).reason).toMatch(/200 times/);
  });
});
