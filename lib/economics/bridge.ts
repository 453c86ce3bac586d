import { type Money, pico, roundedQuotient, ZERO } from "@/lib/money";
import { type BaseUnitPrice, type BridgeCell, pathKey, treeOf, withMixes } from "./bridge-tree";
import { type Fraction, fraction, plusFraction, roundAll, timesFraction } from "./fractions";

/** Bars in the order they are computed, drawn and printed; their sum is the change exactly (economics §5.8). */
export const BARS = [
  "volume",
  "model_mix",
  "token_mix",
  "cache",
  "tier",
  "list_price",
  "contract_price",
  "new",
  "retired",
  "other",
  "reported",
] as const;
export type Bar = (typeof BARS)[number];
export type BarAmounts = Readonly<Record<Bar, Money>>;

/** What one cell adds to one bar; `path` is as deep as the bar looks: a model's mix names the model alone. */
export type BridgePart = Readonly<{ bar: Bar; path: readonly string[]; amount: Money }>;

export type Bridge = Readonly<{
  base: Money;
  actual: Money;
  bars: BarAmounts;
  /** What a click on a bar lists: the parts of a bar add up to it exactly. None is zero. Ordered by bar, then path. */
  parts: readonly BridgePart[];
}>;

export type BridgeOptions = Readonly<{
  /** The prices of a unit of quantity a cell already had at the base date, or null if it had none then. */
  priceAtBase?: (path: readonly string[]) => BaseUnitPrice | null;
}>;

/**
 * The bridge from a base period to an actual one, one dimension at a time in the order of `BARS` (economics §5.8):
 * volume at the base's average price; each mix at base prices on actual volume, within what stands above it; price
 * on actual volume, list and contract apart; then what had no price before, what is gone, what has no quantity, and
 * what reports adjusted.
 *
 * Cells of one path are added up first. Exact quotients are rounded together by largest remainder, so parts add up to
 * bars and bars to the change; ties go by bar, then by path. Throws RangeError for a negative quantity.
 */
export function bridge(
  base: readonly BridgeCell[],
  actual: readonly BridgeCell[],
  options: BridgeOptions = {},
): Bridge {
  return rounded(effectiveOf(base), effectiveOf(actual), exactParts(base, actual, options).parts);
}

/** All tokens of a period, those without a price included: what a cost per million divides by (economics §5.2). */
export type Tokens = Readonly<{ base: bigint; actual: bigint }>;

const MILLION = 1_000_000n;

/**
 * The same bridge of cost per million tokens: every part over the actual tokens. Its volume is what more or fewer
 * tokens do to an average: they carry the cost that did not grow with them. Null where either period has no tokens.
 * Both ends are rounded half even to the pico-dollar, as the metric is; the bars add up to their difference exactly.
 */
export function unitCostBridge(
  base: readonly BridgeCell[],
  actual: readonly BridgeCell[],
  tokens: Tokens,
  options: BridgeOptions = {},
): Bridge | null {
  const { base: t0, actual: t1 } = tokens;
  if (t0 <= 0n || t1 <= 0n) return null;
  const [c0, c1] = [effectiveOf(base), effectiveOf(actual)];
  const { parts, volume } = exactParts(base, actual, options);
  const perActual = fraction(MILLION, t1);
  const all = [
    ...volume.map(({ path, before, now }) => ({
      bar: "volume" as const,
      path,
      amount: plusFraction(timesFraction(now, perActual), timesFraction(before, fraction(-MILLION, t0))),
    })),
    ...parts
      .filter(({ bar }) => bar !== "volume")
      .map((part) => ({ ...part, amount: timesFraction(part.amount, perActual) })),
  ].filter(({ amount }) => amount.numerator !== 0n);
  const [from, to] = [roundedQuotient(c0 * MILLION, t0), roundedQuotient(c1 * MILLION, t1)];
  // Both ends were rounded: what that moved, less than a pico-dollar, is no cell's and goes to the first part.
  const ends = plusFraction(fraction(to * t1 - c1 * MILLION, t1), fraction(c0 * MILLION - from * t0, t0));
  const [first, ...rest] = all;
  const exact = first ? [{ ...first, amount: plusFraction(first.amount, ends) }, ...rest] : [];
  return rounded(pico(from), pico(to), exact);
}

const NONE = fraction(0n, 1n);
type ExactPart = Readonly<{ bar: Bar; path: readonly string[]; amount: Fraction }>;
/** Base cost of a cell at the base's average price, for all the quantity then and now; fees stay what they were. */

type Volume = Readonly<{ path: readonly string[]; before: Fraction; now: Fraction }>;

function exactParts(
  base: readonly BridgeCell[],
  actual: readonly BridgeCell[],
  options: BridgeOptions,
): { parts: ExactPart[]; volume: Volume[] } {
  const { root, leaves } = treeOf(base, actual, options.priceAtBase ?? (() => null));
  const parts: ExactPart[] = [];
  const volume: Volume[] = [];
  const put = (bar: Bar, path: readonly string[], amount: Fraction) => {
    if (amount.numerator !== 0n) parts.push({ bar, path, amount });
  };
  const [Q0, C0, Q1] = [root.base.quantity, root.base.cost, root.actual.quantity];
  for (const { path, base: b, fees, adjusted } of leaves) {
    const kept = fraction(fees.base + adjusted.base, 1n);
    const share = b.quantity === 0n ? NONE : fraction(b.quantity * C0, Q0 * Q0);
    const at = (quantity: bigint) => plusFraction(kept, timesFraction(share, fraction(quantity, 1n)));
    volume.push({ path, before: at(Q0), now: at(Q1) });
    put("volume", path, timesFraction(share, fraction(Q1 - Q0, 1n)));
    put("other", path, fraction(fees.actual - fees.base, 1n));
    put("reported", path, fraction(adjusted.actual - adjusted.base, 1n));
  }
  if (Q0 === 0n) {
    for (const leaf of leaves) put("new", leaf.path, fraction(leaf.actual.cost, 1n));
    return { parts, volume };
  }
  withMixes(root, put);
  for (const { path, actual: a, price, standIn } of leaves) {
    if (a.quantity === 0n) continue;
    if (price === null) {
      put("new", path, since(a.cost, a.quantity, standIn));
      continue;
    }
    const own = sumOf(price.cost, negative(price.list), negative(price.carried));
    put("list_price", path, since(a.list, a.quantity, price.list));
    put("contract_price", path, since(a.cost - a.list - a.carried, a.quantity, own));
    put("reported", path, since(a.carried, a.quantity, price.carried));
  }
  return { parts, volume };
}

/** What an amount is more than its quantity at a price. */
const since = (amount: bigint, quantity: bigint, price: Fraction): Fraction =>
  plusFraction(fraction(amount, 1n), timesFraction(price, fraction(-quantity, 1n)));
const negative = (a: Fraction): Fraction => timesFraction(a, fraction(-1n, 1n));
const sumOf = (...all: readonly Fraction[]): Fraction => all.reduce(plusFraction, NONE);

const effectiveOf = (cells: readonly BridgeCell[]): Money =>
  pico(cells.reduce<bigint>((sum, { effective }) => sum + effective, 0n));

function rounded(base: Money, actual: Money, exact: readonly ExactPart[]): Bridge {
  const order = new Map(BARS.map((bar, index) => [bar, index]));
  const keyed = exact.map((part) => ({ ...part, key: pathKey(part.path), at: order.get(part.bar) ?? 0 }));
  keyed.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const amounts = roundAll(
    keyed.map(({ amount }) => amount),
    actual - base,
  );
  const bars = Object.fromEntries(BARS.map((bar) => [bar, ZERO])) as Record<Bar, Money>;
  const parts = keyed.map(({ bar, path }, index): BridgePart => {
    const amount = pico(amounts[index] ?? 0n);
    bars[bar] = pico(bars[bar] + amount);
    return { bar, path, amount };
  });
  return { base, actual, bars, parts: parts.filter(({ amount }) => amount !== 0n) };
}
