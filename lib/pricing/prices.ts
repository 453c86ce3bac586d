import type { Money } from "@/lib/money";

/**
 * Unit prices in force together, pico-dollars per token; `webSearch` per search, `request` per request. null = no price of that class: its
 * tokens are unpriced, never charged at another class's rate (ledger rule 6). Image tokens read from a cache have no
 * class of their own in the book and are unpriced.
 */
export type UnitPrices = Readonly<{
  input: Money | null;
  cacheRead: Money | null;
  cacheWrite5m: Money | null;
  cacheWrite1h: Money | null;
  output: Money | null;
  audioInput: Money | null;
  audioCacheRead: Money | null;
  audioOutput: Money | null;
  imageInput: Money | null;
  imageOutput: Money | null;
  webSearch: Money | null;
  request: Money | null;
}>;

export type PriceClass = keyof UnitPrices;

/** Every price class, in the order figures list them. */
export const PRICE_CLASSES = [
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
  "webSearch",
  "request",
] as const satisfies readonly PriceClass[];

/** No price of any class. */
export const UNPRICED: UnitPrices = {
  input: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  audioInput: null,
  audioCacheRead: null,
  audioOutput: null,
  imageInput: null,
  imageOutput: null,
  webSearch: null,
  request: null,
};

/**
 * Prices and when they hold: from `from` (ISO instant, inclusive; null = always before) to `to` (exclusive; null =
 * open), and where `timeOfDay` is given only between those UTC times of a day (from inclusive, to exclusive, may pass
 * midnight). In a list of steps the last one that holds at an instant counts.
 */
export type PriceStep = Readonly<{
  from: string | null;
  to: string | null;
  timeOfDay: Readonly<{ from: string; to: string }> | null;
  prices: UnitPrices;
  /** Where the prices come from, for people; absent where nobody asked. */
  source?: string;
}>;

export const samePrices = (a: UnitPrices | null, b: UnitPrices | null): boolean =>
  a === b || (a !== null && b !== null && PRICE_CLASSES.every((name) => a[name] === b[name]));
