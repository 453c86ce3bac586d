import { PRICE_CLASSES, type PriceStep, samePrices, UNPRICED, type UnitPrices } from "./prices";

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;

/** Prices and where they come from. */
export type Sourced = Readonly<{ prices: UnitPrices; source: string }>;

type Span = Readonly<{ step: PriceStep; value: Sourced; fromMs: number; toMs: number }>;
type Piece = Readonly<{ fromS: number; toS: number; value: Sourced | null }>;
type Segment = Readonly<{ fromMs: number; toMs: number; pieces: readonly Piece[] }>;

/**
 * Lays price timelines over each other: at every instant `choose` says, from what each of them holds there, what holds
 * in the result. `edges` (ISO instants) are instants at which `choose` may change its mind without a step. The result
 * is in canonical form: neighbours that say the same are one step, and windows of a day stand after what holds in the
 * rest of the day; so two timelines that price alike are equal as data.
 * @throws RangeError where a step's instant or time of day cannot be read
 */
export function lay(
  timelines: readonly (readonly PriceStep[])[],
  choose: (held: readonly (Sourced | null)[], fromMs: number) => Sourced | null,
  edges: readonly string[] = [],
): PriceStep[] {
  const spans = timelines.map((steps) => steps.map(spanOf));
  const cuts = new Set([Number.NEGATIVE_INFINITY, ...edges.map(instantOf)]);
  for (const { fromMs, toMs } of spans.flat()) cuts.add(fromMs).add(toMs);
  cuts.delete(Number.POSITIVE_INFINITY);
  const starts = [...cuts].sort((a, b) => (a === b ? 0 : a - b));
  const held = spans.map((list) => heldBetween(starts, list));
  const segments = starts.map((fromMs, index): Segment => {
    const toMs = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const here = held.map((segmentsOf) => segmentsOf[index] ?? []);
    return { fromMs, toMs, pieces: piecesOf(here, (values) => choose(values, fromMs)) };
  });
  return merged(segments).flatMap(stepsOf);
}

/** The spans that hold in each of the segments that begin at `starts`, among which are the bounds of all spans. */
function heldBetween(starts: readonly number[], spans: readonly Span[]): Span[][] {
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const held = starts.map((): Span[] => []);
  for (const span of spans)
    for (let at = indexOf.get(span.fromMs) ?? starts.length; (starts[at] ?? span.toMs) < span.toMs; at += 1)
      held[at]?.push(span);
  return held;
}

/** The same prices at every instant in canonical form (see `lay`). */
export const canonical = (steps: readonly PriceStep[]): PriceStep[] => lay([steps], ([held]) => held ?? null);

/** `over` from `from` (inclusive) to `to` (exclusive), both ISO instants or null for without end; else `base`. */
export function overlay(
  base: readonly PriceStep[],
  over: readonly PriceStep[],
  from: string | null,
  to: string | null,
): PriceStep[] {
  const start = from === null ? Number.NEGATIVE_INFINITY : instantOf(from);
  const end = to === null ? Number.POSITIVE_INFINITY : instantOf(to);
  return lay(
    [base, over],
    ([below, above], at) => (at >= start && at < end ? (above ?? null) : (below ?? null)),
    [from, to].filter((edge) => edge !== null),
  );
}

/** Class by class what `first` says, and where it has no price what `second` says. */
export function filled(first: Sourced | null, second: Sourced | null): Sourced | null {
  if (!first || !second) return first ?? second;
  const prices = Object.fromEntries(
    PRICE_CLASSES.map((name) => [name, first.prices[name] ?? second.prices[name]]),
  ) as UnitPrices;
  return samePrices(prices, first.prices) ? first : { prices, source: `${first.source} + ${second.source}` };
}

/** Equal prices and sources over all time; both in canonical form. */
export const sameTimeline = (a: readonly PriceStep[], b: readonly PriceStep[]): boolean =>
  a.length === b.length && a.every((step, index) => sameStep(step, b[index]));

function sameStep(a: PriceStep, b: PriceStep | undefined): boolean {
  return (
    b !== undefined &&
    a.from === b.from &&
    a.to === b.to &&
    a.timeOfDay?.from === b.timeOfDay?.from &&
    a.timeOfDay?.to === b.timeOfDay?.to &&
    a.source === b.source &&
    samePrices(a.prices, b.prices)
  );
}

function spanOf(step: PriceStep): Span {
  return {
    step,
    value: { prices: step.prices, source: step.source ?? "" },
    fromMs: step.from === null ? Number.NEGATIVE_INFINITY : instantOf(step.from),
    toMs: step.to === null ? Number.POSITIVE_INFINITY : instantOf(step.to),
  };
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

function isIn(window: PriceStep["timeOfDay"], second: number): boolean {
  if (window === null) return true;
  const [from, to] = [secondsOf(window.from), secondsOf(window.to)];
  return from <= to ? second >= from && second < to : second >= from || second < to;
}

/** What holds through a day of a segment, by time of day; one piece where no window cuts it. */
function piecesOf(
  held: readonly (readonly Span[])[],
  choose: (values: readonly (Sourced | null)[]) => Sourced | null,
): Piece[] {
  const windows = held.flat().filter(({ step }) => step.timeOfDay !== null);
  if (windows.length === 0) {
    const value = priced(choose(held.map((list) => list.at(-1)?.value ?? null)));
    return [{ fromS: 0, toS: DAY_S, value }];
  }
  const edges = new Set([0]);
  for (const { step } of windows)
    if (step.timeOfDay) edges.add(secondsOf(step.timeOfDay.from)).add(secondsOf(step.timeOfDay.to));
  const starts = [...edges].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (const [index, fromS] of starts.entries()) {
    const toS = starts[index + 1] ?? DAY_S;
    const chosen = choose(
      held.map((list) => list.findLast((span) => isIn(span.step.timeOfDay, fromS))?.value ?? null),
    );
    const value = priced(chosen);
    const last = pieces.at(-1);
    if (last && same(last.value, value)) pieces[pieces.length - 1] = { ...last, toS };
    else pieces.push({ fromS, toS, value });
  }
  return pieces;
}

/** Prices that say nothing are none. */
const priced = (value: Sourced | null): Sourced | null =>
  value && !samePrices(value.prices, UNPRICED) ? value : null;

const same = (a: Sourced | null, b: Sourced | null): boolean =>
  a === b || (a !== null && b !== null && a.source === b.source && samePrices(a.prices, b.prices));

function merged(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    const isSame =
      last?.pieces.length === segment.pieces.length &&
      segment.pieces.every((piece, index) => {
        const other = last.pieces[index];
        return other !== undefined && other.fromS === piece.fromS && same(other.value, piece.value);
      });
    if (last && isSame) result[result.length - 1] = { ...last, toMs: segment.toMs };
    else result.push(segment);
  }
  return result;
}

const clock = (second: number) => new Date((second % DAY_S) * 1000).toISOString().slice(11, 19);
const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);

/** What holds longest through the day is the base; the rest are windows, which may pass midnight. */
function stepsOf({ fromMs, toMs, pieces }: Segment): PriceStep[] {
  const bounds = { from: iso(fromMs), to: iso(toMs) };
  const base = longest(pieces);
  const steps: PriceStep[] = base ? [{ ...bounds, timeOfDay: null, ...base }] : [];
  const windows = pieces.filter((piece) => !same(piece.value, base));
  const [first, last] = [windows[0], windows.at(-1)];
  const passesMidnight =
    first &&
    last &&
    windows.length > 1 &&
    first.fromS === 0 &&
    last.toS === DAY_S &&
    same(first.value, last.value);
  const shown = passesMidnight ? [...windows.slice(1, -1), { ...last, toS: first.toS }] : windows;
  for (const { fromS, toS, value } of shown)
    steps.push({
      ...bounds,
      timeOfDay: { from: clock(fromS), to: clock(toS) },
      prices: value?.prices ?? UNPRICED,
      source: value?.source ?? "",
    });
  return steps;
}

function longest(pieces: readonly Piece[]): Sourced | null {
  const [only, ...more] = pieces;
  if (only && more.length === 0) return only.value;
  let best: { value: Sourced | null; seconds: number } | undefined;
  for (const { value } of pieces) {
    const seconds = pieces
      .filter((piece) => same(piece.value, value))
      .reduce((sum, piece) => sum + piece.toS - piece.fromS, 0);
    if (!best || seconds > best.seconds) best = { value, seconds };
  }
  return best?.value ?? null;
}

/** True where prices change inside a UTC day: by a window, or by a step that is not at midnight. */
export const changesWithinDay = (step: PriceStep): boolean =>
  step.timeOfDay !== null || [step.from, step.to].some((at) => at !== null && instantOf(at) % DAY_MS !== 0);
