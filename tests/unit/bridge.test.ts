import { describe, expect, test } from "vitest";
import { BARS, type BarAmounts, type BridgeCell, bridge, unitCostBridge } from "@/lib/economics";
import { type Money, parseUsd, usdText } from "@/lib/money";

const usd = (text: string): Money => {
  const parsed = parseUsd(text);
  expect(parsed.ok).toBe(true);
  return (parsed as { value: Money }).value;
};
/** “model/type/cache/tier”, what is left out is the plain one; list price and reports as the cost unless given. */
const cell = (path: string, quantity: bigint, cost: string, list = cost, effective = cost): BridgeCell => {
  const [model = "", type = "input", cache = "uncached", tier = "standard"] = path.split("/");
  return {
    path: [model, type, cache, tier],
    quantity,
    cost: usd(cost),
    list: usd(list),
    effective: usd(effective),
  };
};
const shown = (bars: BarAmounts) =>
  Object.fromEntries(BARS.filter((bar) => bars[bar] !== 0n).map((bar) => [bar, usdText(bars[bar])]));
const listed = (parts: ReturnType<typeof bridge>["parts"]) =>
  parts.map(({ bar, path, amount }) => [bar, path.join("/"), usdText(amount)]);

describe("the bridge (economics §5.8)", () => {
  const before = [cell("A", 600n, "1800"), cell("B", 100n, "1500")];
  const after = [cell("A", 400n, "1200"), cell("B", 400n, "4800")];

  test("the worked example: 2,700 = 471.43 + 3,428.57 − 1,200", () => {
    const found = bridge(before, after);
    expect(usdText(found.base)).toBe("3300");
    expect(usdText(found.actual)).toBe("6000");
    expect(shown(found.bars)).toEqual({
      volume: "471.428571428571",
      model_mix: "3428.571428571429",
      list_price: "-1200",
    });
  });

  test("a click on a bar lists its cells", () => {
    // V_i = (Q1 − Q0)·s0_i·P̄0: 100 · 6/7 · 33/7 and 100 · 1/7 · 33/7; M_i about P̄0; R_i = q1·Δp.
    expect(listed(bridge(before, after).parts)).toEqual([
      ["volume", "A/input/uncached/standard", "404.081632653061"],
      ["volume", "B/input/uncached/standard", "67.34693877551"],
      ["model_mix", "A", "489.795918367347"],
      ["model_mix", "B", "2938.775510204082"],
      ["list_price", "B/input/uncached/standard", "-1200"],
    ]);
  });

  test("each dimension moves its own bar: tokens, cache and tier within their model", () => {
    const base = [cell("A/input", 80n, "80"), cell("A/output/-", 20n, "100")];
    expect(shown(bridge(base, [cell("A/input", 60n, "60"), cell("A/output/-", 40n, "200")]).bars)).toEqual({
      token_mix: "80", // 20 tokens at 5 instead of 1
    });
    const cached = [
      cell("A/input", 40n, "40"),
      cell("A/input/read", 40n, "4"),
      cell("A/output/-", 20n, "100"),
    ];
    expect(
      shown(bridge(base, cached, { priceAtBase: () => ({ list: usd("0.1"), cost: usd("0.1") }) }).bars),
    ).toEqual({ cache: "-36" });
    const batch = [...base.slice(0, 1), cell("A/output/-/batch", 20n, "50")];
    expect(
      shown(bridge(base, batch, { priceAtBase: () => ({ list: usd("2.5"), cost: usd("2.5") }) }).bars),
    ).toEqual({ tier: "-50" });
  });

  test("a list price and a contract that move apart are two bars", () => {
    // List 3 → 2, a tenth off → a quarter off: 2.7 → 1.5 for each of 100.
    const found = bridge([cell("A", 100n, "270", "300")], [cell("A", 100n, "150", "200")]);
    expect(shown(found.bars)).toEqual({ list_price: "-100", contract_price: "-20" });
  });

  test("what reports make of the cost is the last bar, and no price", () => {
    const found = bridge([cell("A", 10n, "10", "10", "9")], [cell("A", 20n, "20", "20", "21")]);
    expect(usdText(found.base)).toBe("9");
    expect(shown(found.bars)).toEqual({ volume: "10", reported: "2" });
  });

  test("a rate that only reports know moves volume and mix like any other, but is no list price", () => {
    const carried = (quantity: bigint, amount: string): BridgeCell => ({
      ...cell("A", quantity, amount, "0"),
      carried: usd(amount),
    });
    // $1 a unit, then $0.75.
    const found = bridge([carried(100n, "100")], [carried(200n, "150")]);
    expect(shown(found.bars)).toEqual({ volume: "100", reported: "-50" });
  });

  test("a new cell that had a price shows in mix and price, one that did not in New", () => {
    const base = [cell("A", 100n, "100")];
    const actual = [cell("A", 100n, "100"), cell("B", 100n, "300")];
    expect(shown(bridge(base, actual).bars)).toEqual({ volume: "100", new: "200" });
    const priceAtBase = () => ({ list: usd("4"), cost: usd("4") });
    expect(shown(bridge(base, actual, { priceAtBase }).bars)).toEqual({
      volume: "100",
      model_mix: "300",
      list_price: "-100",
    });
  });

  test("a new class without a price then is New about its own model, not about all", () => {
    const base = [cell("A", 100n, "100"), cell("B", 100n, "1000")];
    const actual = [cell("A", 50n, "50"), cell("A/image_input", 50n, "150"), cell("B", 100n, "1000")];
    expect(shown(bridge(base, actual).bars)).toEqual({ new: "100" });
  });

  test("a retired model shows as Retired, a class that is not used any more as mix", () => {
    const found = bridge([cell("A", 100n, "100"), cell("B", 100n, "300")], [cell("A", 200n, "200")]);
    // Its dear half is gone: −Q1·s0·(p0 − P̄0) = −200 · ½ · (3 − 2); what A gained is mix.
    expect(shown(found.bars)).toEqual({ model_mix: "-100", retired: "-100" });
    const classes = bridge(
      [cell("A", 100n, "100"), cell("A/output/-", 100n, "300")],
      [cell("A", 200n, "200")],
    );
    expect(shown(classes.bars)).toEqual({ token_mix: "-200" });
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

  test("cells of one path are one cell, whatever their order", () => {
    const halves = [cell("A", 5n, "3"), cell("B", 2n, "1"), cell("A", 5n, "2")];
    const whole = [cell("B", 2n, "1"), cell("A", 10n, "5")];
    const actual = [cell("A", 7n, "5"), cell("B", 9n, "2")];
    expect(bridge(halves, actual)).toEqual(bridge(whole, actual));
  });

  test("a negative quantity is refused", () => {
    expect(() => bridge([cell("A", -1n, "1")], [])).toThrow(RangeError);
  });
});

describe("the bridge of cost per million tokens (economics §5.2, §5.8)", () => {
  const before = [cell("A", 600n, "1800"), cell("B", 100n, "1500")];
  const after = [cell("A", 400n, "1200"), cell("B", 400n, "4800")];

  test("the worked example over its tokens: no volume, and the rest by 800", () => {
    const found = unitCostBridge(before, after, { base: 700n, actual: 800n });
    expect(usdText(found?.base ?? usd("0"))).toBe("4714285.714285714286"); // 3300 ÷ 700
    expect(usdText(found?.actual ?? usd("0"))).toBe("7500000");
    expect(shown(found?.bars ?? bridge([], []).bars)).toEqual({
      model_mix: "4285714.285714285714",
      list_price: "-1500000",
    });
  });

  test("a fee weighs less on more tokens: that is its volume", () => {
    const [fee] = [cell("fee", 0n, "100")];
    const found = unitCostBridge([...before, fee], [...before, ...before, fee], {
      base: 700n,
      actual: 1400n,
    });
    expect(found?.parts.map(({ bar, path }) => [bar, path[0]])).toEqual([["volume", "fee"]]);
    expect(shown(found?.bars ?? bridge([], []).bars)).toEqual({ volume: "-71428.571428571429" });
  });

  test("without tokens there is no cost of a million of them", () => {
    expect(unitCostBridge([], after, { base: 0n, actual: 800n })).toBeNull();
    expect(unitCostBridge(before, [], { base: 700n, actual: 0n })).toBeNull();
  });
});
