import { describe, expect, test } from "vitest";
import { BARS, bridge, type Cell } from "@/lib/economics";
import { type Money, parseUsd, usdText } from "@/lib/money";

const usd = (text: string): Money => {
  const parsed = parseUsd(text);
  expect(parsed.ok).toBe(true);
  return (parsed as { value: Money }).value;
};
const cell = (key: string, quantity: bigint, cost: string): Cell => ({ key, quantity, cost: usd(cost) });
const shown = (bars: Readonly<Record<(typeof BARS)[number], Money>>) =>
  Object.fromEntries(BARS.filter((bar) => bars[bar] !== 0n).map((bar) => [bar, usdText(bars[bar])]));

describe("the bridge of volume, mix and price (economics §5.8)", () => {
  test("the worked example: 2,700 = 471.43 + 3,428.57 − 1,200", () => {
    const found = bridge(
      [cell("A", 600n, "1800"), cell("B", 100n, "1500")],
      [cell("A", 400n, "1200"), cell("B", 400n, "4800")],
    );
    expect(usdText(found.base)).toBe("3300");
    expect(usdText(found.actual)).toBe("6000");
    expect(shown(found.bars)).toEqual({
      volume: "471.428571428571",
      mix: "3428.571428571429",
      price: "-1200",
    });
  });

  test("a click on a bar lists its cells", () => {
    const { cells } = bridge(
      [cell("A", 600n, "1800"), cell("B", 100n, "1500")],
      [cell("A", 400n, "1200"), cell("B", 400n, "4800")],
    );
    // V_i = (Q1 − Q0)·s0_i·P̄0: 100 · 6/7 · 33/7 and 100 · 1/7 · 33/7; M_i about P̄0; R_i = q1·Δp.
    expect(cells.map((each) => [each.key, shown(each)])).toEqual([
      ["A", { volume: "404.081632653061", mix: "489.795918367347" }],
      ["B", { volume: "67.34693877551", mix: "2938.775510204082", price: "-1200" }],
    ]);
  });

  test("a new cell that had a list price shows in mix and price, one that did not in New", () => {
    const base = [cell("A", 100n, "100")];
    const actual = [cell("A", 100n, "100"), cell("B", 100n, "300")];
    expect(shown(bridge(base, actual).bars)).toEqual({ volume: "100", new: "200" });
    expect(shown(bridge(base, actual, { listPriceAtBase: () => usd("4") }).bars)).toEqual({
      volume: "100",
      mix: "300",
      price: "-100",
    });
  });

  test("a retired cell shows as Retired, not as mix", () => {
    const found = bridge([cell("A", 100n, "100"), cell("B", 100n, "300")], [cell("A", 200n, "200")]);
    // Its dear half is gone: −Q1·s0·(p0 − P̄0) = −200 · ½ · (3 − 2); what A gained is mix.
    expect(shown(found.bars)).toEqual({ mix: "-100", retired: "-100" });
  });

  test("nothing before: everything is New; nothing after: everything is Volume", () => {
    expect(shown(bridge([], [cell("A", 10n, "5")]).bars)).toEqual({ new: "5" });
    expect(shown(bridge([cell("A", 10n, "5"), cell("B", 1n, "7")], []).bars)).toEqual({ volume: "-12" });
    expect(shown(bridge([], []).bars)).toEqual({});
  });

  test("a cost without a quantity is a bar of its own", () => {
    const found = bridge(
      [cell("A", 10n, "5"), cell("support fee", 0n, "100")],
      [cell("A", 10n, "5"), cell("support fee", 0n, "120"), cell("credit", 0n, "-50")],
    );
    expect(shown(found.bars)).toEqual({ other: "-30" });
  });

  test("cells of one key are one cell, whatever their order", () => {
    const halves = [cell("A", 5n, "3"), cell("B", 2n, "1"), cell("A", 5n, "2")];
    const whole = [cell("B", 2n, "1"), cell("A", 10n, "5")];
    const actual = [cell("A", 7n, "5"), cell("B", 9n, "2")];
    expect(bridge(halves, actual)).toEqual(bridge(whole, actual));
  });

  test("a negative quantity is refused", () => {
    expect(() => bridge([cell("A", -1n, "1")], [])).toThrow(RangeError);
  });
});
