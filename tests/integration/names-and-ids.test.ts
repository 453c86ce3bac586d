import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { voidImport } from "@/lib/commands/void-import";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

/** Output tokens of Claude Haiku 4.5 (5 dollars a million) by workspace. */
const page = (results: object[]) =>
  JSON.stringify({
    data: [{ starting_at: "2026-10-05T00:00:00Z", ending_at: "2026-10-06T00:00:00Z", results }],
    has_more: false,
    next_page: null,
  });
const API_USAGE = page(
  [1_000_000, 3_000_000].map((output, i) => ({
    uncached_input_tokens: 0,
    output_tokens: output,
    model: "claude-haiku-4-5-20251001",
    workspace_id: `wrkspc_0${i}`,
    api_key_id: `apikey_0${i}`,
    service_tier: "standard",
  })),
);
const API_COST = page([
  {
    currency: "USD",
    amount: "1600",
    workspace_id: "wrkspc_00",
    description: "Claude Haiku 4.5 Usage - Output Tokens",
    cost_type: "tokens",
    model: "claude-haiku-4-5-20251001",
    service_tier: "standard",
    token_type: "output_tokens",
  },
]);
const CONSOLE_USAGE = [
  "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
  "2026-10-05,claude-haiku-4-5-20251001,Key A,Team A,standard,0,0,0,0,1000000,0",
  "2026-10-05,claude-haiku-4-5-20251001,Key B,Team B,standard,0,0,0,0,3000000,0",
].join("\n");
const CONSOLE_COST = [
  "usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd",
  "2026-10-05,Claude Haiku 4.5,Team A,Key A,message,output,4.00",
  "2026-10-05,Claude Haiku 4.5,Team B,Key B,message,output,12.00",
].join("\n");

async function byWorkspace(actor: Actor) {
  const { rows, totals } = await answer(actor, {
    metrics: ["spend", "computed_cost", "reported_cost"],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "none",
    by: ["workspace"],
    where: {},
  });
  return { spend: Object.fromEntries(rows.map((row) => [row.workspace, row.spend])), totals };
}
const ALL = { spend: "16", computed_cost: "20", reported_cost: "16" };

test("a bill with names is laid over usage with ids, and one with ids over usage with names", async () => {
  const first = await newOrganization();
  await importText(first, "usage.json", API_USAGE);
  const bill = await importText(first, "cost.csv", CONSOLE_COST);
  expect(await byWorkspace(first)).toEqual({ spend: { wrkspc_00: "4", wrkspc_01: "12" }, totals: ALL });
  await voidImport(first, { importId: bill });
  expect((await byWorkspace(first)).totals).toEqual({ spend: "20", computed_cost: "20", reported_cost: "0" });

  const second = await newOrganization();
  await importText(second, "cost.json", API_COST);
  await importText(second, "usage.csv", CONSOLE_USAGE);
  expect(await byWorkspace(second)).toEqual({ spend: { "Team A": "4", "Team B": "12" }, totals: ALL });
});

test("a bill with names meets usage with names by them", async () => {
  const actor = await newOrganization();
  await importText(actor, "usage.csv", CONSOLE_USAGE);
  await importText(actor, "cost.csv", CONSOLE_COST.replace("4.00", "1.00"));
  expect((await byWorkspace(actor)).spend).toEqual({ "Team A": "1", "Team B": "12" });
});

const log = (project: string) =>
  [
    "id,timestamp,provider,model,project,output_tokens",
    `1,2026-10-05T10:00:00Z,openai,gpt-5,${project},1000000`,
    "2,2026-10-05T11:00:00Z,openai,gpt-5,search,1000000",
  ].join("\n");
const OPENAI_COST = JSON.stringify([
  {
    object: "bucket",
    start_time: Date.UTC(2026, 9, 5) / 1000,
    end_time: Date.UTC(2026, 9, 6) / 1000,
    results: [
      {
        object: "organization.costs.result",
        amount: { value: "16", currency: "usd" },
        line_item: null,
        project_id: "proj_x",
      },
    ],
  },
]);

test("a bill is laid over a log that has words of its own for projects", async () => {
  const actor = await newOrganization();
  await importText(actor, "log.csv", log("chat"));
  await importText(actor, "cost.json", OPENAI_COST);
  expect((await byWorkspace(actor)).totals).toEqual(ALL);
});

test("where a log has the bill's word for a project, the bill of that project is of its calls alone", async () => {
  const actor = await newOrganization();
  await importText(actor, "log.csv", log("proj_x"));
  await importText(actor, "cost.json", OPENAI_COST);
  expect((await byWorkspace(actor)).totals).toEqual({
    spend: "26",
    computed_cost: "20",
    reported_cost: "16",
  });
});
