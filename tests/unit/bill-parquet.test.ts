import { expect, test } from "vitest";
import { awsCur } from "@/lib/ingest/sources/aws-cur";
import { azureCost } from "@/lib/ingest/sources/azure-cost";
import { BoundFile } from "@/lib/ingest/sources/open-file";
import type { Source } from "@/lib/ingest/sources/source";

// Rows of a Parquet file are objects of typed values: dates, 64-bit integers, maps.

function read(source: Source, ...objects: readonly object[]) {
  const file = new BoundFile({ shape: "parquet", columns: [], now: Date.UTC(2026, 10, 23) });
  const readRow = source.open(file);
  const records = objects.map((object) => {
    file.fill([object]);
    return readRow(file.row);
  });
  return { records, messages: file.notes.messages() };
}

test("CUR 2.0: dates, integers and the product's map", () => {
  const { records, messages } = read(awsCur, {
    bill_billing_period_start_date: new Date("2026-10-01T00:00:00Z"),
    identity_line_item_id: "x",
    line_item_usage_account_id: "222222222222",
    line_item_line_item_type: "Usage",
    line_item_usage_start_date: new Date("2026-10-05T14:00:00Z"),
    line_item_usage_end_date: new Date("2026-10-05T15:00:00Z"),
    line_item_product_code: "3ic0dh2skexample",
    line_item_usage_type: "USE1-MP:USE1_input_tokens_standard-Units",
    line_item_usage_amount: 2.5,
    line_item_unblended_cost: 7.5,
    line_item_net_unblended_cost: null,
    line_item_currency_code: "USD",
    pricing_unit: "1M tokens",
    product: { product_name: "Claude Sonnet 4.5 (Amazon Bedrock Edition)", region: "us-east-1" },
    resource_tags: { user_team: "support" },
    line_item_resource_id: { odd: 5n },
    tags: {},
  });
  expect(records).toMatchObject([
    {
      kind: "usage",
      model: "anthropic.claude-sonnet-4-5",
      period: { startMs: Date.UTC(2026, 9, 5, 14), endMs: Date.UTC(2026, 9, 5, 15) },
      tokens: { uncachedTokens: 2_500_000 },
      reportedCost: 7_500_000_000_000n,
    },
  ]);
  expect(messages).toEqual([]);
});

test("Azure: names in any case, integers of 64 bits", () => {
  for (const spell of [
    (name: string) => name,
    (name: string) => name.charAt(0).toUpperCase() + name.slice(1),
    (name: string) => name.toLowerCase(),
  ]) {
    const row = {
      billingAccountId: 87_654_321n,
      billingPeriodStartDate: "2026-10-01",
      billingCurrency: "USD",
      chargeType: "Usage",
      costInBillingCurrency: 2n,
      date: new Date("2026-10-05T00:00:00Z"),
      meterCategory: "Foundry Models",
      meterName: "gpt 4.1 mini cached Inp glbl Tokens",
      quantity: 20_000n,
      unitOfMeasure: "1K",
    };
    const { records } = read(
      azureCost,
      Object.fromEntries(Object.entries(row).map(([name, value]) => [spell(name), value])),
    );
    expect(records).toMatchObject([
      {
        dimensions: { account: "87654321" },
        period: { wholeUtcDay: "2026-10-05" },
        tokens: { cacheReadTokens: 20_000_000 },
        reportedCost: 2_000_000_000_000n,
      },
    ]);
  }
});
