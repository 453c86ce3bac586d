import { type Money, pico, ZERO } from "@/lib/money";
import { type Fraction, fraction, roundAll } from "./fractions";

/** One cell of a period: what was used and what it cost. Quantity 0 with a cost is a fee or a credit. */
export type Cell = Readonly<{ key: string; quantity: bigint; cost: Money }>;

/** Bars in the order they are drawn; their sum is the change of cost exactly. */
export const BARS = ["volume", "mix", "price", "new", "retired", "other"] as const;
export type Bar = (typeof BARS)[number];
export type BarAmounts = Readonly<Record<Bar, Money>>;

export type Bridge = Readonly<{
  base: Money;
  actual: Money;
  bars: BarAmounts;
  /** What a click on a bar lists; per bar the cells add up to it exactly. Ordered by key. */
  cells: readonly (Readonly<{ key: string }> & BarAmounts)[];
}>;

export type BridgeOptions = Readonly<{
  /** The list price per unit of quantity a cell already had at the base date, or null if it did not exist then. */
  listPriceAtBase?: (key: string) => Money | null;
}>;

type Side = { quantity: bigint; cost: bigint };
type Pair = { key: string; base: Side; actual: Side; other: bigint };
type Totals = Readonly<{ q0: bigint; c0: bigint; q1: bigint }>;

/**
 * The price–volume–mix bridge from a base period to an actual one (economics §5.8; convention: volume at the base's
 * average price, mix at base prices on actual volume, price on actual volume).
 *
 * Cells of one key are added up first. Exact quotients are rounded together by largest remainder, so cells add up to
 * bars and bars to the change of cost; ties go by key, then by bar. Throws RangeError for a negative quantity.
 */
export function bridge(base: readonly Cell[], actual: readonly Cell[], options: BridgeOptions = {}): Bridge {
  const pairs = pairUp(base, actual);
  const total: Totals = {
    q0: pairs.reduce((sum, pair) => sum + pair.base.quantity, 0n),
    c0: pairs.reduce((sum, pair) => sum + pair.base.cost, 0n),
    q1: pairs.reduce((sum, pair) => sum + pair.actual.quantity, 0n),
  };
  const exact = pairs.flatMap((pair) => {
    const parts = contributions(pair, total, options);
    return BARS.map((bar) => parts[bar] ?? NONE);
  });
  const from = pico(base.reduce<bigint>((sum, cell) => sum + cell.cost, 0n));
  const to = pico(actual.reduce<bigint>((sum, cell) => sum + cell.cost, 0n));
  const rounded = roundAll(exact, to - from);
  const bars: Record<Bar, Money> = emptyBars();
  const cells = pairs.map((pair, row) => {
    const amounts: Record<Bar, Money> = emptyBars();
    BARS.forEach((bar, column) => {
      const amount = rounded[row * BARS.length + column] ?? 0n;
      amounts[bar] = pico(amount);
      bars[bar] = pico(bars[bar] + amount);
    });
    return { key: pair.key, ...amounts };
  });
  return { base: from, actual: to, bars, cells };
}

const NONE: Fraction = fraction(0n, 1n);
const emptyBars = (): Record<Bar, Money> => ({
  volume: ZERO,
  mix: ZERO,
  price: ZERO,
  new: ZERO,
  retired: ZERO,
  other: ZERO,
});

/** The exact parts of one cell's effect (§5.8 “per cell”), with Q0, C0, Q1 over all cells that have a quantity. */
function contributions(
  pair: Pair,
  { q0: Q0, c0: C0, q1: Q1 }: Totals,
  options: BridgeOptions,
): Partial<Record<Bar, Fraction>> {
  const { quantity: q0, cost: c0 } = pair.base;
  const { quantity: q1, cost: c1 } = pair.actual;
  const other = fraction(pair.other, 1n);
  if (Q0 === 0n) return { new: fraction(c1, 1n), other };
  const volume = fraction((Q1 - Q0) * q0 * C0, Q0 * Q0);
  if (q0 === 0n) {
    if (q1 === 0n) return { other };
    const list = options.listPriceAtBase?.(pair.key) ?? null;
    if (list === null) return { new: fraction(c1 * Q0 - q1 * C0, Q0), other };
    return { mix: fraction(q1 * (list * Q0 - C0), Q0), price: fraction(c1 - q1 * list, 1n), other };
  }
  if (q1 === 0n) return { volume, retired: fraction(-Q1 * (c0 * Q0 - C0 * q0), Q0 * Q0), other };
  return {
    volume,
    mix: fraction((q1 * Q0 - Q1 * q0) * (c0 * Q0 - C0 * q0), Q0 * Q0 * q0),
    price: fraction(c1 * q0 - q1 * c0, q0),
    other,
  };
}

function pairUp(base: readonly Cell[], actual: readonly Cell[]): Pair[] {
  const pairs = new Map<string, Pair>();
  const add = (cell: Cell, side: "base" | "actual"): void => {
    if (cell.quantity < 0n) throw new RangeError(`The quantity of “${cell.key}” is negative.`);
    let pair = pairs.get(cell.key);
    if (!pair) {
      const none = (): Side => ({ quantity: 0n, cost: 0n });
      pair = { key: cell.key, base: none(), actual: none(), other: 0n };
      pairs.set(cell.key, pair);
    }
    pair[side].quantity += cell.quantity;
    pair[side].cost += cell.cost;
  };
  for (const cell of base) add(cell, "base");
  for (const cell of actual) add(cell, "actual");
  const sorted = [...pairs.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const pair of sorted) setAsideFees(pair);
  return sorted;
}

/** A cost without a quantity has no price to speak of: it goes to “other charges”. */
function setAsideFees(pair: Pair): void {
  if (pair.base.quantity === 0n) {
    pair.other -= pair.base.cost;
    pair.base.cost = 0n;
  }
  if (pair.actual.quantity === 0n) {
    pair.other += pair.actual.cost;
    pair.actual.cost = 0n;
  }
}
