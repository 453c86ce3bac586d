import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { updateProviderSetting } from "@/lib/commands/update-provider-setting";
import { amountsReport } from "@/lib/reports/amounts";
import { pageCoverage } from "@/lib/reports/coverage";
import { contextOf, importText, newOrganization } from "../support/ledger";

const page = (results: object[]) =>
  JSON.stringify({
    object: "page",
    has_more: false,
    next_page: null,
    data: [{ object: "bucket", start_time: 1_791_158_400, end_time: 1_791_244_800, results }],
  });
const usage = (model: string, input: number) => ({
  object: "organization.usage.completions.result",
  input_tokens: input,
  output_tokens: 0,
  num_model_requests: 1,
  input_cached_tokens: 0,
  project_id: "proj_a",
  user_id: null,
  api_key_id: null,
  model,
  batch: null,
});
const cost = (value: string) => ({
  object: "organization.costs.result",
  amount: { value, currency: "usd" },
  line_item: null,
  project_id: "proj_a",
});

/** gpt-4o at 2.50 is $6.00, gpt-5 at 1.25 is $4.00; $9.00 is reported for the project. */
async function filled(): Promise<Actor> {
  const actor = await newOrganization();
  await importText(actor, "u.json", page([usage("gpt-4o", 2_400_000), usage("gpt-5", 3_200_000)]));
  await importText(actor, "c.json", page([cost("9")]));
  return actor;
}

const OCTOBER = "from=2026-10-01&to=2026-10-31";
const report = async (actor: Actor, query = OCTOBER) => amountsReport(actor, await contextOf(actor, query));

describe("three amounts side by side", () => {
  test("the worked example of economics §5.15, with its factor and difference by model and day", async () => {
    const actor = await filled();
    const seen = await report(actor);
    expect(seen).toMatchObject({
      computed: "10",
      reported: "9",
      effective: "9",
      factor: "0.900",
      difference: "-1",
      reportedShare: "1",
    });
    expect(seen.providers.map(({ cells }) => cells)).toEqual([
      expect.objectContaining({
        provider: "openai",
        computed: "10",
        reported: "9",
        effective: "9",
        factor: "0.900",
      }),
    ]);
    expect(
      seen.models.map(({ cells: c }) => [c.model, c.matchedComputed, c.matchedReported, c.difference]),
    ).toEqual([
      ["gpt-4o", "6", "5.4", "-0.6"],
      ["gpt-5", "4", "3.6", "-0.4"],
    ]);
    expect(seen.days).toMatchObject([
      { tones: { factor: "warn" }, cells: { difference: "-1", factor: "0.900" } },
    ]);
  });

  test("computed only: our prices count, and how far the report is away still shows", async () => {
    const actor = await filled();
    await updateProviderSetting(actor, { provider: "openai", defaultAccount: null, costPolicy: "computed" });
    expect(await report(actor)).toMatchObject({
      computed: "10",
      reported: "9",
      effective: "10",
      factor: "0.900",
      reportedShare: "0",
    });
  });

  test("without a report there is no factor, and a filter narrows all of it", async () => {
    const actor = await newOrganization();
    await importText(actor, "u.json", page([usage("gpt-4o", 2_400_000)]));
    expect(await report(actor)).toMatchObject({
      computed: "6",
      factor: null,
      difference: null,
      models: [],
      days: [],
    });
    const both = await filled();
    expect(await report(both, `${OCTOBER}&model=gpt-5`)).toMatchObject({ computed: "4", reported: "3.6" });
  });

  test("coverage speaks of a page's days and filters, or of everything there is", async () => {
    const actor = await filled();
    const all = await pageCoverage(actor, null);
    expect(all).toMatchObject({
      through: "2026-10-05",
      shares: { tokens_priced: "1", cost_allocated: "0", cost_reported: "1" },
      rowsRejected: 0,
    });
    const none = await pageCoverage(actor, await contextOf(actor, "from=2026-09-01&to=2026-09-30"));
    expect(none).toMatchObject({ through: null, shares: { tokens_priced: null } });
  });
});
