/** Parts of a whole: numerators that add up to `of`. */
export type Shares = Readonly<{ numerators: readonly bigint[]; of: bigint }>;
export type ParsedShare = { ok: true; units: bigint } | { ok: false; reason: string };

/** Digits after the point a share may have. */
const DECIMALS = 18;
const SHARE = new RegExp(`^(?:0?\\.(\\d{1,${DECIMALS}})|0|1(?:\\.0{1,${DECIMALS}})?)$`);
/** What one is in units of a share. */
export const ONE = 10n ** BigInt(DECIMALS);

/** Reads a share ("0.333") exactly, in units of 10⁻¹⁸. */
export function parseShare(input: unknown): ParsedShare {
  if (typeof input !== "string")
    return { ok: false, reason: 'A share is a text, so that it stays exact: "0.25".' };
  const found = SHARE.exec(input);
  if (!found) return { ok: false, reason: `“${input}” is not a share between 0 and 1, like 0.25.` };
  const units = input.startsWith("1") ? ONE : BigInt((found[1] ?? "0").padEnd(DECIMALS, "0"));
  return units === 0n
    ? { ok: false, reason: "A share of 0 gives nothing: leave the product out." }
    : { ok: true, units };
}

/** In lowest terms, so that amounts times them stay small. */
export function reduced(numerators: readonly bigint[]): Shares {
  const of = numerators.reduce((sum, n) => sum + n, 0n);
  const divisor = numerators.reduce(gcd, of) || 1n;
  return { numerators: numerators.map((n) => n / divisor), of: of / divisor };
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/**
 * What of an amount lies between two cumulated shares: rounded there and rounded here, one less the other. Parts that
 * follow one another therefore add up to the amount exactly, whatever the shares.
 */
export const partBetween = (amount: bigint, low: bigint, high: bigint, of: bigint): bigint =>
  upTo(amount, high, of) - upTo(amount, low, of);

/** amount · share / of, rounded half away from zero; SQL says the same in `lib/db/parted.ts`. */
function upTo(amount: bigint, share: bigint, of: bigint): bigint {
  const size = amount < 0n ? -amount : amount;
  const rounded = (2n * size * share + of) / (2n * of);
  return amount < 0n ? -rounded : rounded;
}

/** The parts of an amount, in the order of the shares: they add up to it. */
export function partsOf(amount: bigint, { numerators, of }: Shares): bigint[] {
  let low = 0n;
  return numerators.map((n) => {
    const part = partBetween(amount, low, low + n, of);
    low += n;
    return part;
  });
}
