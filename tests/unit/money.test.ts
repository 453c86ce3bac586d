import { describe, expect, test } from "vitest";
import {
  decimalText,
  parseCents,
  parsePricePerMillion,
  parsePricePerThousand,
  parseUsd,
  pico,
  ratioText,
  roundedQuotient,
  split,
  splitEqually,
  usdText,
} from "@/lib/money";

const read = (text: string) => {
  const parsed = parseUsd(text);
  return parsed.ok ? { usd: usdText(parsed.value), rounded: parsed.rounded } : { reason: parsed.reason };
};

describe("an amount in dollars is read exactly", () => {
  test.each([
    ["12.50", "12.5"],
    ["0.06", "0.06"],
    ["-1.25", "-1.25"],
    ["0.003835980000000000000000000000", "0.00383598"],
    ["0E-6176", "0"],
    ["5.64902E-05", "0.0000564902"],
    ["1.5e3", "1500"],
    ["$1,234.50", "1234.5"],
    ["$10,000.00 ", "10000"],
    ["$1,234", "1234"],
    ["1,234,567", "1234567"],
    ["1,234.0", "1234"],
    ["-$3", "-3"],
    ["$-3", "-3"],
    ["−3", "-3"],
    ["(1.25)", "-1.25"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-0.00", "0"],
    ["00012", "12"],
  ])("%s", (text, usd) => {
    expect(read(text)).toEqual({ usd, rounded: false });
  });

  test.each([
    ["0.0000000000005", "0"],
    ["0.00000000000050000000001", "0.000000000001"],
    ["0.0000000000015", "0.000000000002"],
    ["0.0000000000025", "0.000000000002"],
    ["-0.0000000000015", "-0.000000000002"],
    ["1E-6176", "0"],
    ["0.1234567890125", "0.123456789012"],
  ])("%s is rounded half even to the pico-dollar, and says so", (text, usd) => {
    expect(read(text)).toEqual({ usd, rounded: true });
  });

  test.each([
    "",
    "  ",
    "abc",
    "1,25",
    "1,234",
    "(1,234)",
    "0,123",
    "0,123.50",
    "1 234,50",
    "1.234.567,00",
    "12,34,567",
    "--1",
    "-(1)",
    "1e",
    "0x10",
    "NaN",
    "1 000",
  ])("“%s” is refused with a reason", (text) => {
    expect(read(text)).toHaveProperty("reason");
  });

  test("absurd exponents and lengths cost no work", () => {
    expect(read("1E999999999")).toHaveProperty("reason");
    expect(read("1E-999999999")).toEqual({ usd: "0", rounded: true });
    expect(read("0E999999999")).toEqual({ usd: "0", rounded: false });
    expect(read("9".repeat(100_000))).toHaveProperty("reason");
    expect(read("1E99999999999999999999")).toHaveProperty("reason");
  });
});

test("G4: the costs of an OpenAI report add up, a credit included", () => {
  const amounts = ["12.50", "0.06", "0E-6176", "-1.25", "0.003835980000000000000000000000"].map(parseUsd);
  const total = amounts.reduce((sum, amount) => sum + (amount.ok ? amount.value : 0n), 0n);
  expect(usdText(pico(total))).toBe("11.31383598");
});

test("G6: Anthropic's cents keep fractions of a cent", () => {
  const amounts = ["12345.00", "2500.00", "5000", "0.4567"].map(parseCents);
  const total = amounts.reduce((sum, amount) => sum + (amount.ok ? amount.value : 0n), 0n);
  expect(usdText(pico(total))).toBe("198.454567");
});

test("a price per million is whole pico-dollars per token, rounded once (ledger rule 7)", () => {
  expect(parsePricePerMillion("3.00")).toEqual({ ok: true, value: 3_000_000n });
  expect(parsePricePerMillion("0.0028")).toEqual({ ok: true, value: 2_800n });
  expect(parsePricePerMillion("0.08333333333333334")).toEqual({ ok: true, value: 83_333n });
  expect(parsePricePerMillion("0.0000005")).toEqual({ ok: true, value: 0n });
  expect(parsePricePerMillion("0.0000015")).toEqual({ ok: true, value: 2n });
  expect(parsePricePerMillion("-1").ok).toBe(false);
  expect(parsePricePerThousand("10")).toEqual({ ok: true, value: 10_000_000_000n });
});

test("quotients are rounded half even, whatever the signs", () => {
  const cases: [bigint, bigint, bigint][] = [
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [7n, -2n, -4n],
    [-1n, 3n, 0n],
    [2n, 3n, 1n],
  ];
  for (const [n, d, expected] of cases) expect(roundedQuotient(n, d)).toBe(expected);
  expect(() => roundedQuotient(1n, 0n)).toThrow(RangeError);
});

test("a ratio leaves as plain decimal text of at most 12 places, null for no divisor (ledger rule 4)", () => {
  expect(ratioText(1n, 3n)).toBe("0.333333333333");
  expect(ratioText(-2n, 3n)).toBe("-0.666666666667");
  expect(ratioText(1n, 8n)).toBe("0.125");
  expect(ratioText(0n, 5n)).toBe("0");
  expect(ratioText(-1n, 10n ** 20n)).toBe("0");
  expect(ratioText(10n ** 30n, 1n)).toBe("1000000000000000000000000000000");
  expect(ratioText(1n, 3n, 2)).toBe("0.33");
  expect(ratioText(1n, 0n)).toBeNull();
  expect(decimalText(-5n, 0)).toBe("-5");
});

test("a split sums exactly, by largest remainder, ties by order", () => {
  expect(split(pico(10n), [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
  expect(split(pico(-10n), [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]);
  expect(split(pico(100n), [0n, 1n, 2n])).toEqual([0n, 33n, 67n]);
  expect(split(pico(0n), [1n, 2n])).toEqual([0n, 0n]);
  expect(splitEqually(pico(2n), 3)).toEqual([1n, 1n, 0n]);
  expect(() => split(pico(1n), [0n, 0n])).toThrow(RangeError);
  expect(() => split(pico(1n), [])).toThrow(RangeError);
  expect(() => split(pico(1n), [2n, -1n])).toThrow(RangeError);
});
