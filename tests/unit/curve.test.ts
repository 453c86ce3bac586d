import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainedIndex, declineOf, jevons } from "@/lib/economics";

describe("the decline of a cost curve (economics §5.10)", () => {
  test("$60 to $0.06 in three years is 10 times a year, 2.303 log points, a half-life of 0.301 years", () => {
    const found = declineOf([
      { day: 0, value: 60 },
      { day: 3 * 365, value: 0.06 },
    ]);
    expect(found?.factorPerYear).toBeCloseTo(10, 9);
    expect(found?.logPointsPerYear).toBeCloseTo(Math.log(10), 9);
    expect(found?.halfLifeYears).toBeCloseTo(0.30103, 5);
    expect(found).toMatchObject({ points: 2, days: 1095 });
  });

  test("a price that doubles within a year has a factor of one half and doubles in a year", () => {
    const found = declineOf([
      { day: 100, value: 2 },
      { day: 465, value: 4 },
    ]);
    expect(found?.factorPerYear).toBeCloseTo(0.5, 12);
    expect(found?.halfLifeYears).toBeCloseTo(-1, 12);
  });

  test("more than two points are fitted by least squares on the logarithm", () => {
    // ln P = 2, 1, 3 at days 0, 365, 730: slope (−1·0 + 0·−1 + 1·1)·… = ((−365)(0) + (365)(1)) ÷ (2·365²) = 1 ÷ 730 a day.
    const found = declineOf([
      { day: 0, value: Math.exp(2) },
      { day: 365, value: Math.exp(1) },
      { day: 730, value: Math.exp(3) },
    ]);
    expect(found?.logPointsPerYear).toBeCloseTo(-0.5, 12);
    expect(found?.factorPerYear).toBeCloseTo(Math.exp(-0.5), 12);
  });

  test("a price that stands still has a factor of exactly 1 and no half-life", () => {
    const found = declineOf([0, 30, 61, 92].map((day) => ({ day, value: 0.7 })));
    expect(found).toMatchObject({ logPointsPerYear: 0, factorPerYear: 1, halfLifeYears: null });
  });

  test("one point, points of one day and amounts of zero say nothing", () => {
    expect(declineOf([])).toBeNull();
    expect(declineOf([{ day: 1, value: 5 }])).toBeNull();
    expect(
      declineOf([
        { day: 1, value: 5 },
        { day: 1, value: 4 },
      ]),
    ).toBeNull();
    expect(
      declineOf([
        { day: 1, value: 5 },
        { day: 9, value: 0 },
      ]),
    ).toBeNull();
  });

  test("a curve of one constant factor has that factor, however its points lie", () => {
    const factor = fc.double({ min: 0.02, max: 50, noNaN: true });
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 2000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(factor, days, (f, at) => {
        const found = declineOf(at.map((day) => ({ day, value: 60 * f ** (-day / 365) })));
        expect(found?.factorPerYear).toBeCloseTo(f, 6);
      }),
    );
  });
});

describe("the matched-model price index (economics §5.10)", () => {
  test("weighs every model the same: one at half the price and one at double leave it where it was", () => {
    expect(
      jevons([
        { before: 10n ** 20n, now: 5n * 10n ** 19n },
        { before: 3n, now: 6n },
      ]),
    ).toBeCloseTo(1, 12);
  });

  test("of four models, one at a sixteenth, is at a half", () => {
    const same = { before: 7n, now: 7n };
    expect(jevons([{ before: 160n, now: 10n }, same, same, same])).toBeCloseTo(0.5, 12);
  });

  test("chains its links from 100, and begins again where no model is in both periods", () => {
    expect(jevons([])).toBeNull();
    expect(chainedIndex([0.5, 2, null, 0.8])).toEqual([100, 50, 100, 100, 80]);
  });
});
