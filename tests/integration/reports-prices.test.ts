import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { endPrice, enterPrices, removePrice } from "@/lib/commands/enter-prices";
import { enterPriceForm } from "@/lib/commands/price-form";
import { reprice } from "@/lib/commands/reprice";
import { modelPrices } from "@/lib/reports/model-prices";
import { pricesReport } from "@/lib/reports/prices";
import { repriceParts } from "@/lib/reports/reprice-lines";
import { repriceOne } from "@/lib/reports/reprices";
import { importText, newOrganization } from "../support/ledger";

const usage = (actor: Actor) =>
  importText(
    actor,
    "a.csv",
    [
      "id,timestamp,provider,model,service_tier,input_tokens,output_tokens",
      "1,2026-10-05T12:00:00Z,acme,atlas-1,,1000000,500000",
      "2,2026-10-06T12:00:00Z,acme,atlas-1,,1000000,0",
      "3,2026-10-06T12:00:00Z,openai,gpt-4o,,1000000,0",
      "4,2026-10-06T12:00:00Z,openai,gpt-4o,turbo,1000,0",
    ].join("\n"),
  );

const form = (fields: object = {}) => ({
  kind: "price",
  provider: "acme",
  model: "atlas-1",
  from: "2026-10-05",
  "price.input": "2",
  "price.output": "8",
  ...fields,
});

describe("the page of prices", () => {
  test("lists what has no price, with tokens, days and why; once a price is set it is gone from there", async () => {
    const actor = await newOrganization();
    await usage(actor);
    const before = await pricesReport(actor, "");
    expect(before.unpriced).toMatchObject([
      {
        provider: "acme",
        model: "atlas-1",
        unpricedTokens: 2_500_000n,
        days: 2,
        first: "2026-10-05",
        last: "2026-10-06",
        why: "not in the public catalogue",
      },
      { model: "gpt-4o", tier: "turbo", unpricedTokens: 1000n, why: "no published price for turbo" },
    ]);
    expect(await enterPriceForm(actor, form())).toMatchObject({ entered: 2, daysPriced: 2 });
    const after = await pricesReport(actor, "atlas");
    expect(after.unpriced).toEqual([]);
    expect(after.used.map(({ cells }) => [cells.model, cells.input, cells.output, cells.source])).toEqual([
      ["atlas-1", "2", "8", "Own"],
    ]);
    expect(after.own.map(({ cells }) => [cells.what, cells.amount, cells.state])).toEqual([
      ["Input", "2", "now"],
      ["Output", "8", "now"],
    ]);
  });

  test("says at which field a form is wrong, all at once, and enters nothing", async () => {
    const actor = await newOrganization();
    const wrong = form({ provider: "", "price.input": "-1", "price.output": "250000", to: "2026-01-01" });
    const refused = await enterPriceForm(actor, wrong).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "wrong-prices",
      problems: [
        { where: "input", field: "provider" },
        { where: "input", field: "price", reason: "“-1” is negative; a price is zero or more." },
        { where: "input", field: "to" },
        { where: "output", field: "provider" },
        { where: "output", field: "price" },
        { where: "output", field: "to" },
      ],
    });
    await expect(enterPriceForm(actor, { ...form(), "price.input": "", "price.output": "" })).rejects.toThrow(
      "at least one price",
    );
    await expect(
      enterPriceForm(actor, form({ kind: "hosted", gpus: "0", gpuHour: "x" })),
    ).rejects.toMatchObject({
      problems: [{ field: "gpus" }, { field: "gpuHour" }, { field: "tokensPerSecond" }],
    });
    expect((await pricesReport(actor, "")).own).toEqual([]);
  });

  test("a self-hosted rate is worked out from the hardware (economics §5.12)", async () => {
    const actor = await newOrganization();
    await enterPriceForm(actor, form({ kind: "hosted", gpus: "1", gpuHour: "2.50", tokensPerSecond: "700" }));
    const { own } = await pricesReport(actor, "");
    expect(own.map(({ cells }) => [cells.what, cells.amount, cells.note])).toEqual([
      ["Input", "0.992063", "1 GPUs at $2.50 an hour, 700 tokens a second"],
      ["Output", "0.992063", "1 GPUs at $2.50 an hour, 700 tokens a second"],
    ]);
  });

  test("a model's page holds past, present and future steps, and who took out what", async () => {
    const actor = await newOrganization();
    await usage(actor);
    await enterPriceForm(actor, form({ "price.output": "" }));
    await enterPriceForm(actor, form({ "price.output": "", "price.input": "1", from: "2099-01-01" }));
    const report = await modelPrices(actor, "acme", "atlas-1");
    expect(
      report.timelines[0]?.lines.map(({ cells }) => [cells.from, cells.to, cells.state, cells.input]),
    ).toEqual([
      ["2026-10-05", "2098-12-31", "now", "2"],
      ["2099-01-01", null, "future", "1"],
    ]);
    const [first, second] = report.standing;
    await endPrice(actor, { id: first ?? "", to: "2026-12-31" });
    await removePrice(actor, { id: second ?? "" });
    const later = await modelPrices(actor, "acme", "atlas-1");
    expect(later.entries.map(({ cells }) => [cells.from, cells.to, cells.removed === null])).toEqual([
      ["2026-10-05", null, false],
      ["2026-10-05", "2026-12-31", true],
      ["2099-01-01", null, false],
    ]);
    expect(later.standing).toHaveLength(1);
  });

  test("says which days the book would price otherwise, and the re-price of them adds up", async () => {
    const actor = await newOrganization();
    await usage(actor);
    expect((await pricesReport(actor, "")).differing).toEqual([]);
    await enterPrices(actor, {
      entries: [{ kind: "discount", provider: "openai", percent: "20", from: "2026-10-01" }],
    });
    expect((await pricesReport(actor, "")).differing).toEqual([
      { provider: "openai", model: "gpt-4o", days: 1, from: "2026-10-06", to: "2026-10-06", isOwn: true },
    ]);
    const { id } = await reprice(actor, {
      from: "2026-10-01",
      to: "2026-10-31",
      reason: "our contract",
      apply: true,
    });
    expect((await pricesReport(actor, "")).differing).toEqual([]);
    const parts = repriceParts(await repriceOne(actor, id));
    expect(parts).toMatchObject({ change: "-0.5", share: "−20.0%" });
    for (const lines of [parts.months, parts.products, parts.models, [parts.total]])
      expect(lines.map(({ cells }) => cells.change)).toEqual(["-0.5"]);
  });

  test("a search finds the public catalogue behind what is used", async () => {
    const actor = await newOrganization();
    const { used, published } = await pricesReport(actor, "openai gpt-4o-mini");
    expect(used).toEqual([]);
    expect(published?.lines[0]?.cells).toMatchObject({
      provider: "openai",
      model: "gpt-4o-mini",
      input: "0.15",
      output: "0.6",
    });
    const report = await modelPrices(actor, "openai", "gpt-4o-mini");
    expect(report).toMatchObject({ isUsed: false, entries: [], list: null });
    expect(report.timelines[0]?.lines[0]?.cells).toMatchObject({ state: "now", input: "0.15" });
  });
});
