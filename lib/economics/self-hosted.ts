import { type Money, ratioText } from "@/lib/money";

/** Decimal numbers as exact fractions, so that a quotient is divided once, when it is shown. */
export type Ratio = Readonly<{ n: bigint; d: bigint }>;

/** A rent of GPUs over some time, what they can do, and what they did (economics §5.12). */
export type Hosting = Readonly<{
  /** All that hosting cost in the window, idle hours included. */
  cost: Money;
  /** Tokens served in the window, input and output. */
  tokens: bigint;
  /** Tokens that could have been served in the window; null where no speed is stated. */
  capacity: bigint | null;
}>;

/** Decimal text, rounded to 12 digits; null where it is not defined. */
export type HostingFigures = Readonly<{
  /** Hosting cost over tokens served, USD per million: it adds up to the bill. */
  allocationPerMillion: string | null;
  /** The same at full load. */
  usagePerMillion: string | null;
  /** Tokens served over what could have been: usage ÷ allocation. */
  utilisation: string | null;
}>;

const MILLION = 1_000_000n;
const PICO = 1_000_000_000_000n;

/** What a million tokens cost on the allocation basis and at full load, and how much of the capacity was used (§5.12). */
export function hostingFigures({ cost, tokens, capacity }: Hosting): HostingFigures {
  return {
    allocationPerMillion: ratioText(cost * MILLION, tokens * PICO),
    usagePerMillion: capacity === null ? null : ratioText(cost * MILLION, capacity * PICO),
    utilisation: capacity === null ? null : ratioText(tokens, capacity),
  };
}

/**
 * USD per million tokens of GPUs rented by the hour, at a load between 0 and 1:
 * GPUs × $/GPU-hour ÷ (tokens/s × 3600 × load) × 10⁶ (§5.12).
 */
export function rentPerMillion(
  rent: Readonly<{ hourPrice: Money; gpus: bigint; tokensPerSecond: bigint }>,
  load: Ratio = { n: 1n, d: 1n },
): string | null {
  const { hourPrice, gpus, tokensPerSecond } = rent;
  return ratioText(gpus * hourPrice * load.d * MILLION, tokensPerSecond * 3_600n * load.n * PICO);
}

/**
 * The share of the capacity from which hosting is cheaper than an API for the same tokens:
 * hosting cost ÷ (capacity × API price of the same mix) (§5.12). Above 1 means never; null without a capacity or an API
 * price above zero.
 * @param api what the tokens served would have cost there
 */
export function breakEvenUtilisation({ cost, tokens, capacity }: Hosting, api: Money): string | null {
  if (capacity === null || api <= 0n) return null;
  return ratioText(cost * tokens, capacity * api);
}

/** Tokens at which an API costs what hosting does, for the same mix: hosting cost ÷ API price of a token (§5.12). */
export function breakEvenTokens({ cost, tokens }: Hosting, api: Money): bigint | null {
  if (api <= 0n) return null;
  return (cost * tokens + api - 1n) / api;
}
