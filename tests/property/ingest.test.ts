import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvRows } from "@/lib/ingest/csv";
import { goldenCases, goldenFolders, linesOf, readText, readWhole } from "../support/golden";

const all = goldenFolders().flatMap((id) => goldenCases(id));

test("a file gives the same whatever the chunks it comes in, packed or not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...all),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      fc.boolean(),
      async ({ bytes, mapping }, cuts, isPacked) => {
        const file = isPacked ? gzipSync(bytes) : bytes;
        const ends = cuts.map((cut) => Math.floor(cut * file.length)).sort((a, b) => a - b);
        const whole = await readWhole(bytes, { mapping });
        const pieces = await readWhole(file, { mapping, ends });
        expect(linesOf([...pieces.records, ...pieces.rejected])).toBe(
          linesOf([...whole.records, ...whole.rejected]),
        );
        expect(pieces.summary.messages).toEqual(whole.summary.messages);
        expect(pieces.summary.coverage).toEqual(whole.summary.coverage);
      },
    ),
    { numRuns: 150 },
  );
});

test("what is written as CSV is split into the same cells, in pieces of whole lines too", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "ä", '"', ",", ";", "\n", " ", "1", "'"),
    maxLength: 6,
  });
  const quoted = (text: string): string =>
    /[",;\n]|^ | $|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
      (table) => {
        const lines = `${table.map((cells) => cells.map(quoted).join(",")).join("\n")}\n`.split(/(?<=\n)/);
        const rows = new CsvRows(",");
        const read: string[][] = [];
        for (const [index, line] of lines.entries()) {
          rows.push(line, index === lines.length - 1);
          while (rows.next()) read.push(rows.problem === null ? [...rows.cells] : [rows.problem]);
        }
        expect(read).toEqual(table);
      },
    ),
  );
});

test("bytes of no sense are refused or rejected, never a failure of ours", async () => {
  const piece = fc.constantFrom(
    ...[
      '{"object":"page","data":[',
      "]}",
      "timestamp,provider,model\n",
      '"',
      "\n",
      "\0",
      "[",
      "{",
      "2026-10-01",
      ",",
      ":",
    ],
    ...[
      "start_time,end_time,amount_value\n",
      '{"timestamp":1,"provider":2,"model":{}}\n',
      "1790812800",
      "null",
      "\u00e9",
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 15 }), async (parts) => {
      const outcome = await readText(parts.join("")).then(
        () => "read",
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      );
      expect(["read", "FileRefusal"]).toContain(outcome);
    }),
    { numRuns: 500 },
  );
});

test("the totals of any canonical file are those of its rows, in CSV and JSON lines alike", async () => {
  const count = fc.integer({ min: 0, max: 1_000_000_000 });
  const usage = fc.record({
    uncached: count,
    read: count,
    write: count,
    output: count,
    second: fc.nat(86_399),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(usage, { minLength: 2, maxLength: 40 }), async (rows) => {
      const stated = rows.map((row) => ({
        timestamp: new Date(Date.UTC(2026, 9, 1) + row.second * 1000).toISOString(),
        provider: "openai",
        model: "gpt-5",
        input_tokens: row.uncached + row.read + row.write,
        cache_read_tokens: row.read,
        cache_write_5m_tokens: row.write,
        output_tokens: row.output,
      }));
      const names = Object.keys(stated[0] ?? {});
      const csv = [names, ...stated.map((row) => Object.values(row))]
        .map((cells) => cells.join(","))
        .join("\n");
      const jsonl = stated.map((row) => JSON.stringify(row)).join("\n");
      const sum = (pick: (row: (typeof rows)[number]) => number): number =>
        rows.reduce((total, row) => total + pick(row), 0);
      for (const text of [csv, jsonl]) {
        const { records } = await readText(text);
        const total = (
          pick: "uncachedTokens" | "cacheReadTokens" | "cacheWrite5mTokens" | "outputTokens",
        ): number =>
          records.reduce((all, record) => all + (record.kind === "usage" ? record.tokens[pick] : 0), 0);
        expect(records).toHaveLength(rows.length);
        expect(total("uncachedTokens")).toBe(sum((row) => row.uncached));
        expect(total("cacheReadTokens")).toBe(sum((row) => row.read));
        expect(total("cacheWrite5mTokens")).toBe(sum((row) => row.write));
        expect(total("outputTokens")).toBe(sum((row) => row.output));
      }
    }),
    { numRuns: 60 },
  );
});
