import { type Money, pico } from "./money";
import { ratioText, roundedQuotient } from "./quotient";

/** Digits behind the point that a rate is kept with. */
export const RATE_SCALE = 18;
const ONE = 10n ** BigInt(RATE_SCALE);

/** One `base` is `rate` of `quote`, on one day; `rate` in units of 10⁻¹⁸. */
export type DatedRate = Readonly<{
  day: string; // YYYY-MM-DD
  base: string;
  quote: string;
  rate: bigint;
  source: string;
}>;

/** Dollars for one unit of a currency, as an exact fraction, with the day and source it rests on. */
export type UsdRate = Readonly<{ n: bigint; d: bigint; day: string; source: string }>;

type Fraction = Readonly<{ n: bigint; d: bigint; source: string }>;

/**
 * What one currency is worth in dollars, day by day. A rate holds from its day until the next one (weekends and holidays
 * have none of their own). Where there is none to the dollar itself, two rates of one day make one by way of a third
 * currency, as the ECB's table is by way of the euro.
 */
export class UsdRates {
  readonly #rates: readonly UsdRate[];

  constructor(currency: string, rates: readonly DatedRate[]) {
    const byDay = new Map<string, DatedRate[]>();
    for (const rate of rates) {
      const day = byDay.get(rate.day);
      if (day) day.push(rate);
      else byDay.set(rate.day, [rate]);
    }
    this.#rates = [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([day, some]) => {
        const rate = usdOn(currency, some);
        return rate ? [{ ...rate, day }] : [];
      });
  }

  /** The last rate on or before the day; null where there is none. */
  at(day: string): UsdRate | null {
    let [low, high] = [0, this.#rates.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rates[middle]?.day ?? "") <= day) low = middle + 1;
      else high = middle;
    }
    return this.#rates[low - 1] ?? null;
  }
}

function usdOn(currency: string, rates: readonly DatedRate[]): Fraction | null {
  const one = (from: string, to: string): Fraction | null => {
    const straight = rates.find(({ base, quote }) => base === from && quote === to);
    if (straight) return { n: straight.rate, d: ONE, source: straight.source };
    const turned = rates.find(({ base, quote }) => base === to && quote === from);
    return turned ? { n: ONE, d: turned.rate, source: turned.source } : null;
  };
  const direct = one(currency, "USD");
  if (direct) return direct;
  const between = [...new Set(rates.flatMap(({ base, quote }) => [base, quote]))].sort();
  for (const third of between) {
    const [first, second] = [one(currency, third), one(third, "USD")];
    if (first && second)
      return {
        n: first.n * second.n,
        d: first.d * second.d,
        source: first.source === second.source ? first.source : `${first.source}, ${second.source}`,
      };
  }
  return null;
}

/** An amount of another currency (10⁻¹² of it) in dollars, rounded once, half even, to the pico-dollar. */
export const inUsd = (amount: bigint, rate: Pick<UsdRate, "n" | "d">): Money =>
  pico(roundedQuotient(amount * rate.n, rate.d));

/** Dollars for one unit as decimal text: exact where twelve decimals hold it. */
export const rateText = (rate: Pick<UsdRate, "n" | "d">): string => ratioText(rate.n, rate.d) ?? "";
