import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  bandStart,
  catalogueProvider,
  catalogueSteps,
  contextBandOf,
  matches,
  priceAt,
  type Sku,
  type UnitPrices,
} from "@/lib/pricing";

const sku = (provider: string, model: string, rest: Partial<Sku> = {}): Sku => ({
  provider,
  model,
  serviceTier: null,
  contextBand: null,
  geography: null,
  ...rest,
});
const NOW = Date.parse("2026-11-01T12:00:00Z");
/** Prices at an instant in $/M, in the order input / read / write 5 m / write 1 h / output. */
const perMillion = (of: Sku, instant = NOW) => {
  const found = catalogueSteps(of);
  return found === null ? null : inOrder(priceAt(found.steps, instant));
};
const inOrder = (prices: UnitPrices | null) =>
  prices &&
  [prices.input, prices.cacheRead, prices.cacheWrite5m, prices.cacheWrite1h, prices.output].map((price) =>
    price === null ? null : Number(price) / 1e6,
  );

describe("list prices of the catalogue", () => {
  test.each([
    [sku("anthropic", "claude-sonnet-4-20250514"), [3, 0.3, 3.75, 6, 15]],
    [sku("anthropic", "claude-haiku-4-5-20251001"), [1, 0.1, 1.25, 2, 5]],
    [sku("anthropic", "claude-3-haiku-20240307"), [0.25, 0.03, 0.3, 0.5, 1.25]],
    [sku("OpenAI", "GPT-4o-2024-08-06"), [2.5, 1.25, 2.5, 2.5, 10]],
    [sku("openai", "gpt-5-2025-08-07"), [1.25, 0.125, 1.25, 1.25, 10]],
    [sku("openai", "gpt-5.6-luna"), [0.2, 0.02, 0.25, null, 1.2]],
    [sku("google", "gemini-2.5-flash"), [0.3, 0.03, 0.3, 0.3, 2.5]],
    [sku("azure", "gpt-4.1"), [2, 0.5, 2, 2, 8]],
    [sku("openrouter", "anthropic/claude-sonnet-4.5"), [3, 0.3, 3.75, null, 15]],
  ])("$provider $model", (of, expected) => {
    expect(perMillion(of)).toEqual(expected);
  });

  test("states where a price comes from", () => {
    expect(catalogueSteps(sku("openai", "gpt-4o", { serviceTier: "batch" }))).toMatchObject({
      source: "genai-prices + https://developers.openai.com/api/docs/guides/batch",
      sourceVersion: "0.1.8",
      matchedModel: "gpt-4o",
    });
  });

  test("the version is that of the installed package", () => {
    const manifest = JSON.parse(readFileSync("node_modules/@pydantic/genai-prices/package.json", "utf8"));
    expect(catalogueSteps(sku("openai", "gpt-4o"))?.sourceVersion).toBe(manifest.version);
  });

  test("web searches are priced each", () => {
    const found = catalogueSteps(sku("anthropic", "claude-sonnet-4-5"));
    expect(found && priceAt(found.steps, NOW)?.webSearch).toBe(10_000_000_000n);
  });

  test("audio has prices of its own or none", () => {
    const audio = (model: string) => {
      const found = catalogueSteps(sku("openai", model));
      const prices = found && priceAt(found.steps, NOW);
      return [prices?.audioInput, prices?.audioCacheRead, prices?.audioOutput, prices?.imageInput];
    };
    expect(audio("gpt-realtime")).toEqual([32_000_000n, 400_000n, 64_000_000n, 5_000_000n]);
    expect(audio("gpt-5")).toEqual([null, null, null, null]);
  });
});

describe("what has no list price is unpriced", () => {
  test.each([
    sku("my-openai-proxy", "gpt-4o"),
    sku("self-hosted", "llama-3.3-70b"),
    sku("openai", "a-model-nobody-published"),
    sku("anthropic", "claude-sonnet-4-5", { serviceTier: "priority" }),
    sku("openai", "gpt-4o", { serviceTier: "scale" }),
    sku("openai", "gpt-5-nano", { serviceTier: "priority" }),
    sku("openai", "gpt-5.4", { serviceTier: "priority", contextBand: ">272k" }),
    sku("groq", "llama-3.3-70b-versatile", { serviceTier: "flex" }),
    sku("constructor", "__proto__"),
  ])("$provider $model $serviceTier", (of) => {
    expect(catalogueSteps(of)).toBeNull();
  });
  test("a model whose reasoning tokens cost differently has no single output price", () => {
    expect(perMillion(sku("perplexity", "sonar-deep-research"))?.[4]).toBeNull();
  });
});

describe("prices by date", () => {
  test("o3 before and after its price cut", () => {
    expect(perMillion(sku("openai", "o3"), Date.parse("2025-06-09T23:59:59Z"))).toEqual([
      10, 0.5, 10, 10, 40,
    ]);
    expect(perMillion(sku("openai", "o3"), Date.parse("2025-06-10T00:00:00Z"))).toEqual([2, 0.5, 2, 2, 8]);
  });
  test("the surcharge on long context of Opus 4.6 ends on its day", () => {
    const long = sku("anthropic", "claude-opus-4-6", { contextBand: "200k-1M" });
    expect(perMillion(long, Date.parse("2026-03-12T23:00:00Z"))).toEqual([10, 1, 12.5, 20, 37.5]);
    expect(perMillion(long, Date.parse("2026-03-13T00:00:00Z"))).toEqual([5, 0.5, 6.25, 10, 25]);
  });
  test("DeepSeek's peak hours begin with the price that brought them", () => {
    const flash = sku("deepseek", "deepseek-v4-flash");
    expect(perMillion(flash, Date.parse("2026-08-16T02:00:00Z"))?.[0]).toBe(0.14);
    expect(perMillion(flash, Date.parse("2026-08-17T00:30:00Z"))?.[0]).toBe(0.22);
    expect(perMillion(flash, Date.parse("2026-08-17T02:00:00Z"))?.[0]).toBe(0.44);
    expect(perMillion(flash, Date.parse("2026-08-17T05:00:00Z"))?.[0]).toBe(0.22);
  });
});

describe("the context band (ledger rule 8)", () => {
  test.each([
    ["200k-1M", 200_000],
    ["> 200k", 200_000],
    [">272k", 272_000],
    [">=1M", 1_000_000],
    ["128k+", 128_000],
    ["0-200k", 0],
    ["≤ 200k", 0],
    ["< 200k", 0],
    ["200k", 0],
    ["unknown", 0],
    [null, 0],
  ])("%s starts at %d", (text, start) => {
    expect(bandStart(text)).toBe(start);
  });
  test("moves every class of the request; a band unknown is the base band", () => {
    const model = (contextBand: string | null) => sku("anthropic", "claude-sonnet-4-5", { contextBand });
    expect(perMillion(model("200k-1M"))).toEqual([6, 0.6, 7.5, 12, 22.5]);
    for (const base of [null, "unknown", "0-200k", "≤ 200k"])
      expect(perMillion(model(base))).toEqual([3, 0.3, 3.75, 6, 15]);
  });
  test("G23: one request is in the band of its own input, cache included", () => {
    expect(contextBandOf({ provider: "openai", model: "gpt-5.4" }, 300_000)).toBe(">272k");
    expect(contextBandOf({ provider: "openai", model: "gpt-5.4" }, 271_999)).toBe("0-272k");
    expect(contextBandOf({ provider: "openai", model: "gpt-5.4" }, 272_000)).toBe(">272k");
    expect(contextBandOf({ provider: "openai", model: "gpt-4o" }, 300_000)).toBeNull();
    expect(perMillion(sku("openai", "gpt-5.4", { contextBand: ">272k" }))).toEqual([5, 0.5, 5, 5, 22.5]);
    expect(perMillion(sku("openai", "gpt-5.4", { contextBand: "0-272k" }))).toEqual([
      2.5, 0.25, 2.5, 2.5, 15,
    ]);
  });
});

describe("tiers and geography", () => {
  test.each([
    [sku("openai", "gpt-4o-2024-08-06", { serviceTier: "batch" }), [1.25, 0.625, 1.25, 1.25, 5]],
    [sku("openai", "gpt-5", { serviceTier: "flex" }), [0.625, 0.0625, 0.625, 0.625, 5]],
    [sku("openai", "gpt-5-mini-2025-08-07", { serviceTier: "priority" }), [0.45, 0.045, 0.45, 0.45, 3.6]],
    [sku("openai", "gpt-4.1", { serviceTier: "priority" }), [3.5, 0.875, 3.5, 3.5, 14]],
    [sku("openai", "gpt-4o-mini", { serviceTier: "priority" }), [0.25, 0.125, 0.25, 0.25, 1]],
    [sku("openai", "o4-mini", { serviceTier: "fast" }), [2, 0.5, 2, 2, 8]],
    [sku("openai", "gpt-5.5", { serviceTier: "priority" }), [12.5, 1.25, 12.5, 12.5, 75]],
    [sku("anthropic", "claude-sonnet-4-5", { serviceTier: "batch" }), [1.5, 0.15, 1.875, 3, 7.5]],
    [sku("anthropic", "claude-opus-5", { geography: "us" }), [5.5, 0.55, 6.875, 11, 27.5]],
    [
      sku("anthropic", "claude-opus-5", { geography: "us", serviceTier: "batch" }),
      [2.75, 0.275, 3.4375, 5.5, 13.75],
    ],
    [sku("anthropic", "claude-opus-5", { geography: "global" }), [5, 0.5, 6.25, 10, 25]],
    [
      sku("bedrock", "global.anthropic.claude-haiku-4-5-20251001-v1:0", { serviceTier: "batch" }),
      [0.5, 0.05, 0.625, null, 2.5],
    ],
    [sku("openai", "gpt-4o", { serviceTier: "Default" }), [2.5, 1.25, 2.5, 2.5, 10]],
  ])("$provider $model $serviceTier $geography", (of, expected) => {
    expect(perMillion(of)).toEqual(expected);
  });
});

test("providers go by many names", () => {
  expect(catalogueProvider("gcp.vertex_ai")).toBe("google");
  expect(catalogueProvider("aws.bedrock")).toBe("aws");
  expect(catalogueProvider("Azure.AI.OpenAI")).toBe("azure");
  expect(catalogueProvider("xAI")).toBe("x-ai");
  expect(catalogueProvider("openrouter")).toBe("openrouter");
  expect(perMillion(sku("gemini", "gemini-2.5-flash"))).toEqual(
    perMillion(sku("google", "gemini-2.5-flash")),
  );
  expect(perMillion(sku("vertex", "claude-sonnet-4-5"))?.[0]).toBe(3);
});

test("every kind of match clause is understood", () => {
  expect(matches({ equals: "A" }, "a")).toBe(true);
  expect(matches({ starts_with: "gpt-" }, "gpt-5")).toBe(true);
  expect(matches({ ends_with: ":free" }, "x:free")).toBe(true);
  expect(matches({ contains: "V3" }, "deepseek-v3.1")).toBe(true);
  expect(matches({ regex: "^o[134]" }, "o3-mini")).toBe(true);
  expect(matches({ and: [{ contains: "a" }, { contains: "b" }] }, "a")).toBe(false);
  expect(matches({ or: [{ contains: "a" }, { contains: "b" }] }, "a")).toBe(true);
});

const SAMPLE = path.resolve("../shared/samples/prices/genai-prices-v2-8providers.json");

describe.skipIf(!existsSync(SAMPLE))("agrees with an earlier copy of the published data", () => {
  type Tiered = { base: number; tiers: { start: number; price: number }[] };
  type SampleModel = {
    id: string;
    prices: Record<string, number | Tiered> | { prices: Record<string, number> }[];
  };
  const providers: { id: string; models: SampleModel[] }[] = existsSync(SAMPLE)
    ? JSON.parse(readFileSync(SAMPLE, "utf8"))
    : [];
  const sampled = (provider: string, model: string) =>
    providers.find((p) => p.id === provider)?.models.find((m) => m.id === model)?.prices;

  test.each([
    ["openai", "gpt-4o"],
    ["openai", "gpt-5"],
    ["openai", "gpt-4.1-mini"],
    ["anthropic", "claude-haiku-4-5"],
    ["anthropic", "claude-opus-4-1"],
    ["google", "gemini-2.5-flash"],
    ["groq", "llama-3.3-70b-versatile"],
  ])("%s %s", (provider, model) => {
    const prices = sampled(provider, model) as Record<string, number>;
    const found = perMillion(sku(provider, model));
    expect([found?.[0], found?.[4]]).toEqual([prices.input_mtok, prices.output_mtok]);
    expect(found?.[1]).toBe(prices.cache_read_mtok ?? prices.input_mtok);
    expect(found?.[2]).toBe(prices.cache_write_mtok ?? prices.input_mtok);
  });

  test("a tiered model, in both of its bands", () => {
    const prices = sampled("google", "gemini-2.5-pro") as Record<string, Tiered>;
    expect(perMillion(sku("google", "gemini-2.5-pro"))?.[0]).toBe(prices.input_mtok?.base);
    const long = perMillion(sku("google", "gemini-2.5-pro", { contextBand: "> 200k" }));
    expect(long?.[0]).toBe(prices.input_mtok?.tiers[0]?.price);
    expect(long?.[4]).toBe(prices.output_mtok?.tiers[0]?.price);
  });
});
