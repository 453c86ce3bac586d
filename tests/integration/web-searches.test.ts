import { expect, test } from "vitest";
import { updateProviderSetting } from "@/lib/commands/update-provider-setting";
import { voidImport } from "@/lib/commands/void-import";
import type { MetricId } from "@/lib/metrics";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const page = (results: object[]) =>
  JSON.stringify({
    data: [{ starting_at: "2026-10-05T00:00:00Z", ending_at: "2026-10-06T00:00:00Z", results }],
    has_more: false,
    next_page: null,
  });
const MODEL = { model: "claude-sonnet-4-5-20250929", service_tier: "standard", context_window: "0-200k" };
/** A million tokens at $3; the key `k1` searched a hundred times at a cent. */
const USAGE = page(
  ["k1", "k2"].map((key) => ({
    ...MODEL,
    uncached_input_tokens: 1_000_000,
    cache_creation: {},
    cache_read_input_tokens: 0,
    output_tokens: 0,
    server_tool_use: { web_search_requests: key === "k1" ? 100 : 0 },
    api_key_id: key,
    workspace_id: "w",
    inference_geo: "global",
  })),
);
const COST = page([
  {
    ...MODEL,
    currency: "USD",
    amount: "570",
    workspace_id: "w",
    description: "Claude Sonnet 4.5 Usage - Input Tokens",
    cost_type: "tokens",
    token_type: "uncached_input_tokens",
    inference_geo: "global",
  },
  {
    currency: "USD",
    amount: "95",
    workspace_id: "w",
    description: "Web Search Usage",
    cost_type: "web_search",
  },
]);

test("web searches are charged once: to who searched, beside the charge for tokens, whichever amount counts", async () => {
  const actor = await newOrganization();
  await importText(actor, "usage.json", USAGE);
  const metrics: MetricId[] = ["spend", "computed_cost", "reported_cost", "uncached_list_cost"];
  const asked = async () => {
    const october = { from: "2026-10-01", to: "2026-10-31" };
    const { rows } = await answer(actor, { metrics, ...october, grain: "none", by: ["api_key"], where: {} });
    return rows.map((row) => Object.values(row));
  };
  const computed = [
    ["k1", "4", "4", "0", "4"],
    ["k2", "3", "3", "0", "3"],
  ];
  expect(await asked()).toEqual(computed);
  const cost = await importText(actor, "cost.json", COST);
  expect(await asked()).toEqual([
    ["k1", "3.8", "4", "3.8", "4"],
    ["k2", "2.85", "3", "2.85", "3"],
  ]);
  const policy = (costPolicy: "computed" | "reported") =>
    updateProviderSetting(actor, { provider: "anthropic", defaultAccount: null, costPolicy });
  await policy("computed");
  expect(await asked()).toEqual([
    ["k1", "4", "4", "3.8", "4"],
    ["k2", "3", "3", "2.85", "3"],
  ]);
  await policy("reported");
  await voidImport(actor, { importId: Number(cost) });
  expect(await asked()).toEqual(computed);
});
