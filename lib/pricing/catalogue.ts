import {
  type ConditionalPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type ModelPrice,
  type Provider,
  type TieredPrices,
} from "@pydantic/genai-prices";
import { type Money, parseDecimal, pico, roundedQuotient } from "@/lib/money";
import { bandLabel, bandStart, isAbove } from "./bands";
import type { PriceStep, UnitPrices } from "./prices";
import { catalogueProvider } from "./providers";
import { geographyMultiplier, type Multiplier, tierMultiplier } from "./tiers";

/** The published prices this build carries; a price's own date is in its step. */
export const CATALOGUE_SOURCE = "genai-prices";
export const CATALOGUE_VERSION = "0.1.8";
/** The day this version was published, on which its prices were last checked. */
export const CATALOGUE_DATE = "2026-09-23";

export type Sku = Readonly<{
  provider: string;
  model: string;
  serviceTier: string | null;
  contextBand: string | null;
  geography: string | null;
}>;

export type CatalogueMatch = Readonly<{
  steps: PriceStep[];
  /** "genai-prices", followed by the source of each factor that was applied. */
  source: string;
  sourceVersion: string;
  matchedModel: string;
}>;

/**
 * List prices of a sku from the published catalogue, by date, or null where the provider, the model or the tier has
 * none: such usage is unpriced. Only the catalogue's price data are used, taken as decimal text: its totals are floats
 * and choose a context band by a whole bucket (ledger rules 7 and 8).
 *
 * Prices that are not published follow: a cache read costs what its input costs (no discount); a cache write likewise
 * (no premium), except that a one-hour write is unpriced where only another lifetime has a price of its own, twice the
 * input at Anthropic (its published rule). Audio and image classes have their own price or none. A daily window of the
 * data holds from the dated price that precedes it (DeepSeek's peak hours began with the price of that day). Fees per
 * page or minute are not unit prices of tokens and are left out; a model whose reasoning tokens have their
 * own price has no single output price, so its output is unpriced.
 */
export function catalogueSteps(sku: Sku): CatalogueMatch | null {
  const provider = providerOf(sku.provider);
  const model = provider && modelOf(provider, sku.model);
  if (!provider || !model) return null;
  const start = bandStart(sku.contextBand);
  const longContext = tierStartsOf(model).some((tierStart) => isAbove(start, tierStart));
  const tier = tierMultiplier({
    provider: provider.id,
    model: sku.model,
    serviceTier: sku.serviceTier,
    longContext,
  });
  if (!tier) return null;
  const geography = geographyMultiplier({ provider: provider.id, geography: sku.geography });
  const factor: Multiplier = {
    numerator: tier.numerator * geography.numerator,
    denominator: tier.denominator * geography.denominator,
    source: [CATALOGUE_SOURCE, tier.source, geography.source].filter((text) => text !== "").join(" + "),
  };
  return {
    steps: stepsOf(model, (prices) => unitPrices(prices, { start, factor, provider: provider.id })),
    source: factor.source,
    sourceVersion: CATALOGUE_VERSION,
    matchedModel: model.id,
  };
}

/**
 * The context window of one request, from its own input total (cache included), as text that `catalogueSteps`
 * understands; null where the model has one price whatever the length. Not for a row that sums many requests: that
 * one keeps the window its source states, or "unknown" (ledger rule 8).
 */
export function contextBandOf(sku: { provider: string; model: string }, inputTokens: number): string | null {
  const provider = providerOf(sku.provider);
  const model = provider && modelOf(provider, sku.model);
  return model ? bandLabel(tierStartsOf(model), inputTokens) : null;
}

function providerOf(name: string): Provider | null {
  const id = catalogueProvider(name);
  const found = findProvider({ providerId: id });
  // The package also accepts names that merely contain a provider's; here only the id itself counts.
  return found?.id === id ? found : null;
}

const modelsByName = new WeakMap<Provider, Map<string, ModelInfo | null>>();
const MODELS_KEPT = 5000;

function modelOf(provider: Provider, name: string): ModelInfo | null {
  const text = name.trim().toLowerCase();
  let known = modelsByName.get(provider);
  if (!known || known.size > MODELS_KEPT) {
    known = new Map();
    modelsByName.set(provider, known);
  }
  let found = known.get(text);
  if (found === undefined) {
    found = search(provider, text) ?? search(provider, withDashedDate(text)) ?? null;
    known.set(text, found);
  }
  return found;
}

/** The provider's own models first, then those of the providers whose models it serves (Azure, Vertex). */
function search(provider: Provider, name: string): ModelInfo | undefined {
  const own = provider.models.find((model) => matches(model.match, name));
  if (own) return own;
  for (const id of provider.fallback_model_providers ?? []) {
    const served = findProvider({ providerId: id })?.models.find((model) => matches(model.match, name));
    if (served) return served;
  }
  return undefined;
}

/** "-20250929" as "-2025-09-29": some entries are written one way, some the other. */
const withDashedDate = (name: string): string =>
  name.replace(/-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, "-$1-$2-$3");

/** The catalogue's match clauses, without regard to case. `name` is lower-cased. */
export function matches(clause: MatchLogic, name: string): boolean {
  if ("or" in clause) return clause.or.some((part) => matches(part, name));
  if ("and" in clause) return clause.and.every((part) => matches(part, name));
  if ("equals" in clause) return name === clause.equals.toLowerCase();
  if ("starts_with" in clause) return name.startsWith(clause.starts_with.toLowerCase());
  if ("ends_with" in clause) return name.endsWith(clause.ends_with.toLowerCase());
  if ("contains" in clause) return name.includes(clause.contains.toLowerCase());
  return new RegExp(clause.regex).test(name);
}

const conditionsOf = (model: ModelInfo): readonly ConditionalPrice[] =>
  Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];

function tierStartsOf(model: ModelInfo): number[] {
  const starts = new Set<number>();
  for (const { prices } of conditionsOf(model))
    for (const price of Object.values(prices))
      if (typeof price === "object") for (const tier of price.tiers) starts.add(tier.start);
  return [...starts];
}

function stepsOf(model: ModelInfo, pricesOf: (prices: ModelPrice) => UnitPrices): PriceStep[] {
  const steps: PriceStep[] = [];
  let from: string | null = null;
  for (const { constraint, prices } of conditionsOf(model)) {
    if (constraint && "start_time" in constraint) {
      const timeOfDay = { from: utcTime(constraint.start_time), to: utcTime(constraint.end_time) };
      steps.push({ from, to: null, timeOfDay, prices: pricesOf(prices) });
      continue;
    }
    from = constraint ? `${constraint.start_date}T00:00:00Z` : null;
    steps.push({ from, to: null, timeOfDay: null, prices: pricesOf(prices) });
  }
  return steps.map((step, index) => ({ ...step, to: nextDate(steps, index) }));
}

/** Where a later dated price takes over; everything before it ends there. */
function nextDate(steps: readonly PriceStep[], index: number): string | null {
  const own = steps[index]?.from ?? "";
  const later = steps.slice(index + 1).find((step) => step.timeOfDay === null && (step.from ?? "") > own);
  return later?.from ?? null;
}

/** "00:30:00Z" or "08:00:00+02:00" as HH:MM:SS in UTC. */
function utcTime(text: string): string {
  const ms = Date.parse(`2000-01-02T${text}`);
  if (Number.isNaN(ms)) throw new RangeError(`“${text}” in the price data is not a time of day.`);
  return new Date(ms).toISOString().slice(11, 19);
}

type Terms = Readonly<{ start: number; factor: Multiplier; provider: string }>;

function unitPrices(prices: ModelPrice, terms: Terms): UnitPrices {
  const perToken = (name: string): Money | null => priceOf(prices[name], terms.start, terms.factor, 6);
  const searches = { ...terms.factor, numerator: 1n, denominator: 1n };
  const input = perToken("input_mtok");
  const write5m = perToken("cache_write_mtok");
  const audioInput = perToken("input_audio_mtok");
  return {
    input,
    cacheRead: perToken("cache_read_mtok") ?? input,
    cacheWrite5m: write5m ?? input,
    cacheWrite1h:
      perToken("cache_write_1h_mtok") ?? hourWrite(prices, terms, write5m === null ? input : null),
    output: "output_reasoning_mtok" in prices ? null : perToken("output_mtok"),
    audioInput,
    audioCacheRead: perToken("cache_audio_read_mtok") ?? audioInput,
    audioOutput: perToken("output_audio_mtok"),
    imageInput: perToken("input_image_mtok"),
    imageOutput: perToken("output_image_mtok"),
    webSearch: priceOf(prices.web_searches_kcount, terms.start, searches, 9),
    request: priceOf(prices.requests_kcount, terms.start, searches, 9),
  };
}

function hourWrite(prices: ModelPrice, terms: Terms, otherwise: Money | null): Money | null {
  if (terms.provider !== "anthropic" || !("cache_write_mtok" in prices)) return otherwise;
  const double = { ...terms.factor, numerator: terms.factor.numerator * 2n };
  return priceOf(prices.input_mtok, terms.start, double, 6);
}

/** Decimals kept while a factor is applied, so that a price is rounded once: the data have at most 17. */
const EXACT = 24;

function priceOf(
  price: number | TieredPrices | undefined,
  start: number,
  factor: Multiplier,
  scale: number,
): Money | null {
  if (price === undefined) return null;
  const amount = typeof price === "number" ? price : bandPrice(price, start);
  // The shortest text that reads back as this number is the decimal its author wrote.
  const parsed = parseDecimal(String(amount), EXACT);
  if (!parsed.ok) throw new RangeError(`The price ${amount} in the price data cannot be read.`);
  const divisor = factor.denominator * 10n ** BigInt(EXACT - scale);
  return pico(roundedQuotient(parsed.units * factor.numerator, divisor));
}

function bandPrice(price: TieredPrices, start: number): number {
  let chosen = price.base;
  for (const tier of [...price.tiers].sort((a, b) => a.start - b.start))
    if (isAbove(start, tier.start)) chosen = tier.price;
  return chosen;
}
