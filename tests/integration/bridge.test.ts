import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { type EnteredPrice, enterPrices } from "@/lib/commands/enter-prices";
import type { Where } from "@/lib/filters";
import type { MetricId } from "@/lib/metrics";
import { pico, usdText } from "@/lib/money";
import { type BridgeAnswer, type BridgeQuestion, bridgeAnswer, costBridge } from "@/lib/reports/bridge";
import { nameOf } from "@/lib/reports/bridge-cells";
import { marginsReport } from "@/lib/reports/margins";
import { parseBridge } from "@/lib/reports/parse-bridge";
import { answer } from "@/lib/reports/query";
import { spendReport } from "@/lib/reports/spend";
import { contextOf, importText, newOrganization } from "../support/ledger";

const SEPTEMBER = { from: "2026-09-01", to: "2026-09-30" };
const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };
const MONTHS = { base: SEPTEMBER, actual: OCTOBER };

/** Requests in the canonical form. */
const rows = (...lines: string[]) =>
  [
    "id,timestamp,provider,model,service_tier,input_tokens,cache_read_tokens,output_tokens,project,cost",
    ...lines,
  ].join("\n");
const set = (actor: Actor, ...entries: Partial<EnteredPrice>[]) =>
  enterPrices(actor, {
    entries: entries.map((fields) => ({
      kind: "price" as const,
      provider: "acme",
      model: "atlas",
      unit: "input",
      from: "2026-01-01",
      ...fields,
    })),
  });

const units = (text: string | null): bigint => {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? "") ?? [];
  const size = BigInt(whole + fraction.padEnd(12, "0"));
  return sign === "-" ? -size : size;
};
const held = ({ steps }: BridgeAnswer) =>
  Object.fromEntries(
    steps.flatMap(({ id, amount }) => (amount === null || amount === "0" ? [] : [[id, amount]])),
  );
const spent = async (actor: Actor, range: { from: string; to: string }, where: Where, id: MetricId) =>
  (await answer(actor, { metrics: [id], ...range, grain: "none", by: [], where })).totals[id];

/** Both ends are the figures of the same periods, and the steps lead from one to the other exactly. */
async function expectExact(actor: Actor, q: BridgeQuestion): Promise<void> {
  for (const [of, id] of [
    ["spend", "spend"],
    ["cost_per_million_tokens", "cost_per_million_tokens"],
  ] as const) {
    const found = await bridgeAnswer(actor, { ...q, of });
    const [base, actual] = [
      await spent(actor, q.base, q.where, id),
      await spent(actor, q.actual, q.where, id),
    ];
    if (of === "spend" || (base !== null && actual !== null))
      expect([found.base, found.actual]).toEqual([base, actual]);
    const sum = found.steps.reduce((all, { amount }) => all + units(amount ?? "0"), 0n);
    expect(sum).toBe(units(found.actual ?? "0") - units(found.base ?? "0"));
  }
  const { bridge, cells } = await costBridge(actor, q);
  for (const [bar, amount] of Object.entries(bridge.bars)) {
    const parts = bridge.parts.filter((part) => part.bar === bar);
    expect(parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(amount);
  }
  // Every class costs what the ledger says: usage leaves nothing that is no class's.
  for (const { path } of [...cells.base, ...cells.actual])
    if (nameOf(path).model !== null) expect(nameOf(path).type).not.toBe("charge");
}

describe("the bridge over the ledger (economics §5.8)", () => {
  test("the worked example from files and prices: 471.43, 3,428.57 and −1,200", async () => {
    const actor = await newOrganization();
    await set(
      actor,
      { model: "a", price: "3" },
      { model: "b", price: "15" },
      { model: "b", price: "12", from: "2026-10-01" },
    );
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-09-10T12:00:00Z,acme,a,,600000000,0,0,,",
        "2,2026-09-10T12:00:00Z,acme,b,,100000000,0,0,,",
        "3,2026-10-10T12:00:00Z,acme,a,,400000000,0,0,,",
        "4,2026-10-10T12:00:00Z,acme,b,,400000000,0,0,,",
      ),
    );
    const found = await bridgeAnswer(actor, { ...MONTHS, where: {}, of: "spend" });
    expect(found).toMatchObject({ of: "spend", base: "3300", actual: "6000" });
    expect(held(found)).toEqual({
      volume: "471.428571428571",
      model_mix: "3428.571428571429",
      list_price: "-1200",
    });
    expect(found.steps.map(({ id }) => id)).toEqual([
      "volume",
      "model_mix",
      "token_mix",
      "cache",
      "tier",
      "list_price",
      "contract_price",
      "new",
      "retired",
      "other",
      "reported",
    ]);
  });

  test("a price that changes at midnight UTC inside a local day prices each side of it at its own", async () => {
    const actor = await newOrganization("Asia/Kolkata");
    await set(actor, { price: "2" }, { price: "1", from: "2026-10-15" }, { unit: "output", price: "4" });
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-09-10T12:00:00Z,acme,atlas,,1000000,0,0,,",
        // 15 October in India already, the day before by UTC: still $2.
        "2,2026-10-14T20:00:00Z,acme,atlas,,1000000,0,0,,",
        "3,2026-10-15T02:00:00Z,acme,atlas,,2000000,0,0,,",
        "4,2026-10-20T12:00:00Z,acme,atlas,,1000000,0,0,,",
      ),
    );
    const q = { ...MONTHS, where: {} };
    await expectExact(actor, q);
    const { cells } = await costBridge(actor, q);
    expect(cells.actual.map(({ quantity, cost }) => [quantity, usdText(cost)])).toEqual([[4_000_000n, "5"]]);
    // 3 M more at $2, then 4 M at $0.75 less on average.
    expect(held(await bridgeAnswer(actor, { ...q, of: "spend" }))).toEqual({ volume: "6", list_price: "-3" });
  });

  test("a discount moves the contract, a published price the list, the cache and the tier their own bars", async () => {
    const actor = await newOrganization();
    await set(actor, {
      kind: "discount",
      provider: "openai",
      model: undefined,
      unit: undefined,
      percent: "10",
      from: "2026-10-01",
    } as Partial<EnteredPrice>);
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-09-10T12:00:00Z,openai,gpt-4o,,2000000,0,100000,,",
        "2,2026-10-10T12:00:00Z,openai,gpt-4o,,2000000,1000000,100000,,",
      ),
    );
    const found = await bridgeAnswer(actor, { ...MONTHS, where: {}, of: "spend" });
    // List $2.50 in, $1.25 cached, $10 out: 6 less 1.25 by the cache, then a tenth off.
    expect(found).toMatchObject({ base: "6", actual: "4.275" });
    expect(held(found)).toEqual({ cache: "-1.25", contract_price: "-0.475" });
    await expectExact(actor, { ...MONTHS, where: {} });
  });

  test("it is exact for a product, with unpriced, reported, new and retired usage, fees and margin", async () => {
    const actor = await newOrganization("America/New_York");
    await set(actor, { price: "2", from: "2026-10-02" });
    const usage = (prefix: string, month: string, models: readonly string[], scale: number) =>
      models.flatMap((model, m) =>
        ["proj_a", "proj_b"].map(
          (project, p) =>
            `${prefix}${m}${p},2026-${month}-0${m + 1}T0${m}:30:00Z,openai,${model},${m % 2 ? "batch" : ""},${scale * 7919 + m},${scale * 1013 * p},${scale * 311 + p},${project},${m === 2 ? `0.${scale}7` : ""}`,
        ),
      );
    await importText(
      actor,
      "usage.csv",
      rows(
        ...usage("s", "09", ["gpt-4o", "gpt-4o-mini", "nope-1", "o3"], 3),
        ...usage("o", "10", ["gpt-4o", "gpt-4o-mini", "nope-1", "nope-2", "gpt-5"], 5),
        "d1,2026-10-07T01:00:00Z,deepseek,deepseek-chat,,1000003,0,777,proj_a,",
        "d2,2026-10-07T18:00:00Z,deepseek,deepseek-chat,,1000033,0,778,proj_a,",
        "n1,2026-10-08T18:00:00Z,acme,atlas,,1000,0,0,proj_a,",
        "r1,2026-10-08T19:00:00Z,openai,gpt-4o,,1000,0,0,proj_a,0.5",
      ),
    );
    await importText(
      actor,
      "costs.csv",
      "start_time,end_time,amount_value,amount_currency,line_item,project_id\n1791244800,1791331200,1.25,usd,web search tool calls,proj_b\n",
    );
    await importText(
      actor,
      "revenue.csv",
      "period,product,amount,currency\n2026-09,Copilot,20,USD\n2026-10,Copilot,31,USD\n",
    );
    await applyRules(actor, {
      document: { products: ["Copilot"], rules: [{ when: { project: ["proj_a"] }, product: "Copilot" }] },
    });
    for (const where of [
      {},
      { product: ["Copilot"] },
      { product: [null] },
      { model: ["gpt-4o", null] },
      { project: ["proj_b"], tier: ["batch"] },
    ] satisfies Where[]) {
      await expectExact(actor, { ...MONTHS, where });
      await expectExact(actor, { base: OCTOBER, actual: SEPTEMBER, where });
      const part = { from: "2026-10-02", to: "2026-10-07" };
      await expectExact(actor, { base: { from: "2026-09-02", to: "2026-09-07" }, actual: part, where });
      await expectExact(actor, { base: { from: "2026-01-01", to: "2026-01-31" }, actual: part, where });
      await expectExact(actor, { base: part, actual: { from: "2026-01-01", to: "2026-01-31" }, where });
    }
    const where = { product: ["Copilot"] };
    const margin = await bridgeAnswer(actor, { ...MONTHS, where, of: "margin" });
    expect(margin.base).toBe(await spent(actor, SEPTEMBER, where, "gross_margin"));
    expect(margin.actual).toBe(await spent(actor, OCTOBER, where, "gross_margin"));
    expect(margin.steps[0]).toEqual({ id: "revenue", amount: "11" });
    const sum = margin.steps.reduce((all, { amount }) => all + units(amount), 0n);
    expect(sum).toBe(units(margin.actual) - units(margin.base));
    const all = held(await bridgeAnswer(actor, { ...MONTHS, where: {}, of: "spend" }));
    expect(Object.keys(all)).toEqual([
      "volume",
      "model_mix",
      "token_mix",
      "cache",
      "list_price",
      "new",
      "retired",
      "other",
      "reported",
    ]);
    // A row that says $0.50 at a price of $0.0025; and nope-1, priced by its rows alone: $0.74 for 49,385 tokens before,
    // $1.14 for 82,305 now, so $0.0933 less at the rate before.
    expect(all).toMatchObject({ other: "1.25", reported: "0.404216614356" });
  });

  test("what is asked for wrongly is refused with the reason", () => {
    const days = { baseFrom: "2026-09-01", baseTo: "2026-09-30", ...OCTOBER };
    const asked = (more: object) => () => parseBridge({ ...days, filters: [], ...more }, "base-");
    expect(asked({ baseTo: "2026-08-31" })).toThrow("base-to: 2026-08-31 is before 2026-09-01.");
    expect(asked({ from: "soon" })).toThrow("from: “soon” is not a day.");
    expect(asked({ of: "luck" })).toThrow("of: there is no bridge of “luck”.");
    expect(asked({ of: "margin", filters: [["model", "gpt-4o"]] })).toThrow(
      "of: revenue is not known by model, so there is no margin.",
    );
  });
});

describe("the bridge on the pages", () => {
  test("Spend prints the steps in their order and opens each into cells with their rows", async () => {
    const actor = await newOrganization();
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-09-10T12:00:00Z,openai,gpt-4o,,2000000,0,100000,,",
        "2,2026-10-10T12:00:00Z,openai,gpt-4o,,2000000,1000000,300000,,",
        "3,2026-10-31T12:00:00Z,openai,gpt-4o-mini,,1000000,0,0,,",
      ),
    );
    const at = async (query: string) =>
      spendReport(actor, await contextOf(actor, `from=2026-10-01&to=2026-10-31&view=bridge${query}`));
    const { bridge, view } = await at("");
    expect(view).toBe("bridge");
    expect(bridge?.opened).toBeNull();
    expect(bridge?.steps.map(({ id }) => id)).toEqual([
      "base",
      "volume",
      "model_mix",
      "token_mix",
      "cache",
      "tier",
      "list_price",
      "contract_price",
      "new",
      "retired",
      "other",
      "reported",
      "actual",
    ]);
    const steps = (bridge?.chart ?? []).map(({ value }) => units(value));
    const last = steps.pop();
    expect(steps.reduce((sum, value) => sum + value, 0n)).toBe(last);
    for (const { id } of bridge?.steps.slice(1, -1) ?? []) {
      const { bridge: opened } = await at(`&step=${id}`);
      const { lines = [], total } = opened?.opened ?? {};
      const sum = lines.reduce((all, { cells }) => all + units(String(cells.effect)), 0n);
      expect(usdText(pico(sum))).toBe(total?.cells.effect);
      for (const { links } of lines) {
        expect(links?.before).toMatch(/^\/rows\?from=2026-09-01&to=2026-09-30&provider=openai&model=/);
        expect(links?.now).toMatch(/^\/rows\?from=2026-10-01&to=2026-10-31&provider=openai&model=/);
      }
    }
    const { bridge: cached } = await at("&step=cache");
    expect(cached?.opened?.lines.map(({ cells }) => [cells.model, cells.type, cells.cache])).toEqual([
      ["gpt-4o", "Input", "Cache read"],
    ]);
  });

  test("Margins walks the same steps with their sign turned", async () => {
    const actor = await newOrganization();
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-09-10T12:00:00Z,openai,gpt-4o,,2000000,0,100000,,",
        "2,2026-10-31T12:00:00Z,openai,gpt-4o,,2000000,1000000,100000,,",
      ),
    );
    await importText(
      actor,
      "revenue.csv",
      "period,product,amount,currency\n2026-09,Copilot,20,USD\n2026-10,Copilot,31,USD\n",
    );
    const { bridge } = await marginsReport(actor, await contextOf(actor, "from=2026-10-01&to=2026-10-31"));
    expect(bridge?.map(({ name, value }) => [name, value])).toEqual([
      ["Sep", "14"],
      ["Revenue", "11"],
      ["Caching", "1.25"],
      ["Oct", "26.25"],
    ]);
    expect(bridge?.[2]?.href).toMatch(/^\/spend\?.*view=bridge&step=cache#cells$/);
  });
});
