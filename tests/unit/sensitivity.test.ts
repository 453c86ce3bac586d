import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canSwap,
  concentration,
  distribution,
  grossMargin,
  hitRateOf,
  type ModelUse,
  NO_CHANGE,
  sensitivity,
  type TokenPrices,
} from "@/lib/economics";
import { pico } from "@/lib/money";

const usd = (dollars: number) => pico(BigInt(Math.round(dollars * 1e6)) * 1_000_000n);
const perMillion = (dollars: number) => pico(BigInt(Math.round(dollars * 1e6)));

/** $3 in, $0.30 read, $15 out: 600,000 uncached, 400,000 read, 100,000 out cost 1.80 + 0.12 + 1.50 = 3.42. */
const use: ModelUse = {
  model: "a",
  classes: {
    input: { tokens: 600_000n, cost: usd(1.8) },
    cacheRead: { tokens: 400_000n, cost: usd(0.12) },
    output: { tokens: 100_000n, cost: usd(1.5) },
  },
  prices: { input: perMillion(3), cacheRead: perMillion(0.3), output: perMillion(15) },
};
const tried = { revenue: usd(10), cost: usd(4), models: [use] };
const cheap: TokenPrices = { input: perMillion(1), output: perMillion(5) };

describe("what a margin would have been", () => {
  test("without a change it is the margin as it stands", () => {
    const { margin, parts } = sensitivity(tried, NO_CHANGE);
    expect(margin).toEqual(grossMargin(usd(10), usd(4)));
    expect(Object.values(parts)).toEqual([0n, 0n, 0n, 0n]);
  });

  test("token prices move the tokens alone, your own prices the revenue", () => {
    expect(sensitivity(tried, { ...NO_CHANGE, tokenPrice: -100 }).margin.cost).toBe(usd(3.658));
    expect(sensitivity(tried, { ...NO_CHANGE, salePrice: 50 }).margin.revenue).toBe(usd(10.5));
  });

  test("ten points of hit rate move a tenth of input from one price to the other", () => {
    expect(hitRateOf([use])).toEqual({ read: 400_000n, input: 1_000_000n });
    // 100,000 tokens at 3.00 − 0.30 a million.
    expect(sensitivity(tried, { ...NO_CHANGE, hitRate: 100 }).parts.hitRate).toBe(usd(0.27));
    expect(sensitivity(tried, { ...NO_CHANGE, hitRate: -100 }).parts.hitRate).toBe(usd(-0.27));
    // No more than there is: 600,000 uncached, and 400,000 read.
    expect(sensitivity(tried, { ...NO_CHANGE, hitRate: 900 }).parts.hitRate).toBe(usd(1.62));
    expect(sensitivity(tried, { ...NO_CHANGE, hitRate: -900 }).parts.hitRate).toBe(usd(-1.08));
  });

  test("a model never cached takes the price in force for what would be, and without one stays", () => {
    const plain: ModelUse = { ...use, classes: { input: { tokens: 1_000_000n, cost: usd(3) } } };
    const by = (prices: TokenPrices) =>
      sensitivity({ ...tried, models: [{ ...plain, prices }] }, { ...NO_CHANGE, hitRate: 500 }).parts.hitRate;
    expect(by(use.prices)).toBe(usd(1.35));
    expect(by({ input: perMillion(3) })).toBe(0n);
  });

  test("a swap prices every class anew, and what was cached as input where the other has no cache", () => {
    // 1.0 million at 1.00, 100,000 at 5.00: 1.50 in place of 3.42.
    const swap = { model: "a", prices: cheap };
    expect(sensitivity(tried, { ...NO_CHANGE, swap }).parts.swap).toBe(usd(1.92));
    expect(sensitivity(tried, { ...NO_CHANGE, swap: { ...swap, model: "b" } }).parts.swap).toBe(0n);
  });

  test("a swap that cannot be priced changes nothing", () => {
    expect(canSwap(use, { input: perMillion(1) })).toBe(false);
    const swap = { model: "a", prices: { input: perMillion(1) } };
    expect(sensitivity(tried, { ...NO_CHANGE, swap }).margin.cost).toBe(usd(4));
  });

  test("the parts add up to the change of margin, whatever is moved", () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const class_ = fc.record({ tokens: fc.bigInt({ min: 0n, max: 10n ** 9n }), cost: amount.map(pico) });
    const lever = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ input: class_, cacheRead: class_, output: class_ }), { maxLength: 4 }),
        fc.record({ salePrice: lever, tokenPrice: lever, hitRate: lever, swapped: fc.boolean() }),
        fc.record({ revenue: amount, cost: amount }),
        (classes, { swapped, ...levers }, { revenue, cost }) => {
          const models = classes.map((each, i) => ({ model: `m${i}`, classes: each, prices: use.prices }));
          const { margin, parts } = sensitivity(
            { revenue: pico(revenue), cost: pico(cost), models },
            { ...levers, swap: swapped ? { model: "m0", prices: cheap } : null },
          );
          const moved = Object.values(parts).reduce<bigint>((sum, part) => sum + part, 0n);
          expect(margin.margin).toBe(revenue - cost + moved);
        },
      ),
    );
  });
});

describe("how margins lie over customers", () => {
  const margin = (revenue: number, cost: number) => grossMargin(usd(revenue), usd(cost));

  test("each customer counts once: tenth, middle, nine tenths, and those below zero", () => {
    const ten = Array.from({ length: 10 }, (_, i) => margin(100, 120 - 10 * i)); // −20% … 70%
    expect(distribution(ten)).toEqual({
      known: 10,
      p10: "-0.2",
      p50: "0.2",
      p90: "0.6",
      below: 2,
      lost: usd(30),
    });
  });

  test("one without revenue has no margin to count", () => {
    expect(distribution([margin(0, 5)])).toEqual({
      known: 0,
      p10: null,
      p50: null,
      p90: null,
      below: 0,
      lost: 0n,
    });
  });

  test("cost gathers at the largest tenth, one at least", () => {
    expect(concentration([1n, 3n, 0n])).toEqual({ top: 1, share: "0.75" });
    expect(concentration(Array.from({ length: 11 }, (_, i) => BigInt(i)))).toEqual({
      top: 1,
      share: "0.181818181818",
    });
    expect(concentration([])).toEqual({ top: 0, share: null });
  });
});
