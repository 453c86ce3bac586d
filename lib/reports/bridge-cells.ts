import type { PricedUsage, SkuName, UsageSums } from "@/lib/db/priced-usage";
import type { BaseUnitPrice, BridgeCell } from "@/lib/economics";
import { type Money, pico, split, ZERO } from "@/lib/money";
import { type PriceClass, priceAt, type SkuPrices, UNPRICED } from "@/lib/pricing";

/** A class of tokens in a bridge: what it is, whether it came out of a cache, and the price it has (ledger rule 6). */
type TokenClass = Readonly<{
  type: TokenType;
  cache: CacheClass;
  /** null: a class the price book does not have. */
  price: PriceClass | null;
  tokens: (sums: UsageSums) => bigint;
}>;
export type TokenType = "input" | "output" | "audio_input" | "audio_output" | "image_input" | "image_output";
export type CacheClass = "uncached" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "";

/** Text is what is neither audio nor image. */
export const TOKEN_CLASSES: readonly TokenClass[] = [
  {
    type: "input",
    cache: "uncached",
    price: "input",
    tokens: (s) => s.uncached_tokens - s.audio_input_tokens - s.image_input_tokens,
  },
  {
    type: "input",
    cache: "cache_read",
    price: "cacheRead",
    tokens: (s) => s.cache_read_tokens - s.audio_cache_read_tokens - s.image_cache_read_tokens,
  },
  {
    type: "input",
    cache: "cache_write_5m",
    price: "cacheWrite5m",
    tokens: (s) => s.cache_write_5m_tokens,
  },
  {
    type: "input",
    cache: "cache_write_1h",
    price: "cacheWrite1h",
    tokens: (s) => s.cache_write_1h_tokens,
  },
  {
    type: "output",
    cache: "",
    price: "output",
    tokens: (s) => s.output_tokens - s.audio_output_tokens - s.image_output_tokens,
  },
  { type: "audio_input", cache: "uncached", price: "audioInput", tokens: (s) => s.audio_input_tokens },
  {
    type: "audio_input",
    cache: "cache_read",
    price: "audioCacheRead",
    tokens: (s) => s.audio_cache_read_tokens,
  },
  { type: "audio_output", cache: "", price: "audioOutput", tokens: (s) => s.audio_output_tokens },
  { type: "image_input", cache: "uncached", price: "imageInput", tokens: (s) => s.image_input_tokens },
  { type: "image_input", cache: "cache_read", price: null, tokens: (s) => s.image_cache_read_tokens },
  { type: "image_output", cache: "", price: "imageOutput", tokens: (s) => s.image_output_tokens },
];

/** What costs without being tokens: searches, fees by request, charges; and what reports make of a whole sku. */
export type FeeType = "web_search" | "request" | "charge" | "all";

/** Where a cell stands, outermost first, one name for each mix bar: `nameOf` reads it. */
const modelKey = (sku: SkuName): string => JSON.stringify([sku.provider, sku.model]);
const rateKey = (sku: SkuName): string => JSON.stringify([sku.tier, sku.geography, sku.band]);

/** A path of a bridge in words of the data; what it is too short to say is undefined. */
export type PathNames = Readonly<{
  provider: string;
  model: string | null;
  type?: string;
  cache?: string;
  tier?: string | null;
  geography?: string | null;
  band?: string | null;
}>;

export function nameOf([key = "[]", type, cache, rate]: readonly string[]): PathNames {
  const [provider = "", model = null] = JSON.parse(key) as [string, string | null];
  const [tier = null, geography = null, band = null] =
    rate === undefined ? [] : (JSON.parse(rate) as (string | null)[]);
  return {
    provider,
    model,
    ...(type === undefined ? {} : { type }),
    ...(cache === undefined ? {} : { cache }),
    ...(rate === undefined ? {} : { tier, geography, band }),
  };
}

/**
 * The cells of one period, each token class of each sku with its own exact cost: tokens at the price they were priced
 * at. They add up to the ledger's computed, carried and effective cost.
 */
export function bridgeCells(
  usage: readonly PricedUsage[],
  skus: readonly SkuName[],
  prices: ReadonlyMap<number, SkuPrices>,
): BridgeCell[] {
  const bySku = new Map<number, PricedUsage[]>();
  for (const row of usage) {
    const rows = bySku.get(row.skuId);
    if (rows) rows.push(row);
    else bySku.set(row.skuId, [row]);
  }
  return skus.flatMap((sku) => cellsOf(sku, bySku.get(sku.id) ?? [], prices.get(sku.id)));
}

type Sum = { quantity: bigint; list: bigint; cost: bigint; carried: bigint };

function cellsOf(sku: SkuName, rows: readonly PricedUsage[], prices: SkuPrices | undefined): BridgeCell[] {
  if (rows.length === 0) return [];
  const classes = TOKEN_CLASSES.map((): Sum => ({ quantity: 0n, list: 0n, cost: 0n, carried: 0n }));
  const unpriced = TOKEN_CLASSES.map(() => 0n);
  const fees = { web_search: 0n, request: 0n };
  const total = { computed: 0n, carried: 0n, effective: 0n, unpriced: 0n };
  for (const { atMs, sums } of rows) {
    const contract = (prices && priceAt(prices.contract, atMs)) ?? UNPRICED;
    const list = (prices && priceAt(prices.list, atMs)) ?? contract;
    TOKEN_CLASSES.forEach(({ price, tokens }, index) => {
      const quantity = tokens(sums);
      const each = price && contract[price];
      const sum = classes[index];
      if (each === null || !sum) {
        unpriced[index] = (unpriced[index] ?? 0n) + quantity;
        return;
      }
      sum.quantity += quantity;
      sum.cost += quantity * each;
      sum.list += quantity * ((price && list[price]) ?? each);
    });
    fees.web_search += sums.web_searches * (contract.webSearch ?? 0n);
    fees.request += sums.requests * (contract.request ?? 0n);
    total.computed += sums.computed_cost;
    total.carried += sums.carried_cost;
    total.effective += sums.effective_cost;
    total.unpriced += sums.unpriced_tokens;
  }
  const known = [...classes.map(({ cost }) => cost), fees.web_search, fees.request];
  // What the ledger holds beyond its own prices would be a fault of ours; it is shown as a charge, never dropped.
  const beyond = total.computed - known.reduce((sum, cost) => sum + cost, 0n);
  const charge = beyond + layCarried(classes, unpriced, total);
  const path = (type: string, cache: string) => [modelKey(sku), type, cache, rateKey(sku)];
  const cell = (at: readonly string[], { quantity, list, cost, carried }: Sum): BridgeCell => ({
    path: at,
    quantity,
    list: pico(list),
    cost: pico(cost),
    carried: pico(carried),
    effective: pico(cost),
  });
  const alone = { ...fees, charge };
  const adjusted = total.effective - total.computed - total.carried;
  return [
    ...TOKEN_CLASSES.flatMap(({ type, cache }, index) => {
      const sum = classes[index];
      return sum && (sum.quantity !== 0n || sum.cost !== 0n) ? [cell(path(type, cache), sum)] : [];
    }),
    ...Object.entries(alone)
      .filter(([, cost]) => cost !== 0n)
      .map(([type, cost]) => cell(path(type, ""), { quantity: 0n, list: 0n, cost, carried: 0n })),
    ...(adjusted === 0n
      ? []
      : [{ path: path("all", ""), quantity: 0n, list: ZERO, cost: ZERO, effective: pico(adjusted) }]),
  ];
}

/**
 * Gives what only reports price to the tokens without a price it is for (economics §5.15). Returns what has no such
 * tokens: a charge. Tokens nobody prices stay outside a bridge.
 */
function layCarried(
  classes: readonly Sum[],
  tokens: readonly bigint[],
  total: Readonly<{ carried: bigint; unpriced: bigint }>,
): bigint {
  const counted = tokens.reduce((sum, each) => sum + each, 0n) - total.unpriced;
  if (counted <= 0n) return total.carried;
  const quantities = split(pico(counted), tokens);
  const costs = split(pico(total.carried), tokens);
  classes.forEach((sum, index) => {
    sum.quantity += quantities[index] ?? 0n;
    sum.cost += costs[index] ?? 0n;
    sum.carried += costs[index] ?? 0n;
  });
  return 0n;
}

/** The prices a unit of each cell's class had at an instant, or null where it had none then (economics §5.8). */
export function pricesAtBase(
  skus: readonly SkuName[],
  prices: ReadonlyMap<number, SkuPrices>,
  atMs: number,
): (path: readonly string[]) => BaseUnitPrice | null {
  const found = new Map<string, SkuPrices>();
  for (const sku of skus) {
    const own = prices.get(sku.id);
    const key = `${modelKey(sku)} ${rateKey(sku)}`;
    if (own && !found.has(key)) found.set(key, own);
  }
  return ([model = "", type, cache, rate = ""]) => {
    const own = found.get(`${model} ${rate}`);
    const name = TOKEN_CLASSES.find((each) => each.type === type && each.cache === cache)?.price;
    const contract = own && priceAt(own.contract, atMs);
    const cost: Money | null = (contract && name && contract[name]) ?? null;
    if (!own || !name || cost === null) return null;
    return { cost, list: priceAt(own.list, atMs)?.[name] ?? cost };
  };
}
