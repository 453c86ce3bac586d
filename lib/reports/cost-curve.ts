import type { Actor } from "@/lib/access/actor";
import { assignedSteps } from "@/lib/db/ledger/prices";
import { inOrganization } from "@/lib/db/organization";
import { askSkuUsage } from "@/lib/db/sku-usage";
import { type CurvePoint, type Decline, declineOf } from "@/lib/economics";
import type { Where } from "@/lib/filters";
import { type MetricId, measuresFor, metricOf, type Sums, valueText } from "@/lib/metrics";
import { parseDecimal, ratioText } from "@/lib/money";
import { type Capability, priceAt, REFERENCE_POINTS } from "@/lib/pricing";
import { addDays, type DayRange, dayStartMs, daysBetween } from "@/lib/time";
import { numberOfDay } from "@/lib/time/days";
import { type Bucket, bucketsOf, type ChartGrain } from "./period";
import { type IndexPart, indexParts, priceIndex } from "./price-index";
import { addUp, cubeRows } from "./query";
import { tokensOf } from "./tokens";

export type CurveId = "price_index" | "cost_per_million_tokens" | "cost_per_unit";

/** One curve and how fast it falls (economics §5.10). Values are decimal text, null where there is none. */
export type Curve = Readonly<{
  id: CurveId;
  unit: "index" | "usd_per_million_tokens" | "usd_per_unit";
  points: readonly CurveValue[];
  decline: DeclineText | null;
}>;

/** `matched`, of the price index: the models that link it to the period before; 0 where the index begins. */
export type CurveValue = Readonly<{ period: string; value: string | null; matched?: number }>;

/** `Decline` as it leaves: ratios as decimal text. */
export type DeclineText = Readonly<{
  points: number;
  days: number;
  factor_per_year: string;
  log_points_per_year: string;
  half_life_years: string | null;
}>;

/** A public price as a mark beside the curves; `at_your_mix` is what a million of the period's tokens would cost. */
export type Mark = Readonly<{
  date: string;
  date_from_memory: boolean;
  model: string;
  capability: Capability;
  input: string;
  output: string;
  at_your_mix: string | null;
  source: string;
  url: string;
}>;

export type CostCurve = DayRange &
  Readonly<{
    grain: ChartGrain;
    zone: string;
    curves: readonly Curve[];
    /** The price index by model: `moves` multiply to the index ÷ 100, since it last began. */
    models: readonly IndexPart[];
    references: readonly Mark[];
  }>;

export type CurveQuestion = DayRange & Readonly<{ grain?: ChartGrain; where: Where }>;

const MONTHS_FROM_DAYS = 100;
const WEEKS_FROM_DAYS = 21;

/** How fine a curve is drawn: by month, by week where that gives few points, by day in a few weeks. */
export function curveGrain({ from, to }: DayRange): ChartGrain {
  const days = daysBetween(from, to) + 1;
  if (days >= MONTHS_FROM_DAYS) return "month";
  return days >= WEEKS_FROM_DAYS ? "week" : "day";
}

const BLENDED = "cost_per_million_tokens" satisfies MetricId;
const UNIT_COST = "cost_per_unit" satisfies MetricId;

/** The three cost curves of a period of local days, and the public marks (economics §5.10). */
export async function costCurve(actor: Actor, q: CurveQuestion): Promise<CostCurve> {
  const { from, to, where, grain = curveGrain(q) } = q;
  const buckets = bucketsOf(q, grain);
  const [rows, index, [whole]] = await Promise.all([
    cubeRows(actor, { from, to, grain, by: [], where }, measuresFor([BLENDED, UNIT_COST])),
    readIndex(actor, { from, to, grain, where }, buckets),
    cubeRows(actor, { from, to, grain: "none", by: [], where }, ["units"]),
  ]);
  // A ticket in one month and a call minute in the next are no curve.
  const isOneUnit = whole?.sums.units !== null;
  const byPeriod = new Map(rows.map((row) => [row.period, row.sums]));
  const averages = (id: MetricId): CurveValue[] =>
    buckets.map(({ start }) => ({ period: start, value: valueAt(byPeriod.get(start), id) }));
  const curve = (
    id: CurveId,
    unit: Curve["unit"],
    points: readonly CurveValue[],
    dayOf: (bucket: Bucket) => number,
  ): Curve => ({ id, unit, points, decline: declineText(declineOf(curvePoints(points, buckets, dayOf))) });
  const total = addUp(rows);
  return {
    from,
    to,
    grain,
    zone: actor.timeZone,
    curves: [
      curve("price_index", "index", indexValues(index, buckets), ({ to: last }) => numberOfDay(last)),
      curve("cost_per_million_tokens", "usd_per_million_tokens", averages(BLENDED), middleOf),
      curve("cost_per_unit", "usd_per_unit", isOneUnit ? averages(UNIT_COST) : noValues(buckets), middleOf),
    ],
    models: indexParts(index),
    references: marksAt(total),
  };
}

const noValues = (buckets: readonly Bucket[]): CurveValue[] =>
  buckets.map(({ start }) => ({ period: start, value: null }));

/** An average belongs to the middle of its days. */
const middleOf = ({ from, to }: Bucket): number => (numberOfDay(from) + numberOfDay(to)) / 2;

function valueAt(sums: Sums | undefined, id: MetricId): string | null {
  const value = sums ? valueText(metricOf(id), sums) : null;
  return value === null ? null : String(value);
}

async function readIndex(
  actor: Actor,
  q: DayRange & { grain: ChartGrain; where: Where },
  buckets: readonly Bucket[],
) {
  const { usage, steps } = await inOrganization(actor.organizationId, async (tx) => ({
    usage: await askSkuUsage(tx, { ...q, zone: actor.timeZone }),
    steps: await assignedSteps(tx),
  }));
  // A price that holds at some hours of the day only is none of the day's end.
  const allDay = new Map(
    [...steps].map(([id, list]) => [id, list.filter((step) => step.timeOfDay === null)]),
  );
  return priceIndex(
    buckets.map(({ start, to }) => ({
      period: start,
      at: dayStartMs(addDays(to, 1), actor.timeZone) - 1,
      skus: usage.filter(({ period }) => period === start),
    })),
    (skuId, at) => priceAt(allDay.get(skuId) ?? [], at),
  );
}

function indexValues(index: Awaited<ReturnType<typeof readIndex>>, buckets: readonly Bucket[]): CurveValue[] {
  const byPeriod = new Map(index.map((point) => [point.period, point]));
  return buckets.map(({ start }) => {
    const point = byPeriod.get(start);
    return {
      period: start,
      value: point ? point.index.toFixed(DECIMALS) : null,
      matched: point?.matched.length ?? 0,
    };
  });
}

/** What a rate is taken from: of the price index only what follows its last beginning. */
function curvePoints(
  points: readonly CurveValue[],
  buckets: readonly Bucket[],
  dayOf: (bucket: Bucket) => number,
): CurvePoint[] {
  const begins = points.findLastIndex(({ matched, value }) => matched === 0 && value !== null);
  return points.flatMap(({ value }, at) => {
    const bucket = buckets[at];
    return bucket && value !== null && at >= begins ? [{ day: dayOf(bucket), value: Number(value) }] : [];
  });
}

const DECIMALS = 6;

function declineText(decline: Decline | null): DeclineText | null {
  if (decline === null) return null;
  return {
    points: decline.points,
    days: decline.days,
    factor_per_year: decline.factorPerYear.toFixed(DECIMALS),
    log_points_per_year: decline.logPointsPerYear.toFixed(DECIMALS),
    half_life_years: decline.halfLifeYears?.toFixed(DECIMALS) ?? null,
  };
}

/** Each public price at the input and output tokens of the period, without a cache, exact. */
function marksAt(sums: Sums): Mark[] {
  const output = sums.output_tokens ?? 0n;
  const all = tokensOf(sums);
  return REFERENCE_POINTS.map(({ catalogue: _, dateFromMemory = false, ...point }) => ({
    ...point,
    date_from_memory: dateFromMemory,
    at_your_mix: ratioText(micros(point.input) * (all - output) + micros(point.output) * output, all * MICRO),
  }));
}

const MICRO = 1_000_000n;
function micros(text: string): bigint {
  const parsed = parseDecimal(text, 6);
  if (!parsed.ok) throw new RangeError(`“${text}” is not a price.`);
  return parsed.units;
}
