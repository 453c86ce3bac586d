import { type Money, pico } from "./money";

/**
 * Rounds each numerator / denominator to an integer so that the integers add up to `total` exactly: floors, then one
 * unit each to the largest remainders, ties by order. `total` must be the exact sum of the fractions (checked).
 */
export function apportion(numerators: readonly bigint[], denominator: bigint, total: bigint): bigint[] {
  if (denominator <= 0n) throw new RangeError("The denominator of a split must be positive.");
  const floors: bigint[] = [];
  const remainders: bigint[] = [];
  let left = total;
  for (const numerator of numerators) {
    const remainder = ((numerator % denominator) + denominator) % denominator;
    const floor = (numerator - remainder) / denominator;
    floors.push(floor);
    remainders.push(remainder);
    left -= floor;
  }
  if (left < 0n || left > BigInt(numerators.length))
    throw new RangeError("The fractions of a split do not add up to its total.");
  if (left === 0n) return floors;
  const order = floors.map((_, index) => index);
  order.sort((a, b) => {
    const difference = (remainders[b] ?? 0n) - (remainders[a] ?? 0n);
    return difference > 0n ? 1 : difference < 0n ? -1 : a - b;
  });
  for (const index of order.slice(0, Number(left))) floors[index] = (floors[index] ?? 0n) + 1n;
  return floors;
}

/**
 * Splits an amount in proportion to weights: the parts sum to it exactly, remainders go by largest remainder, ties by
 * order; the split of −x is the negative of the split of x. Throws RangeError where a weight is negative or all are
 * zero (also for no weights): what to do then is the caller's decision.
 */
export function split(total: Money, weights: readonly bigint[]): Money[] {
  let sum = 0n;
  for (const weight of weights) {
    if (weight < 0n) throw new RangeError("A weight of a split is negative.");
    sum += weight;
  }
  if (sum === 0n) throw new RangeError("All weights of a split are zero: there is nothing to split by.");
  const amount = total < 0n ? -total : total;
  const parts = apportion(
    weights.map((weight) => amount * weight),
    sum,
    amount,
  );
  return parts.map((part) => pico(total < 0n ? -part : part));
}

/** Equal parts of an amount, exact; the remainder goes to the first parts. Throws RangeError for count < 1. */
export function splitEqually(total: Money, count: number): Money[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError("Equal parts need a count of at least 1.");
  return split(total, new Array<bigint>(count).fill(1n));
}
