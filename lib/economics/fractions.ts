/** An exact quotient; the denominator is positive. */
export type Fraction = Readonly<{ numerator: bigint; denominator: bigint }>;

/** A fraction with its sign on top. Throws RangeError for a zero denominator. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator === 0n) throw new RangeError("A fraction has no zero denominator.");
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator };
}

/** a + b, exact; over one denominator where they share it. */
export function plusFraction(a: Fraction, b: Fraction): Fraction {
  if (a.denominator === b.denominator)
    return { numerator: a.numerator + b.numerator, denominator: a.denominator };
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** a · b, exact. */
export const timesFraction = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

/**
 * Rounds fractions of different denominators to integers that add up to `total`, their exact sum: floors, then one
 * unit each to the largest remainders, ties by order. Throws RangeError where `total` is not their sum.
 */
export function roundAll(fractions: readonly Fraction[], total: bigint): bigint[] {
  let left = total;
  const rest: { index: number; remainder: bigint; denominator: bigint; share: bigint }[] = [];
  const rounded = fractions.map(({ numerator, denominator }, index) => {
    const remainder = ((numerator % denominator) + denominator) % denominator;
    const floor = (numerator - remainder) / denominator;
    left -= floor;
    if (remainder !== 0n)
      rest.push({ index, remainder, denominator, share: (remainder << 64n) / denominator });
    return floor;
  });
  if (left < 0n || left > BigInt(rest.length))
    throw new RangeError("The parts do not add up to their total: a figure was counted on one side only.");
  rest.sort((a, b) => {
    // Most are told apart by their first 64 binary digits, without a product of large denominators.
    if (a.share !== b.share) return a.share > b.share ? -1 : 1;
    const difference = b.remainder * a.denominator - a.remainder * b.denominator;
    return difference > 0n ? 1 : difference < 0n ? -1 : a.index - b.index;
  });
  for (const { index } of rest.slice(0, Number(left))) rounded[index] = (rounded[index] ?? 0n) + 1n;
  return rounded;
}
