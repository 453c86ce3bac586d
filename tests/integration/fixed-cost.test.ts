import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { restoreImport } from "@/lib/commands/restore-import";
import { updateOrganization } from "@/lib/commands/update-organization";
import { voidImport } from "@/lib/commands/void-import";
import type { Dimension, Where } from "@/lib/filters";
import type { MetricId } from "@/lib/metrics";
import { importReport } from "@/lib/reports/imports";
import { marginsReport } from "@/lib/reports/margins";
import { extentOf } from "@/lib/reports/page-context";
import { answer } from "@/lib/reports/query";
import { rowsReport } from "@/lib/reports/rows";
import { selfHosted } from "@/lib/reports/self-hosted";
import { contextOf, importText, newOrganization } from "../support/ledger";

async function ask(
  actor: Actor,
  metrics: MetricId[],
  more: {
    from?: string;
    to?: string;
    by?: Dimension[];
    where?: Where;
    grain?: "none" | "day" | "month";
  } = {},
) {
  const october = { from: "2026-10-01", to: "2026-10-31" };
  return answer(actor, { metrics, grain: "none", by: [], where: {}, ...october, ...more });
}

const FIXED = `from,to,name,category,provider,amount,project,variable,gpus,gpu_hour_price,tokens_per_second
2026-10-01,2026-12-31,Cluster,gpu_reservation,self-hosted,9200.000000000005,llama,,,,700
2026-10-01,2026-10-31,Card fees,payment_fees,stripe,31,,yes,,,
2026-10-07,2026-10-07,Training of v2,training_run,aws,50,,,,,
`;

test("an amount over a period falls on its days in equal parts, the rest on the first, and all parts are the amount", async () => {
  const actor = await newOrganization("America/New_York");
  await importText(actor, "fixed.csv", FIXED);
  const by = { by: ["provider"] as Dimension[] };
  // 9,200.000000000005 over 92 days: $100 a day, and one pico-dollar more on each of the first five.
  const days = await ask(actor, ["spend", "fixed_cost"], {
    grain: "day",
    from: "2026-10-04",
    to: "2026-10-07",
    where: { provider: ["self-hosted"] },
  });
  expect(days.rows.map((row) => [row.period, row.fixed_cost])).toEqual([
    ["2026-10-04", "100.000000000001"],
    ["2026-10-05", "100.000000000001"],
    ["2026-10-06", "100"],
    ["2026-10-07", "100"],
  ]);
  expect((await ask(actor, ["spend", "fixed_cost"], by)).rows).toEqual([
    { provider: "aws", spend: "50", fixed_cost: "50" },
    { provider: "self-hosted", spend: "3100.000000000005", fixed_cost: "3100.000000000005" },
    { provider: "stripe", spend: "31", fixed_cost: "0" },
  ]);
  const all = await ask(actor, ["spend"], { to: "2027-03-31" });
  expect(all.totals.spend).toBe("9281.000000000005");
  // Another zone lays everything out anew, and moves none of it.
  await updateOrganization(actor, { name: `Company ${actor.organizationId}`, zone: "Asia/Kolkata" });
  expect(
    (await ask({ ...actor, timeZone: "Asia/Kolkata" }, ["spend"], { to: "2027-03-31" })).totals.spend,
  ).toBe("9281.000000000005");
});

test("contribution margin leaves out what does not vary with use, gross margin does not", async () => {
  const actor = await newOrganization();
  await importText(actor, "fixed.csv", FIXED);
  await importText(actor, "revenue.csv", "period,product,amount\n2026-10,A,10000\n");
  await importText(
    actor,
    "usage.csv",
    "timestamp,provider,model,input_tokens,output_tokens,cost\n2026-10-07T10:00:00Z,openai,gpt-5,10,10,69\n",
  );
  const { totals } = await ask(actor, ["gross_margin", "contribution_margin", "contribution_margin_percent"]);
  expect(totals).toEqual({
    gross_margin: "6749.999999999995",
    contribution_margin: "9900",
    contribution_margin_percent: "0.99",
  });
});

test("payment fees are no inference, in the P&L and by any grouping; research is in none of its lines", async () => {
  const actor = await newOrganization();
  await importText(actor, "fixed.csv", FIXED);
  await importText(actor, "revenue.csv", "period,product,amount\n2026-10,A,10000\n");
  await importText(
    actor,
    "usage.csv",
    "timestamp,provider,model,input_tokens,output_tokens,cost\n2026-10-31T10:00:00Z,openai,gpt-5,10,10,69\n",
  );
  await applyRules(actor, {
    document: {
      products: ["A", "B"],
      rules: [
        { when: { "tag.cost_category": "training_run" }, product: "A", kind: "research" },
        { when: { "tag.cost_category": "payment_fees" }, split: { A: "0.5", B: "0.5" } },
        { when: {}, product: "A" },
      ],
    },
  });
  const kinds = ["inference_cost", "other_variable_cost", "fixed_cost", "cost_of_revenue"] as const;
  const asked = await ask(actor, [...kinds], { by: ["product"] });
  expect(asked.rows).toEqual([
    {
      product: "A",
      inference_cost: "69",
      other_variable_cost: "15.5",
      fixed_cost: "3150.000000000005",
      cost_of_revenue: "3184.500000000005",
    },
    {
      product: "B",
      inference_cost: "0",
      other_variable_cost: "15.5",
      fixed_cost: "0",
      cost_of_revenue: "15.5",
    },
  ]);
  expect((await ask(actor, [...kinds], { by: ["cost_kind"] })).rows).toEqual([
    {
      cost_kind: "cost_of_revenue",
      inference_cost: "69",
      other_variable_cost: "31",
      fixed_cost: "3100.000000000005",
      cost_of_revenue: "3200.000000000005",
    },
    {
      cost_kind: "research",
      inference_cost: "0",
      other_variable_cost: "0",
      fixed_cost: "50",
      cost_of_revenue: "0",
    },
  ]);
  const report = await marginsReport(actor, await contextOf(actor, "from=2026-10-01&to=2026-10-31"));
  const month = report.months.at(-1)?.id ?? "";
  const lines = report.lines.find(({ cells }) => cells.name === "A")?.children ?? [];
  expect(lines.map(({ id, cells }) => [id, cells[month]])).toEqual([
    ["revenue", "10000"],
    ["inference", "69"],
    ["variable", "15.5"],
    ["fixed", "3100.000000000005"],
    ["margin", "6815.499999999995"],
    ["contribution-percent", "0.99155"],
    ["research", "50"],
  ]);
});

test("the same again is a duplicate, another amount corrects, and a void takes every day back", async () => {
  const actor = await newOrganization();
  await importText(actor, "fixed.csv", FIXED);
  await importText(actor, "again.csv", `${FIXED}\n`);
  const other = await importText(actor, "other.csv", FIXED.replace("9200.000000000005", "4600"));
  expect((await importReport(actor, Number(other)))?.rows).toMatchObject({
    accepted: 1,
    duplicate: 2,
    replaced: 1,
  });
  const spend = async () => (await ask(actor, ["spend"], { to: "2027-03-31" })).totals.spend;
  expect(await spend()).toBe("4681");
  await voidImport(actor, { importId: Number(other) });
  expect(await spend()).toBe("9281.000000000005");
  await restoreImport(actor, { importId: Number(other) });
  expect(await spend()).toBe("4681");
  const december = { from: "2026-12-31", to: "2026-12-31" };
  expect((await ask(actor, ["fixed_cost"], december)).totals.fixed_cost).toBe("50");
});

test("a period of days ahead does not make data reach further than they do, and its row opens with its part", async () => {
  const actor = await newOrganization();
  await importText(actor, "fixed.csv", FIXED);
  await importText(
    actor,
    "usage.csv",
    "timestamp,provider,model,input_tokens,output_tokens\n2026-10-05T10:00:00Z,openai,gpt-5,10,10\n",
  );
  expect(await extentOf(actor)).toMatchObject({
    dataThrough: "2026-10-05",
    providers: [{ provider: "openai", through: "2026-10-05" }],
  });
  const rows = await rowsReport(actor, await contextOf(actor, "from=2026-11-01&to=2026-11-10&kind=charges"));
  expect(rows.counts.charges).toBe(1);
  expect(rows.totals.charges).toBe("1000");
  expect(rows.lines[0]?.cells).toMatchObject({
    item: "Cluster",
    category: "Purchase",
    time: "2026-10-01",
    until: "2026-12-31",
    amount: "9200.000000000005",
    inPeriod: "1000",
    "tag.cost_category": "gpu_reservation",
  });
});

test("what is hosted is told on the allocation basis, with its use and its break-even against an API", async () => {
  const actor = await newOrganization();
  // One GPU at $2.50 an hour and 700 tokens a second, a day: $60, 60.48 M tokens at most; a quarter of them served.
  await importText(
    actor,
    "fixed.csv",
    "date,name,category,provider,gpus,gpu_hour_price,tokens_per_second\n2026-10-01,GPU,hosting,vllm,1,2.50,700\n",
  );
  await importText(
    actor,
    "usage.csv",
    `timestamp,provider,model,input_tokens,cache_read_tokens,output_tokens
2026-10-01T10:00:00Z,vllm,llama-3,10000000,4000000,5120000
2026-10-01T10:00:00Z,openai,gpt-5,1000,0,1000
`,
  );
  const day = { from: "2026-10-01", to: "2026-10-01" };
  const report = await selfHosted(actor, day);
  expect(report.against).toBe("openai/gpt-5");
  // gpt-5 at $1.25, $0.125 read, $10: 6 × 1.25 + 4 × 0.125 + 5.12 × 10 = $59.20 for 15.12 M.
  expect(report.lines).toEqual([
    {
      provider: "vllm",
      fixed_cost: "60",
      tokens: "15120000",
      capacity_tokens: "60480000",
      allocation_per_million: "3.968253968254",
      usage_per_million: "0.992063492063",
      utilisation: "0.25",
      api_cost: "59.2",
      api_per_million: "3.915343915344",
      break_even_utilisation: "0.253378378378",
      break_even_tokens: "15324325",
    },
  ]);
  await expect(selfHosted(actor, { ...day, against: "nobody/none" })).rejects.toMatchObject({
    code: "unknown-model",
  });
});
