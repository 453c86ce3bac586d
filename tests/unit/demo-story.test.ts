import { findProvider } from "@pydantic/genai-prices";
import { describe, expect, test } from "vitest";
import { demoFiles, demoRules, demoTruth } from "@/lib/demo";
import { demoCatalogue } from "@/lib/demo/prices";

const truth = demoTruth({ seed: 7, lastDay: "2026-11-22" });
const dollars = (amount: bigint): number => Number(amount / 1_000_000n) / 1e6;
const october = truth.lastCompleteMonth;

function margin(product: string, month: string): number {
  const cost =
    truth.costs
      .filter((row) => row.product === product && row.month === month)
      .reduce((total, row) => total + dollars(row.effective), 0) +
    truth.otherCharges
      .filter((row) => row.product === product && row.day.startsWith(month))
      .reduce((total, row) => total + dollars(row.amount), 0);
  const revenue = truth.revenue
    .filter((row) => row.product === product && row.month === month)
    .reduce((total, row) => total + dollars(row.amount), 0);
  return (revenue - cost) / revenue;
}

/** Share of the month's effective cost that no product owns. */
function unallocated(month: string): number {
  const rows = truth.costs.filter((row) => row.month === month);
  const cost = (list: typeof rows) => list.reduce((total, row) => total + dollars(row.effective), 0);
  return cost(rows.filter((row) => row.product === null)) / cost(rows);
}

describe("the story", () => {
  test("covers twelve whole months and the running one", () => {
    expect(truth.firstDay).toBe("2025-11-01");
    expect(truth.months).toHaveLength(13);
    expect(october).toBe("2026-10");
    expect(new Set(truth.tokens.map((row) => row.day)).size).toBe(365 + 22);
  });

  test("has five providers, four products, and about fifteen models", () => {
    expect(new Set(truth.tokens.map((row) => row.provider)).size).toBe(5);
    expect(new Set(truth.tokens.flatMap((row) => row.product ?? [])).size).toBe(4);
    expect(demoRules.products).toHaveLength(4);
    const models = new Set(truth.tokens.map((row) => `${row.provider} ${row.model}`));
    expect(models.size).toBeGreaterThanOrEqual(12);
    expect(models.size).toBeLessThanOrEqual(18);
  });

  test("spends $20,000 to $42,000 a month and grows", () => {
    const complete = truth.months.slice(0, -1).map((month) => dollars(truth.spend[month] ?? 0n));
    for (const spend of complete) {
      expect(spend).toBeGreaterThan(20_000);
      expect(spend).toBeLessThan(42_000);
    }
    expect((complete.at(-1) ?? 0) / (complete[0] ?? 1)).toBeGreaterThan(1.4);
  });

  test("has margins worth reading", () => {
    expect(margin("Support Copilot", october)).toBeCloseTo(0.755, 1);
    expect(margin("Code Review", october)).toBeCloseTo(0.74, 1);
    expect(margin("Research Agent", october)).toBeLessThan(0);
    expect(margin("Research Agent", october)).toBeGreaterThan(-0.12);
    expect(margin("Voice Agent", "2026-09")).toBeGreaterThan(0.64);
    expect(margin("Voice Agent", october)).toBeLessThan(0.62);
  });

  test("loses the Voice Agent's cache on the 14th", () => {
    const { day, before, after } = truth.cacheRegression;
    expect(day).toBe("2026-10-14");
    expect(before.cacheReadTokens / before.inputTokens).toBeCloseTo(0.71, 1);
    expect(after.cacheReadTokens / after.inputTokens).toBeCloseTo(0.38, 1);
  });

  test("leaves less unallocated as the year goes", () => {
    expect(unallocated("2025-11")).toBeGreaterThan(0.03);
    expect(unallocated(october)).toBeGreaterThan(0.01);
    expect(unallocated(october)).toBeLessThan(0.03);
  });

  test("has one model without a price, a small share of the tokens", () => {
    const { model } = truth.unpriced;
    const rows = truth.tokens.filter((row) => row.day.startsWith(october));
    const tokens = (list: typeof rows) =>
      list.reduce((total, row) => total + row.inputTokens + row.outputTokens, 0);
    const share = tokens(rows.filter((row) => row.model === model)) / tokens(rows);
    expect(share).toBeGreaterThan(0.003);
    expect(share).toBeLessThan(0.01);
    expect(truth.unpriced.tokens).toBeGreaterThan(0);
  });

  test("works days and weekends, noon and night, apart", () => {
    const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
    const review = truth.tokens.filter((row) => row.product === "Code Review" && row.day.startsWith(october));
    const mean = (days: readonly number[]) => {
      const rows = review.filter((row) => days.includes(weekday(row.day)));
      return (
        rows.reduce((total, row) => total + row.inputTokens, 0) / new Set(rows.map((row) => row.day)).size
      );
    };
    expect(mean([2, 3])).toBeGreaterThan(2 * mean([0, 6]));
  });
});

describe("prices", () => {
  test("are the catalogue's on every day of the window", () => {
    for (const [providerId, models] of Object.entries(demoCatalogue)) {
      const published = findProvider({ providerId })?.models ?? [];
      for (const [id, steps] of Object.entries(models)) {
        const model = published.find((entry) => entry.id === id);
        expect(model, `${providerId} ${id}`).toBeDefined();
        const prices = model?.prices ?? {};
        const list = Array.isArray(prices) ? prices : [{ prices }];
        const inWindow = list
          .map((entry) => ({
            from:
              "constraint" in entry && entry.constraint && "start_date" in entry.constraint
                ? entry.constraint.start_date
                : null,
            prices: entry.prices,
          }))
          .map(({ from, prices: rates }) => {
            const rate = (key: string) => {
              const value = rates[key];
              return (typeof value === "object" ? value.base : value) ?? null;
            };
            return {
              from,
              input: rate("input_mtok"),
              read: rate("cache_read_mtok"),
              write: rate("cache_write_mtok"),
              output: rate("output_mtok"),
            };
          })
          .filter(({ input }, index, all) => index === 0 || input !== all[index - 1]?.input);
        expect(
          steps.map(({ from, rates }) => ({
            from,
            input: rates[0],
            read: rates[1],
            write: rates[2],
            output: rates[4],
          })),
          `${providerId} ${id}`,
        ).toEqual(inWindow);
      }
    }
  });

  test("fall on a known day: the catalogue's where the window holds it, else the GPU contract's", () => {
    expect(truth.priceCut).toMatchObject({ model: "gpt-5.6-terra", day: "2026-07-30", source: "catalogue" });
    expect(truth.priceCuts.map(({ day }) => day)).toEqual(["2026-07-30", "2026-10-08"]);
    const later = demoTruth({ seed: 7, lastDay: "2027-09-10" });
    expect(later.priceCut).toMatchObject({ model: "llama-3.3-70b", day: "2027-08-08", source: "own-rate" });
  }, 180_000);

  test("a last day that is no date is refused", () => {
    expect(() => demoFiles({ seed: 1, lastDay: "2026-02-30" })).toThrow(/must be a date/);
  });
});
