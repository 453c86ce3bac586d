/** A price or cost at a day, counted in days from any fixed one. Floats: curves are ratios, not money. */
export type CurvePoint = Readonly<{ day: number; value: number }>;

/** How fast something becomes cheaper (economics §5.10). */
export type Decline = Readonly<{
  /** How many points it is taken from, and the days from the first to the last. */
  points: number;
  days: number;
  /** ln(P₀/P₁) × 365 ÷ days: above zero it falls, below zero it rises. */
  logPointsPerYear: number;
  /** (P₀/P₁)^(365 ÷ days): 10 is ten times cheaper a year, below 1 dearer. */
  factorPerYear: number;
  /** Years until it costs half; below zero the years until it costs double; null where it stands still. */
  halfLifeYears: number | null;
}>;

const YEAR_DAYS = 365;
/** A slope this near to zero is what rounding leaves of a constant: a half-life of 700,000 years. */
const STILL = 1e-6;

/**
 * The decline of a curve: the least-squares line through the logarithms, which through two points is the line between
 * them (economics §5.10). null for fewer than two points of different days; points at or below zero have no logarithm
 * and are left out.
 */
export function declineOf(curve: readonly CurvePoint[]): Decline | null {
  const points = curve.filter(({ value }) => value > 0 && Number.isFinite(value));
  const n = points.length;
  const days = points.map(({ day }) => day);
  const span = Math.max(...days) - Math.min(...days);
  if (n < 2 || span <= 0) return null;
  const logs = points.map(({ value }) => Math.log(value));
  const [meanDay, meanLog] = [mean(days), mean(logs)];
  let covariance = 0;
  let variance = 0;
  for (const [index, day] of days.entries()) {
    covariance += (day - meanDay) * ((logs[index] ?? 0) - meanLog);
    variance += (day - meanDay) ** 2;
  }
  const slope = (-covariance / variance) * YEAR_DAYS;
  const logPointsPerYear = Math.abs(slope) < STILL ? 0 : slope;
  return {
    points: n,
    days: span,
    logPointsPerYear,
    factorPerYear: Math.exp(logPointsPerYear),
    halfLifeYears: logPointsPerYear === 0 ? null : Math.LN2 / logPointsPerYear,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the same tokens of one model cost before and now, exact; both above zero. */
export type PriceRelative = Readonly<{ before: bigint; now: bigint }>;

/** ln(now ÷ before). */
export const logRelative = ({ before, now }: PriceRelative): number => Math.log(Number(now) / Number(before));

/**
 * Jevons: exp of the mean of ln(p₁/p₀) over the models of both periods, each weighing the same (economics §5.10). null
 * where there is none.
 */
export const jevons = (relatives: readonly PriceRelative[]): number | null =>
  relatives.length === 0 ? null : Math.exp(mean(relatives.map(logRelative)));

/** The level at which an index begins. */
export const INDEX_BASE = 100;

/**
 * Chains links between neighbouring periods into an index that begins at 100, one value more than there are links. A
 * link of null, where no model is in both periods, says nothing about prices: the index begins again at 100 there.
 */
export function chainedIndex(links: readonly (number | null)[]): number[] {
  const index = [INDEX_BASE];
  for (const link of links) index.push(link === null ? INDEX_BASE : (index.at(-1) ?? INDEX_BASE) * link);
  return index;
}
