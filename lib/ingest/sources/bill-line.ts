import type { Money } from "@/lib/money/money";
import { parseDecimal } from "@/lib/money/parse";
import { roundedQuotient } from "@/lib/money/quotient";
import type { ChargeCategory, ChargeRecord, Period, UsageRecord } from "../records";
import { dimensions } from "./charge-row";
import type { Row } from "./row";
import type { Report } from "./source";
import { tokensOf, usageRecord } from "./usage-record";

/** The one class of tokens that a line of a bill is for (formats §14). */
export type TokenClass = "input" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "output";

/** What a meter, usage type or sku says of the tokens it counts. */
export type TokenLine = Readonly<{
  class: TokenClass;
  model: string | null;
  tier: string | null;
  geography: string | null;
  /** null: not stated. */
  band: string | null;
  modality: "audio" | "image" | null;
}>;

/** One line of a bill before it is known to be tokens or not. */
export type BillLine = Readonly<{
  /** [family, billing period, …all that tells lines apart]; equal lines are told apart by their rank. */
  naturalKey: readonly (string | number | null)[];
  period: Period;
  provider: string;
  dimensions: Partial<ChargeRecord["dimensions"]>;
  amount: Readonly<{ money: Money; text: string }> | null;
}>;

/** Usage that states its own amount (economics §5.15 step 5): tokens of one class, of a number of requests unknown. */
export function tokenUsage(row: Row, line: BillLine, about: TokenLine, tokens: number): UsageRecord {
  const counts = tokensOf({
    uncached: about.class === "input" ? tokens : 0,
    cacheRead: about.class === "cacheRead" ? tokens : 0,
    cacheWrite5m: about.class === "cacheWrite5m" ? tokens : 0,
    cacheWrite1h: about.class === "cacheWrite1h" ? tokens : 0,
    output: about.class === "output" ? tokens : 0,
  });
  return usageRecord(row, {
    naturalKey: line.naturalKey,
    ranked: true,
    period: line.period,
    provider: line.provider,
    dimensions: line.dimensions,
    model: about.model,
    serviceTier: about.tier,
    geography: about.geography,
    contextBand: about.band ?? "unknown",
    requests: null,
    tokens: counts,
    modalities: modalitiesOf(about, tokens),
    reportedCost: line.amount?.money ?? null,
    reportedCostText: line.amount?.text ?? null,
  });
}

function modalitiesOf({ class: of, modality }: TokenLine, tokens: number): UsageRecord["modalities"] {
  if (modality === null || tokens === 0 || of.startsWith("cacheWrite")) return null;
  const at = (kind: "audio" | "image", part: TokenClass): number =>
    modality === kind && of === part ? tokens : 0;
  return {
    audioInputTokens: at("audio", "input"),
    audioCacheReadTokens: at("audio", "cacheRead"),
    audioOutputTokens: at("audio", "output"),
    imageInputTokens: at("image", "input"),
    imageCacheReadTokens: at("image", "cacheRead"),
    imageOutputTokens: at("image", "output"),
  };
}

/** What a charge says beside what every line of a bill says. */
export type ChargeWords = Readonly<{
  category: ChargeCategory;
  lineItem: string | null;
  model?: string | null;
  geography?: string | null;
  quantity?: string | null;
  unit?: string | null;
  /** True where other imports may hold the usage behind it; lines of a bill whose usage is in it stand alone. */
  forTokens?: boolean;
}>;

/** Money that is no tokens: a line of its own, with its FOCUS category (ledger rule 1). */
export function billCharge(row: Row, line: BillLine, words: ChargeWords): ChargeRecord {
  return {
    kind: "charge",
    line: row.line,
    path: row.path,
    naturalKey: line.naturalKey,
    ranked: true,
    period: line.period,
    provider: line.provider,
    model: words.model ?? null,
    serviceTier: null,
    geography: words.geography ?? null,
    contextBand: null,
    dimensions: dimensions(line.dimensions),
    category: words.category,
    lineItem: words.lineItem?.slice(0, LINE_ITEM_MAX) ?? null,
    forTokens: words.forTokens ?? false,
    amount: line.amount?.money ?? null,
    amountText: line.amount?.text ?? null,
    currency: "USD",
    quantityText: words.quantity ?? null,
    quantityUnit: words.unit ?? null,
  };
}

const LINE_ITEM_MAX = 300;

/**
 * What a bill covers (ledger rule 14): its tokens are the usage that logs and usage reports tell of ("*"), its other lines
 * are money alone.
 */
export const billReport = (bucket: Report["bucket"], delivery: NonNullable<Report["delivery"]>): Report => ({
  covers: "*",
  coversOf: ({ kind }) => (kind === "usage" ? "*" : "*/cost"),
  bucket,
  dims: [],
  naming: "ids",
  delivery,
});

const SIZES: readonly (readonly [RegExp, bigint])[] = [
  [/\b(?:1 ?m|million|1,?000,?000)\b/i, 1_000_000n],
  [/\b100 ?k\b/i, 100_000n],
  [/\b10 ?k\b/i, 10_000n],
  [/\b(?:1 ?k|thousand|1,?000)\b/i, 1000n],
  [/\b(?:tokens?|counts?)\b|^1$/i, 1n],
];

/** How many tokens one unit is: 1000 of “1K”, “1K tokens” and “per 1,000 tokens”, 1 of “Tokens”; null where untold. */
export const unitSize = (unit: string | null): bigint | null =>
  (unit !== null && SIZES.find(([shape]) => shape.test(unit))?.[1]) || null;

const SCALE = 12;
const ONE = 10n ** BigInt(SCALE);

/**
 * Tokens of a quantity and its unit. Quantities are decimals that passed through floats: within a millionth of a token
 * (and of the float's own precision) they are whole. null where they are not, or below zero, as in corrections.
 */
export function wholeTokens(quantity: string | null, size: bigint | null): number | null {
  if (quantity === null || size === null) return null;
  const parsed = parseDecimal(quantity, SCALE);
  if (!parsed.ok || parsed.units < 0n) return null;
  const units = parsed.units * size;
  const whole = roundedQuotient(units, ONE);
  const off = units > whole * ONE ? units - whole * ONE : whole * ONE - units;
  const tolerance = 1_000_000n + whole;
  return off <= tolerance && whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : null;
}

const REMEMBERED_MAX = 10_000;

/** A reader of names that remembers what they say: a bill repeats the same few hundred on millions of lines. */
export function remembered(
  read: (name: string, context: string | null) => TokenLine | null,
): (name: string, context: string | null) => TokenLine | null {
  const known = new Map<string, TokenLine | null>();
  return (name, context) => {
    const key = `${name}\u001f${context ?? ""}`;
    let line = known.get(key);
    if (line === undefined) {
      if (known.size >= REMEMBERED_MAX) known.clear();
      line = read(name, context);
      known.set(key, line);
    }
    return line;
  };
}
