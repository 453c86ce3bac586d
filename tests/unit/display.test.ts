import { describe, expect, test } from "vitest";
import {
  formatCount,
  formatPoints,
  formatShare,
  formatSignedShare,
  formatSignedUsd,
  formatTokens,
  formatUsd,
  formatUsdText,
  type Money,
  parseUsd,
} from "@/lib/money";

const usd = (text: string): Money => {
  const parsed = parseUsd(text);
  expect(parsed.ok).toBe(true);
  return (parsed as { value: Money }).value;
};

describe("dollars for people", () => {
  test.each([
    ["38025.4", "$38,025"],
    ["512.3", "$512"],
    ["99.994", "$99.99"],
    ["99.996", "$100"],
    ["2.314", "$2.31"],
    ["0.9999", "$1.00"],
    ["0.041", "$0.041"],
    ["0.5", "$0.50"],
    ["0.003278", "$0.00328"],
    ["-0.0123", "−$0.0123"],
    ["-227.4", "−$227"],
    ["0", "$0"],
  ])("%s is %s", (text, shown) => {
    expect(formatUsd(usd(text))).toBe(shown);
  });

  test("compact for axes and bars", () => {
    expect(formatUsd(usd("38025"), { style: "compact" })).toBe("$38.0k");
    expect(formatUsd(usd("999960"), { style: "compact" })).toBe("$1.0M");
    expect(formatUsd(usd("1240000"), { style: "compact" })).toBe("$1.2M");
    expect(formatUsd(usd("512"), { style: "compact" })).toBe("$512");
    expect(formatSignedUsd(usd("10230"), { style: "compact" })).toBe("+$10.2k");
    expect(formatSignedUsd(usd("-4600"), { style: "compact" })).toBe("−$4.6k");
  });

  test("cents and unit prices", () => {
    expect(formatUsd(usd("38025.4"), { style: "cents" })).toBe("$38,025.40");
    expect(formatUsd(usd("-0.001"), { style: "cents" })).toBe("$0.00");
    expect(formatUsd(usd("2.5"), { style: "unit" })).toBe("$2.50");
    expect(formatUsd(usd("0.0028"), { style: "unit" })).toBe("$0.0028");
    expect(formatUsd(usd("1234.5"), { style: "unit" })).toBe("$1,234.50");
    expect(formatUsdText("2.312")).toBe("$2.31");
    expect(formatUsdText(null)).toBe("–");
    expect(formatSignedUsd(usd("905"))).toBe("+$905");
    expect(formatSignedUsd(usd("0"))).toBe("$0");
  });
});

test("tokens by magnitude, three significant digits from a million on", () => {
  expect(formatTokens(7_910_000_000n)).toBe("7.91 B");
  expect(formatTokens(266_000_000)).toBe("266 M");
  expect(formatTokens(12_441)).toBe("12,441");
  expect(formatTokens(999_999n)).toBe("999,999");
  expect(formatTokens(999_999_999n)).toBe("1.00 B");
  expect(formatTokens(12_345_678n)).toBe("12.3 M");
  expect(formatTokens(1_234_567_890_123n)).toBe("1.23 T");
  expect(formatTokens(-3_000_000n)).toBe("−3.00 M");
  expect(formatTokens(null)).toBe("–");
  expect(formatCount(1_203_362)).toBe("1,203,362");
});

test("a share is shown in percent, its change in points, an undefined one as a dash (ledger rule 5)", () => {
  expect(formatShare("0.699")).toBe("69.9%");
  expect(formatShare("-0.058")).toBe("−5.8%");
  expect(formatShare("-0.0004")).toBe("0.0%");
  expect(formatShare("12.3456")).toBe("1,234.6%");
  expect(formatShare(null)).toBe("–");
  expect(formatSignedShare("0.149")).toBe("+14.9%");
  expect(formatSignedShare("0")).toBe("0.0%");
  expect(formatPoints("0.021")).toBe("+2.1 pt");
  expect(formatPoints("-0.003")).toBe("−0.3 pt");
});
