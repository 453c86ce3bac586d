import type { CubeRow } from "@/lib/db/cube-query";
import { BARS, type Bar, type BarAmounts, bridge, type Cell } from "@/lib/economics";
import type { MeasureName, Sums } from "@/lib/metrics";
import { type Money, pico } from "@/lib/money";

/** What a bridge needs of the cube, grouped by model, provider and tier in this order. */
export const BRIDGE_BY = ["model", "provider", "tier"] as const;
export const BRIDGE_MEASURES = [
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "unpriced_tokens",
  "effective_cost",
] as const satisfies readonly MeasureName[];

/** How each bar is called, and what it says. */
export const BAR_NAMES: Readonly<Record<Bar, string>> = {
  volume: "Volume",
  mix: "Mix",
  price: "Price",
  new: "New",
  retired: "Retired",
  other: "Other charges",
};

/** One model of one provider and tier in a bridge: both sides and its part of every bar. */
export type BridgePart = Readonly<{
  model: string | null;
  provider: string | null;
  tier: string | null;
  base: Money;
  actual: Money;
  bars: BarAmounts;
}>;

export type SpendBridge = Readonly<{
  base: Money;
  actual: Money;
  bars: BarAmounts;
  parts: readonly BridgePart[];
}>;

/**
 * Spend of two periods as a bridge of volume, mix and price (economics §5.8). A cell is a model of one provider and
 * tier; its quantity is its priced tokens, since tokens without a price move no cost.
 * @param listPrice the list price a token of a cell's traffic had at the end of the base period, null where none
 */
export function spendBridge(
  base: readonly CubeRow[],
  actual: readonly CubeRow[],
  listPrice: (key: string) => Money | null = () => null,
): SpendBridge {
  const built = bridge(base.map(cellOf), actual.map(cellOf), { listPriceAtBase: listPrice });
  const costs = (rows: readonly CubeRow[]) => {
    const sums = new Map<string, bigint>();
    for (const row of rows) {
      const key = bridgeKey(row.keys);
      sums.set(key, (sums.get(key) ?? 0n) + (row.sums.effective_cost ?? 0n));
    }
    return sums;
  };
  const [before, after] = [costs(base), costs(actual)];
  return {
    base: built.base,
    actual: built.actual,
    bars: built.bars,
    parts: built.cells.map(({ key, ...bars }) => {
      const [model = null, provider = null, tier = null] = JSON.parse(key) as (string | null)[];
      return {
        model,
        provider,
        tier,
        base: pico(before.get(key) ?? 0n),
        actual: pico(after.get(key) ?? 0n),
        bars,
      };
    }),
  };
}

/** A cell's identity out of a row's keys (`BRIDGE_BY`). */
export const bridgeKey = (keys: readonly (string | null)[]): string => JSON.stringify(keys.slice(0, 3));

const cellOf = (row: CubeRow): Cell => ({
  key: bridgeKey(row.keys),
  quantity: pricedTokens(row.sums),
  cost: pico(row.sums.effective_cost ?? 0n),
});

/** Input and output tokens that have a price. */
export function pricedTokens(sums: Sums): bigint {
  const priced = tokensOf(sums) - (sums.unpriced_tokens ?? 0n);
  return priced > 0n ? priced : 0n;
}

/** Input and output tokens (economics §5.2). */
export const tokensOf = (sums: Sums): bigint =>
  (sums.uncached_tokens ?? 0n) +
  (sums.cache_read_tokens ?? 0n) +
  (sums.cache_write_5m_tokens ?? 0n) +
  (sums.cache_write_1h_tokens ?? 0n) +
  (sums.output_tokens ?? 0n);

/** Adds parts up under one key each, such as a model's tiers; ordered by how much each moved. */
export function gatherParts(
  parts: readonly BridgePart[],
  keyOf: (part: BridgePart) => string | null,
): Readonly<{ key: string | null; base: Money; actual: Money; bars: BarAmounts }>[] {
  const groups = new Map<string | null, { base: bigint; actual: bigint; bars: Record<Bar, bigint> }>();
  for (const part of parts) {
    const key = keyOf(part);
    let group = groups.get(key);
    if (!group) {
      group = {
        base: 0n,
        actual: 0n,
        bars: { volume: 0n, mix: 0n, price: 0n, new: 0n, retired: 0n, other: 0n },
      };
      groups.set(key, group);
    }
    group.base += part.base;
    group.actual += part.actual;
    for (const bar of BARS) group.bars[bar] += part.bars[bar];
  }
  const size = (n: bigint) => (n < 0n ? -n : n);
  return [...groups]
    .map(([key, { base, actual, bars }]) => ({
      key,
      base: pico(base),
      actual: pico(actual),
      bars: bars as BarAmounts,
    }))
    .sort((a, b) => {
      const [x, y] = [size(a.actual - a.base), size(b.actual - b.base)];
      return x === y ? 0 : x > y ? -1 : 1;
    });
}
