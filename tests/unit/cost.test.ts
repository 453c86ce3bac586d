import { describe, expect, test } from "vitest";
import { type Money, parsePricePerMillion, usdText } from "@/lib/money";
import { type Cost, costOf, priceAt, UNPRICED, type UnitPrices } from "@/lib/pricing";
import { establish, type StatedTokens, type TokenCounts } from "@/lib/tokens";

const perMillion = (text: string | undefined): Money | null => {
  const parsed = parsePricePerMillion(text ?? "");
  return parsed.ok ? parsed.value : null;
};
/** $/M in the order input / read / write 5 m / write 1 h / output, as the golden cases list them. */
const prices = (
  input: string,
  read: string,
  write5m: string,
  write1h: string,
  output: string,
): UnitPrices => ({
  ...UNPRICED,
  input: perMillion(input),
  cacheRead: perMillion(read),
  cacheWrite5m: perMillion(write5m),
  cacheWrite1h: perMillion(write1h),
  output: perMillion(output),
});
const counts = (stated: StatedTokens): TokenCounts => {
  const found = establish(stated);
  expect(found.ok).toBe(true);
  return (found as { counts: TokenCounts }).counts;
};
const priced = (stated: StatedTokens, at: UnitPrices): Cost => costOf(counts(stated), null, 0, at);
const usd = (stated: StatedTokens, at: UnitPrices): string => usdText(priced(stated, at).cost);

const SONNET_4 = prices("3", "0.30", "3.75", "6", "15");
const G5_ROW = { uncached: 1500, cacheRead: 200, cacheWrite5m: 500, cacheWrite1h: 1000, output: 500 };

describe("the golden cases' arithmetic", () => {
  test("G1", () => {
    const row = { input: 5000, uncached: 3000, cacheRead: 1800, cacheWrite5m: 200, output: 1000 };
    expect(usd(row, prices("5", "0.50", "6.25", "", "30"))).toBe("0.04715");
  });
  test("G2, and at half price in a batch", () => {
    const row = { input: 59_200, cacheRead: 5760, output: 10_646 };
    expect(usd(row, prices("2.50", "1.25", "", "", "10"))).toBe("0.24726");
    expect(usd(row, prices("1.25", "0.625", "", "", "5"))).toBe("0.12363");
  });
  test("G5", () => {
    expect(usd(G5_ROW, SONNET_4)).toBe("0.019935");
    expect(usd({ uncached: 100, output: 50 }, SONNET_4)).toBe("0.00105");
  });
  test("G7, with writes of five minutes and of an hour", () => {
    expect(usd({ uncached: 100, cacheRead: 10, cacheWrite5m: 25, output: 50 }, SONNET_4)).toBe("0.00114675");
    expect(usd({ uncached: 100, cacheRead: 10, cacheWrite1h: 25, output: 50 }, SONNET_4)).toBe("0.001203");
  });
  test("G9: the price of the event's own instant", () => {
    const step = { timeOfDay: null, to: null, from: null };
    const steps = [
      { ...step, prices: prices("2", "0.20", "2.50", "4", "10") },
      { ...step, from: "2026-09-01T00:00:00Z", prices: prices("3", "0.30", "3.75", "6", "15") },
    ];
    const row = { input: 1_000_000, output: 100_000 };
    const cost = (instant: string): string => usd(row, priceAt(steps, Date.parse(instant)) ?? UNPRICED);
    expect(cost("2026-08-31T23:59:59Z")).toBe("3");
    expect(cost("2026-09-01T00:00:00Z")).toBe("4.5");
  });
  test("G31: gross, premium and net cache saving", () => {
    const { grossSavings, writePremium } = priced(G5_ROW, SONNET_4);
    expect(usdText(grossSavings)).toBe("0.00054");
    expect(usdText(writePremium)).toBe("0.003375");
    expect(usdText((grossSavings - writePremium) as Money)).toBe("-0.002835");
  });
});

test("the worked example of §5.3: a cache written and hardly read loses money", () => {
  const { grossSavings, writePremium } = priced(
    { uncached: 0, cacheRead: 1000, cacheWrite5m: 20_000, output: 0 },
    SONNET_4,
  );
  expect(usdText(grossSavings)).toBe("0.0027");
  expect(usdText(writePremium)).toBe("0.015");
});

test("a class without a price is unpriced, not free (ledger rule 2)", () => {
  const found = priced(G5_ROW, prices("3", "", "", "", "15"));
  expect(usdText(found.cost)).toBe("0.012");
  expect(found.unpricedTokens).toBe(1700);
  expect(found.grossSavings).toBe(0n);
  expect(found.writePremium).toBe(0n);
  expect(priced(G5_ROW, UNPRICED)).toMatchObject({ cost: 0n, unpricedTokens: 3700 });
});

describe("audio and image tokens (ledger rule 6)", () => {
  const row = counts({ input: 1000, cacheRead: 400, output: 300 });
  const modalities = {
    audioInputTokens: 100,
    audioCacheReadTokens: 50,
    audioOutputTokens: 80,
    imageInputTokens: 200,
    imageCacheReadTokens: 30,
    imageOutputTokens: 20,
  };
  const text = prices("4", "0.40", "4", "4", "16");

  test("are never charged at the text rate", () => {
    const found = costOf(row, modalities, 0, text);
    // 300 text in, 320 text read, 200 text out.
    expect(usdText(found.cost)).toBe("0.004528");
    expect(found.unpricedTokens).toBe(480);
  });
  test("have prices of their own, and audio reads save against audio input", () => {
    const at = {
      ...text,
      audioInput: perMillion("32"),
      audioCacheRead: perMillion("0.40"),
      audioOutput: perMillion("64"),
      imageInput: perMillion("5"),
      imageOutput: perMillion("40"),
    };
    const found = costOf(row, modalities, 0, at);
    expect(usdText(found.cost)).toBe("0.014668");
    expect(found.unpricedTokens).toBe(30);
    expect(usdText(found.grossSavings)).toBe("0.002732");
  });
  test("cannot exceed the counts that contain them", () => {
    expect(() => costOf(row, { ...modalities, audioInputTokens: 5000 }, 0, text)).toThrow(RangeError);
  });
});

test("web searches cost their own unit price, by class the parts add up", () => {
  const at = { ...SONNET_4, webSearch: 10_000_000_000n as Money };
  const found = costOf(counts(G5_ROW), null, 3, at);
  expect(usdText(found.byClass.webSearch)).toBe("0.03");
  expect(usdText(found.cost)).toBe("0.049935");
  expect(Object.values(found.byClass).reduce((sum, part) => sum + part, 0n)).toBe(found.cost);
});

test("products beyond 64 bits stay exact (ledger rule 7)", () => {
  const found = priced({ input: Number.MAX_SAFE_INTEGER, output: 0 }, prices("150", "", "", "", ""));
  expect(found.cost).toBe(9_007_199_254_740_991n * 150_000_000n);
});
