import type { Actor } from "@/lib/access/actor";
import type { CubeRow } from "@/lib/db/cube-query";
import { netCacheRate } from "@/lib/economics";
import { comparedLabel, hrefWith } from "@/lib/filters";
import { exactValue, type MeasureName, metricOf, type Sums, valueText } from "@/lib/metrics";
import { pico, plus, ratioText, usdText } from "@/lib/money";
import { addDays, dayStartMs } from "@/lib/time";
import { CELL_BY, pricesAt, writeUse } from "./cache-writes";
import { cached } from "./cached";
import { type HitRateChart, hitRateChart } from "./caching-chart";
import { cacheLines, inputOf, knowsSavings, losingCaches, netOf, writesOf } from "./caching-lines";
import { comparedMetric, shareOf } from "./figures";
import type { Line } from "./line";
import { pricedSkus } from "./list-prices";
import type { PageContext } from "./page-context";
import { gapsOf, gapsText, grainFor, isUnfiltered, lateProviders, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
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
    readsPerWrite: string | null;
    breakEven5m: string | null;
    breakEven1h: string | null;
    gross: string | null;
    grossChange: string | null;
    premium: string | null;
    premiumChange: string | null;
  }>;
  chart: HitRateChart;
  /** From cost without caching to computed cost; the steps add up exactly. null where no saving is known. */
  bridge: readonly Readonly<{ name: string; value: string; total?: boolean; href: string }>[] | null;
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
  "computed_cost",
  "gross_savings",
  "write_premium",
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
  const [rows, compareRows, daily, skus, days] = await Promise.all([
    cubeRows(actor, { ...shown, grain: "none", by: CELL_BY, where }, MEASURES),
    compare ? cubeRows(actor, { ...compare, grain: "none", by: [], where }, MEASURES) : [],
    cubeRows(actor, { ...shown, grain, by: ["product"], where }, ["cache_read_tokens", "cache_known_tokens"]),
    pricedSkus(actor),
    cubeRows(actor, { ...shown, grain: "day", by: [], where: {} }, ["events"]),
  ]);
  const sums = addUp(rows);
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
  const byModel = hrefWith(filters, { rest: { by: ["model"] } }, "/spend");
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
      readsPerWrite: use.readsPerWrite,
      breakEven5m: use.breakEven5m,
      breakEven1h: use.breakEven1h,
      gross: usd(gross),
      grossChange: comparedMetric("gross_cache_savings", sums, before).change,
      premium: usd(premium),
      premiumChange: comparedMetric("cache_write_premium", sums, before).change,
    },
    chart: hitRateChart(daily, { filters, shown, grain }),
    bridge: !known
      ? null
      : [
          { name: "Without caching", value: usdText(plus(computed, net)), total: true, href: byModel },
          { name: "Cache reads", value: usdText(pico(-gross)), href: PARTS },
          { name: "Write premium", value: usdText(premium), href: PARTS },
          { name: "Computed cost", value: usdText(computed), total: true, href: byModel },
        ],
    ...cacheLines(rows, filters, pricesOf),
    cacheKnown: shareOf(sums.cache_known_tokens ?? 0n, inputOf(sums)),
    uncounted: uncountedProviders(rows),
    coverage: {
      through: gaps.through,
      missing: isUnfiltered(filters) ? gapsText(gaps, lateProviders(extent.providers, filters, today)) : null,
      tokensPriced: shareOf(tokens - (sums.unpriced_tokens ?? 0n), tokens),
    },
  };
}

/** The table on the same page that lists what a saving is made of. */
const PARTS = "#where-caching-pays";

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
