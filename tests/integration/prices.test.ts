import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { type EnteredPrice, enterPrices, removePrice } from "@/lib/commands/enter-prices";
import { importPrices } from "@/lib/commands/import-prices";
import { reprice, undoReprice } from "@/lib/commands/reprice";
import { resettleAll } from "@/lib/db/ledger/settle";
import { inOrganization } from "@/lib/db/organization";
import type { MetricId } from "@/lib/metrics";
import { ladder } from "@/lib/reports/ladder";
import { priceBook, priceBookCsv } from "@/lib/reports/price-book";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };
const ask = async (actor: Actor, metrics: MetricId[], more: Partial<Parameters<typeof answer>[1]> = {}) =>
  (await answer(actor, { metrics, ...OCTOBER, grain: "none", by: [], where: {}, ...more })).totals;

/** Requests in the canonical form. */
const rows = (...lines: string[]) =>
  ["id,timestamp,provider,model,service_tier,input_tokens,cache_read_tokens,output_tokens", ...lines].join(
    "\n",
  );

const own = (fields: Partial<EnteredPrice>): EnteredPrice => ({
  kind: "price",
  provider: "acme",
  model: "atlas-1",
  unit: "input",
  price: "2",
  from: "2026-10-01",
  ...fields,
});

const set = (actor: Actor, ...entries: Partial<EnteredPrice>[]) =>
  enterPrices(actor, { entries: entries.map(own) });

/** Every figure of an organization, as bytes. */
const figures = (actor: Actor) =>
  inOrganization(actor.organizationId, async (tx) => {
    const tables = ["usage_daily", "usage_daily_sku", "usage_daily_scope", "usage_monthly"];
    return Promise.all(
      tables.map(async (table) => {
        const [all] = await tx.rows<{ text: string }>(
          `select coalesce(string_agg(t::text, '\n' order by t::text), '') as text from ${table} t`,
        );
        return all?.text;
      }),
    );
  });

/** The rungs of the ladder meet at every grouping. */
async function expectLadder(actor: Actor): Promise<void> {
  for (const by of [[], ["model"], ["provider"], ["project"], ["tier"]] as const) {
    const { rows: groups } = await answer(actor, {
      metrics: [
        "uncached_list_cost",
        "net_cache_savings",
        "tier_savings",
        "contract_savings",
        "reported_adjustment",
        "spend",
      ],
      ...OCTOBER,
      grain: "day",
      by,
      where: {},
    });
    for (const row of groups) {
      const of = (id: string) => BigInt(Math.round(Number(row[id]) * 1e9));
      const less =
        of("net_cache_savings") + of("tier_savings") + of("contract_savings") + of("reported_adjustment");
      expect(of("uncached_list_cost") - less).toBe(of("spend"));
    }
  }
}

describe("the price book", () => {
  test("usage of an unknown model is unpriced, and prices itself once a price is set", async () => {
    const actor = await newOrganization();
    await importText(actor, "a.csv", rows("1,2026-10-05T12:00:00Z,acme,atlas-1,,1000000,0,500000"));
    expect(await ask(actor, ["spend", "unpriced_tokens"])).toEqual({
      spend: "0",
      unpriced_tokens: 1_500_000,
    });
    const done = await set(actor, { price: "2" }, { unit: "output", price: "8" });
    expect(done).toMatchObject({ entered: 2, skus: 1, daysPriced: 1, daysKept: 0 });
    expect(await ask(actor, ["spend", "unpriced_tokens"])).toEqual({ spend: "6", unpriced_tokens: 0 });
    await expectLadder(actor);
  });

  test("a price from a later date leaves earlier usage unpriced; an open end closes at the next start", async () => {
    const actor = await newOrganization();
    await set(actor, { price: "1", from: "2026-10-10" }, { price: "3", from: "2026-10-20" });
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-10-09T23:59:59Z,acme,atlas-1,,1000000,0,0",
        "2,2026-10-10T00:00:00Z,acme,atlas-1,,1000000,0,0",
        "3,2026-10-20T00:00:00Z,acme,atlas-1,,1000000,0,0",
      ),
    );
    expect(await ask(actor, ["spend", "unpriced_tokens"])).toEqual({
      spend: "4",
      unpriced_tokens: 1_000_000,
    });
  });

  test("what is priced does not move; a re-price shows, applies and undoes it to the byte", async () => {
    const actor = await newOrganization();
    await importText(
      actor,
      "a.csv",
      rows(
        "1,2026-10-05T12:00:00Z,openai,gpt-4o,,1000000,400000,1000000",
        "2,2026-10-06T12:00:00Z,openai,gpt-4o,,2000000,0,0",
        "3,2026-11-06T12:00:00Z,openai,gpt-4o,,1000000,0,0",
        "4,2026-10-06T12:00:00Z,openai,gpt-5,,1000000,0,0",
      ),
    );
    // gpt-4o: 2.50 in, 1.25 read, 10 out; gpt-5: 1.25 in.
    expect(await ask(actor, ["spend"])).toEqual({ spend: "18.25" });
    const before = await figures(actor);
    const done = await enterPrices(actor, {
      entries: [{ kind: "discount", provider: "openai", model: "gpt-4o", percent: "20", from: "2026-10-06" }],
    });
    expect(done).toMatchObject({ daysPriced: 0, daysKept: 2 });
    expect(await figures(actor)).toEqual(before);
    const act = { ...OCTOBER, reason: "the contract of October" };
    const seen = await reprice(actor, act);
    expect(seen).toMatchObject({
      status: "previewed",
      before: "18.25",
      after: "17.25",
      spend_before: "18.25",
      changes: [{ month: "2026-10", provider: "openai", model: "gpt-4o", before: "17", after: "16" }],
    });
    expect(await figures(actor)).toEqual(before);
    const applied = await reprice(actor, { ...act, apply: true });
    expect(applied).toMatchObject({ status: "applied", after: "17.25", spend_after: "17.25" });
    expect(
      await ask(actor, ["spend", "contract_savings", "uncached_list_cost", "net_cache_savings"]),
    ).toEqual({
      spend: "17.25",
      contract_savings: "1",
      uncached_list_cost: "18.75",
      net_cache_savings: "0.5",
    });
    await expectLadder(actor);
    expect(await ladder(actor, { ...OCTOBER, where: {} })).toEqual({
      list_uncached: "18.75",
      steps: [
        { id: "caching", amount: "0.5" },
        { id: "tier", amount: "0" },
        { id: "contract", amount: "1" },
        { id: "reported", amount: "0" },
      ],
      effective: "17.25",
    });
    await undoReprice(actor, { id: applied.id });
    expect(await figures(actor)).toEqual(before);
    await expect(undoReprice(actor, { id: applied.id })).rejects.toMatchObject({ code: "not-applied" });
  });

  test("what a re-price moves is what settling every day from its cells comes to", async () => {
    const actor = await newOrganization("America/New_York");
    await importText(
      actor,
      "a.csv",
      [
        "id,timestamp,provider,model,service_tier,input_tokens,cache_read_tokens,output_tokens,cost,tag.latency_tolerant",
        "1,2026-10-05T00:30:00Z,openai,gpt-4o,,1000000,400000,1000000,,true",
        "2,2026-10-05T12:00:00Z,openai,gpt-4o,,1000000,400000,1000000,,",
        "3,2026-10-31T23:30:00Z,openai,gpt-4o,batch,2000001,3,7,,",
        "4,2026-11-01T00:30:00Z,openai,gpt-4o,,2000000,0,0,,",
        "5,2026-10-06T12:00:00Z,openai,gpt-4o,,1000000,0,0,1.5,",
        "6,2026-10-06T12:00:00Z,acme,atlas-1,,1000000,0,0,0.7,",
        "7,2026-10-07T12:00:00Z,acme,atlas-1,,1000000,0,5,,",
      ].join("\n"),
    );
    const unpriced = await figures(actor);
    await enterPrices(actor, {
      entries: [{ kind: "discount", provider: "openai", percent: "12.5", from: "2026-10-05" }],
    });
    await set(actor, { price: "3", from: "2026-10-07" });
    const before = await figures(actor);
    const computed = async () => Number((await ask(actor, ["computed_cost"])).computed_cost);
    const first = await computed();
    const seen = await reprice(actor, { ...OCTOBER, reason: "the contract of October", apply: true });
    const moved = await figures(actor);
    expect(before).not.toEqual(unpriced);
    expect(moved).not.toEqual(before);
    expect((await computed()) - first).toBeCloseTo(Number(seen.after) - Number(seen.before), 9);
    await inOrganization(actor.organizationId, (tx) => resettleAll(tx, "America/New_York"));
    expect(await figures(actor)).toEqual(moved);
    await undoReprice(actor, { id: seen.id });
    expect(await figures(actor)).toEqual(before);
  });

  test("an own price holds for days without usage from its date on, at its tier", async () => {
    const actor = await newOrganization();
    await importText(actor, "a.csv", rows("1,2026-10-05T12:00:00Z,openai,gpt-4o,,1000000,0,0"));
    const price = { provider: "openai", model: "gpt-4o", from: "2026-10-01" };
    await set(actor, { ...price, price: "2" }, { ...price, price: "0.5", tier: "batch" });
    await importText(
      actor,
      "b.csv",
      rows(
        "2,2026-10-07T12:00:00Z,openai,gpt-4o,,1000000,0,0",
        "3,2026-10-07T12:00:00Z,openai,gpt-4o,batch,1000000,0,0",
        "4,2026-10-07T12:00:00Z,openai,gpt-4o,flex,1000000,0,0",
      ),
    );
    expect(await ask(actor, ["spend", "tier_savings", "contract_savings"])).toEqual({
      // 2.50 as it was; 2 and 0.50 of our own; flex at half the list price.
      spend: "6.25",
      tier_savings: "2.5",
      contract_savings: "1.25",
    });
    await expectLadder(actor);
  });

  test("what waits and is marked so could have been batched", async () => {
    const actor = await newOrganization();
    await importText(
      actor,
      "a.csv",
      [
        "id,timestamp,provider,model,input_tokens,output_tokens,tag.latency_tolerant",
        "1,2026-10-05T12:00:00Z,openai,gpt-4o,1000000,0,true",
        "2,2026-10-05T12:00:00Z,openai,gpt-4o,1000000,0,",
      ].join("\n"),
    );
    expect(await ask(actor, ["spend", "batch_savings_possible"])).toEqual({
      spend: "5",
      batch_savings_possible: "1.25",
    });
  });

  test("charges keep their total through a re-price, and the ladder carries what has no price", async () => {
    const actor = await newOrganization();
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
    await importText(actor, "u.json", page([usage("gpt-4o", 2_400_000), usage("house-1", 1_000_000)]));
    await importText(actor, "c.json", page([cost("9")]));
    expect(await ask(actor, ["spend", "computed_cost", "reported_adjustment", "uncached_list_cost"])).toEqual(
      {
        spend: "9",
        computed_cost: "6",
        reported_adjustment: "0",
        uncached_list_cost: "9",
      },
    );
    await expectLadder(actor);
    const before = await figures(actor);
    await set(actor, { provider: "openai", model: "house-1", price: "5", from: "2026-01-01" });
    // Now both parts have a price: 6 and 5 are scaled to the reported 9.
    expect(await ask(actor, ["spend", "computed_cost", "reported_adjustment", "unpriced_tokens"])).toEqual({
      spend: "9",
      computed_cost: "11",
      reported_adjustment: "2",
      unpriced_tokens: 0,
    });
    await expectLadder(actor);
    await set(actor, { provider: "openai", model: "house-1", price: "1", from: "2026-10-01" });
    const priced = await figures(actor);
    const { id } = await reprice(actor, { ...OCTOBER, reason: "a cheaper house", apply: true });
    expect(await ask(actor, ["spend", "computed_cost"])).toEqual({ spend: "9", computed_cost: "7" });
    await undoReprice(actor, { id });
    expect(await figures(actor)).toEqual(priced);
    expect(priced).not.toEqual(before);
  });

  test("a book goes out as CSV and comes in again; bad lines are refused whole, each with its place", async () => {
    const actor = await newOrganization();
    await set(
      actor,
      { price: "1.25", from: "2026-01-01", to: "2026-06-30", note: "first half" },
      { price: "0.5", unit: "cache_read", currency: "EUR", rate: "1.10" },
    );
    await enterPrices(actor, {
      entries: [{ kind: "markup", provider: "acme", percent: "5.5", from: "2026-01-01" }],
    });
    const csv = await priceBookCsv(actor);
    const other = await newOrganization();
    await importPrices(other, { text: csv });
    expect(await priceBookCsv(other)).toBe(csv);
    const lines = await priceBook(other, { provider: null, model: null, isWhole: false });
    expect(lines.map((l) => [l.kind, l.unit, l.price ?? l.percent, l.from, l.to])).toEqual([
      ["markup", null, "5.5", "2026-01-01", null],
      ["price", "cache_read", "0.55", "2026-10-01", null],
      ["price", "input", "1.25", "2026-01-01", "2026-06-30"],
    ]);
    const bad = `${csv}price,acme,atlas-1,,,,input,-1,,,,2026-12-01,,\r\nprice,acme,atlas-1,,,,input,1,,GBP,,2026-12-01,,\r\n`;
    const refused = await importPrices(await newOrganization(), { text: bad }).catch((e: Error) => e.message);
    expect(refused).toContain("line 5, price: “-1” is negative");
    expect(refused).toContain("line 6, currency: A price in GBP needs the rate");
  });

  test("negative, absurd and crossing prices are refused, and nothing is written", async () => {
    const actor = await newOrganization();
    await set(actor, { price: "2", from: "2026-03-01", to: "2026-06-30" });
    for (const [fields, reason] of [
      [{ price: "-2" }, "negative"],
      [{ price: "250000" }, "taken for a slip"],
      [{ price: "" }, "empty"],
      [{ price: "0.0000004" }, "too small to count"],
      [{ price: "1", currency: "EUR" }, "needs the rate"],
      [{ unit: "tokens" }, "has no price of its own"],
      [{ from: "2026-13-01" }, "not a day"],
      [{ from: "2026-05-01", to: "2026-04-01" }, "before it begins"],
      [{ from: "2026-05-01" }, "crosses what is in the book from 2026-03-01 to 2026-06-30"],
      [{ from: "2026-01-01", to: "2026-03-31" }, "crosses"],
      [{ model: "*" }, "“*”"],
    ] as const)
      await expect(set(actor, fields), JSON.stringify(fields)).rejects.toThrow(reason);
    await expect(
      enterPrices(actor, {
        entries: [{ kind: "discount", provider: "acme", percent: "101", from: "2026-01-01" }],
      }),
    ).rejects.toThrow("more than 100 percent");
    await expect(
      enterPrices(actor, {
        entries: [{ kind: "discount", provider: "acme", percent: "17.1234567", from: "2026-01-01" }],
      }),
    ).rejects.toThrow("more than six decimals");
    expect(await priceBook(actor, { provider: null, model: null, isWhole: true })).toHaveLength(1);
    // Before and after an end that was given there is room; a removed entry makes room too.
    await set(
      actor,
      { price: "1", from: "2026-01-01", to: "2026-02-28" },
      { price: "3", from: "2026-07-01" },
    );
    const [first] = await priceBook(actor, { provider: null, model: null, isWhole: false });
    await removePrice(actor, { id: first?.id ?? "" });
    expect(await priceBook(actor, { provider: null, model: null, isWhole: false })).toHaveLength(2);
    expect(await priceBook(actor, { provider: null, model: null, isWhole: true })).toHaveLength(3);
  });

  test("viewers may look at the book and change nothing", async () => {
    const actor: Actor = { ...(await newOrganization()), kind: "person", role: "viewer" };
    await expect(set(actor, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(reprice(actor, { ...OCTOBER, reason: "to see" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await priceBook(actor, { provider: null, model: null, isWhole: false })).toEqual([]);
  });
});
