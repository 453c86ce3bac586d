import type { Actor } from "@/lib/access/actor";
import { type Filters, hrefWith } from "@/lib/filters";
import type { MeasureName } from "@/lib/metrics";
import { cached } from "./cached";
import { type CostCurve, type Curve, type CurveId, costCurve, curveGrain, type Mark } from "./cost-curve";
import { shareOf } from "./figures";
import type { Line } from "./line";
import type { Extent, PageContext } from "./page-context";
import { type Bucket, bucketsOf, type ChartGrain, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import { tokensOf } from "./tokens";
import type { Words } from "./words";
import { curveWords } from "./words-curve";

/** Everything Cost curve shows, plain data. Values are decimal text, null where there is none. */
export type CurvePage = Readonly<{
  words: readonly Words[];
  grain: ChartGrain;
  points: readonly CurvePoint[];
  curves: Readonly<Record<CurveId, ShownCurve>>;
  marks: readonly Mark[];
  /** The periods, and the models that the index is made of. */
  periods: readonly Line[];
  models: readonly Line[];
  coverage: Readonly<{ through: string | null; tokensPriced: string | null }>;
}>;

/** A period on the time axis; `day` is the last of its days, YYYY-MM-DD. */
export type CurvePoint = Readonly<{ day: string; label: string; name: string; href: string }>;

export type ShownCurve = Readonly<{
  decline: Curve["decline"];
  /** One for each point. */
  values: readonly (string | null)[];
  /** The same with the first value as 100, for slopes to be compared. */
  rebased: readonly (string | null)[];
  first: string | null;
  last: string | null;
  /** Where the last value is taken apart. */
  href: string;
}>;

/**
 * A curve needs time: where the address names no days, all days with data are shown, not the last month.
 */
export function curveFilters(filters: Filters, { dataFrom, dataThrough }: Extent): Filters {
  if (!filters.isDefaultPeriod || dataFrom === null || dataThrough === null)
    return { ...filters, compare: null };
  return { ...filters, from: dataFrom, to: dataThrough, preset: null, isDefaultPeriod: false, compare: null };
}

/** The cost curves of a period. Kept until the organization's figures change. */
export function curvePage(actor: Actor, context: PageContext): Promise<CurvePage> {
  const { filters, today } = context;
  return cached(actor, "cost-curve", { filters, today }, () => computePage(actor, context));
}

const MEASURES = [
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "unpriced_tokens",
] as const satisfies readonly MeasureName[];

async function computePage(actor: Actor, { filters, extent }: PageContext): Promise<CurvePage> {
  const shown = shownRange(filters, extent.dataThrough);
  const grain = curveGrain(shown);
  const buckets = bucketsOf(shown, grain);
  const [curve, rows] = await Promise.all([
    costCurve(actor, { ...shown, grain, where: filters.where }),
    cubeRows(actor, { ...shown, grain: "none", by: [], where: filters.where }, MEASURES),
  ]);
  const sums = addUp(rows);
  const tokens = tokensOf(sums);
  const points = buckets.map((bucket) => ({
    day: bucket.to,
    label: bucket.label,
    name: bucket.name,
    href: partsOf(bucket, filters),
  }));
  const all = hrefWith(filters, { rest: { by: ["model"] } }, "/spend");
  const curves = {
    price_index: shownCurve(curve, "price_index", "#models"),
    cost_per_million_tokens: shownCurve(curve, "cost_per_million_tokens", all),
    cost_per_unit: shownCurve(curve, "cost_per_unit", all),
  };
  return {
    words: curveWords(curves),
    grain,
    points,
    curves,
    marks: curve.references,
    periods: periodLines(curve, buckets, filters),
    models: modelLines(curve, filters),
    coverage: {
      through: extent.dataThrough,
      tokensPriced: shareOf(tokens - (sums.unpriced_tokens ?? 0n), tokens),
    },
  };
}

const partsOf = ({ from, to }: Bucket, filters: Filters): string =>
  hrefWith(filters, { from, to, rest: { by: ["model"] } }, "/spend");

function shownCurve({ curves }: CostCurve, id: CurveId, href: string): ShownCurve {
  const found = curves.find((curve) => curve.id === id);
  const values = found?.points.map(({ value }) => value) ?? [];
  const known = values.filter((value) => value !== null);
  const base = known.map(Number).find((value) => value > 0);
  return {
    decline: found?.decline ?? null,
    values,
    rebased: values.map((value) =>
      value === null || base === undefined ? null : ((Number(value) / base) * 100).toFixed(6),
    ),
    first: known[0] ?? null,
    last: known.at(-1) ?? null,
    href,
  };
}

function periodLines({ curves }: CostCurve, buckets: readonly Bucket[], filters: Filters): Line[] {
  const at = (id: CurveId, index: number) => curves.find((curve) => curve.id === id)?.points[index];
  return buckets
    .map((bucket, index) => {
      const rows = hrefWith(filters, { from: bucket.from, to: bucket.to }, "/rows");
      const point = at("price_index", index);
      return {
        id: bucket.start,
        cells: {
          period: bucket.name,
          index: point?.value ?? null,
          matched: point?.value ? (point.matched ?? 0) : null,
          blended: at("cost_per_million_tokens", index)?.value ?? null,
          unit: at("cost_per_unit", index)?.value ?? null,
        },
        links: { period: partsOf(bucket, filters), matched: "#models", blended: rows, unit: rows },
        ...(point?.value && point.matched === 0 ? { notes: { index: "begins" } } : {}),
      };
    })
    .reverse();
}

function modelLines({ models, curves }: CostCurve, filters: Filters): Line[] {
  const links = Math.max(0, (curves.find(({ id }) => id === "price_index")?.points.length ?? 0) - 1);
  return models.map(({ provider, model, links: own, factor, moves }) => {
    const where = { provider: [provider], model: [model] };
    const rows = hrefWith(filters, { where }, "/rows");
    return {
      id: JSON.stringify([provider, model]),
      cells: {
        model,
        provider,
        links: own,
        change: (factor - 1).toFixed(12),
        moves: (moves - 1).toFixed(12),
      },
      links: {
        model: hrefWith(filters, { where, rest: { by: ["tier"] } }, "/spend"),
        change: rows,
        moves: rows,
      },
      ...(own < links ? { notes: { links: `of ${links}` } } : {}),
    };
  });
}
