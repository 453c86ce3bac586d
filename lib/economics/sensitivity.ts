import { type Money, minus, pico, plus, roundedQuotient, ZERO } from "@/lib/money";
import { grossMargin, type Margin } from "./margin";

/** The classes of tokens a model may price, in the order they are listed. */
export const TOKEN_PRICES = [
  "input",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "output",
  "audioInput",
  "audioCacheRead",
  "audioOutput",
  "imageInput",
  "imageOutput",
] as const;
export type TokenPrice = (typeof TOKEN_PRICES)[number];

/** Pico-dollars a token; a class that is absent has no price. */
export type TokenPrices = Readonly<Partial<Record<TokenPrice, Money>>>;

/** What one model was used for: tokens of each class and what they cost, exact. `prices`: those in force now. */
export type ModelUse = Readonly<{
  model: string;
  classes: Readonly<Partial<Record<TokenPrice, Readonly<{ tokens: bigint; cost: Money }>>>>;
  prices: TokenPrices;
}>;

/** A period to try changes on: cost is all that stands against the revenue, of which the tokens are a part. */
export type Tried = Readonly<{ revenue: Money; cost: Money; models: readonly ModelUse[] }>;

/** Changes in thousandths: 10 is one percent of a price, or one point of the hit rate. */
export type Levers = Readonly<{
  salePrice: number;
  tokenPrice: number;
  hitRate: number;
  swap: Readonly<{ model: string; prices: TokenPrices }> | null;
}>;

export const NO_CHANGE: Levers = { salePrice: 0, tokenPrice: 0, hitRate: 0, swap: null };

/** The margin that would have been, and what each lever does to it: the parts add up to its change, exactly. */
export type Outcome = Readonly<{
  margin: Margin;
  parts: Readonly<{ swap: Money; hitRate: Money; tokenPrice: Money; salePrice: Money }>;
}>;

/**
 * The gross margin of a period with other prices, another hit rate, another model (economics §5.6), all else as it was:
 * no customer leaves, no answer gets longer. In this order: the model is swapped at its new prices, then input moves
 * between uncached and cached, then token prices move, then your own. Without a change it is the margin as it stands.
 * A swap that cannot be priced changes nothing (`canSwap`).
 */
export function sensitivity(tried: Tried, levers: Levers): Outcome {
  const { swap } = levers;
  const before = tokenCost(tried.models);
  const swapped = tried.models.map((use) =>
    swap && swap.model === use.model && canSwap(use, swap.prices) ? repriced(use, swap.prices) : use,
  );
  const afterSwap = tokenCost(swapped);
  const afterMove = pico(
    swapped.reduce((sum, use) => sum + moved(use, levers.hitRate), 0n as bigint) + afterSwap,
  );
  const priceRise = thousandths(afterMove, levers.tokenPrice);
  const more = thousandths(tried.revenue, levers.salePrice);
  const cost = pico(tried.cost + afterMove - before + priceRise);
  return {
    margin: grossMargin(plus(tried.revenue, more), cost),
    parts: {
      swap: minus(before, afterSwap),
      hitRate: minus(afterSwap, afterMove),
      tokenPrice: pico(-priceRise),
      salePrice: more,
    },
  };
}

/** Share of input read from the cache, as numerator and denominator (economics §5.3). */
export function hitRateOf(models: readonly ModelUse[]): { read: bigint; input: bigint } {
  return models.reduce(
    (sum, use) => ({ read: sum.read + tokensOf(use, "cacheRead"), input: sum.input + inputOf(use) }),
    { read: 0n, input: 0n },
  );
}

/** True where the new prices have one for every class that was used; cached input may fall back on plain input. */
export const canSwap = ({ classes }: ModelUse, prices: TokenPrices): boolean =>
  TOKEN_PRICES.every((name) => (classes[name]?.tokens ?? 0n) === 0n || priceFor(prices, name) !== undefined);

/** A model without a price for the cache takes what was cached as plain input. */
const priceFor = (prices: TokenPrices, name: TokenPrice): Money | undefined =>
  prices[name] ?? (name.startsWith("cache") ? prices.input : undefined);

function repriced({ model, classes }: ModelUse, prices: TokenPrices): ModelUse {
  const again = TOKEN_PRICES.flatMap((name) => {
    const tokens = classes[name]?.tokens;
    return tokens === undefined
      ? []
      : [[name, { tokens, cost: pico(tokens * (priceFor(prices, name) ?? 0n)) }]];
  });
  return { model, classes: Object.fromEntries(again), prices };
}

const tokensOf = ({ classes }: ModelUse, name: TokenPrice): bigint => classes[name]?.tokens ?? 0n;
const inputOf = (use: ModelUse): bigint =>
  (["input", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const).reduce(
    (sum, name) => sum + tokensOf(use, name),
    0n,
  );

const tokenCost = (models: readonly ModelUse[]): Money =>
  pico(
    models.reduce(
      (sum, { classes }) => TOKEN_PRICES.reduce((inner, name) => inner + (classes[name]?.cost ?? 0n), sum),
      0n as bigint,
    ),
  );

/** What the cost of a model changes by where its hit rate moves, as far as there is input to move. */
function moved(use: ModelUse, points: number): bigint {
  const wanted = roundedQuotient(inputOf(use) * BigInt(points), 1000n);
  const [from, to] = wanted > 0n ? (["input", "cacheRead"] as const) : (["cacheRead", "input"] as const);
  const size = wanted < 0n ? -wanted : wanted;
  const tokens = size > tokensOf(use, from) ? tokensOf(use, from) : size;
  const [gone, come] = [costOf(use, from, tokens), costOf(use, to, tokens)];
  return gone === null || come === null ? 0n : come - gone;
}

/** What tokens of a class cost at the price they had on average; without any, at the price in force. */
function costOf({ classes, prices }: ModelUse, name: TokenPrice, tokens: bigint): bigint | null {
  const had = classes[name];
  if (had && had.tokens > 0n) return roundedQuotient(had.cost * tokens, had.tokens);
  const price = prices[name];
  return price === undefined ? null : price * tokens;
}

const thousandths = (amount: Money, by: number): Money =>
  by === 0 ? ZERO : pico(roundedQuotient(amount * BigInt(by), 1000n));
