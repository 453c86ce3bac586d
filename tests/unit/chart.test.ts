import { describe, expect, test } from "vitest";
import { bridgeOf } from "@/app/ui/chart/bridge";
import { readable } from "@/app/ui/chart/plugins";
import { amountText, stepText, tickText } from "@/app/ui/chart/units";

describe("the bridge", () => {
  test("every step begins where the last one ended", () => {
    const { bars, start } = bridgeOf([
      { name: "Sep", value: "100", total: true },
      { name: "Volume", value: "50" },
      { name: "Price", value: "-120" },
      { name: "Oct", value: "30", total: true },
    ]);
    expect(bars).toEqual([
      { from: 0, to: 100, low: 0, high: 100 },
      { from: 100, to: 150, low: 100, high: 150 },
      { from: 150, to: 30, low: 30, high: 150 },
      { from: 0, to: 30, low: 0, high: 30 },
    ]);
    expect(start).toBe(0);
  });

  test("small steps on large ends cut the axis at a round amount below them", () => {
    const { start, top } = bridgeOf([
      { name: "Sep", value: "83800", total: true },
      { name: "Revenue", value: "7100" },
      { name: "Volume", value: "-10200" },
      { name: "Oct", value: "80700", total: true },
    ]);
    expect(top).toBe(90900);
    expect(start).toBe(72000);
  });

  test("of values that would meet, the larger bar's is written", () => {
    const value = (text: string, x: number, y: number, size: number) => ({ text, x, y, width: 40, size });
    const values = [
      value("a", 0, 50, 5),
      value("b", 30, 55, 9),
      value("c", 60, 90, 1),
      value("d", 90, 55, 2),
    ];
    expect(readable(values).map(({ text }) => text)).toEqual(["b", "d", "c"]);
  });

  test("a loss goes below zero and is not cut", () => {
    expect(
      bridgeOf([
        { name: "Sep", value: "100", total: true },
        { name: "Cost", value: "-150" },
        { name: "Oct", value: "-50", total: true },
      ]).start,
    ).toBe(-50);
  });
});

describe("words on a chart", () => {
  test("ticks of one axis share a scale", () => {
    expect([0, 500, 2000].map((value) => tickText("usd", value, 2000, 500))).toEqual([
      "$0.0k",
      "$0.5k",
      "$2.0k",
    ]);
    expect([0, 250, 1000].map((value) => tickText("usd", value, 1000, 250))).toEqual([
      "$0.00k",
      "$0.25k",
      "$1.00k",
    ]);
    expect(tickText("usd", 0.05, 0.2, 0.05)).toBe("$0.05");
    expect(tickText("usd", 20, 80, 20)).toBe("$20");
    expect(tickText("share", 0.2, 0.8, 0.2)).toBe("20%");
    expect(tickText("share", 0.005, 0.02, 0.005)).toBe("0.5%");
    expect(tickText("tokens", 1_500_000_000, 2e9, 5e8)).toBe("1.5 B");
    expect(tickText("usd", -500, 2000, 500)).toBe("−$0.5k");
  });
  test("values", () => {
    expect(amountText("usd", "38025.12")).toBe("$38,025");
    expect(amountText("share", "0.699")).toBe("69.9%");
    expect(amountText("tokens", 7_910_000_000)).toBe("7.91 B");
    expect(amountText("usd", null)).toBe("–");
    expect(stepText("usd", "-4600", false)).toBe("−$4.6k");
    expect(stepText("usd", "33100.12", true)).toBe("$33.1k");
  });
});
