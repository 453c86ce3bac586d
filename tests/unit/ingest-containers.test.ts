import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FileRefusal, readFile } from "@/lib/ingest/read";
import { GOLDEN_NOW, readText, readWhole } from "../support/golden";

const HEADER = "timestamp,provider,model,input_tokens,output_tokens\n";
const row = (second: number): string =>
  `2026-10-01T00:00:${String(second).padStart(2, "0")}Z,openai,gpt-5,10,2\n`;
const file = HEADER + row(1) + row(2) + row(3);
const page = JSON.stringify({
  object: "page",
  data: [
    {
      object: "bucket",
      start_time: 1790812800,
      end_time: 1790899200,
      results: [
        {
          object: "organization.usage.completions.result",
          input_tokens: 1,
          output_tokens: 1,
          num_model_requests: 1,
          model: "gpt-5",
        },
      ],
    },
  ],
  has_more: false,
  next_page: null,
});

const refusal = async (
  bytes: Uint8Array | string,
  options?: Parameters<typeof readWhole>[1],
): Promise<FileRefusal> => {
  const error: unknown = await readWhole(Buffer.from(bytes as Uint8Array), options).then(
    () => null,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(FileRefusal);
  return error as FileRefusal;
};

const secondsOf = async (bytes: Uint8Array, ends: readonly number[] = []): Promise<number[]> =>
  (await readWhole(bytes, { ends })).records.map((record) =>
    record.kind === "usage" ? (record.period.startMs / 1000) % 60 : -1,
  );

describe("gzip", () => {
  const packed = gzipSync(file);

  test("is unpacked, whatever the chunks", async () => {
    for (const ends of [[], [1], [2], [10], [packed.length - 8], [packed.length - 1]])
      expect(await secondsOf(packed, ends)).toEqual([1, 2, 3]);
  });

  test("may have several members, cut between chunks anywhere", async () => {
    const first = gzipSync(HEADER + row(1));
    const members = Buffer.concat([first, gzipSync(row(2)), gzipSync(row(3))]);
    for (let end = 0; end <= members.length; end += 1)
      expect(await secondsOf(members, [end])).toEqual([1, 2, 3]);
  });

  test("may be padded with zeros", async () => {
    const padded = Buffer.concat([packed, Buffer.alloc(1500)]);
    for (const ends of [[], [packed.length], [packed.length + 1], [packed.length - 3, packed.length + 700]])
      expect(await secondsOf(padded, ends)).toEqual([1, 2, 3]);
  });

  test("is refused whole where it is cut short, damaged, or followed by something else (ledger rule 21)", async () => {
    const after = (rest: string): Buffer => Buffer.concat([packed, Buffer.alloc(20), Buffer.from(rest)]);
    const damaged = Buffer.from(packed);
    damaged[packed.length - 6] = (damaged[packed.length - 6] ?? 0) ^ 0xff;
    const broken = [
      packed.subarray(0, packed.length - 1),
      packed.subarray(0, 40),
      damaged,
      Buffer.concat([packed, Buffer.from("tail")]),
      after("tail"),
    ];
    for (const bytes of broken)
      for (const ends of [[], [packed.length - 2], [packed.length], [packed.length + 5]])
        expect((await refusal(bytes, { ends })).code).toBe("broken-container");
  });

  test("stops at a bomb, long before it fills anything", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(HEADER), Buffer.alloc(128 * 1024 ** 2, "\n")]));
    expect((await refusal(bomb)).code).toBe("too-large");
    expect((await refusal(packed, { unpackedBytesMax: 50 })).code).toBe("too-large");
  });
});

describe("encodings", () => {
  test("a byte order mark is no part of the first column", async () => {
    expect((await readText(`\ufeff${file}`)).records).toHaveLength(3);
  });

  test("UTF-16 is read", async () => {
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file, "utf16le")]);
    expect(await secondsOf(little, [3, 77])).toEqual([1, 2, 3]);
    expect(
      await secondsOf(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(file, "utf16le").swap16()])),
    ).toEqual([1, 2, 3]);
  });

  test("a row with NUL or bytes that are no UTF-8 is rejected alone", async () => {
    const rows = [
      "timestamp,provider,model,customer",
      "2026-10-01T00:00:00Z,openai,gpt-5,Gl\0bex",
      "2026-10-01T00:00:00Z,openai,gpt-5,Caf\xe9",
      "2026-10-01T00:00:00Z,openai,gpt-5,Globex",
    ];
    const { records, rejected } = await readWhole(Buffer.from(rows.join("\n"), "latin1"));
    expect(records).toHaveLength(1);
    expect(rejected.map(({ line, column }) => [line, column])).toEqual([
      [2, "customer"],
      [3, "customer"],
    ]);
    expect(rejected.map(({ text }) => text).join()).not.toMatch(/\0/);
  });
});

describe("what is not read at all", () => {
  test.each([
    ["", "empty-file"],
    [" \n\n", "empty-file"],
    ["PK\x03\x04…", "broken-container"],
    ["PAR1…", "broken-container"],
    ["name,age\nAnn,7\n", "unknown-format"],
    ["[]", "unknown-format"],
    ["{}", "unknown-format"],
    ['{"a":1}\n{"a":2}\n', "unknown-format"],
  ])("%j", async (text, code) => {
    const error = await refusal(Buffer.from(text, "latin1"));
    expect(error.code).toBe(code);
    expect(error.reason).not.toBe("");
  });

  test("an unknown header is repeated, with what to do", async () => {
    const error = await refusal("name,age\nAnn,7\n");
    expect(error.reason).toContain("name, age");
    expect(error.fix).toContain("generic-csv");
  });

  test("what nearly fits is said", async () => {
    expect((await refusal("timestamp,model,input_tokens\n")).reason).toContain("“provider”");
    expect((await refusal('{"resourceLogs":[]}')).reason).toContain("traces");
    expect((await refusal("period,product,revenue\n2026-10,Copilot,5\n")).reason).toContain("“amount”");
  });

  test("a format asked for by name must fit", async () => {
    const error = await refusal(file, { as: "openai-usage" });
    expect([error.code, error.fix]).toEqual([
      "wrong-format",
      "It looks like “Costcurve usage (CSV, JSON lines or JSON array)”: leave the format out, or use costcurve-usage.",
    ]);
    expect((await refusal(file, { as: "acme" })).reason).toContain("“acme”");
    expect((await refusal(file, { as: "generic-csv" })).code).toBe("bad-mapping");
  });

  test("the same column twice", async () => {
    expect((await refusal("timestamp,provider,model,model\n")).reason).toContain("twice");
  });
});

describe("JSON", () => {
  test("a document cut short, or with something after its end, is refused whole", async () => {
    expect((await refusal(page.slice(0, -1))).code).toBe("broken-container");
    expect((await refusal(`${page}x`)).code).toBe("broken-container");
    expect((await refusal(`${page}\nx`)).code).toBe("broken-container");
    expect((await refusal(`[${page}],`)).code).toBe("broken-container");
    const two = await refusal(`${JSON.stringify(JSON.parse(page), null, 2)}\n`.repeat(2));
    expect(two.fix).toContain("jq -s");
    expect(two.line).toBeGreaterThan(20);
  });

  test("blanks and zeros after a document are no bytes after its end", async () => {
    for (const end of ["\n", "\r\n \n", "\0\0"]) expect((await readText(page + end)).records).toHaveLength(1);
  });

  test("nesting deeper than 64 levels is refused, in a line as in a document", async () => {
    const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    expect((await refusal(`[${deep(70)}]`)).code).toBe("too-deep");
    const line = (extra: string): string =>
      `{"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-5","x":${extra}}\n`;
    const { records, rejected } = await readText(
      line("1") + line(`[${deep(70)}]`) + line(deep(5000)) + line("{}"),
    );
    expect(records.map((each) => each.line)).toEqual([1, 4]);
    expect(rejected.map((each) => each.line)).toEqual([2, 3]);
  });

  test("the first of many lines may be the broken one", async () => {
    const good = '{"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-5"}\n';
    const { records, rejected } = await readText(`{"timestamp":"2026-\n${good}${good}`);
    expect([records.length, rejected.map((each) => each.line)]).toEqual([2, [1]]);
  });

  test("a row at the top that says too little does not hide the format", async () => {
    const good = '{"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-5"}';
    const poor = '{"timestamp":"2026-10-01T00:00:00Z","model":"gpt-5"}';
    for (const text of [`${poor}\n${good}\n`, `[${poor},${good}]`]) {
      const { records, rejected } = await readText(text);
      expect([records.length, rejected.map((each) => [each.line, each.column])]).toEqual([
        1,
        [[1, "provider"]],
      ]);
    }
  });

  test("keys of an object's machinery are data or nothing", async () => {
    const { records } = await readText(
      '{"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-5","__proto__":{"customer":"Mallory"},"tag.constructor":"x","tag.ok":"y"}\n'.repeat(
        2,
      ),
    );
    const [first] = records;
    expect(first?.kind === "usage" && first.dimensions).toMatchObject({ customer: null, tags: { ok: "y" } });
    expect(first?.kind === "usage" && Object.keys(first.dimensions.tags)).toEqual(["ok"]);
  });

  test("amounts keep the digits that a float would lose", async () => {
    const amount = "1234567.123456789012";
    const costs = JSON.stringify({
      object: "page",
      data: [
        {
          start_time: 1790812800,
          end_time: 1790899200,
          results: [{ object: "organization.costs.result", amount: { value: 0, currency: "usd" } }],
        },
      ],
    }).replace('"value":0', `"value":${amount}`);
    const line = `{"timestamp":"2026-10-01T00:00:00Z","provider":"openai","model":"gpt-5","cost":${amount}}\n`;
    const charge = (await readText(costs)).records[0];
    const usage = (await readText(line + line)).records[0];
    expect(charge?.kind === "charge" && charge.amount).toBe(1234567123456789012n);
    expect(usage?.kind === "usage" && usage.reportedCost).toBe(1234567123456789012n);
  });
});

test("bytes read are told as the upload counts them, and reading can be stopped", async () => {
  const packed = gzipSync(file);
  const seen: number[] = [];
  const stop = new AbortController();
  async function* input(): AsyncGenerator<Uint8Array> {
    yield packed.subarray(0, 30);
    yield packed.subarray(30);
  }
  const reading = await readFile(input(), { now: GOLDEN_NOW, onBytes: (bytes) => seen.push(bytes) });
  for await (const batch of reading.batches) expect(batch.bytesRead).toBe(packed.length);
  expect(seen).toEqual([30, packed.length]);
  expect(reading.summary().bytes).toEqual({ packed: packed.length, unpacked: file.length });
  stop.abort();
  await expect(readFile(input(), { now: GOLDEN_NOW, signal: stop.signal })).rejects.toThrow(/abort/i);
});

describe("what Postgres cannot store", () => {
  test("binary bytes are refused in words that can be kept", async () => {
    const error = await refusal(Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256)));
    expect(error.code).toBe("unknown-format");
    expect(error.message).not.toContain("\0");
  });

  test("a column name with NUL, or cut inside a character, is named storably and is no tag", async () => {
    const header = `timestamp,provider,model,tag.a\0b,${"x".repeat(59)}😀`;
    const { summary } = await readWhole(Buffer.from(`${header}\n2026-10-01T00:00:01Z,openai,gpt-5,t,u\n`));
    const said = summary.messages.join("\n");
    expect(said).toContain("tag.a\ufffdb");
    expect(said).not.toMatch(/\p{Surrogate}/u);
  });
});
