import type { Actor } from "@/lib/access/actor";
import { comparedLabel } from "@/lib/filters";
import type { MeasureName, Sums } from "@/lib/metrics";
import { pico, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import { costBridge } from "./bridge";
import { type ChartStep, chartSteps } from "./bridge-steps";
import { cached } from "./cached";
import { type Compared, comparedMargin, comparedMetric, shareOf } from "./figures";
import type { Line } from "./line";
import { priceChanges, pricedSkus } from "./list-prices";
import { type Finding, findingsOf } from "./overview-findings";
import { productLines, trendRange } from "./overview-products";
import type { PageContext } from "./page-context";
import { gapsOf, gapsText, grainFor, isUnfiltered, lateProviders, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import { type SpendChart, spendChart } from "./spend-chart";
import { tokensOf } from "./tokens";
import { storyWords, subjectOf, thanOf, type Words } from "./words";

/** Everything Overview shows, plain data: amounts and ratios are decimal text, null where undefined. */
export type OverviewReport = Readonly<{
  words: readonly Words[];
  /** "Sep", "1–23 Oct"; null where nothing is compared. */
  comparedWith: string | null;
  figures: Readonly<{
    spend: Compared;
    costPerMillion: Compared;
    netCacheSavings: Compared;
    cacheHitRate: string | null;
    grossMarginPercent: Compared;
    /** Why there is no margin, where there is none. */
    marginMissing: "no revenue" | "not known here" | null;
    unallocated: string;
    unallocatedShare: string | null;
  }>;
  chart: SpendChart;
  /** null where there is nothing to compare with. */
  bridge: readonly ChartStep[] | null;
  products: readonly Line[];
  productTotal: Line;
  findings: readonly Finding[];
  coverage: Readonly<{
    through: string | null;
    missing: string | null;
    tokensPriced: string | null;
    costAllocated: string | null;
    costReported: string | null;
  }>;
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
  "effective_cost",
  "covered_cost",
  "gross_savings",
  "write_premium",
] as const satisfies readonly MeasureName[];

/** The overview of a period. Kept until the organization's figures change. */
export function overviewReport(actor: Actor, context: PageContext): Promise<OverviewReport> {
  const { filters, today } = context;
  return cached(actor, "overview", { filters, today }, () => computeOverview(actor, context));
}

async function computeOverview(actor: Actor, context: PageContext): Promise<OverviewReport> {
  const { filters, extent, today } = context;
  const { compare, where } = filters;
  const shown = shownRange(filters, extent.dataThrough);
  const grain = grainFor(filters);
  const spendBy = (range: DayRange, by: readonly "model"[]) =>
    cubeRows(actor, { ...range, grain, by, where }, ["effective_cost"]);
  const sumsBy = (range: DayRange) =>
    cubeRows(actor, { ...range, grain: "none", by: ["model", "provider"], where }, MEASURES);
  const margins = (range: DayRange, at: "none" | "month") =>
    cubeRows(actor, { ...range, grain: at, by: ["product"], where }, [
      "effective_cost",
      "research_cost",
      "revenue",
    ]);
  const [rows, compareRows, bars, barsBefore, products, productsBefore, trend, skus, days, found] =
    await Promise.all([
      sumsBy(shown),
      compare ? sumsBy(compare) : [],
      spendBy(shown, ["model"]),
      compare ? spendBy(compare, []) : [],
      margins(shown, "none"),
      compare ? margins(compare, "none") : [],
      margins(trendRange(shown.to), "month"),
      pricedSkus(actor),
      grain === "day" && isUnfiltered(filters)
        ? null
        : cubeRows(actor, { ...shown, grain: "day", by: [], where: {} }, ["events"]),
      compare ? costBridge(actor, { base: compare, actual: shown, where }) : null,
    ]);

  const sums = addUp(rows);
  const before = compareRows.length > 0 ? addUp(compareRows) : null;
  const margin = addUp(products);
  const marginBefore = compareRows.length > 0 ? addUp(productsBefore) : null;
  const gaps = gapsOf(filters, new Set((days ?? bars).map((row) => row.period ?? "")), {
    dataFrom: extent.dataFrom,
    today,
  });
  const spend = sums.effective_cost ?? 0n;
  const unallocated = products.find(({ keys }) => keys[0] === null)?.sums.effective_cost ?? 0n;
  const figures = {
    spend: comparedMetric("spend", sums, before),
    costPerMillion: comparedMetric("cost_per_million_tokens", sums, before),
    netCacheSavings: comparedMetric("net_cache_savings", sums, before),
    cacheHitRate: comparedMetric("cache_hit_rate", sums, null).value,
    grossMarginPercent: comparedMargin(margin, marginBefore),
    marginMissing: missingMargin(margin),
    unallocated: usdText(pico(unallocated)),
    unallocatedShare: shareOf(unallocated, spend),
  };
  const tokens = tokensOf(sums);
  const usedModels = [...new Set(spendByModel(rows))];
  return {
    words: storyWords({
      subject: subjectOf(shown, where, today),
      than: before === null ? null : thanOf(filters, today),
      spend: figures.spend.value ?? "0",
      spendChange: figures.spend.change,
      tokens,
      tokensChange: before === null ? null : changeText(tokensOf(before), tokens),
      unpricedTokens: sums.unpriced_tokens ?? 0n,
      costPerMillion: figures.costPerMillion.value,
      costPerMillionChange: figures.costPerMillion.change,
      marginPercent: figures.grossMarginPercent.value,
      marginChange: figures.grossMarginPercent.change,
    }),
    comparedWith: before === null ? null : comparedLabel(filters),
    figures,
    chart: spendChart(bars, {
      filters,
      grain,
      by: "model",
      shown,
      compareRows: barsBefore,
      priceChanges: priceChanges(skus, usedModels, shown, actor.timeZone),
    }),
    bridge: found && before ? chartSteps(found.bridge, { filters, shown }) : null,
    ...split(
      productLines({
        filters,
        now: products,
        before: before === null ? null : productsBefore,
        trend,
      }),
    ),
    findings: findingsOf({ filters, rows, before: before === null ? null : compareRows }),
    coverage: {
      through: gaps.through,
      missing: isUnfiltered(filters) ? gapsText(gaps, lateProviders(extent.providers, filters, today)) : null,
      tokensPriced: shareOf(tokens - (sums.unpriced_tokens ?? 0n), tokens),
      costAllocated: shareOf(spend - unallocated, spend),
      costReported: shareOf(sums.covered_cost ?? 0n, spend),
    },
  };
}

const split = ({ lines, total }: { lines: Line[]; total: Line }) => ({
  products: lines,
  productTotal: total,
});

const changeText = (before: bigint, after: bigint): string | null => shareOf(after - before, before);

function missingMargin({ revenue }: Sums): "no revenue" | "not known here" | null {
  if (revenue === null) return "not known here";
  return revenue === undefined || revenue === 0n ? "no revenue" : null;
}

/** Models with spend, the largest first: whose price changes are worth a mark. */
function spendByModel(rows: readonly { keys: readonly (string | null)[]; sums: Sums }[]): string[] {
  const totals = new Map<string, bigint>();
  for (const { keys, sums } of rows) {
    const model = keys[0];
    if (model) totals.set(model, (totals.get(model) ?? 0n) + (sums.effective_cost ?? 0n));
  }
  return [...totals]
    .filter(([, total]) => total > 0n)
    .sort(([, a], [, b]) => (a === b ? 0 : a > b ? -1 : 1))
    .map(([model]) => model);
}
