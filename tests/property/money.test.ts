import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decimalText,
  parseDecimal,
  parseUsd,
  pico,
  ratioText,
  roundedQuotient,
  split,
  usdText,
} from "@/lib/money";
import { establish } from "@/lib/tokens";

const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(pico);
const divisor = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).filter((d) => d !== 0n);
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 40 })
  .filter((all) => all.some((weight) => weight > 0n));
const abs = (n: bigint): bigint => (n < 0n ? -n : n);
const sum = (all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n);

describe("money", () => {
  test("what is written is read back, to the pico-dollar", () => {
    fc.assert(
      fc.property(amount, (money) => {
        expect(parseUsd(usdText(money))).toEqual({ ok: true, value: money, rounded: false });
      }),
    );
  });

  test("moving the point and the exponent against each other changes nothing", () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 40 }), (money, places) => {
        const shifted = `${decimalText(money, 12 + places)}E+${places}`;
        expect(parseUsd(shifted)).toEqual({ ok: true, value: money, rounded: false });
      }),
    );
  });

  test("finer digits are rounded to the nearest, halves to even, and said so", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: 1, max: 20 }),
        (n, finer) => {
          const parsed = parseDecimal(decimalText(n, 12 + finer), 12);
          const unit = 10n ** BigInt(finer);
          expect(parsed).toEqual({ ok: true, units: roundedQuotient(n, unit), rounded: n % unit !== 0n });
        },
      ),
    );
  });

  test("no text makes the reader throw", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.,-+eE$() ") }));
    fc.assert(
      fc.property(text, (anything) => {
        expect(parseUsd(anything)).toHaveProperty("ok");
      }),
    );
  });
});

describe("quotients", () => {
  test("are within half a unit, and even on the half", () => {
    fc.assert(
      fc.property(amount, divisor, (n, d) => {
        const q = roundedQuotient(n, d);
        const twice = abs(n - q * d) * 2n;
        expect(twice <= abs(d)).toBe(true);
        expect(twice < abs(d) || q % 2n === 0n).toBe(true);
      }),
    );
  });

  test("a ratio's text is the exact ratio rounded to 12 places, plain and trimmed", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 17n), 10n ** 17n), divisor, (n, d) => {
        const text = ratioText(n, d) ?? "";
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d{0,11}[1-9])?$/);
        expect(parseDecimal(text, 12)).toMatchObject({ units: roundedQuotient(n * 10n ** 12n, d) });
      }),
    );
  });
});

describe("a split", () => {
  test("sums to the whole, and each part is within one unit of its share", () => {
    fc.assert(
      fc.property(amount, weights, (total, by) => {
        const parts = split(total, by);
        const all = sum(by);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, index) => {
          expect(abs(part * all - total * (by[index] ?? 0n)) < all).toBe(true);
        });
      }),
    );
  });

  test("of the negative amount is the negative of the split; nothing goes to a zero weight", () => {
    fc.assert(
      fc.property(amount, weights, (total, by) => {
        const parts = split(total, by);
        expect(split(pico(-total), by)).toEqual(parts.map((part) => -part));
        parts.forEach((part, index) => {
          expect(by[index] !== 0n || part === 0n).toBe(true);
        });
      }),
    );
  });
});

test("whatever a source states, established counts keep the identity, or it is refused (economics §5.0)", () => {
  const count = fc.option(
    fc.oneof(
      fc.nat(1000),
      fc.nat({ max: 2 ** 31 - 1 }),
      fc.constantFrom(-1, 0.5, Number.NaN, 2 ** 53, 2 ** 53 - 1),
    ),
  );
  const stated = fc.record({
    input: count,
    uncached: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    reasoning: count,
  });
  fc.assert(
    fc.property(stated, (given) => {
      const found = establish(given);
      const c = found.ok ? found.counts : null;
      const parts = c && [c.uncachedTokens, c.cacheReadTokens, c.cacheWrite5mTokens, c.cacheWrite1hTokens];
      expect(c === null || sum((parts ?? []).map(BigInt)) === BigInt(c.inputTokens)).toBe(true);
      const all = c ? [...(parts ?? []), c.inputTokens, c.outputTokens, c.reasoningTokens ?? 0] : [];
      expect(all.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
      expect((c?.reasoningTokens ?? 0) <= (c?.outputTokens ?? 0)).toBe(true);
      expect(found.ok || found.reason.length > 10).toBe(true);
    }),
    { numRuns: 500 },
  );
});
