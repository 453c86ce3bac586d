import { describe, expect, test } from "vitest";
import { keyQuantity, keyText } from "@/lib/ingest/sources/bill-keys";
import { focus } from "@/lib/ingest/sources/focus";
import { BoundFile } from "@/lib/ingest/sources/open-file";

function cell(value: unknown, read: typeof keyText): string | null {
  const file = new BoundFile({ shape: "parquet", columns: [], now: Date.UTC(2026, 10, 23) });
  const field = file.field("x");
  file.fill([{ x: value }]);
  return read(file.row, field);
}

describe("what tells lines of a bill apart is written one way", () => {
  test.each([
    ['{"env": "prod", "team": "a"}', '{"env":"prod","team":"a"}'],
    [{ team: "a", env: "prod" }, '{"env":"prod","team":"a"}'],
    ['[{"value": 1, "key": "b"}]', '[{"key":"b","value":1}]'],
    ['{"cut": ', '{"cut":'],
    ["plain, with {braces}", "plain, with {braces}"],
    [null, null],
  ])("%j as text", (value, key) => {
    expect(cell(value, keyText)).toBe(key);
  });

  test.each([
    ["31.1020000000", "31.102"],
    ["3.1102E+01", "31.102"],
    [31.102, "31.102"],
    ["1e-7", "0.0000001"],
    [1e-7, "0.0000001"],
    ["-0.50", "-0.5"],
    ["-0.0", "0"],
    ["007", "7"],
    ["1200", "1200"],
    ["1.2E3", "1200"],
    [".5", "0.5"],
    ["1,234", "1,234"],
    ["", null],
  ])("%j as a quantity", (value, key) => {
    expect(cell(value, keyQuantity)).toBe(key);
  });

  test("a FOCUS line has one key in CSV and in Parquet", () => {
    const line = {
      BillingAccountId: "9",
      BillingCurrency: "USD",
      BillingPeriodStart: "2026-09-01T00:00:00Z",
      ChargeCategory: "Usage",
      ChargePeriodStart: "2026-09-03T00:00:00Z",
      ConsumedUnit: "1K Tokens",
      ProviderName: "Acme",
      ServiceName: "Inference",
    };
    const csv = { ...line, BilledCost: "0.50", EffectiveCost: "0.5", ConsumedQuantity: "12.500" };
    const parquet = { ...line, BilledCost: "0.5000000000", EffectiveCost: 0.5, ConsumedQuantity: 12.5 };
    const [first, second] = [
      { ...csv, Tags: '{"team": "a", "env": "prod"}' },
      { ...parquet, Tags: { env: "prod", team: "a" } },
    ].map((object) => {
      const file = new BoundFile({ shape: "parquet", columns: [], now: Date.UTC(2026, 10, 23) });
      const read = focus.open(file);
      file.fill([object]);
      return read(file.row);
    });
    expect(first).toMatchObject({ kind: "charge", naturalKey: expect.arrayContaining(["12.5"]) });
    expect(second).toMatchObject({ naturalKey: (first as { naturalKey: unknown }).naturalKey });
  });
});
