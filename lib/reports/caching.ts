import type { Actor } from "@/lib/access/actor";
import type { CubeRow } from "@/lib/db/cube-query";
import { netCacheRate } from "@/lib/economics";
import { comparedLabel, type Dimension } from "@/lib/filters";
import { exactValue, type MeasureName, metricOf, type Sums, valueText } from "@/lib/metrics";
import { pico, ratioText, usdText } from "@/lib/money";
import { addDays, dayStartMs } from "@/lib/time";
import { breakEvenLines } from "./break-even";
import { type CacheLosses, cacheLosses } from "./cache-losses";
import { CELL_BY, pricesAt, writeUse } from "./cache-writes";
import { cached } from "./cached";
import { type HitRateChart, hitRateChart } from "./caching-chart";
import { batchPossible, groupingOf, groupingsFor, walkOf } from "./caching-ladder";
import { cacheLines, inputOf, knowsSavings, losingCaches, netOf, writesOf } from "./caching-lines";
import { comparedMetric, shareOf } from "./figures";
import { LADDER_MEASURES, ladderLines } from "./ladder";
import type { Line } from "./line";
import { pricedSkus } from "./list-prices";
import type { PageContext } from "./page-context";
import { gapsOf, gapsText, grainFor, isUnfiltered, lateProviders, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import { requestRate } from "./request-hits";
import { whenOf } from "./when";
import type { Words } from "./words";
import { cachingWords } from "./words-caching";

/** Everything Caching shows, plain data: amounts and ratios are decimal text, null where undefined. */
export type CachingReport = Readonly<{
  words: readonly Words[];
  /** "Sep"; null where nothing is compared. */
  comparedWith: string | null;
  figures: Readonly<{
    /** null, like the other amounts, where the cache that was used has no price. */
    net: string | null;
    /** Net savings as a share of what the same usage would have cost without caching. */
    netShare: string | null;
    hitRate: string | null;
    /** A difference of shares. */
    hitRateChange: string | null;
    /** Of requests, from rows that are one each; null where there are none or too many to count. */
    requestHitRate: string | null;
    /** Share of the period's requests that are such rows. */
    requestsSeen: string | null;
    tooManyRows: boolean;
    readsPerWrite: string | null;
    breakEven5m: string | null;
    breakEven1h: string | null;
    gross: string | null;
    grossChange: string | null;
    premium: string | null;
    premiumChange: string | null;
  }>;
  chart: HitRateChart;
  /** True where any of the cache that was used has a price; false also where none was used. */
  savingsKnown: boolean;
  /** The savings ladder as a walk; the steps add up exactly (§5.5). */
  walk: readonly Readonly<{ name: string; value: string; total?: boolean; href: string }>[];
  ladder: Readonly<{
    by: Dimension;
    groupings: readonly Readonly<{ dimension: Dimension; href: string }>[];
    sort: string | null;
    lines: readonly Line[];
    total: Line;
  }>;
  /** What batch would save on usage marked as able to wait (§5.4); null where nothing is marked. */
  batchPossible: Readonly<{ amount: string; href: string }> | null;
  breakEven: readonly Line[];
  losses: CacheLosses;
  lines: readonly Line[];
  total: Line;
  /** The share of input tokens whose source counts cache, and the providers where some does not. */
  cacheKnown: string | null;
  uncounted: readonly string[];
  coverage: Readonly<{ through: string | null; missing: string | null; tokensPriced: string | null }>;
}>;

const MEASURES = [
  "events",
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "cache_known_tokens",
  "unpriced_tokens",
  "requests",
  "batch_possible",
  ...LADDER_MEASURES,
] as const satisfies readonly MeasureName[];

/** What caching saves and where (economics §5.3). Kept until the organization's figures change. */
export function cachingReport(actor: Actor, context: PageContext): Promise<CachingReport> {
  const { filters, today } = context;
  return cached(actor, "caching", { filters, today }, () => computeCaching(actor, context));
}

async function computeCaching(actor: Actor, context: PageContext): Promise<CachingReport> {
  const { filters, extent, today } = context;
  const { compare, where } = filters;
  const shown = shownRange(filters, extent.dataThrough);
  const grain = grainFor(shown);
  const by = groupingOf(context);
  const [rows, compareRows, daily, skus, days, groups, losses] = await Promise.all([
    cubeRows(actor, { ...shown, grain: "none", by: CELL_BY, where }, MEASURES),
    compare ? cubeRows(actor, { ...compare, grain: "none", by: [], where }, MEASURES) : [],
    cubeRows(actor, { ...shown, grain, by: ["product"], where }, ["cache_read_tokens", "cache_known_tokens"]),
    pricedSkus(actor),
    cubeRows(actor, { ...shown, grain: "day", by: [], where: {} }, ["events"]),
    cubeRows(actor, { ...shown, grain: "none", by: [by], where }, LADDER_MEASURES),
    cacheLosses(actor, filters, shown),
  ]);
  const sums = addUp(rows);
  const single = await requestRate(actor, { ...shown, where, events: sums.events ?? 0n });
  const before = compareRows.some((row) => (row.sums.events ?? 0n) > 0n) ? addUp(compareRows) : null;
  const pricesOf = pricesAt(skus, dayStartMs(addDays(shown.to, 1), actor.timeZone) - 1);
  const use = writeUse(rows, pricesOf);
  const used = (sums.cache_read_tokens ?? 0n) + writesOf(sums) > 0n;
  const known = knowsSavings(rows, pricesOf);
  // Unused, a cache saves nothing; used without a price, nobody knows what.
  const usd = (amount: bigint) => (used && !known ? null : usdText(pico(amount)));
  const [net, gross, premium] = [netOf(sums), pico(sums.gross_savings ?? 0n), pico(sums.write_premium ?? 0n)];
  const computed = pico(sums.computed_cost ?? 0n);
  const tokens = inputOf(sums) + (sums.output_tokens ?? 0n);
  const gaps = gapsOf(filters, new Set(days.map((row) => row.period ?? "")), {
    dataFrom: extent.dataFrom,
    today,
  });
  return {
    words: cachingWords({
      when: whenOf(shown, today),
      reads: sums.cache_read_tokens ?? 0n,
      writes: writesOf(sums),
      known: sums.cache_known_tokens ?? 0n,
      priced: known,
      net,
      gross,
      premium,
      losing: losingCaches(rows, pricesOf),
    }),
    comparedWith: before === null ? null : comparedLabel(filters),
    figures: {
      net: usd(net),
      netShare: known ? netCacheRate(computed, net) : null,
      hitRate: textOf(valueText(metricOf("cache_hit_rate"), sums)),
      hitRateChange: before === null ? null : hitRatePoints(before, sums),
      requestHitRate: single.rate,
      requestsSeen: shareOf(single.requests, sums.requests ?? 0n),
      tooManyRows: single.tooMany,
      readsPerWrite: use.readsPerWrite,
      breakEven5m: use.breakEven5m,
      breakEven1h: use.breakEven1h,
      gross: usd(gross),
      grossChange: comparedMetric("gross_cache_savings", sums, before).change,
      premium: usd(premium),
      premiumChange: comparedMetric("cache_write_premium", sums, before).change,
    },
    chart: hitRateChart(daily, { filters, shown, grain }),
    savingsKnown: known,
    walk: walkOf(sums, filters, by),
    ladder: {
      by,
      groupings: groupingsFor(context, by),
      sort: filters.rest.sort?.[0] ?? null,
      ...ladderLines(groups, by, filters),
    },
    batchPossible: batchPossible(sums, context),
    breakEven: breakEvenLines(rows, skus, { filters, shown, zone: actor.timeZone }),
    losses,
    ...cacheLines(rows, filters, pricesOf, single),
    cacheKnown: shareOf(sums.cache_known_tokens ?? 0n, inputOf(sums)),
    uncounted: uncountedProviders(rows),
    coverage: {
      through: gaps.through,
      missing: isUnfiltered(filters) ? gapsText(gaps, lateProviders(extent.providers, filters, today)) : null,
      tokensPriced: shareOf(tokens - (sums.unpriced_tokens ?? 0n), tokens),
    },
  };
}

const textOf = (value: string | number | null): string | null => (value === null ? null : String(value));

/** The change of the hit rate as a difference of shares; null where either has none. */
function hitRatePoints(before: Sums, now: Sums): string | null {
  const metric = metricOf("cache_hit_rate");
  const [a, b] = [exactValue(metric.value, before), exactValue(metric.value, now)];
  return a === null || b === null ? null : ratioText(b.n * a.d - a.n * b.d, a.d * b.d);
}

/** Providers some of whose input comes from files that do not count cache, by name. */
function uncountedProviders(rows: readonly CubeRow[]): string[] {
  const names = rows
    .filter(({ sums }) => inputOf(sums) > (sums.cache_known_tokens ?? 0n))
    .map(({ keys }) => keys[2])
    .filter((name) => name !== null && name !== undefined);
  return [...new Set(names)].sort();
}
