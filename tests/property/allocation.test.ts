import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf, reduced } from "@/lib/allocation";

const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 12 })
  .filter((all) => all.some((weight) => weight > 0n));
const sum = (all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n);
const size = (n: bigint): bigint => (n < 0n ? -n : n);

describe("parts of a cost", () => {
  test("add up to it, whatever the shares", () => {
    fc.assert(
      fc.property(amount, weights, (whole, shares) => {
        expect(sum(partsOf(whole, reduced(shares)))).toBe(whole);
      }),
    );
  });

  test("differ from the exact share by less than one unit, and are nothing without a share", () => {
    fc.assert(
      fc.property(amount, weights, (whole, shares) => {
        const of = sum(shares);
        const parts = partsOf(whole, reduced(shares));
        for (const [i, share] of shares.entries())
          expect(size((parts[i] ?? 0n) * of - whole * share) <= of).toBe(true);
        expect(parts.filter((part, i) => shares[i] === 0n && part !== 0n)).toEqual([]);
      }),
    );
  });

  test("of its negative are the negatives", () => {
    fc.assert(
      fc.property(amount, weights, (whole, shares) => {
        const parts = partsOf(whole, reduced(shares));
        expect(partsOf(-whole, reduced(shares)).map(size)).toEqual(parts.map(size));
      }),
    );
  });
});
