import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { restoreImport } from "@/lib/commands/restore-import";
import { removeUnitTag, setUnitTag } from "@/lib/commands/set-unit-tag";
import { voidImport } from "@/lib/commands/void-import";
import type { Dimension, Where } from "@/lib/filters";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { previewFile } from "@/lib/ingest/preview-file";
import type { MetricId } from "@/lib/metrics";
import { usdText } from "@/lib/money";
import { costBridge } from "@/lib/reports/bridge";
import { costCurve } from "@/lib/reports/cost-curve";
import { exchangeRates } from "@/lib/reports/exchange-rates";
import { filterOptions, filterOptionsWithUnits } from "@/lib/reports/filter-options";
import { importReport } from "@/lib/reports/imports";
import { answer } from "@/lib/reports/query";
import { rowsReport } from "@/lib/reports/rows";
import { unitCostsReport } from "@/lib/reports/unit-costs";
import { contextOf, importText, newOrganization } from "../support/ledger";

const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };

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
  return answer(actor, { metrics, grain: "none", by: [], where: {}, ...OCTOBER, ...more });
}

/** Imports a file and tells what became of it, rejected rows included. */
async function take(actor: Actor, text: string) {
  const { importId } = await beginImport(actor, Readable.from([Buffer.from(text)]), { fileName: "file.csv" });
  await runImport(actor.organizationId, importId);
  const report = await importReport(actor, importId, { rejections: 100 });
  if (!report) throw new Error("no import");
  return report;
}

const RATES = `Date, USD, JPY, GBP,
2026-10-02, 1.0865, 163.25, N/A,
2026-09-30, 1.0840, 162.50, 0.8340,
`;

test("amounts in other currencies are worth what the last rate on or before their first day says, and keep it", async () => {
  const actor = await newOrganization();
  await importText(actor, "rates.csv", RATES);
  const file = `from,to,product,amount,currency
2026-10-01,2026-10-31,A,3100,EUR
2026-10-04,2026-10-04,B,16325,JPY
2026-10-04,2026-10-04,C,10,GBP
`;
  await importText(actor, "revenue.csv", file);
  const { rows } = await ask(actor, ["revenue"], { by: ["product"] });
  expect(rows).toEqual([
    { product: "A", revenue: "3360.4" },
    // By way of the euro on the 2nd; the pound has no rate that day and takes the 30th.
    { product: "B", revenue: "108.65" },
    { product: "C", revenue: "12.997601918465" },
  ]);
  // Later rates, and corrected ones, change nothing that is there.
  await importText(actor, "rates-2.csv", "date,base,quote,rate\n2026-09-30,EUR,USD,2\n");
  expect((await ask(actor, ["revenue"], { by: ["product"] })).rows).toEqual(rows);
  const listed = await rowsReport(
    actor,
    await contextOf(actor, "from=2026-10-01&to=2026-10-31&kind=revenue"),
  );
  expect(listed.lines[0]?.cells).toMatchObject({
    stated: "3100 EUR",
    rate: "1.084, ECB reference rates of 2026-09-30",
  });
  expect((await exchangeRates(actor, { currency: "EUR", limit: 1, to: "2026-09-30" }))[0]).toMatchObject({
    base: "EUR",
    quote: "GBP",
    rate: "0.834",
    source: "ECB reference rates",
  });
});

test("an amount in a currency without a rate is rejected with the reason, in the preview too", async () => {
  const actor = await newOrganization();
  await importText(actor, "rates.csv", RATES);
  const file = "period,product,amount,currency\n2026-09,A,10,EUR\n2026-10,A,10,CHF\n2026-10,A,10,EUR\n";
  const open = async () => Readable.from([Buffer.from(file)]);
  const { preview } = await previewFile(actor, open, { bytes: file.length });
  expect(preview).toMatchObject({
    rows: { read: 3, records: 1, rejected: 2, fresh: 1 },
    adds: "10840000000000",
  });
  const report = await take(actor, file);
  expect(report.rows).toMatchObject({ read: 3, accepted: 1, rejected: 2 });
  expect(report.rejections).toMatchObject([
    {
      line: 2,
      column: "currency",
      reason: expect.stringContaining("no exchange rate of EUR to USD on or before 2026-09-01"),
    },
    { line: 3, column: "currency", reason: expect.stringContaining("CHF") },
  ]);
});

test("a table of rates counts by row, again as a duplicate, corrected where it differs, and can be voided", async () => {
  const actor = await newOrganization();
  const first = await take(actor, RATES);
  expect(first.rows).toMatchObject({ read: 2, accepted: 2, duplicate: 0 });
  expect((await take(actor, `${RATES}\n`)).rows).toMatchObject({ accepted: 0, duplicate: 2 });
  const other = await take(actor, RATES.replace("1.0840", "1.0900"));
  expect(other.rows).toMatchObject({ accepted: 1, duplicate: 1, replaced: 1 });
  const rate = async () =>
    (await exchangeRates(actor, { currency: "USD", limit: 9, to: "2026-09-30" }))[0]?.rate;
  expect(await rate()).toBe("1.09");
  await voidImport(actor, { importId: Number(other.importId) });
  expect(await rate()).toBe("1.084");
  await restoreImport(actor, { importId: Number(other.importId) });
  expect(await rate()).toBe("1.09");
});

test("revenue whose days overlap other revenue of the same product, customer and plan is rejected at its row", async () => {
  const actor = await newOrganization();
  await importText(actor, "october.csv", "period,product,customer,plan,amount\n2026-10,A,X,Team,3100\n");
  const report = await take(
    actor,
    `from,to,product,customer,plan,amount
2026-10-31,2026-11-29,A,X,Team,300
2026-10-05,2026-10-05,a,X,Team,-100
2026-10-01,2026-10-31,A,X,Team,50
2026-10-31,2026-11-29,A,X,Pro,30
2026-11-01,2026-11-30,A,X,Team,30
2026-11-20,2026-12-01,A,X,Team,20
2026-10-05,2026-10-05,A,Y,Team,1
`,
  );
  expect(report.rows).toMatchObject({ read: 7, accepted: 5, rejected: 2 });
  expect(report.rejections).toMatchObject([
    { line: 2, reason: expect.stringContaining("2026-10-01 to 2026-10-31 of line 2 of import") },
    { line: 7, reason: expect.stringContaining("2026-11-01 to 2026-11-30 of line 6 of this file") },
  ]);
  // Corrections, for the very same days or below zero, are lines of their own.
  expect((await ask(actor, ["revenue"], { where: { customer: ["X"], plan: ["Team"] } })).totals.revenue).toBe(
    "3050",
  );
});

test("a restore does not bring overlapping revenue back", async () => {
  const actor = await newOrganization();
  const month = await importText(actor, "a.csv", "period,product,amount\n2026-10,A,310\n");
  await voidImport(actor, { importId: Number(month) });
  await importText(actor, "b.csv", "date,product,amount\n2026-10-05,A,10\n");
  await expect(restoreImport(actor, { importId: Number(month) })).rejects.toMatchObject({ code: "overlap" });
});

const USAGE = `timestamp,provider,model,input_tokens,output_tokens,customer,cost,tag.ticket
2026-10-01T10:00:00Z,openai,gpt-5,1000,10,X,1.00,T1
2026-10-15T10:00:00Z,openai,gpt-5,1000,10,X,2.00,T1
2026-10-20T10:00:00Z,openai,gpt-5,1000,10,X,4.00,T2
2026-10-20T10:00:00Z,openai,gpt-5,1000,10,Y,8.00,
2026-10-20T10:00:00Z,openai,gpt-5,1000,10,,16.00,
`;

test("a customer's cost falls on the plan of its day, and revenue on its own", async () => {
  const actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
  await importText(
    actor,
    "revenue.csv",
    `from,to,product,customer,plan,amount
2026-10-01,2026-10-14,A,X,Team,28
2026-10-15,2026-10-31,A,X,Pro,170
2026-10-01,2026-10-31,A,Y,,31
`,
  );
  const asked = await ask(actor, ["spend", "revenue", "gross_margin"], { by: ["plan"] });
  expect(asked.rows).toEqual([
    { plan: "Pro", spend: "6", revenue: "170", gross_margin: "164" },
    { plan: "Team", spend: "1", revenue: "28", gross_margin: "27" },
    { plan: null, spend: "24", revenue: "31", gross_margin: "7" },
  ]);
  expect(asked.totals).toEqual({ spend: "31", revenue: "229", gross_margin: "198" });
  const pro = { plan: ["Pro"] };
  expect(
    (await ask(actor, ["spend"], { where: pro, by: ["customer", "model"], grain: "day" })).rows,
  ).toMatchObject([
    { period: "2026-10-15", customer: "X", spend: "2" },
    { period: "2026-10-20", customer: "X", spend: "4" },
  ]);
  const rows = await rowsReport(actor, await contextOf(actor, "from=2026-10-01&to=2026-10-31&plan=Pro"));
  expect(rows.lines.map((line) => line.cells.computed)).toHaveLength(2);
  expect(rows.counts.usage).toBe(2);
  // Whatever is taken apart by a plan is taken apart of what the plan cost, also where rules cut scopes.
  const halves = {
    base: { from: "2026-10-01", to: "2026-10-14" },
    actual: { from: "2026-10-15", to: "2026-10-31" },
  };
  const bridged = async (plan: string | null) => {
    const { bridge } = await costBridge(actor, { ...halves, where: { plan: [plan] } });
    return [bridge.base, bridge.actual].map((amount) => usdText(amount));
  };
  const everyPlan = async () => [await bridged("Team"), await bridged("Pro"), await bridged(null)];
  const found = [
    ["1", "0"],
    ["0", "6"],
    ["0", "24"],
  ];
  expect(await everyPlan()).toEqual(found);
  await applyRules(actor, {
    document: { products: ["A"], rules: [{ when: { model: "gpt-5", customer: "X" }, product: "A" }] },
  });
  expect(await everyPlan()).toEqual(found);
  const { extent } = await contextOf(actor);
  expect(filterOptions(extent).plan).toEqual([{ value: "Pro" }, { value: "Team" }, { value: null }]);
  const index = await costCurve(actor, { ...OCTOBER, grain: "month", where: { plan: ["Pro"] } });
  expect(index.curves[1]?.points[0]?.value).toBe("2970.29702970297");
});

test("units of work add up by product and customer, and one costs spend over units", async () => {
  const actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
  const first = await importText(
    actor,
    "units.csv",
    `date,unit,customer,count,successes
2026-10-01,tickets,X,3,2
2026-10-20,Tickets,X,0.5,0.5
2026-10-20,tickets,Y,4,
`,
  );
  const metrics: MetricId[] = ["units", "cost_per_unit", "successful_units", "cost_per_successful_unit"];
  const { rows, totals } = await ask(actor, metrics, { by: ["customer"] });
  expect(rows).toEqual([
    {
      customer: "X",
      units: "3.5",
      cost_per_unit: "2",
      successful_units: "2.5",
      cost_per_successful_unit: "2.8",
    },
    { customer: "Y", units: 4, cost_per_unit: "2", successful_units: null, cost_per_successful_unit: null },
    { customer: null, units: 0, cost_per_unit: null, successful_units: 0, cost_per_successful_unit: null },
  ]);
  expect(totals).toMatchObject({ units: "7.5", successful_units: null });
  // The count of a day grows; another name does not add up; by model nothing is known.
  await importText(actor, "again.csv", "date,unit,customer,count\n2026-10-20,tickets,Y,5\n");
  expect((await ask(actor, ["units"])).totals.units).toBe("8.5");
  const minutes = await importText(
    actor,
    "minutes.csv",
    "date,unit,customer,count\n2026-10-20,minutes,Y,60\n",
  );
  expect((await ask(actor, ["units"], { by: ["customer"] })).rows).toMatchObject([
    { units: "3.5" },
    { units: null },
    { units: 0 },
  ]);
  // Each day has one name, all days together have two.
  const third = await importText(actor, "calls.csv", "date,unit,customer,count\n2026-10-25,minutes,X,7\n");
  await voidImport(actor, { importId: Number(minutes) });
  const byDay = await ask(actor, ["units", "cost_per_unit"], { grain: "day" });
  expect(byDay.rows.map(({ units }) => units)).toContain(7);
  expect(byDay.totals).toEqual({ units: null, cost_per_unit: null });
  // A filter says which of them count; cost and revenue stay what they are, and nothing is grouped by it.
  const tickets = { where: { unit: ["TICKETS"] } };
  expect((await ask(actor, ["units", "spend", "revenue", "cost_per_unit"], tickets)).totals).toEqual({
    units: "8.5",
    spend: "31",
    revenue: "0",
    cost_per_unit: "3.647058823529",
  });
  expect((await ask(actor, ["units", "spend"], { ...tickets, by: ["customer"] })).rows).toMatchObject([
    { customer: "X", units: "3.5", spend: "7" },
    { customer: "Y", units: 5, spend: "8" },
    { customer: null, units: 0, spend: "16" },
  ]);
  const { extent } = await contextOf(actor);
  expect(filterOptionsWithUnits(extent).unit).toEqual([{ value: "minutes" }, { value: "Tickets" }]);
  expect(filterOptions(extent)).not.toHaveProperty("unit");
  await voidImport(actor, { importId: Number(third) });
  await voidImport(actor, { importId: Number(first) });
  expect((await ask(actor, ["units"])).totals.units).toBe(5);
  const byModel = await ask(actor, ["units"], { by: ["model"] });
  expect(byModel.rows).toEqual([{ model: "gpt-5", units: null }]);
  expect(byModel.totals).toEqual({ units: 5 });
});

test("a tag of the usage names units, each counted once on its first day, with what single ones cost", async () => {
  const actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
  await setUnitTag(actor, { unit: "tickets", tag: "ticket" });
  const days = await ask(actor, ["units", "cost_per_unit"], { grain: "day", by: ["customer"] });
  expect(days.rows.filter((row) => row.units !== 0)).toEqual([
    { period: "2026-10-01", customer: "X", units: 1, cost_per_unit: "1" },
    { period: "2026-10-20", customer: "X", units: 1, cost_per_unit: "4" },
  ]);
  expect((await ask(actor, ["units"])).totals.units).toBe(2);
  const october = { from: "2026-10-01", to: "2026-10-31" };
  // T1 cost 1 and 2 on two days, T2 cost 4; two are too few for a percentile unless fewer are asked for.
  expect(await unitCostsReport(actor, { ...october, by: "customer" })).toEqual([
    { unit: "tickets", tag: "ticket", key: "X", n: 2, total: "7", mean: "3.5", p50: null, p95: null },
  ]);
  expect(await unitCostsReport(actor, { ...october, by: "none", casesMin: 2 })).toMatchObject([
    { key: null, n: 2, p50: "3", p95: "4" },
  ]);
  // Whose the work is the rules say, as of its cost: also where they ask for the model or split it.
  const rules = [
    { when: { model: "gpt-5", "tag.ticket": "T1" }, product: "P", customer: "Z" },
    { when: { "tag.ticket": "T2" }, split: { P: "0.3", Q: "0.7" }, customer: "Y" },
  ];
  await applyRules(actor, { document: { products: ["P", "Q"], rules } });
  const whose = await ask(actor, ["units", "spend"], { by: ["product", "customer"] });
  expect(whose.rows.filter((row) => row.units !== 0)).toEqual([
    { product: "P", customer: "Z", units: 1, spend: "3" },
    { product: "Q", customer: "Y", units: 1, spend: "2.8" },
  ]);
  expect(await unitCostsReport(actor, { ...october, by: "customer" })).toMatchObject([
    { key: "Y", n: 1, total: "4" },
    { key: "Z", n: 1, total: "3" },
  ]);
  await removeUnitTag(actor, { unit: "tickets" });
  expect((await ask(actor, ["units"])).totals.units).toBe(0);
});
