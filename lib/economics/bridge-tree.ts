import type { Money } from "@/lib/money";
import { type Fraction, fraction, plusFraction, timesFraction } from "./fractions";

/** The mix bars, outermost dimension first: one for each name of a cell's path. */
export const MIX_BARS = ["model_mix", "token_mix", "cache", "tier"] as const;
export type MixBar = (typeof MIX_BARS)[number];

/**
 * One cell of a period: where it stands (model, token type, cache class, tier: one name for each mix bar), what was used
 * and what that cost at list price, at the price in force, and as it counts. `carried` is the part of cost that has no
 * price of ours, only a report's. A cost without a quantity is a fee or a credit; what effective cost is beyond cost
 * is what reports adjusted.
 */
export type BridgeCell = Readonly<{
  path: readonly string[];
  quantity: bigint;
  list: Money;
  cost: Money;
  carried?: Money;
  effective: Money;
}>;

/** What a unit of quantity cost at list price and at the price in force. */
export type BaseUnitPrice = Readonly<{ list: Money; cost: Money }>;
type UnitPrice = Readonly<{ list: Fraction; cost: Fraction; carried: Fraction }>;

type Side = { quantity: bigint; list: bigint; cost: bigint; carried: bigint };
const AMOUNTS = ["quantity", "list", "cost", "carried"] as const;

/** A place in the tree with what both periods have there, fees aside; a leaf also has its prices of the base. */
export type BridgeNode = {
  readonly path: readonly string[];
  readonly base: Side;
  readonly actual: Side;
  readonly children: BridgeNode[];
  /** Cost that has no quantity, and what reports adjusted, in either period. */
  readonly fees: { base: bigint; actual: bigint };
  readonly adjusted: { base: bigint; actual: bigint };
  /** Average price of the base, else what its units had cost then; null where they had no price. */
  price: UnitPrice | null;
  /** The price mix is measured with: its own, else that of what stands above it. */
  standIn: Fraction;
};

export const pathKey = (path: readonly string[]): string => JSON.stringify(path);

const NONE = fraction(0n, 1n);
const newNode = (path: readonly string[]): BridgeNode => ({
  path,
  base: { quantity: 0n, list: 0n, cost: 0n, carried: 0n },
  actual: { quantity: 0n, list: 0n, cost: 0n, carried: 0n },
  children: [],
  fees: { base: 0n, actual: 0n },
  adjusted: { base: 0n, actual: 0n },
  price: null,
  standIn: NONE,
});

/** Both periods as one tree, every node with what it cost a unit in the base. Leaves and children are in path order. */
export function treeOf(
  base: readonly BridgeCell[],
  actual: readonly BridgeCell[],
  priceAtBase: (path: readonly string[]) => BaseUnitPrice | null,
): { root: BridgeNode; leaves: readonly BridgeNode[] } {
  const nodes = new Map<string, BridgeNode>();
  const leaves = leavesOf(base, actual, nodes);
  const root = newNode([]);
  nodes.set(pathKey([]), root);
  for (const leaf of leaves) {
    setAsideFees(leaf);
    let below = leaf;
    let isNew = true;
    for (let depth = leaf.path.length - 1; depth >= 0; depth--) {
      const key = pathKey(leaf.path.slice(0, depth));
      const known = nodes.get(key);
      const above = known ?? newNode(leaf.path.slice(0, depth));
      nodes.set(key, above);
      if (isNew) above.children.push(below);
      isNew = !known;
      for (const side of ["base", "actual"] as const)
        for (const name of AMOUNTS) above[side][name] += leaf[side][name];
      below = above;
    }
  }
  setPrices(root, priceAtBase);
  setStandIns(root, root.price?.cost ?? NONE);
  return { root, leaves };
}

function leavesOf(
  base: readonly BridgeCell[],
  actual: readonly BridgeCell[],
  nodes: Map<string, BridgeNode>,
): BridgeNode[] {
  for (const side of ["base", "actual"] as const) {
    for (const cell of side === "base" ? base : actual) {
      if (cell.quantity < 0n) throw new RangeError(`The quantity of “${cell.path.join(" · ")}” is negative.`);
      const key = pathKey(cell.path);
      const node = nodes.get(key) ?? newNode(cell.path);
      nodes.set(key, node);
      node[side].quantity += cell.quantity;
      node[side].list += cell.list;
      node[side].cost += cell.cost;
      node[side].carried += cell.carried ?? 0n;
      node.adjusted[side] += cell.effective - cell.cost;
    }
  }
  return [...nodes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => node);
}

/** A cost without a quantity has no price to speak of: it goes to “other charges”. */
function setAsideFees(leaf: BridgeNode): void {
  for (const side of ["base", "actual"] as const) {
    if (leaf[side].quantity !== 0n) continue;
    leaf.fees[side] = leaf[side].cost;
    leaf[side].cost = 0n;
    leaf[side].list = 0n;
    leaf[side].carried = 0n;
  }
}

function setPrices(node: BridgeNode, priceAtBase: (path: readonly string[]) => BaseUnitPrice | null): void {
  for (const child of node.children) setPrices(child, priceAtBase);
  const { quantity, list, cost, carried } = node.base;
  if (quantity > 0n) {
    node.price = {
      list: fraction(list, quantity),
      cost: fraction(cost, quantity),
      carried: fraction(carried, quantity),
    };
  } else if (node.children.length === 0) {
    const known = node.actual.quantity > 0n ? priceAtBase(node.path) : null;
    node.price = known && { list: fraction(known.list, 1n), cost: fraction(known.cost, 1n), carried: NONE };
  } else {
    node.price = averageOf(node.children);
  }
}

/** What the units used now had cost in the base, of those that had a price. */
function averageOf(nodes: readonly BridgeNode[]): UnitPrice | null {
  let quantity = 0n;
  let [list, cost, carried] = [NONE, NONE, NONE];
  for (const node of nodes) {
    const q = node.actual.quantity;
    if (node.price === null || q === 0n) continue;
    quantity += q;
    list = plusFraction(list, timesFraction(node.price.list, fraction(q, 1n)));
    cost = plusFraction(cost, timesFraction(node.price.cost, fraction(q, 1n)));
    carried = plusFraction(carried, timesFraction(node.price.carried, fraction(q, 1n)));
  }
  const each = (sum: Fraction) => timesFraction(sum, fraction(1n, quantity));
  return quantity === 0n ? null : { list: each(list), cost: each(cost), carried: each(carried) };
}

function setStandIns(node: BridgeNode, above: Fraction): void {
  node.standIn = node.price?.cost ?? above;
  for (const child of node.children) setStandIns(child, node.standIn);
}

/**
 * The mix formula, nested: within each node, what its parts' shares of the actual quantity cost more than their shares
 * of the base's did, about the node's own base price (economics §5.8 “per cell”). A model that is gone is Retired; a
 * class or tier that is not used any more is still on offer, so that is mix.
 */
export function withMixes(
  root: BridgeNode,
  put: (bar: MixBar | "retired", path: readonly string[], amount: Fraction) => void,
): void {
  const visit = (node: BridgeNode): void => {
    const [q0, q1] = [node.base.quantity, node.actual.quantity];
    // Without a base of its own a node is priced as it is used now: nothing below it is mix.
    if (q1 === 0n || q0 === 0n) return;
    const about = timesFraction(node.standIn, fraction(-1n, 1n));
    for (const child of node.children) {
      const [b, a] = [child.base.quantity, child.actual.quantity];
      const shift = fraction(a * q0 - q1 * b, q0);
      const bar = MIX_BARS[node.path.length];
      const isGone = node === root && a === 0n && b > 0n;
      if (bar)
        put(isGone ? "retired" : bar, child.path, timesFraction(shift, plusFraction(child.standIn, about)));
      visit(child);
    }
  };
  visit(root);
}
