import type { Actor } from "@/lib/access/actor";
import { askChargeLines } from "@/lib/db/charge-lines";
import type { CubeRow } from "@/lib/db/cube-query";
import { inOrganization } from "@/lib/db/organization";
import { comparedLabel, type Dimension, hrefWith, isGrouping } from "@/lib/filters";
import type { MeasureName, Sums } from "@/lib/metrics";
import type { DayRange } from "@/lib/time";
import { costBridge } from "./bridge";
import { cached } from "./cached";
import { type Compared, comparedMetric, shareOf } from "./figures";
import { groupingDimensions } from "./groupings";
import type { Line } from "./line";
import { priceChanges, pricedSkus } from "./list-prices";
import type { PageContext } from "./page-context";
import { gapsOf, gapsText, grainFor, isUnfiltered, lateProviders, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import { type SpendBridgeView, spendBridge } from "./spend-bridge";
import { type SpendChart, spendChart } from "./spend-chart";
import { spendLines } from "./spend-lines";
import { tokensOf } from "./tokens";
import { storyWords, subjectOf, thanOf, type Words } from "./words";

/** Everything Spend shows, plain data: amounts and ratios are decimal text, null where undefined. */
export type SpendReport = Readonly<{
  words: readonly Words[];
  comparedWith: string | null;
  by: Dimension;
  /** "table" of spend, or the "bridge" from the period compared with. */
  view: "table" | "bridge";
  /** True where there is a period to compare with. */
  hasBridge: boolean;
  /** null in the table's view, and where what is asked for is undefined. */
  bridge: SpendBridgeView | null;
  /** Column the table is sorted by first; null keeps usage before charges. */
  sort: string | null;
  /** Dimensions the organization's data can be grouped by. */
  groupings: readonly Readonly<{ dimension: Dimension; href: string }>[];
  figures: Readonly<{
    spend: Compared;
    costPerMillion: Compared;
    tokens: string;
    tokensChange: string | null;
    computed: Compared;
    reported: Compared;
    reportedShare: string | null;
    unpricedTokens: string;
  }>;
  chart: SpendChart;
  lines: readonly Line[];
  total: Line;
  coverage: Readonly<{
    through: string | null;
    missing: string | null;
    tokensPriced: string | null;
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
  "unpriced_tokens",
  "computed_cost",
  "reported_cost",
  "effective_cost",
  "covered_cost",
] as const satisfies readonly MeasureName[];

/** Spend of a period by any dimension. Kept until the organization's figures change. */
export function spendReport(actor: Actor, context: PageContext): Promise<SpendReport> {
  const { filters, today } = context;
  return cached(actor, "spend", { filters, today }, () => computeSpend(actor, context));
}

async function computeSpend(actor: Actor, context: PageContext): Promise<SpendReport> {
  const { filters, extent, today } = context;
  const { compare, where } = filters;
  const by = groupingOf(filters.rest.by?.[0]);
  const shown = shownRange(filters, extent.dataThrough);
  const grain = grainFor(filters);
  const ask = (range: DayRange) => cubeRows(actor, { ...range, grain: "none", by: [by], where }, MEASURES);
  const spendBy = (range: DayRange, dimensions: readonly Dimension[]) =>
    cubeRows(actor, { ...range, grain, by: dimensions, where }, ["effective_cost"]);
  const charges = (range: DayRange) =>
    inOrganization(actor.organizationId, (tx) => askChargeLines(tx, { ...range, by, where }));
  const isBridge = compare !== null && filters.rest.view?.[0] === "bridge";
  const [rows, compareRows, bars, barsBefore, lines, linesBefore, skus, days, bridged] = await Promise.all([
    ask(shown),
    compare ? ask(compare) : [],
    spendBy(shown, [by]),
    compare ? spendBy(compare, []) : [],
    charges(shown),
    compare ? charges(compare) : [],
    by === "model" ? pricedSkus(actor) : [],
    grain === "day" && isUnfiltered(filters)
      ? null
      : cubeRows(actor, { ...shown, grain: "day", by: [], where: {} }, ["events"]),
    isBridge ? costBridge(actor, { base: compare, actual: shown, where }) : null,
  ]);
  const total = addUp(rows);
  const before = compareRows.length > 0 ? addUp(compareRows) : null;
  const tokens = tokensOf(total);
  const gaps = gapsOf(filters, new Set((days ?? bars).map((row) => row.period ?? "")), {
    dataFrom: extent.dataFrom,
    today,
  });
  const groups = groupSums(rows);
  const models = by === "model" ? [...groups.keys()].filter((key) => key !== null) : [];
  const tokensChange = before === null ? null : shareOf(tokens - tokensOf(before), tokensOf(before));
  const figures = {
    spend: comparedMetric("spend", total, before),
    costPerMillion: comparedMetric("cost_per_million_tokens", total, before),
    tokens: tokens.toString(),
    tokensChange,
    computed: comparedMetric("computed_cost", total, before),
    reported: comparedMetric("reported_cost", total, before),
    reportedShare: shareOf(total.covered_cost ?? 0n, total.effective_cost ?? 0n),
    unpricedTokens: (total.unpriced_tokens ?? 0n).toString(),
  };
  const table = spendLines({
    filters,
    by,
    next: nextGrouping(by, context),
    now: groups,
    before: before === null ? null : groupSums(compareRows),
    lines,
    linesBefore,
    total,
    totalBefore: before,
  });
  return {
    words: storyWords({
      subject: subjectOf(shown, where, today),
      than: before === null ? null : thanOf(filters, today),
      spend: figures.spend.value ?? "0",
      spendChange: figures.spend.change,
      tokens,
      tokensChange,
      unpricedTokens: total.unpriced_tokens ?? 0n,
      costPerMillion: figures.costPerMillion.value,
      costPerMillionChange: figures.costPerMillion.change,
      marginPercent: null,
      marginChange: null,
    }),
    comparedWith: before === null ? null : comparedLabel(filters),
    by,
    view: isBridge && before !== null ? "bridge" : "table",
    hasBridge: before !== null,
    bridge: bridged && before !== null ? spendBridge(bridged, filters, shown) : null,
    sort: filters.rest.sort?.[0] ?? null,
    groupings: groupingsFor(context, by),
    figures,
    chart: spendChart(bars, {
      filters,
      grain,
      by,
      shown,
      compareRows: barsBefore,
      priceChanges: priceChanges(skus, models, shown, actor.timeZone),
    }),
    lines: table.lines,
    total: table.total,
    coverage: {
      through: gaps.through,
      missing: isUnfiltered(filters) ? gapsText(gaps, lateProviders(extent.providers, filters, today)) : null,
      tokensPriced: shareOf(tokens - (total.unpriced_tokens ?? 0n), tokens),
      costReported: figures.reportedShare,
    },
  };
}

const groupingOf = (written: string | undefined): Dimension =>
  written !== undefined && isGrouping(written) ? written : "model";

const groupSums = (rows: readonly CubeRow[]): Map<string | null, Sums> =>
  new Map(rows.map(({ keys, sums }) => [keys[0] ?? null, sums]));

function groupingsFor({ filters, extent }: PageContext, by: Dimension): SpendReport["groupings"] {
  return groupingDimensions(extent, ["model", "provider", "product"], by).map((dimension) => ({
    dimension,
    href: hrefWith(filters, { rest: { by: [dimension], view: [], sort: [] } }),
  }));
}

/** What a group is opened into: the first of these the view is not narrowed to already. */
const DEEPER: readonly Dimension[] = [
  "model",
  "product",
  "project",
  "workspace",
  "api_key",
  "feature",
  "user",
  "tier",
];

function nextGrouping(by: Dimension, { filters, extent }: PageContext): Dimension {
  const order: readonly Dimension[] = by === "model" ? ["product", ...DEEPER] : DEEPER;
  const useful = (d: Dimension) =>
    d !== by &&
    (filters.where[d]?.length ?? 0) !== 1 &&
    (d === "model" || d === "tier" || (d === "product" ? extent.products.length > 0 : d in extent.others));
  return order.find(useful) ?? "tier";
}
