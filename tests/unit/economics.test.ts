import { describe, expect, test } from "vitest";
import {
  blendedParts,
  blendedPerMillion,
  breakEvenReadShare,
  breakEvenReadsPerWrite,
  cacheHitRate,
  contributionMargin,
  grossMargin,
  marginPointsChange,
  netCacheRate,
  netCacheSavings,
  relativeChange,
  sameModel,
  spreadOverDays,
} from "@/lib/economics";
import { type Money, parseUsd, usdText } from "@/lib/money";

const usd = (text: string): Money => {
  const parsed = parseUsd(text);
  expect(parsed.ok).toBe(true);
  return (parsed as { value: Money }).value;
};
const rounded = (text: string | null) => Number(text).toFixed(3);

describe("caching (economics §5.3)", () => {
  const fiveMinutes = { input: usd("3"), write: usd("3.75"), read: usd("0.3") };
  const oneHour = { input: usd("3"), write: usd("6"), read: usd("0.3") };
  test("break-even share of tokens read", () => {
    expect(rounded(breakEvenReadShare(fiveMinutes))).toBe("0.217");
    expect(rounded(breakEvenReadShare(oneHour))).toBe("0.526");
    expect(breakEvenReadShare({ ...fiveMinutes, write: usd("3") })).toBe("0");
    expect(breakEvenReadShare({ ...fiveMinutes, write: usd("0.3") })).toBeNull();
  });
  test("reads per write to break even", () => {
    expect(rounded(breakEvenReadsPerWrite(fiveMinutes))).toBe("0.278");
    expect(rounded(breakEvenReadsPerWrite(oneHour))).toBe("1.111");
    expect(breakEvenReadsPerWrite({ ...oneHour, read: usd("3") })).toBeNull();
  });
  test("net saving keeps its sign, its rate is against the cost without caching", () => {
    const net = netCacheSavings({ grossSavings: usd("0.0027"), writePremium: usd("0.015") });
    expect(usdText(net)).toBe("-0.0123");
    expect(netCacheRate(usd("0.0753"), net)).toBe("-0.195238095238");
    expect(
      usdText(netCacheSavings({ grossSavings: usd("5"), writePremium: usd("1"), storage: usd("1.5") })),
    ).toBe("2.5");
  });
  test("hit rate is by tokens, undefined without input", () => {
    expect(cacheHitRate({ uncached: 3000n, read: 1800n, write: 200n })).toBe("0.36");
    expect(cacheHitRate({ uncached: 0n, read: 0n, write: 0n })).toBeNull();
  });
});

test("blended cost per million is the weighted mean of its parts (§5.2)", () => {
  expect(blendedPerMillion(usd("0.04715"), 6000n)).toBe("7.858333333333");
  expect(blendedPerMillion(usd("1"), 0n)).toBeNull();
  const parts = blendedParts([
    { key: "a", cost: usd("1"), tokens: 250_000n },
    { key: "b", cost: usd("9"), tokens: 750_000n },
  ]);
  expect(parts).toEqual([
    { key: "a", share: "0.25", perMillion: "4" },
    { key: "b", share: "0.75", perMillion: "12" },
  ]);
});

describe("margins (§5.6)", () => {
  test("gross margin is money, its percent a share", () => {
    expect(grossMargin(usd("126400"), usd("38025"))).toMatchObject({
      margin: usd("88375"),
      percent: "0.699169303797",
    });
    expect(grossMargin(usd("3900"), usd("4127")).percent).toBe("-0.058205128205");
  });
  test("no revenue: undefined, not zero", () => {
    expect(grossMargin(usd("0"), usd("512"))).toMatchObject({ margin: usd("-512"), percent: null });
  });
  test("contribution takes every variable cost", () => {
    expect(contributionMargin(usd("100"), [usd("20"), usd("3"), usd("7")]).percent).toBe("0.7");
  });
  test("a change is in points", () => {
    const before = grossMargin(usd("100"), usd("30"));
    expect(marginPointsChange(before, grossMargin(usd("200"), usd("55.8")))).toBe("0.021");
    expect(marginPointsChange(before, grossMargin(usd("0"), usd("1")))).toBeNull();
    expect(relativeChange(usd("33.1"), usd("38.0"))).toBe("0.148036253776");
    expect(relativeChange(0n, 1n)).toBeNull();
    expect(relativeChange(-10n, -5n)).toBe("0.5");
  });
  test("revenue over a month falls on its days in equal parts, exactly", () => {
    const days = spreadOverDays(usd("100"), "2026-02-01", "2026-03-01");
    expect(days).toHaveLength(28);
    expect(days[0]).toEqual({ day: "2026-02-01", amount: 3_571_428_571_429n });
    expect(days.at(-1)).toEqual({ day: "2026-02-28", amount: 3_571_428_571_428n });
    expect(days.reduce((sum, day) => sum + day.amount, 0n)).toBe(usd("100"));
    expect(spreadOverDays(usd("-1"), "2026-02-01", "2026-02-02")).toEqual([
      { day: "2026-02-01", amount: usd("-1") },
    ]);
    expect(() => spreadOverDays(usd("1"), "2026-02-01", "2026-02-01")).toThrow(RangeError);
  });
});

describe("models are recognised by their names in two exports", () => {
  test.each([
    ["Claude Haiku 4.5", "claude-haiku-4-5-20251001"],
    ["Claude Sonnet 3.5", "claude-3-5-sonnet-20241022"],
    ["gpt-4o", "gpt-4o-2024-08-06"],
    ["GPT-4.1", "gpt-4.1-2025-04-14"],
    ["claude-3-5-haiku-latest", "Claude Haiku 3.5"],
  ])("%s is %s", (a, b) => {
    expect(sameModel(a, b)).toBe(true);
  });
  test.each([
    ["gpt-4o", "gpt-4o-mini"],
    ["gpt-5", "gpt-5.1"],
    ["Claude Opus 4.1", "claude-opus-4-5"],
  ])("%s is not %s", (a, b) => {
    expect(sameModel(a, b)).toBe(false);
  });
});
