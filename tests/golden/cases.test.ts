import { describe, expect, test } from "vitest";
import type { ChargeRecord, SourceRecord, UsageRecord } from "@/lib/ingest/records";
import { parsePricePerMillion, parseUsd } from "@/lib/money/parse";
import type { TokenCounts } from "@/lib/tokens/counts";
import { establish } from "@/lib/tokens/establish";
import { goldenCases, readText, readWhole } from "../support/golden";

// Money below is worked out by hand from tokens × price; none of it comes from the product's own pricing.

const usd = (text: string): bigint => {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};

type Prices = { input: string; read?: string; write5m?: string; write1h?: string; output: string };

/** Σ tokens × price per million, in pico-dollars. */
function costAt(tokens: TokenCounts, prices: Prices): bigint {
  const price = (text: string | undefined): bigint => {
    const parsed = parsePricePerMillion(text ?? "0");
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.value;
  };
  return (
    BigInt(tokens.uncachedTokens) * price(prices.input) +
    BigInt(tokens.cacheReadTokens) * price(prices.read) +
    BigInt(tokens.cacheWrite5mTokens) * price(prices.write5m) +
    BigInt(tokens.cacheWrite1hTokens) * price(prices.write1h) +
    BigInt(tokens.outputTokens) * price(prices.output)
  );
}

const usageOf = (records: readonly SourceRecord[]): UsageRecord[] =>
  records.filter((record): record is UsageRecord => record.kind === "usage");
const chargesOf = (records: readonly SourceRecord[]): ChargeRecord[] =>
  records.filter((record): record is ChargeRecord => record.kind === "charge");

async function golden(id: string, name = ""): ReturnType<typeof readWhole> {
  const found = goldenCases(id).find((each) => each.name === name);
  if (!found) throw new Error(`no golden case ${id} ${name}`);
  return readWhole(found.bytes);
}

const first = <T>(list: readonly T[]): T => {
  const [head] = list;
  if (head === undefined) throw new Error("nothing was read");
  return head;
};

const counts = (tokens: TokenCounts): (number | null)[] => [
  tokens.inputTokens,
  tokens.uncachedTokens,
  tokens.cacheReadTokens,
  tokens.cacheWrite5mTokens,
  tokens.cacheWrite1hTokens,
  tokens.outputTokens,
  tokens.reasoningTokens,
];

describe("golden cases", () => {
  test("G1: OpenAI usage with the keys of 2026; parts that do not add up are refused with both figures", async () => {
    const { records, rejected } = await golden("openai-usage", "api");
    const row = first(usageOf(records));
    expect(counts(row.tokens)).toEqual([5000, 3000, 1800, 200, 0, 1000, null]);
    expect(row.requests).toBe(5);
    // 3000 × 5 + 1800 × 0.50 + 200 × 6.25 + 1000 × 30 = 15000 + 900 + 1250 + 30000, per million
    expect(costAt(row.tokens, { input: "5", read: "0.50", write5m: "6.25", output: "30" })).toBe(
      usd("0.04715"),
    );
    expect(first(rejected).reason).toContain("5200");
    expect(first(rejected).reason).toContain("5000");
  });

  test("G2: OpenAI usage with the keys of 2024 and 2025, and a batch row", async () => {
    const { records } = await golden("openai-usage", "api");
    const [, plain, batch] = usageOf(records);
    expect(counts(plain?.tokens ?? first(usageOf(records)).tokens)).toEqual([
      59200,
      53440,
      5760,
      0,
      0,
      10646,
      null,
    ]);
    // 53440 × 2.50 + 5760 × 1.25 + 10646 × 10 = 133600 + 7200 + 106460
    expect(plain && costAt(plain.tokens, { input: "2.50", read: "1.25", output: "10" })).toBe(usd("0.24726"));
    expect(batch?.serviceTier).toBe("batch");
    expect(batch && costAt(batch.tokens, { input: "1.25", read: "0.625", output: "5" })).toBe(usd("0.12363"));
  });

  test("G3: OpenAI usage CSV: decimals in counts, a bucket without usage, a row of zeros", async () => {
    const { records, summary } = await golden("openai-usage");
    expect(summary.rows).toEqual({ read: 2, records: 2, rejected: 0, empty: 1 });
    const total = usageOf(records).reduce(
      (sum, { tokens }) => sum + costAt(tokens, { input: "2.50", read: "1.25", output: "10" }),
      0n,
    );
    expect(total).toBe(usd("0.24726"));
  });

  test.each(["", "api"])(
    "G4: OpenAI costs (%s): strings, exponents, a credit, an unpriced row",
    async (name) => {
      const day = Date.UTC(2026, 9, 1);
      const { records } = await golden("openai-costs", name);
      const charges = chargesOf(records).filter(({ period }) => period.startMs === day);
      const priced = charges.filter(({ amount }) => amount !== null);
      expect(priced).toHaveLength(5);
      expect(charges.length - priced.length).toBe(1);
      // 12.50 + 0.06 + 0 − 1.25 + 0.00383598
      expect(priced.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n)).toBe(usd("11.31383598"));
      expect(charges.filter(({ category }) => category === "Credit").map(({ amount }) => amount)).toEqual([
        usd("-1.25"),
      ]);
      expect(priced.find(({ amountText }) => amountText === "0E-6176")?.amount).toBe(0n);
    },
  );

  test("G5: Anthropic usage report: disjoint counts, missing cache objects are none", async () => {
    const { records } = await golden("anthropic-usage");
    const rows = usageOf(records).slice(0, 2);
    expect(rows.map(({ tokens }) => counts(tokens))).toEqual([
      [3200, 1500, 200, 500, 1000, 500, null],
      [100, 100, 0, 0, 0, 50, null],
    ]);
    const prices = { input: "3", read: "0.30", write5m: "3.75", write1h: "6", output: "15" };
    // 4500 + 60 + 1875 + 6000 + 7500; 300 + 750
    expect(rows.map(({ tokens }) => costAt(tokens, prices))).toEqual([usd("0.019935"), usd("0.00105")]);
  });

  test("G6: Anthropic cost report: cents with fractions, divided exactly", async () => {
    const { records } = await golden("anthropic-cost");
    const total = chargesOf(records).reduce((sum, { amount }) => sum + (amount ?? 0n), 0n);
    // 123.45 + 25 + 50 + 0.004567
    expect(total).toBe(usd("198.454567"));
  });

  test("G7: Anthropic counts whose writes name no lifetime are five-minute writes", () => {
    const stated = { uncached: 100, cacheRead: 10, output: 50 };
    const short = establish({ ...stated, cacheWrite5m: 25 });
    const long = establish({ ...stated, cacheWrite1h: 25 });
    if (!short.ok || !long.ok) throw new Error("refused");
    const prices = { input: "3", read: "0.30", write5m: "3.75", write1h: "6", output: "15" };
    expect(counts(short.counts)).toEqual([135, 100, 10, 25, 0, 50, null]);
    // 300 + 3 + 93.75 + 750; with one-hour writes 150 instead of 93.75
    expect(costAt(short.counts, prices)).toBe(usd("0.00114675"));
    expect(costAt(long.counts, prices)).toBe(usd("0.001203"));
  });

  test("G7: the same message written in the canonical form", async () => {
    const { records } = await readText(
      "timestamp,provider,model,input_tokens,cache_read_tokens,cache_write_5m_tokens,output_tokens\n" +
        "2026-10-01T00:00:00Z,anthropic,claude-sonnet-4-20250514,135,10,25,50\n",
    );
    expect(counts(first(usageOf(records)).tokens)).toEqual([135, 100, 10, 25, 0, 50, null]);
  });

  test("G17: an OpenRouter generation: cache inside the prompt, reasoning inside the completion", async () => {
    const { records } = await golden("openrouter-generations");
    const row = first(usageOf(records));
    expect(counts(row.tokens)).toEqual([10389, 2197, 8192, 0, 0, 137, 100]);
    expect(row.reportedCost).toBe(usd("0.0123"));
    expect(new Date(row.period.startMs).toISOString()).toBe("2026-06-28T03:46:57.713Z");
    expect(Math.floor(row.period.startMs / 1000)).toBe(1782618417);
    expect(row.requests).toBe(1);
  });

  test.each(["", "api"])(
    "G18: OpenRouter with an own key (%s): invoice first, economic cost both",
    async (name) => {
      const { records } = await golden("openrouter-activity", name);
      const row = first(usageOf(records));
      expect(counts(row.tokens)).toEqual([50, 50, 0, 0, 0, 125, 25]);
      expect(row.cacheKnown).toBe(false);
      expect(row.reportedCost).toBe(usd("0.027"));
      expect(row.reportedCostText).toBe("0.015 + 0.012");
    },
  );
});

describe("one report in two shapes (ledger rule 14)", () => {
  test("OpenAI's CSV and API JSON share their keys and their coverage", async () => {
    const csv = await golden("openai-usage");
    const api = await golden("openai-usage", "same-as-csv");
    expect(api.records.map(({ naturalKey }) => naturalKey)).toEqual(
      csv.records.map(({ naturalKey }) => naturalKey),
    );
    expect(api.summary.coverage).toEqual(csv.summary.coverage);
    expect(csv.summary.coverage).toEqual([
      {
        provider: "openai",
        account: null,
        covers: "openai/completions",
        grouping: "1d:api_key,model,project",
        days: ["2026-10-01", "2026-10-03"],
      },
    ]);
  });

  test("an array of pages and a page on each line are the same dump", async () => {
    const array = await golden("openai-usage", "api");
    const lines = await golden("openai-usage", "pages");
    expect(lines.records.map(({ naturalKey }) => naturalKey)).toEqual(
      array.records.map(({ naturalKey }) => naturalKey),
    );
  });

  test("OpenAI's costs of one day share their keys in CSV and JSON", async () => {
    const day = Date.UTC(2026, 9, 1);
    const keys = async (name: string): Promise<unknown[]> =>
      chargesOf((await golden("openai-costs", name)).records)
        .filter(({ period }) => period.startMs === day)
        .map(({ naturalKey }) => naturalKey);
    expect(await keys("")).toEqual(await keys("api"));
  });

  test("the canonical form has one key for a row, whatever its shape", async () => {
    const keys = async (name: string): Promise<unknown[]> =>
      (await golden("costcurve-usage", name)).records.slice(0, 3).map(({ naturalKey }) => naturalKey);
    expect(await keys("lines")).toEqual(await keys(""));
    expect(await keys("array")).toEqual(await keys(""));
  });

  test("a dimension counts on the days that state it: a longer export of the same report is no other grouping", async () => {
    const row = (day: number, project: string): string =>
      `${1790812800 + day * 86400},${1790899200 + day * 86400},1,10,2,gpt-5,${project}\n`;
    const header = "start_time,end_time,num_model_requests,input_tokens,output_tokens,model,project_id\n";
    const { summary } = await readText(header + row(0, "") + row(1, "proj_a") + row(1, "") + row(2, ""));
    expect(summary.coverage.map(({ grouping, days }) => [grouping, days])).toEqual([
      ["1d:model", ["2026-10-01", "2026-10-03"]],
      ["1d:model,project", ["2026-10-02"]],
    ]);
  });

  test("console names and API ids are told apart", async () => {
    const console_ = await golden("anthropic-usage-console");
    const api = await golden("anthropic-usage");
    expect(first(console_.summary.coverage).covers).toBe(first(api.summary.coverage).covers);
    expect(first(console_.summary.coverage).grouping).toMatch(/^names:1d:/);
    expect(first(api.summary.coverage).grouping).toMatch(/^1d:/);
    const hourly = await golden("anthropic-usage-console", "hourly");
    expect(first(hourly.summary.coverage).grouping).toMatch(/^names:1h:/);
  });
});

describe("what a person is told", () => {
  test("a dump without its last page, rows without model, requests of unknown length", async () => {
    const { summary } = await readText(
      JSON.stringify({
        object: "page",
        data: [
          {
            object: "bucket",
            start_time: 1790812800,
            end_time: 1790899200,
            results: [
              {
                object: "organization.usage.completions.result",
                input_tokens: 10,
                output_tokens: 1,
                num_model_requests: 1,
                model: null,
                fresh_key: 5,
              },
            ],
          },
        ],
        has_more: true,
        next_page: "page_2",
      }),
    );
    expect(summary.messages.join("\n")).toMatch(/more pages follow/);
    expect(summary.messages.join("\n")).toMatch(/group_by=model/);
    expect(summary.messages.join("\n")).toMatch(/“fresh_key”/);
    expect(summary.tally).toEqual({ "model-missing": 1, "band-unknown": 1 });
  });

  test("the last page of a dump settles whether more follow", async () => {
    const { summary } = await golden("openai-usage", "api");
    expect(summary.messages.join("\n")).not.toMatch(/more pages/);
  });

  test("own keys at OpenRouter, times that are not UTC", async () => {
    const { summary } = await golden("openrouter-generations");
    expect(summary.messages.join("\n")).toMatch(/BYOK/);
    expect(summary.tally["time-skew"]).toBe(1);
  });
});
