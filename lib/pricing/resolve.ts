import { utcDayStartMs } from "@/lib/time";
import { type PriceStep, samePrices, type UnitPrices } from "./prices";

const DAY_MS = 86_400_000;
const DAY_S = 86_400;

type Bounds = Readonly<{
  fromMs: number;
  toMs: number;
  window: Readonly<{ from: number; to: number }> | null;
}>;

const known = new WeakMap<PriceStep, Bounds>();

function boundsOf(step: PriceStep): Bounds {
  let bounds = known.get(step);
  if (!bounds) {
    bounds = {
      fromMs: step.from === null ? Number.NEGATIVE_INFINITY : instantOf(step.from),
      toMs: step.to === null ? Number.POSITIVE_INFINITY : instantOf(step.to),
      window: step.timeOfDay && {
        from: secondsOf(step.timeOfDay.from),
        to: secondsOf(step.timeOfDay.to),
      },
    };
    known.set(step, bounds);
  }
  return bounds;
}

function instantOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`“${text}” is not an instant; a price step needs ISO 8601.`);
  return ms;
}

function secondsOf(text: string): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text);
  if (!found) throw new RangeError(`“${text}” is not a time of day; a price step needs HH:MM:SS.`);
  return Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]);
}

function holds(step: PriceStep, tsMs: number): boolean {
  const { fromMs, toMs, window } = boundsOf(step);
  if (tsMs < fromMs || tsMs >= toMs) return false;
  if (!window) return true;
  const second = (((tsMs / 1000) % DAY_S) + DAY_S) % DAY_S;
  return window.from <= window.to
    ? second >= window.from && second < window.to
    : second >= window.from || second < window.to;
}

/** The step in force at an instant: the last one that holds then; null where none does. */
export function stepAt(steps: readonly PriceStep[], tsMs: number): PriceStep | null {
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step && holds(step, tsMs)) return step;
  }
  return null;
}

/** The prices in force at an instant; null where there are none. */
export const priceAt = (steps: readonly PriceStep[], tsMs: number): UnitPrices | null =>
  stepAt(steps, tsMs)?.prices ?? null;

/** Instants strictly inside a UTC day (`YYYY-MM-DD`) at which the price changes, ascending; mostly none. */
export function midDaySteps(steps: readonly PriceStep[], utcDay: string): number[] {
  const start = utcDayStartMs(utcDay);
  const end = start + DAY_MS;
  const candidates = new Set<number>();
  for (const step of steps) {
    const { fromMs, toMs, window } = boundsOf(step);
    if (fromMs >= end || toMs <= start) continue;
    const edges = window
      ? [fromMs, toMs, start + window.from * 1000, start + window.to * 1000]
      : [fromMs, toMs];
    for (const edge of edges) if (edge > start && edge < end) candidates.add(edge);
  }
  let before = candidates.size === 0 ? null : priceAt(steps, start);
  const changes: number[] = [];
  for (const instant of [...candidates].sort((a, b) => a - b)) {
    const prices = priceAt(steps, instant);
    if (!samePrices(prices, before)) changes.push(instant);
    before = prices;
  }
  return changes;
}

/**
 * The prices of a UTC day in order: index 0 those at its start, index k those after its k-th change (the index is the
 * `price_step` of cells and roll-ups, ledger rule 16).
 */
export function pricesOfDay(steps: readonly PriceStep[], utcDay: string): (UnitPrices | null)[] {
  const instants = [utcDayStartMs(utcDay), ...midDaySteps(steps, utcDay)];
  return instants.map((instant) => priceAt(steps, instant));
}
