import { expect, test } from "vitest";
import { readFile } from "@/lib/ingest/read";
import { RowProblem } from "@/lib/ingest/sources/refusal";
import { defineSource, type Head } from "@/lib/ingest/sources/source";
import { chunked, GOLDEN_NOW } from "../support/golden";

const seen: Head[] = [];
/** Rejects every sample, so that its place and text can be seen. */
const metrics = defineSource({
  id: "metrics",
  title: "Metrics",
  help: "",
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  detect: (head) => {
    seen.push(head);
    return head.lines?.some((line) => line.includes("tokens_total")) ?? false;
  },
  open: (file) => {
    const line = file.need("line");
    return (row) => {
      const text = row.cells[line];
      if (typeof text !== "string" || text.startsWith("#")) return null;
      throw new RowProblem(text === "" ? "the end" : text);
    };
  },
});

const text = `
# HELP tokens_total Tokens.
# TYPE tokens_total counter
tokens_total{model="a,b"} 12\r

# scraped_at 2026-10-01T00:00:00Z
tokens_total{model="ü"} 13 1790812800000
`;

async function places(input: string | Buffer, ends: number[] = []) {
  const bytes = Buffer.from(input as string);
  const reading = await readFile(chunked(bytes, ends), { now: GOLDEN_NOW, sources: [metrics] });
  const out: unknown[] = [];
  for await (const { records } of reading.batches)
    for (const record of records) if (record.kind === "rejection") out.push([record.line, record.reason]);
  return { shape: reading.source.shape, out, rows: reading.summary().rows };
}

test("metrics are read line by line, with the lines of the file", async () => {
  for (const ends of [[], [1], [60], [Buffer.byteLength(text) - 30]])
    expect(await places(text, ends)).toEqual({
      shape: "lines",
      out: [
        [4, 'tokens_total{model="a,b"} 12'],
        [7, 'tokens_total{model="ü"} 13 1790812800000'],
        [7, "the end"],
      ],
      rows: { read: 3, records: 0, rejected: 3, empty: 3 },
    });
  expect(seen[0]).toMatchObject({
    shape: "lines",
    columns: ["line"],
    first: { line: "# HELP tokens_total Tokens." },
  });
  expect(seen[0]?.lines).toHaveLength(5);
});

test("a last line without a line break is cut short, and rejected", async () => {
  const { out } = await places('tokens_total{a="b"} 12\ntokens_total{a="b"} 1');
  expect(out).toEqual([
    [1, 'tokens_total{a="b"} 12'],
    [2, expect.stringMatching(/cut short/)],
    [2, "the end"],
  ]);
});

test("metrics may begin with a comment of their own, or with a sample", async () => {
  expect((await places('# taken by hand\ntokens_total{a="b"} 1')).shape).toBe("lines");
  expect((await places('tokens_total{a="b"} +Inf\n')).shape).toBe("lines");
});

test("other text is CSV still, and unknown metrics say what was seen", async () => {
  await expect(places("tokens_total,model\n1,2")).rejects.toThrow(/The header is: tokens_total, model/);
  await expect(places("# tokens_total,model\n1,2")).rejects.toThrow(/The header is/);
  await expect(places('up{job="a"} 1\n')).rejects.toThrow(/plain text that begins: “up\{job="a"\} 1”/);
});
