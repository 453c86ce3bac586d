import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { demoFiles, demoTruth } from "@/lib/demo";
import { type ReadSummary, readFile } from "@/lib/ingest/read";
import { amountOf, type Rejection } from "@/lib/ingest/records";

const options = { seed: 7, lastDay: "2026-11-22" };
const truth = demoTruth(options);
const now = Date.parse("2026-11-23T08:00:00Z");

type Read = { id: string; summary: ReadSummary; tokens: bigint; money: bigint; rejected: Rejection[] };

/** One file through the very readers an upload takes. */
async function read(text: string | (() => Iterable<string>)): Promise<Read> {
  const pieces = typeof text === "string" ? [text] : text();
  const bytes = (function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  })();
  const reading = await readFile(Readable.from(bytes), { now });
  let tokens = 0n;
  let money = 0n;
  const rejected: Rejection[] = [];
  for await (const { records } of reading.batches)
    for (const record of records) {
      if (record.kind === "rejection") rejected.push(record);
      else if (record.kind === "usage") {
        tokens += BigInt(record.tokens.inputTokens + record.tokens.outputTokens);
        money += record.reportedCost ?? 0n;
      } else money += amountOf(record);
    }
  return { id: reading.source.id, summary: reading.summary(), tokens, money, rejected };
}

describe("the demo's files through the readers", async () => {
  const results = new Map<string, Read>();
  for (const file of demoFiles(options)) results.set(file.name, await read(file.text));
  const total = (pick: (result: Read) => bigint) =>
    [...results.values()].reduce((sum, result) => sum + pick(result), 0n);

  test.each(demoFiles(options))("$name is recognised by its content", ({ name, as }) => {
    expect(results.get(name)?.id).toBe(as);
  });

  test("give the rows the truth counts, and reject the broken ones alone", () => {
    for (const [name, count] of Object.entries(truth.acceptedRows))
      expect(results.get(name)?.summary.rows.records, name).toBe(count);
    const rejected = [...results].flatMap(([name, { rejected: rows }]) =>
      rows.map(({ line }) => ({ name, line })),
    );
    expect(rejected).toEqual(truth.rejected.rows.map(({ line }) => ({ name: truth.rejected.file, line })));
  });

  test("give the tokens and the money the truth states", () => {
    const tokens = truth.tokens.reduce((sum, row) => sum + BigInt(row.inputTokens + row.outputTokens), 0n);
    expect(total((result) => result.tokens)).toBe(tokens);
    const billedByRow = truth.costs
      .filter(({ provider }) => provider === "openrouter" || provider === "self-hosted")
      .reduce((sum, row) => sum + row.effective, 0n);
    const ofRows = [...results.values()]
      .filter(({ id }) => id === "openrouter-generations" || id === "costcurve-usage")
      .reduce((sum, result) => sum + result.money, 0n);
    expect(ofRows).toBe(billedByRow);
    const revenue = truth.revenue.reduce((sum, line) => sum + line.amount, 0n);
    expect(results.get("revenue.csv")?.money).toBe(revenue);
  });

  test("know the model of every row, and its cache", () => {
    for (const [name, { summary }] of results) {
      expect(summary.tally["model-missing"], name).toBeUndefined();
      expect(summary.tally["cache-unknown"], name).toBeUndefined();
    }
  });
});
