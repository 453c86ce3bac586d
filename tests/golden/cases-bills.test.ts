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

describe("FOCUS", () => {
  test("EffectiveCost counts, BilledCost is told beside it", async () => {
    const { records, summary } = await golden("focus-cost");
    expect(records).toHaveLength(14);
    expect(moneyOf(records)).toBe(usd("39.98616047"));
    const said = summary.messages.join("\n");
    expect(said).toContain("FOCUS 1.2");
    expect(said).toContain("$39.98616047");
    expect(said).toContain("$10010.68616047");
    expect(said).toContain("2 rows of other cloud services left out");
    expect(summary.tally).toMatchObject({ meter: 1, "no-effective-cost": 1, "not-whole": 1 });
  });

  test("only a unit that names tokens makes tokens, never a virtual currency", async () => {
    const { records } = await golden("focus-cost");
    expect(
      usageOf(records).map(({ provider, model, tokens: t }) => [
        provider,
        model,
        t.cacheReadTokens,
        t.outputTokens,
      ]),
    ).toEqual([
      ["aws", "anthropic.claude-sonnet-4-6", 5_372_659, 0],
      ["aws", "anthropic.claude-sonnet-4-6", 0, 31_102],
      ["azure", "gpt-4.1-mini", 20_000_000, 0],
      ["google", "gemini-2.5-pro", 0, 50_000],
      ["acme ai", "acme-large-2", 1_250_000, 0],
    ]);
    expect(
      chargesOf(records)
        .filter(({ forTokens }) => forTokens)
        .map(({ model }) => model),
    ).toEqual(["beta-2"]);
  });

  test("one file holds several providers and accounts, each covered apart", async () => {
    const { coverage } = (await golden("focus-cost")).summary;
    const told = coverage.map(({ provider, account, covers, grouping }) =>
      [provider, account, covers, grouping].join(" "),
    );
    expect(told.sort()).toEqual([
      "acme ai acme-1 * period:2026-10:focus",
      "acme ai acme-1 */cost period:2026-10:focus",
      "aws 222222222222 * period:2026-10:focus",
      "aws 222222222222 */cost period:2026-10:focus",
      "azure 87654321 * period:2026-10:focus",
      "beta ai beta-1 */cost period:2026-10:focus",
      "google 01ABCD * period:2026-10:focus",
    ]);
    const aws = coverage.find(({ provider, covers }) => provider === "aws" && covers === "*/cost");
    // The correction's day of the month before, and the period from its start.
    expect(aws?.days).toEqual([
      "2026-09-28",
      "2026-10-01",
      "2026-10-02",
      "2026-10-03",
      "2026-10-04",
      "2026-10-05",
    ]);
  });

  test("the version is told by the columns", async () => {
    const versions = await Promise.all(
      ["", "latest", "first", "rows"].map(async (name) =>
        (await golden("focus-cost", name)).summary.messages.join(" "),
      ),
    );
    expect(versions.map((message) => /FOCUS (\S+),/.exec(message)?.[1])).toEqual([
      "1.2",
      "1.4",
      "0.5",
      "1.2",
    ]);
  });

  const [bought, used] = ["a1", "a2"].map((name) =>
    sample(`focus/virtual_currency_pricing_model_${name}.csv`),
  );
  test.skipIf(!bought || !used)(
    "G29: what is bought is invoiced, what is used counts, and the two are never added",
    async () => {
      const [purchase, use] = [
        await readWhole(bought ?? Buffer.alloc(0)),
        await readWhole(used ?? Buffer.alloc(0)),
      ];
      const records = [...purchase.records, ...use.records];
      expect(purchase.rejected.length + use.rejected.length).toBe(0);
      expect(chargesOf(records)).toHaveLength(4);
      expect(moneyOf(records)).toBe(usd("1230"));
      expect(purchase.summary.messages.join(" ")).toContain("BilledCost, the invoice, comes to $200000.");
      expect(use.summary.messages.join(" ")).toContain("EffectiveCost counts, $1230:");
      expect(use.summary.messages.join(" ")).toContain("BilledCost, the invoice, comes to $0.");
      // “5/1/25” is the end of April's period; the charge stands on 1 April 2025.
      expect(
        new Set(chargesOf(records).map(({ period, naturalKey }) => `${period.startMs} ${naturalKey[1]}`)),
      ).toEqual(new Set([`${Date.UTC(2025, 3, 1)} 2025-04`]));
    },
  );

  test.skipIf(!bought).each([
    ["saas_spend_agreements_a1.csv", "1200"],
    ["simple_saas_agreements_a1.csv", "10000"],
    ["simple_saas_agreements_c.csv", "35800"],
    ["virtual_currency_pricing_model_c.csv", "0"],
  ])("the specification's example %s", async (name, total) => {
    const { records, rejected } = await readWhole(sample(`focus/${name}`) ?? Buffer.alloc(0));
    expect(moneyOf(records)).toBe(usd(total));
    expect(rejected).toEqual([]);
  });
});
