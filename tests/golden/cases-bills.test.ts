import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ChargeRecord, SourceRecord, UsageRecord } from "@/lib/ingest/records";
import { unitSize, wholeTokens } from "@/lib/ingest/sources/bill-line";
import { parseUsd } from "@/lib/money/parse";
import { goldenCases, readWhole } from "../support/golden";

// Figures below are worked out by hand or by column sums of the files, none by the product's own pricing.

const usd = (text: string): bigint => {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};
const usageOf = (records: readonly SourceRecord[]): UsageRecord[] =>
  records.filter((record): record is UsageRecord => record.kind === "usage");
const chargesOf = (records: readonly SourceRecord[]): ChargeRecord[] =>
  records.filter((record): record is ChargeRecord => record.kind === "charge");
const moneyOf = (records: readonly SourceRecord[]): bigint =>
  usageOf(records).reduce((sum, { reportedCost }) => sum + (reportedCost ?? 0n), 0n) +
  chargesOf(records).reduce((sum, { amount }) => sum + (amount ?? 0n), 0n);

async function golden(id: string, name = ""): ReturnType<typeof readWhole> {
  const found = goldenCases(id).find((each) => each.name === name);
  if (!found) throw new Error(`no golden case ${id} ${name}`);
  return readWhole(found.bytes);
}

const samples = path.join(import.meta.dirname, "../../../shared/samples");
const sample = (name: string): Buffer | null => {
  try {
    return readFileSync(path.join(samples, name));
  } catch {
    return null;
  }
};

describe("AWS Cost and Usage Report", () => {
  test("G15: one usage on four lines, a class on each, with its own amount", async () => {
    const lines = usageOf((await golden("aws-cur")).records).slice(0, 4);
    expect(
      lines.map(({ tokens: t }) => [
        t.cacheWrite5mTokens,
        t.cacheReadTokens,
        t.uncachedTokens,
        t.outputTokens,
      ]),
    ).toEqual([
      [433_893, 0, 0, 0],
      [0, 5_372_659, 0, 0],
      [0, 0, 29_481, 0],
      [0, 0, 0, 31_102],
    ]);
    expect(moneyOf(lines)).toBe(usd("4.173256395"));
    const perMillion = lines.map(
      ({ reportedCost, tokens: t }) => Number(reportedCost) / 1e6 / (t.inputTokens + t.outputTokens),
    );
    expect(perMillion.map((price) => price.toFixed(3))).toEqual(["4.125", "0.330", "3.300", "16.500"]);
    expect(new Set(lines.map(({ model }) => model))).toEqual(new Set(["anthropic.claude-sonnet-4-6"]));
  });

  test("every dollar of Bedrock is there once, and no line of another product", async () => {
    const { records, summary } = await golden("aws-cur");
    expect(moneyOf(records)).toBe(usd("534.197781145"));
    expect(moneyOf(usageOf(records))).toBe(usd("7.553256395"));
    expect(chargesOf(records).map(({ category }) => category)).toEqual([
      "Usage",
      "Usage",
      "Usage",
      "Credit",
      "Adjustment",
      "Adjustment",
      "Tax",
    ]);
    expect(summary.messages.join("\n")).toContain(
      "2 rows of other AWS products left out: AmazonS3, AmazonEC2.",
    );
  });

  test("with net cost, discount lines are not counted a second time", async () => {
    const { records, summary } = await golden("aws-cur", "legacy");
    expect(moneyOf(records)).toBe(usd("0.062046"));
    expect(summary.tally["discount-inside"]).toBe(1);
  });

  test("a delivery covers its billing period from the start to the last day, by account", async () => {
    const { coverage } = (await golden("aws-cur")).summary;
    expect(
      coverage.map(({ covers, account, grouping, isWholePeriod }) => [
        covers,
        account,
        grouping,
        isWholePeriod,
      ]),
    ).toEqual([
      ["*", "222222222222", "period:2026-10:aws.cur", true],
      ["*/cost", "222222222222", "period:2026-10:aws.cur", true],
    ]);
    expect(coverage[0]?.days).toEqual([
      "2026-10-01",
      "2026-10-02",
      "2026-10-03",
      "2026-10-04",
      "2026-10-05",
      "2026-10-06",
    ]);
  });

  const legacy = sample("focus_converters/aws-cur-legacy-head200.csv");
  test.skipIf(legacy === null)(
    "a real legacy report without Bedrock is read to its end and gives nothing",
    async () => {
      const { source, records, rejected, summary } = await readWhole(legacy ?? Buffer.alloc(0));
      expect(source.id).toBe("aws-cur");
      expect([records.length, rejected.length, summary.rows.empty]).toEqual([0, 0, 200]);
      expect(summary.tally["other-products"]).toBe(200);
      expect(summary.messages).toHaveLength(1);
    },
  );
});

describe("Azure cost export", () => {
  test("G16: tokens from quantity and unit; Canadian dollars refused, never summed with dollars", async () => {
    expect(wholeTokens("1234.567", unitSize("1K"))).toBe(1_234_567);
    // 1234.567 × 0.0025, and the second row's exponent form, exactly.
    expect((1_234_567n * 25n * 10n ** 12n) / 10n ** 7n).toBe(usd("3.0864175"));
    expect(usd("3.0864175") + usd("5.64902E-05")).toBe(usd("3.0864739902"));
    const { records, rejected } = await golden("azure-cost", "cad");
    expect(records).toEqual([]);
    expect(rejected.map(({ reason }) => reason.includes("CAD"))).toEqual([true, true]);
  });

  test("G16 with a dollar column: the same use counts in dollars", async () => {
    const { records } = await golden("azure-cost", "mca");
    expect(usageOf(records)[0]).toMatchObject({
      model: "gpt-4o-2024-11-20",
      tokens: { uncachedTokens: 1_234_567 },
      reportedCost: usd("3.0864175"),
    });
    expect(moneyOf(records)).toBe(usd("5.1364175"));
  });

  test("what no meter's name tells keeps its money", async () => {
    const { records, summary } = await golden("azure-cost");
    expect(moneyOf(records)).toBe(usd("2713.1948832902"));
    expect(summary.tally).toMatchObject({ meter: 1, "not-whole": 1, "other-products": 2 });
    expect(usageOf(records).find(({ model }) => model === "zephyr-3")?.reportedCost).toBe(usd("0.8"));
    expect(summary.messages.join("\n")).toContain("actual costs");
  });

  const ea = sample("focus_converters/azure-ea-export-odd-rows.csv");
  test.skipIf(ea === null)(
    "a real EA export without inference is read to its end and gives nothing",
    async () => {
      const { source, records, rejected, summary } = await readWhole(ea ?? Buffer.alloc(0));
      expect(source.id).toBe("azure-cost");
      expect([records.length, rejected.length, summary.rows.empty]).toEqual([0, 0, 14]);
      expect(summary.messages).toEqual([
        "14 rows of other Azure services left out: Virtual Network, Virtual Machines, Storage, Azure Data Factory v2, Event Hubs.",
      ]);
    },
  );
});

describe("Google Cloud Billing export", () => {
  test("cost and credits are there once; a correction is a row of its own", async () => {
    const { records, summary } = await golden("google-billing");
    expect(moneyOf(records)).toBe(usd("10.69980182"));
    const credits = chargesOf(records).filter(({ category }) => category === "Credit");
    expect(credits.map(({ amount, lineItem }) => [amount, lineItem])).toEqual([[usd("-1.25"), "Free trial"]]);
    const correction = chargesOf(records).find(
      ({ category, amount }) => category === "Adjustment" && (amount ?? 0n) < 0n,
    );
    expect(correction?.amount).toBe(usd("-0.05951898"));
    expect(summary.messages.join("\n")).toContain(
      "2 rows of other Google Cloud services left out: Compute Engine, Cloud Storage.",
    );
  });

  test("rows saved as CSV and as JSON are the same rows", async () => {
    const [json, csv] = [await golden("google-billing"), await golden("google-billing", "dots")];
    const keys = new Set(json.records.map(({ naturalKey }) => JSON.stringify(naturalKey)));
    expect(csv.records).toHaveLength(5);
    expect(csv.records.filter(({ naturalKey }) => !keys.has(JSON.stringify(naturalKey)))).toEqual([]);
  });

  test("another currency is divided by the row's own rate, exactly, and only with one", async () => {
    const { records, rejected, summary } = await golden("google-billing", "euro");
    expect(usageOf(records).map(({ reportedCost }) => reportedCost)).toEqual([
      usd("0.27"),
      usd("1.075268817204"),
    ]);
    expect(rejected.map(({ column }) => column)).toEqual(["currency_conversion_rate"]);
    expect(summary.coverage.map(({ grouping, isWholePeriod }) => [grouping, isWholePeriod])).toEqual([
      ["google.billing.detailed", undefined],
    ]);
  });
});
