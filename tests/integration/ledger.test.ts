import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { voidImport } from "@/lib/commands/void-import";
import type { MetricId } from "@/lib/metrics";
import { importReport } from "@/lib/reports/imports";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const MONEY: MetricId[] = ["spend", "computed_cost", "reported_cost"];

const ask = (actor: Actor, metrics: MetricId[], more: Partial<Parameters<typeof answer>[1]> = {}) =>
  answer(actor, { metrics, from: "2026-10-01", to: "2026-10-31", grain: "none", by: [], where: {}, ...more });

/** OpenAI usage of one day as the API gives it; gpt-4o at 2.50 in, gpt-5 at 1.25 in. */
const usagePage = (results: object[], day = 5) =>
  JSON.stringify({ object: "page", has_more: false, next_page: null, data: [bucket(results, day)] });
const bucket = (results: object[], day: number) => {
  const start = Date.UTC(2026, 9, day) / 1000;
  return { object: "bucket", start_time: start, end_time: start + 86_400, results };
};
const usage = (model: string | null, input: number, project: string | null = "proj_a") => ({
  object: "organization.usage.completions.result",
  input_tokens: input,
  output_tokens: 0,
  num_model_requests: 1,
  input_cached_tokens: 0,
  project_id: project,
  user_id: null,
  api_key_id: null,
  model,
  batch: null,
});
const cost = (value: string, lineItem: string | null = null, project: string | null = "proj_a") => ({
  object: "organization.costs.result",
  amount: { value, currency: "usd" },
  line_item: lineItem,
  project_id: project,
});
const row = (id: string, output: number, time = "2026-10-05T12:00:00Z") =>
  `${id},${time},openai,gpt-5,1000,400,${output}`;
const canonical = (...rows: string[]) =>
  ["id,timestamp,provider,model,input_tokens,cache_read_tokens,output_tokens", ...rows].join("\n");

describe("reported charges over computed detail (economics §5.15)", () => {
  test("a project's charge is spread over its models by their price, and the sum is the provider's", async () => {
    const actor = await newOrganization();
    await importText(actor, "usage.json", usagePage([usage("gpt-4o", 2_400_000), usage("gpt-5", 3_200_000)]));
    await importText(actor, "costs.json", usagePage([cost("9.00")]));
    const { rows, totals, coverage } = await ask(actor, MONEY, { by: ["model"] });
    expect(rows).toEqual([
      { model: "gpt-4o", spend: "5.4", computed_cost: "6", reported_cost: "5.4" },
      { model: "gpt-5", spend: "3.6", computed_cost: "4", reported_cost: "3.6" },
    ]);
    expect(totals).toEqual({ spend: "9", computed_cost: "10", reported_cost: "9" });
    expect(coverage.cost_reported).toBe("1");
  });

  test("by line item each model gets its own, and a credit stays a line of its own", async () => {
    const actor = await newOrganization();
    await importText(actor, "usage.json", usagePage([usage("gpt-4o", 2_400_000), usage("gpt-5", 3_200_000)]));
    await importText(
      actor,
      "costs.json",
      usagePage([cost("6.00", "gpt-4o, input"), cost("3.00", "gpt-5, input"), cost("-1.25", "credit")]),
    );
    const { rows, totals } = await ask(actor, ["spend"], { by: ["model"] });
    expect(rows).toEqual([
      { model: "gpt-4o", spend: "6" },
      { model: "gpt-5", spend: "3" },
      { model: null, spend: "-1.25" },
    ]);
    expect(totals.spend).toBe("7.75");
  });

  test("voiding the cost export returns to computed; voiding the usage leaves the reported amount (rule 15)", async () => {
    const actor = await newOrganization();
    const used = await importText(actor, "usage.json", usagePage([usage("gpt-4o", 2_400_000)]));
    const costs = await importText(actor, "costs.json", usagePage([cost("5.00")]));
    expect((await ask(actor, ["spend"])).totals.spend).toBe("5");
    await voidImport(actor, { importId: used });
    expect((await ask(actor, ["spend", "input_tokens"])).totals).toEqual({ spend: "5", input_tokens: 0 });
    await importText(actor, "usage.json", usagePage([usage("gpt-4o", 2_400_000)]));
    await voidImport(actor, { importId: costs });
    expect((await ask(actor, MONEY)).totals).toEqual({ spend: "6", computed_cost: "6", reported_cost: "0" });
  });

  test("what is left of a charge after the priced parts goes to the unpriced by tokens (rule 3)", async () => {
    const actor = await newOrganization();
    await importText(
      actor,
      "usage.json",
      usagePage([usage("gpt-4o", 2_400_000), usage("house-model", 1_000_000)]),
    );
    expect((await ask(actor, ["spend", "unpriced_tokens"])).totals).toEqual({
      spend: "6",
      unpriced_tokens: 1_000_000,
    });
    await importText(actor, "costs.json", usagePage([cost("8.00")]));
    const { rows } = await ask(actor, ["spend", "unpriced_tokens"], { by: ["model"] });
    expect(rows).toEqual([
      { model: "gpt-4o", spend: "6", unpriced_tokens: 0 },
      { model: "house-model", spend: "2", unpriced_tokens: 0 },
    ]);
  });
});

describe("identity (ledger rules 9 to 15)", () => {
  test("the same bytes add nothing, and after a void they are new again (rule 12)", async () => {
    const actor = await newOrganization();
    const first = await importText(actor, "a.csv", canonical(row("r1", 100)));
    await expect(importText(actor, "b.csv", canonical(row("r1", 100)))).rejects.toThrow("is duplicate");
    await voidImport(actor, { importId: first });
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(0);
    await importText(actor, "c.csv", canonical(row("r1", 100)));
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(100);
  });

  test("a corrected row replaces the earlier one; voiding the correction brings it back (rule 13)", async () => {
    const actor = await newOrganization();
    await importText(actor, "a.csv", canonical(row("r1", 100), row("r2", 50)));
    const fix = await importText(actor, "b.csv", canonical(row("r1", 300), row("r2", 50), row("r3", 1)));
    const report = await importReport(actor, Number(fix));
    expect(report?.rows).toEqual({ read: 3, accepted: 2, duplicate: 1, replaced: 1, rejected: 0 });
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(351);
    await voidImport(actor, { importId: fix });
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(150);
  });

  test("voiding the first of two imports of one row leaves the row, by the second", async () => {
    const actor = await newOrganization();
    const first = await importText(actor, "a.csv", canonical(row("r1", 100)));
    await importText(actor, "b.csv", canonical(row("r1", 100), row("r2", 7)));
    await voidImport(actor, { importId: first });
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(107);
  });

  test("equal rows without an id are different events of one file, and known ones of the next (rank)", async () => {
    const actor = await newOrganization();
    const line = "2026-10-05T12:00:00Z,openai,gpt-5,10";
    const text = (n: number) => ["timestamp,provider,model,output_tokens", ...Array(n).fill(line)].join("\n");
    await importText(actor, "a.csv", text(2));
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(20);
    await importText(actor, "b.csv", text(3));
    expect((await ask(actor, ["output_tokens"])).totals.output_tokens).toBe(30);
  });

  test("request rows over a daily report of the same day are refused, or one of them counts (rule 14)", async () => {
    const actor = await newOrganization();
    await importText(actor, "usage.json", usagePage([usage("gpt-4o", 2_400_000)]));
    const log = canonical(row("r1", 100));
    await expect(importText(actor, "log.csv", log)).rejects.toThrow("overlap");
    await importText(actor, "log.csv", log, { overlap: "keep" });
    expect((await ask(actor, ["input_tokens"])).totals.input_tokens).toBe(2_400_000);
    const other = await importText(actor, "log2.csv", canonical(row("r9", 100)), { overlap: "replace" });
    expect((await ask(actor, ["input_tokens"])).totals.input_tokens).toBe(1000);
    await voidImport(actor, { importId: other });
    expect((await ask(actor, ["input_tokens"])).totals.input_tokens).toBe(2_400_000);
  });

  test("a later export of a running day is no overlap, even where it holds rows of a new kind", async () => {
    const actor = await newOrganization();
    await importText(actor, "morning.json", usagePage([usage("gpt-4o", 100)]));
    const flex = { ...usage("gpt-4o", 50), service_tier: "flex" };
    await importText(actor, "evening.json", usagePage([usage("gpt-4o", 400), flex]));
    expect((await ask(actor, ["input_tokens"])).totals.input_tokens).toBe(450);
    // The other way round the rows are not the same ones: the whole day without its tiers.
    const whole = importText(actor, "coarse.json", usagePage([usage("gpt-4o", 500)]));
    await expect(whole).rejects.toThrow("overlap");
  });

  test("two accounts keep equal buckets apart (rule 9)", async () => {
    const actor = await newOrganization();
    await importText(actor, "a.json", usagePage([usage("gpt-4o", 100)]), { account: "acc-1" });
    await importText(actor, "b.json", `${usagePage([usage("gpt-4o", 100)])}\n`, { account: "acc-2" });
    const { rows } = await ask(actor, ["input_tokens"], { by: ["account"] });
    expect(rows).toEqual([
      { account: "acc-1", input_tokens: 100 },
      { account: "acc-2", input_tokens: 100 },
    ]);
  });
});

describe("time and revenue", () => {
  test("local days hold in a half-hour zone, and whole UTC days keep their date (rules 16, 17)", async () => {
    const actor = await newOrganization("Asia/Kolkata");
    // 18:29:59Z is 23:59:59 in Kolkata, 18:30Z the next day.
    await importText(
      actor,
      "a.csv",
      canonical(row("r1", 1, "2026-10-05T18:29:59Z"), row("r2", 2, "2026-10-05T18:30:00Z")),
    );
    await importText(actor, "b.json", usagePage([usage("gpt-4o", 100)], 20));
    const days = await ask(actor, ["output_tokens", "input_tokens"], { grain: "day" });
    expect(days.rows).toEqual([
      { period: "2026-10-05", output_tokens: 1, input_tokens: 1000 },
      { period: "2026-10-06", output_tokens: 2, input_tokens: 1000 },
      { period: "2026-10-20", output_tokens: 0, input_tokens: 100 },
    ]);
    const hours = await ask(actor, ["output_tokens"], { grain: "hour" });
    expect(hours.rows).toEqual([
      { period: "2026-10-05T23:00:00+05:30", output_tokens: 1 },
      { period: "2026-10-06T00:00:00+05:30", output_tokens: 2 },
    ]);
  });

  test("hours add up to days to the last digit where a charge was laid over them", async () => {
    const actor = await newOrganization("America/New_York");
    const times = ["2026-10-05T01:00:00Z", "2026-10-05T02:00:00Z", "2026-10-05T13:37:00Z"];
    const logs = ["id,timestamp,provider,model,input_tokens,output_tokens,project"];
    for (const [i, time] of times.entries())
      logs.push(`r${i},${time},openai,gpt-4o,${1000 + i},${7 * i},proj_a`);
    await importText(actor, "log.csv", logs.join("\n"));
    await importText(actor, "costs.json", usagePage([cost("0.010000000001")]));
    const hours = await ask(actor, MONEY, { grain: "hour" });
    const none = await ask(actor, MONEY);
    expect(hours.totals).toEqual(none.totals);
    expect(none.totals.spend).toBe("0.010000000001");
  });

  test("revenue falls on its days in equal parts and meets cost by product (§5.6)", async () => {
    const actor = await newOrganization();
    await applyRules(actor, {
      document: { products: ["Copilot"], rules: [{ when: { project: "proj_a" }, product: "Copilot" }] },
    });
    await importText(
      actor,
      "usage.json",
      usagePage([usage("gpt-4o", 2_400_000), usage("gpt-4o", 400_000, "proj_z")]),
    );
    await importText(
      actor,
      "revenue.csv",
      "period,product,customer,amount,currency\n2026-10,Copilot,,31.00,USD\n",
    );
    const margins: MetricId[] = ["spend", "revenue", "gross_margin", "gross_margin_percent"];
    const { rows, totals, coverage } = await ask(actor, margins, { by: ["product"] });
    expect(rows).toEqual([
      {
        product: "Copilot",
        spend: "6",
        revenue: "31",
        gross_margin: "25",
        gross_margin_percent: "0.806451612903",
      },
      { product: null, spend: "1", revenue: "0", gross_margin: "-1", gross_margin_percent: null },
    ]);
    expect(totals).toMatchObject({ spend: "7", revenue: "31", gross_margin: "24" });
    expect(coverage.cost_allocated).toBe("0.857142857143");
    const days = await ask(actor, ["revenue"], { from: "2026-10-05", to: "2026-10-06", grain: "day" });
    expect(days.rows.map((r) => r.revenue)).toEqual(["1", "1"]);
  });

  test("a price is that of the event's own date, and unpriced usage is never free (promises 3, 4)", async () => {
    const actor = await newOrganization();
    // o3: 10 in / 40 out until 2025-06-10, 2 / 8 from then on.
    const o3 = (id: string, time: string) => `${id},${time},openai,o3,1000000,0,0`;
    await importText(
      actor,
      "o3.csv",
      canonical(o3("a", "2025-06-09T23:59:59Z"), o3("b", "2025-06-10T00:00:00Z")),
    );
    const days = await ask(actor, ["spend"], { from: "2025-06-01", to: "2025-06-30", grain: "day" });
    expect(days.rows).toEqual([
      { period: "2025-06-09", spend: "10" },
      { period: "2025-06-10", spend: "2" },
    ]);
  });

  test("a request beyond the context window is priced whole at the higher band (G23's rule)", async () => {
    const actor = await newOrganization();
    const gemini = (id: string, input: number) =>
      `${id},2026-10-05T12:00:00Z,google,gemini-2.5-pro,${input},0,0`;
    await importText(actor, "g.csv", canonical(gemini("a", 200_000), gemini("b", 200_001)));
    // 1.25 per million up to 200k, 2.50 for the whole of a larger prompt.
    expect((await ask(actor, ["spend"])).totals.spend).toBe("0.7500025");
  });
});
