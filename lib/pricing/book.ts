import { type Money, pico, roundedQuotient } from "@/lib/money";
import { bandStart } from "./bands";
import { CATALOGUE_VERSION, type CatalogueMatch, catalogueSteps, type Sku } from "./catalogue";
import { PRICE_CLASSES, type PriceClass, type PriceStep, UNPRICED, type UnitPrices } from "./prices";
import { catalogueProvider } from "./providers";
import { geographyMultiplier, isStandardTier, type Multiplier, tierMultiplier } from "./tiers";
import { filled, lay, type Sourced } from "./timeline";

type Term = Readonly<{
  provider: string;
  /** A model id as exported, without regard to case; "gpt-5*" for all that begin so; null for all of the provider. */
  model: string | null;
  /** null: the standard tier for a price, every tier for a percentage. */
  serviceTier: string | null;
  /** null: anywhere. */
  geography: string | null;
  /** null: the base window, and any window of a model the catalogue does not know. */
  contextBand: string | null;
  /** ISO instants at UTC midnight; `to` exclusive, null = open. */
  from: string | null;
  to: string | null;
}>;

/** A price of the organization's own for one class. */
export type OwnPrice = Term & Readonly<{ kind: "price"; unit: PriceClass; price: Money }>;

/** A percentage on list prices, in millionths of a percent: off them ("discount") or on them ("markup"). */
export type Percentage = Term & Readonly<{ kind: "discount" | "markup"; millionths: bigint }>;

/** One line of the organization's part of the price book. */
export type BookEntry = OwnPrice | Percentage;

/** What a sku costs over time, on four bases. */
export type SkuPrices = Readonly<{
  /** List price at the standard tier, same band and geography (economics §5.5, rungs 0 and 1). */
  standard: PriceStep[];
  /** List price at the served tier (rung 2; FOCUS ListCost). */
  list: PriceStep[];
  /** What is computed with (rung 3; FOCUS ContractedCost). */
  contract: PriceStep[];
  /** What the same usage would be computed with in batch; empty where it is not served at the standard tier. */
  batch: PriceStep[];
  /** Where a UTC day is cut into cells, since catalogue prices change inside it (ledger rule 16). */
  cuts: PriceStep[];
}>;

export const PRICE_BASES = [
  "standard",
  "list",
  "contract",
  "batch",
  "cuts",
] as const satisfies readonly (keyof SkuPrices)[];
export type PriceBasis = (typeof PRICE_BASES)[number];

const PERCENT = 100_000_000n;

/**
 * The prices of a sku over time out of the published catalogue and the organization's own book (economics §5.1, §5.5;
 * ledger rule 7). An own price comes before a percentage, a percentage before the list; where the catalogue has no
 * price, an own price is the list price, and then classes it leaves out follow the catalogue's rule: a cache read or
 * write costs what input costs. Of several entries the one that names the model, then the geography, then the window
 * more closely counts. An own price that names no geography is raised by the published factor of the geography, one
 * for the standard tier of a model without a list price serves other tiers by their published factor.
 */
export function pricesOf(sku: Sku, book: readonly BookEntry[]): SkuPrices {
  const served = ladder(sku, book);
  const batch = isStandardTier(sku.serviceTier)
    ? ladder({ ...sku, serviceTier: "batch" }, book).contract
    : [];
  return {
    ...served,
    batch: lay([batch, served.contract], ([cheap, now]) =>
      cheap && now ? { ...cheap, prices: onlyWhere(cheap.prices, now.prices) } : null,
    ),
  };
}

/** The version of the catalogue that `pricesOf` asks, kept with what it answers. */
export const BOOK_VERSION = CATALOGUE_VERSION;

function ladder(sku: Sku, book: readonly BookEntry[]): Omit<SkuPrices, "batch"> {
  const standardSku = isStandardTier(sku.serviceTier) ? sku : { ...sku, serviceTier: null };
  const published = sourced(catalogueSteps(sku));
  const publishedStandard = standardSku === sku ? published : sourced(catalogueSteps(standardSku));
  const isListed = publishedStandard !== null || published !== null;
  const entries = book.filter((entry) => isAbout(entry, sku));
  const own = ownSteps(entries, sku, isListed);
  const ownStandard = standardSku === sku ? own : ownSteps(entries, standardSku, isListed);
  const cuts = published?.some((step) => step.timeOfDay !== null || isMidDay(step)) ? published : [];
  const edges = entries.flatMap((entry) => [entry.from, entry.to]).filter((edge) => edge !== null);
  const rung = (name: keyof Rungs) =>
    lay(
      [published ?? [], publishedStandard ?? [], own, ownStandard],
      ([list = null, standardList = null, mine = null, mineStandard = null], at) => {
        const ownList = mine ?? byTier(mineStandard, sku);
        return alike({
          list: filled(list, list ? mine : completed(ownList)),
          standard: filled(standardList, standardList ? mineStandard : completed(mineStandard)),
          contract: list ? filled(mine, lowered(list, percentagesAt(entries, sku, at))) : completed(ownList),
        })[name];
      },
      edges,
    );
  return { standard: rung("standard"), list: rung("list"), contract: rung("contract"), cuts };
}

/** True where an entry speaks of the provider, geography and model of a sku, whatever the tier and window. */
export function isAbout(entry: Pick<BookEntry, "provider" | "model" | "geography">, sku: Sku): boolean {
  const provider = entry.provider.trim().toLowerCase();
  const name = sku.provider.trim().toLowerCase();
  if (provider !== name && catalogueProvider(provider) !== catalogueProvider(name)) return false;
  if (entry.geography !== null && key(entry.geography) !== key(sku.geography)) return false;
  return entry.model === null || isModel(entry.model, sku.model);
}

const key = (text: string | null): string => (text ?? "").trim().toLowerCase();

function isModel(pattern: string, model: string): boolean {
  const [wanted, name] = [key(pattern), key(model)];
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

const isMidDay = (step: PriceStep): boolean =>
  [step.from, step.to].some((at) => at !== null && Date.parse(at) % 86_400_000 !== 0);

const sourced = (match: CatalogueMatch | null): PriceStep[] | null =>
  match?.steps.map((step) => ({ ...step, source: `${match.source} ${match.sourceVersion}` })) ?? null;

/** What an entry that names the tier, or stands for the standard one, says about a sku of this tier. */
const isTier = (entry: BookEntry, sku: Sku): boolean =>
  entry.serviceTier === null || isStandardTier(entry.serviceTier)
    ? isStandardTier(sku.serviceTier)
    : key(entry.serviceTier) === key(sku.serviceTier);

function isBand(entry: BookEntry, sku: Sku, isListed: boolean): boolean {
  const start = bandStart(sku.contextBand);
  return entry.contextBand === null ? start === 0 || !isListed : bandStart(entry.contextBand) === start;
}

/** How closely an entry names what it is for; the closer comes later, and counts. */
const closeness = (entry: BookEntry): number =>
  (entry.model === null ? 0 : entry.model.endsWith("*") ? entry.model.length * 4 : 4_000) +
  (entry.geography === null ? 0 : 2) +
  (entry.contextBand === null ? 0 : 1);

/** The own prices of a sku as one timeline, each class by the entry that names it most closely. */
function ownSteps(entries: readonly BookEntry[], sku: Sku, isListed: boolean): PriceStep[] {
  const mine = entries
    .filter((entry): entry is OwnPrice => entry.kind === "price")
    .filter((entry) => isTier(entry, sku) && isBand(entry, sku, isListed))
    .sort((a, b) => closeness(b) - closeness(a));
  const timelines = mine.map((entry): PriceStep[] => {
    const factor =
      entry.geography === null
        ? geographyMultiplier({ provider: catalogueProvider(sku.provider), geography: sku.geography })
        : null;
    const price = factor && !isUnit(entry.unit) ? times(entry.price, factor) : entry.price;
    const { from, to } = entry;
    return [{ from, to, timeOfDay: null, prices: { ...UNPRICED, [entry.unit]: price }, source: "own price" }];
  });
  return lay(timelines, (held) => held.reduce<Sourced | null>((closer, next) => merge(closer, next), null));
}

/** `filled` without naming one source twice. */
function merge(first: Sourced | null, second: Sourced | null): Sourced | null {
  const both = filled(first, second);
  return both && first ? { ...both, source: first.source } : both;
}

const isUnit = (name: PriceClass) => name === "webSearch" || name === "request";

const times = (price: Money, { numerator, denominator }: Multiplier): Money =>
  pico(roundedQuotient(price * numerator, denominator));

/** A standard price of a model the catalogue does not know, for another tier, by the tier's published factor. */
function byTier(standard: Sourced | null, sku: Sku): Sourced | null {
  if (standard === null || isStandardTier(sku.serviceTier)) return standard;
  const provider = catalogueProvider(sku.provider);
  const factor = tierMultiplier({ ...sku, provider, longContext: false });
  return (
    factor && { prices: scaled(standard.prices, factor), source: `${standard.source} + ${factor.source}` }
  );
}

const scaled = (prices: UnitPrices, factor: Multiplier): UnitPrices =>
  Object.fromEntries(
    PRICE_CLASSES.map((name) => {
      const price = prices[name];
      return [name, price === null || isUnit(name) ? price : times(price, factor)];
    }),
  ) as UnitPrices;

/** The catalogue's rule for classes a price list leaves out: caching without a price of its own costs input. */
function completed(held: Sourced | null): Sourced | null {
  if (held === null) return null;
  const { input, audioInput } = held.prices;
  return {
    source: held.source,
    prices: {
      ...held.prices,
      cacheRead: held.prices.cacheRead ?? input,
      cacheWrite5m: held.prices.cacheWrite5m ?? input,
      cacheWrite1h: held.prices.cacheWrite1h ?? (held.prices.cacheWrite5m === null ? input : null),
      audioCacheRead: held.prices.audioCacheRead ?? audioInput,
    },
  };
}

/** The closest discount and the closest mark-up in force; one of each counts. */
function percentagesAt(entries: readonly BookEntry[], sku: Sku, at: number): Percentage[] {
  return (["discount", "markup"] as const).flatMap((kind) => {
    const found = entries
      .filter((entry): entry is Percentage => entry.kind === kind)
      .filter((entry) => entry.serviceTier === null || isTier(entry, sku))
      .filter((entry) => entry.contextBand === null || isBand(entry, sku, true))
      .filter(
        ({ from, to }) => (from === null || Date.parse(from) <= at) && (to === null || at < Date.parse(to)),
      )
      .sort((a, b) => percentCloseness(b) - percentCloseness(a))[0];
    return found ? [found] : [];
  });
}

const percentCloseness = (entry: BookEntry): number =>
  closeness(entry) * 2 + (entry.serviceTier === null ? 0 : 1);

/** List prices after percentages, rounded half even once (ledger rule 7). */
function lowered(list: Sourced, percentages: readonly Percentage[]): Sourced {
  if (percentages.length === 0) return list;
  let numerator = 1n;
  let denominator = 1n;
  for (const { kind, millionths } of percentages) {
    numerator *= kind === "discount" ? PERCENT - millionths : PERCENT + millionths;
    denominator *= PERCENT;
  }
  const factor = { numerator, denominator, source: "" };
  const prices = Object.fromEntries(
    PRICE_CLASSES.map((name) => {
      const price = list.prices[name];
      return [name, price === null ? null : times(price, factor)];
    }),
  ) as UnitPrices;
  const words = percentages.map(
    ({ kind, millionths }) => `${kind === "discount" ? "−" : "+"}${percentText(millionths)} %`,
  );
  return { prices, source: [list.source, ...words].join(" ") };
}

/** "17.5" for 17,500,000 millionths of a percent. */
export const percentText = (millionths: bigint): string =>
  `${millionths / 1_000_000n}.${(millionths % 1_000_000n).toString().padStart(6, "0")}`.replace(/\.?0+$/, "");

type Rungs = Readonly<Record<"list" | "standard" | "contract", Sourced | null>>;

/** Prices where `others` have one: a class without a price is unpriced on every rung alike. */
const onlyWhere = (prices: UnitPrices, others: UnitPrices): UnitPrices =>
  Object.fromEntries(
    PRICE_CLASSES.map((name) => [name, others[name] === null ? null : (prices[name] ?? others[name])]),
  ) as UnitPrices;

/** What is computed with says which classes have a price; a rung that lacks one takes it from the rung below. */
function alike({ list, standard, contract }: Rungs): Rungs {
  if (contract === null) return { list: null, standard: null, contract: null };
  const listed = list ?? contract;
  const atList = { ...listed, prices: onlyWhere(listed.prices, contract.prices) };
  const first = standard ?? atList;
  const prices = onlyWhere(filled(first, atList)?.prices ?? first.prices, contract.prices);
  return { list: atList, standard: { ...first, prices }, contract };
}
