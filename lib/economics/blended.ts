import { type Money, ratioText } from "@/lib/money";

/**
 * Blended cost in USD per million tokens as decimal text, null for no tokens (economics §5.2). It moves with the mix
 * of models and classes, so it is not a price. For input- or output-blended give that side's cost and tokens.
 */
export function blendedPerMillion(cost: Money, tokens: bigint): string | null {
  return ratioText(cost, tokens * 1_000_000n);
}

/** One part of a blended cost: its share of the tokens and its own cost per million; Σ share · cost = blended (§5.2). */
export type BlendedPart = Readonly<{ key: string; share: string | null; perMillion: string | null }>;

/** The breakdown of a blended cost by any dimension. */
export function blendedParts(
  cells: readonly Readonly<{ key: string; cost: Money; tokens: bigint }>[],
): BlendedPart[] {
  const total = cells.reduce((sum, cell) => sum + cell.tokens, 0n);
  return cells.map((cell) => ({
    key: cell.key,
    share: ratioText(cell.tokens, total),
    perMillion: blendedPerMillion(cell.cost, cell.tokens),
  }));
}
