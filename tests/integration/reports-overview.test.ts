import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { emptyState } from "@/lib/reports/empty-state";
import { overviewReport } from "@/lib/reports/overview";
import { spendReport } from "@/lib/reports/spend";
import { contextOf, importText, newOrganization } from "../support/ledger";

/** gpt-4o costs $2.50 a million input tokens and $10 a million output tokens; nobody knows "nope-1". */
const USAGE = `id,timestamp,provider,model,input_tokens,output_tokens,project
s1,2026-09-03T10:00:00Z,openai,gpt-4o,1000000,100000,proj_a
o1,2026-10-05T10:00:00Z,openai,gpt-4o,2000000,200000,proj_a
o2,2026-10-05T11:00:00Z,openai,gpt-4o,1000000,0,proj_b
o3,2026-10-07T11:00:00Z,openai,nope-1,500000,0,proj_a
`;
const COSTS = `start_time,end_time,amount_value,amount_currency,line_item,project_id
1791244800,1791331200,1.25,usd,web search tool calls,proj_b
`;
const REVENUE = `period,product,amount,currency
2026-09,Copilot,20,USD
2026-10,Copilot,31,USD
`;
const RULES = { products: ["Copilot"], rules: [{ when: { project: ["proj_a"] }, product: "Copilot" }] };
const OCTOBER = "from=2026-10-01&to=2026-10-31";

let actor: Actor;

beforeAll(async () => {
  actor = await newOrganization("UTC");
  await importText(actor, "usage.csv", USAGE);
  await importText(actor, "costs.csv", COSTS);
  await importText(actor, "revenue.csv", REVENUE);
  await applyRules(actor, { document: RULES });
});

describe("Overview", () => {
  test("gives the figures that a hand calculation gives", async () => {
    const { figures } = await overviewReport(actor, await contextOf(actor, `${OCTOBER}&compare=none`));
    // 3 M · $2.50 + 0.2 M · $10 + $1.25 of web searches, over 3.7 M tokens; data end on 7 October.
    expect(figures.spend).toEqual({ value: "10.75", change: null });
    expect(figures.costPerMillion.value).toBe("2.905405405405");
    expect(figures.unallocated).toBe("3.75");
    expect(figures.netCacheSavings.value).toBe("0");
    // Seven days of a month of $31 are $7.
    expect(figures.grossMarginPercent.value).toBe("-0.535714285714");
  });

  test("compares a month whose data end inside it with the same days of the month before", async () => {
    const report = await overviewReport(actor, await contextOf(actor, OCTOBER));
    expect(report.comparedWith).toBe("1–7 Sep");
    expect(report.figures.spend.change).toBe("2.071428571429"); // 7.25 / 3.50
    expect(report.coverage).toMatchObject({ through: "2026-10-07" });
    expect(report.coverage.missing).toMatch(/^\d+ days missing/);
  });

  test("has a bridge whose bars add up to the change, other charges aside", async () => {
    const { bridge } = await overviewReport(actor, await contextOf(actor, "from=2026-09-24&to=2026-10-07"));
    expect(bridge).toBeNull();
    const wide = await overviewReport(actor, await contextOf(actor, OCTOBER));
    const steps = wide.bridge ?? [];
    const pico = (text: string) => BigInt(Math.round(Number(text) * 1e6));
    const bars = steps.filter((step) => !step.total).reduce((sum, step) => sum + pico(step.value), 0n);
    const [first, last] = [steps.at(0), steps.at(-1)];
    expect(pico(first?.value ?? "")).toBe(3_500_000n);
    expect(pico(last?.value ?? "")).toBe(10_750_000n);
    expect(Number(bars - 7_250_000n)).toBeLessThanOrEqual(2);
    expect(steps.find((step) => step.name === "Other charges")?.value).toBe("1.25");
    expect(steps.every((step) => step.href.startsWith("/spend?"))).toBe(true);
  });

  test("shows products beside what no product owns, and they add up", async () => {
    const report = await overviewReport(actor, await contextOf(actor, OCTOBER));
    expect(report.products.map(({ cells }) => [cells.product, cells.cost])).toEqual([
      ["Copilot", "7"],
      [null, "3.75"],
    ]);
    expect(report.productTotal.cells.cost).toBe("10.75");
  });

  test("names the model without a price and the money without a model", async () => {
    const report = await overviewReport(actor, await contextOf(actor, OCTOBER));
    const titles = report.findings.map(({ title, value }) => [title, value]);
    expect(titles).toContainEqual(["nope-1 has no price", "unpriced"]);
    expect(titles).toContainEqual(["Charges without a model", "$1.25"]);
  });

  test("does not know revenue by model, and says so", async () => {
    const { figures } = await overviewReport(actor, await contextOf(actor, `${OCTOBER}&model=gpt-4o`));
    expect(figures.spend.value).toBe("9.5");
    expect(figures.grossMarginPercent.value).toBeNull();
    expect(figures.marginMissing).toBe("not known here");
  });
});

describe("Spend", () => {
  test("lists usage by model and each charge without usage as a line with its category", async () => {
    const { lines, total } = await spendReport(actor, await contextOf(actor, OCTOBER));
    expect(
      lines.map(({ cells, missing, notes }) => [cells.group, cells.spend ?? missing?.spend, notes?.group]),
    ).toEqual([
      ["gpt-4o", "9.5", undefined],
      ["nope-1", "unpriced", undefined],
      ["web search tool calls", "1.25", "Usage · openai"],
    ]);
    expect(total.cells.spend).toBe("10.75");
    expect(total.cells.reported).toBe("1.25");
  });

  test("takes a product's charges out of its usage, so that rows add up", async () => {
    const { lines } = await spendReport(actor, await contextOf(actor, `${OCTOBER}&by=product`));
    expect(lines.map(({ cells }) => [cells.group, cells.spend])).toEqual([
      ["Copilot", "7"],
      [null, "2.5"],
      ["web search tool calls", "1.25"],
    ]);
  });

  test("leads from a group to its parts and from its amount to its rows", async () => {
    const { lines } = await spendReport(actor, await contextOf(actor, `${OCTOBER}&by=provider`));
    expect(lines[0]?.links).toMatchObject({
      group: "?from=2026-10-01&to=2026-10-31&provider=openai&by=model",
      spend: "/rows?from=2026-10-01&to=2026-10-31&provider=openai",
    });
  });

  test("shows why spend changed, from the period compared with to this one", async () => {
    const { view, bridge } = await spendReport(actor, await contextOf(actor, `${OCTOBER}&view=bridge`));
    expect(view).toBe("bridge");
    const amounts = bridge?.steps.map(({ id, cells }) => [id, cells.amount]) ?? [];
    expect(amounts).toContainEqual(["base", "3.5"]);
    expect(amounts).toContainEqual(["other", "1.25"]);
    expect(amounts).toContainEqual(["actual", "10.75"]);
  });
});

describe("an organization without data", () => {
  test("is told what to do next, on every page", async () => {
    const nobody = await newOrganization();
    const { filters, extent } = await contextOf(nobody);
    expect(emptyState("overview", filters, extent)?.action.href).toBe("/imports");
    const late = await contextOf(actor, "from=2024-01-01&to=2024-01-31");
    expect(emptyState("overview", late.filters, late.extent)?.title).toBe("No data in these days");
  });

  test("sees nothing of another", async () => {
    const other = await newOrganization();
    await importText(other, "usage.csv", USAGE.split("\n").slice(0, 2).join("\n"));
    const report = await spendReport(other, await contextOf(other, "from=2026-09-01&to=2026-10-31"));
    expect(report.figures.spend.value).toBe("3.5");
    expect(report.lines).toHaveLength(1);
  });
});
