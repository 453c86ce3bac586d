import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { NO_CHANGE, sensitivity } from "@/lib/economics";
import { parseUsd, pico, usdText } from "@/lib/money";
import type { MarginTries } from "@/lib/reports/margin-tries";
import { marginsReport, unknownToRevenue } from "@/lib/reports/margins";
import { contextOf, importText, newOrganization } from "../support/ledger";

/** gpt-4o costs $2.50 a million input tokens. Data begin on the last day of August. */
const USAGE = `id,timestamp,provider,model,input_tokens,output_tokens,project,customer
a1,2026-08-31T10:00:00Z,openai,gpt-4o,400000,0,c,
s1,2026-09-10T10:00:00Z,openai,gpt-4o,1000000,0,c,
o1,2026-10-10T10:00:00Z,openai,gpt-4o,2000000,0,c,
o2,2026-10-12T10:00:00Z,openai,gpt-4o,400000,0,x,
o3,2026-10-31T10:00:00Z,openai,gpt-4o,4000000,0,r,Borealis
`;
const REVENUE = `period,product,customer,amount,currency
2026-08,Copilot,,31,USD
2026-09,Copilot,,20,USD
2026-10,Copilot,Acme,10,USD
2026-10,Copilot,,20,USD
2026-10,Research Agent,Borealis,8,USD
`;
const RULES = {
  products: ["Copilot", "Research Agent"],
  rules: [
    { when: { project: ["c"] }, product: "Copilot" },
    { when: { project: ["r"] }, product: "Research Agent" },
  ],
};
const OCTOBER = "from=2026-10-01&to=2026-10-31";

let actor: Actor;

beforeAll(async () => {
  actor = await newOrganization("UTC");
  await importText(actor, "usage.csv", USAGE);
  await importText(actor, "revenue.csv", REVENUE);
  await applyRules(actor, { document: RULES });
});

const report = async (query = OCTOBER) => marginsReport(actor, await contextOf(actor, query));

describe("Margins", () => {
  test("lists products by month, those below zero first, changes in points", async () => {
    const { lines, total, months, monthComparedWith } = await report();
    expect(months.map(({ label }) => label)).toEqual(["31 Aug", "Sep", "Oct"]);
    expect(monthComparedWith).toBe("Sep");
    expect(lines.map(({ cells }) => cells)).toEqual([
      {
        name: "Research Agent",
        "2026-08-01": null,
        "2026-09-01": null,
        "2026-10-01": "-0.25",
        change: null,
      },
      {
        name: "Copilot",
        "2026-08-01": "0", // one day's revenue of $1 beside its cost of $1
        "2026-09-01": "0.875",
        "2026-10-01": "0.833333333333",
        change: "-0.041666666667",
      },
      {
        name: "Unallocated cost",
        "2026-08-01": "0",
        "2026-09-01": "0",
        "2026-10-01": "1",
        change: "0.0625",
      },
    ]);
    expect(total.cells).toMatchObject({ "2026-10-01": "0.578947368421", change: "-0.296052631579" });
  });

  test("opens a product into revenue, cost and margin", async () => {
    const { lines } = await report(`${OCTOBER}&view=amounts`);
    const copilot = lines.find(({ cells }) => cells.name === "Copilot");
    expect(copilot?.cells).toMatchObject({ "2026-10-01": "25", change: "7.5" });
    expect(copilot?.children?.map(({ cells }) => [cells.name, cells["2026-10-01"], cells.change])).toEqual([
      ["Revenue", "30", "0.5"],
      ["Inference cost", "5", "1"],
      ["Gross margin percent", "0.833333333333", "-0.041666666667"],
    ]);
  });

  test("leads from each cell to what it is made of", async () => {
    const { lines, total } = await report();
    const copilot = lines.find(({ cells }) => cells.name === "Copilot");
    const october = "from=2026-10-01&to=2026-10-31";
    expect(copilot?.links?.["2026-10-01"]).toBe(`/rows?${october}&product=Copilot`);
    expect(copilot?.children?.map(({ links }) => links?.["2026-10-01"])).toEqual([
      `/rows?${october}&product=Copilot&kind=revenue`,
      `/spend?${october}&product=Copilot&by=model`,
      `/rows?${october}&product=Copilot`,
    ]);
    expect(total.links?.["2026-10-01"]).toBe(`/rows?${october}`);
  });

  test("tells the cost of a unit of work by its name, and margins by plan", async () => {
    const other = await newOrganization("UTC");
    await importText(
      other,
      "usage.csv",
      `timestamp,provider,model,input_tokens,output_tokens,project,customer
2026-08-31T10:00:00Z,openai,gpt-4o,400000,0,c,Acme
2026-09-10T10:00:00Z,openai,gpt-4o,1000000,0,c,Acme
2026-10-31T10:00:00Z,openai,gpt-4o,4000000,0,c,Acme
2026-10-12T10:00:00Z,openai,gpt-4o,400000,0,c,Borealis
`,
    );
    await importText(
      other,
      "revenue.csv",
      `period,product,customer,plan,amount,currency
2026-09,Copilot,Acme,Team,5,USD
2026-10,Copilot,Acme,Team,8,USD
2026-10,Copilot,Borealis,Free,0,USD
`,
    );
    await importText(
      other,
      "units.csv",
      `date,product,unit,count
2026-09-30,Copilot,ticket,10
2026-10-31,Copilot,ticket,55
2026-10-31,Research Agent,report,2
`,
    );
    await applyRules(other, { document: RULES });
    const of = async (query: string) => marginsReport(other, await contextOf(other, `${OCTOBER}&${query}`));
    const unit = await of("view=unit");
    expect(unit.lines[0]).toMatchObject({
      // $2.50 for 10, $11 for 55.
      cells: { name: "Copilot", "2026-09-01": "0.25", "2026-10-01": "0.2", change: "-0.2" },
      notes: { name: "per ticket" },
    });
    // Tickets and reports do not add up.
    expect(unit.total.cells["2026-10-01"]).toBeNull();
    const margin = await of("");
    expect(margin.lines[0]?.children?.at(-1)?.cells).toMatchObject({
      name: "Cost per ticket",
      "2026-10-01": "0.2",
      change: "-0.2",
    });
    const plans = await of("by=plan");
    expect(plans.lines.map(({ cells }) => [cells.name, cells["2026-10-01"]])).toEqual([
      ["Team", "-0.25"],
      // Without revenue a margin is undefined, and its cost is shown.
      ["Free", null],
      [null, null], // August, when Acme had no plan
    ]);
    expect(plans.lines[1]?.children?.[1]?.cells["2026-10-01"]).toBe("1");
  });

  test("keeps research out of every margin, and shows it below", async () => {
    const other = await newOrganization("UTC");
    await importText(other, "usage.csv", USAGE);
    await importText(other, "revenue.csv", REVENUE);
    const rules = RULES.rules.map((rule) =>
      rule.product === "Copilot" ? rule : { ...rule, kind: "research" },
    );
    await applyRules(other, { document: { ...RULES, rules } });
    const { lines, total, tries, figures } = await marginsReport(other, await contextOf(other, OCTOBER));
    const agent = lines.find(({ cells }) => cells.name === "Research Agent");
    expect(agent?.cells["2026-10-01"]).toBe("1");
    expect(agent?.children?.at(-1)?.cells).toMatchObject({
      name: "Research cost, in no margin",
      "2026-10-01": "10",
    });
    // $38 of revenue less $5 and $1.
    expect(total.cells["2026-10-01"]).toBe("0.842105263158");
    expect([figures.margin.value, tries?.cost, tries?.movable]).toEqual(["32", "6000000000000", "1"]);
  });

  test("explains the change by a bridge that adds up exactly", async () => {
    const { bridge } = await report();
    expect(bridge?.map(({ name, value }) => [name, value])).toEqual([
      ["Sep", "17.5"],
      ["Revenue", "18"],
      ["Volume", "-13.5"],
      ["Oct", "22"],
    ]);
    const amounts = (bridge ?? []).map(({ value }) => {
      const parsed = parseUsd(value);
      return parsed.ok ? parsed.value : 0n;
    });
    const last = amounts.pop();
    expect(amounts.reduce<bigint>((sum, amount) => sum + amount, 0n)).toBe(last);
  });

  test("gives no margin to a customer whose cost nobody named", async () => {
    const { customers } = await report();
    expect(
      customers.lines.map(({ cells }) => [cells.name, cells.revenue, cells.cost, cells.percent]),
    ).toEqual([
      ["Borealis", "8", "10", "-0.25"],
      ["Acme", "10", null, null],
      [null, "20", "6", "0.7"],
    ]);
    expect(customers).toMatchObject({ below: 1, lost: "2", known: 1, costNamed: "0.625", p50: "-0.25" });
    expect(customers.top).toEqual({ customers: 1, share: "1" });
    expect(customers.dots).toMatchObject([{ name: "Borealis", percent: "-0.25", cost: "10", isLoss: true }]);
    const { lines } = await report(`${OCTOBER}&by=customer`);
    expect(lines.find(({ cells }) => cells.name === "Acme")?.missing?.["2026-10-01"]).toBe("no cost");
  });

  test("opens with what was earned, who lost most and who sells below cost", async () => {
    const { words } = await report();
    expect(words.map(({ text }) => text).join("")).toBe(
      "Products earned $22.00 on $38.00 of revenue in October, 57.9%. Copilot lost 4.2 points and Research Agent sells below cost.",
    );
    const one = await report(`${OCTOBER}&product=Copilot`);
    expect(one.words.map(({ text }) => text).join("")).toBe(
      "Copilot earned $25.00 on $30.00 of revenue in October, 83.3%. Its margin fell 4.2 points.",
    );
    expect(one.figures.unallocated).toBeNull();
  });

  test("compares part of a month with the same days of the month before", async () => {
    const { months, monthComparedWith, lines } = await report("from=2026-10-01&to=2026-10-20");
    expect(months.at(-1)?.label).toBe("1–20 Oct");
    expect(monthComparedWith).toBe("1–20 Sep");
    const copilot = lines.find(({ cells }) => cells.name === "Copilot");
    const revenue = copilot?.children?.[0]?.cells;
    expect(revenue?.["2026-10-01"]).toBe("19.354838709687"); // 20 of 31 days, each line’s remainder on its first ones
    expect(revenue?.change).toBe("0.451612903226");
  });

  test("shows cost alone where there is no revenue", async () => {
    const other = await newOrganization("UTC");
    await importText(other, "usage.csv", USAGE);
    const { view, lines, bridge } = await marginsReport(other, await contextOf(other, OCTOBER));
    expect(view).toBe("cost");
    expect(bridge).toBeNull();
    expect(lines[0]?.cells).toMatchObject({ name: "Unallocated cost", "2026-10-01": "16" });
  });

  test("tries changes on exact sums: without one the page’s own figure, with a swap the other’s prices", async () => {
    const { tries, figures } = await report();
    const tried = (sent: MarginTries | null) => ({
      revenue: pico(BigInt(sent?.revenue ?? 0)),
      cost: pico(BigInt(sent?.cost ?? 0)),
      models: (sent?.models ?? []).map(({ model, classes }) => ({
        model,
        classes: {
          input: { tokens: BigInt(classes.input?.tokens ?? 0), cost: pico(BigInt(classes.input?.cost ?? 0)) },
        },
        prices: {},
      })),
    });
    const { margin } = sensitivity(tried(tries), NO_CHANGE);
    expect([usdText(margin.margin), margin.percent]).toEqual([figures.margin.value, figures.percent.value]);
    expect(tries?.movable).toBe("1");
    const one = await report(`${OCTOBER}&try=Research+Agent`);
    expect(one.tries).toMatchObject({ product: "Research Agent", revenue: "8000000000000" });
    const [use] = one.tries?.models ?? [];
    expect(use).toMatchObject({ name: "gpt-4o, openai", swaps: [] });
    // 4,000,000 tokens at $1 in place of $2.50.
    const swap = { model: use?.model ?? "", prices: { input: pico(1_000_000n) } };
    expect(sensitivity(tried(one.tries), { ...NO_CHANGE, swap }).margin.cost).toBe(4_000_000_000_000n);
  });

  test("knows which filters leave a margin undefined", async () => {
    const { filters } = await contextOf(actor, `${OCTOBER}&provider=openai&product=Copilot&model=gpt-4o`);
    expect(unknownToRevenue(filters.where)).toEqual(["provider", "model"]);
  });
});
