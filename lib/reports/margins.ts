import type { Actor } from "@/lib/access/actor";
import type { CubeRow } from "@/lib/db/cube-query";
import { inOrganization } from "@/lib/db/organization";
import { askUnitNames } from "@/lib/db/units-query";
import { type Bridge, marginPointsChange } from "@/lib/economics";
import { comparedLabel, type Filters, hrefWith, UNIT, type Where } from "@/lib/filters";
import { minus, pico, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import { costBridge } from "./bridge";
import { type ChartStep, chartSteps, turned } from "./bridge-steps";
import { cached } from "./cached";
import { type Compared, comparedMargin, comparedMetric, shareOf } from "./figures";
import type { Line } from "./line";
import { type MarginCustomers, marginCustomers } from "./margin-customers";
import { type MarginBy, type MarginView, marginLines } from "./margin-lines";
import { type MonthColumn, monthsUpTo } from "./margin-months";
import { isLoss, PNL_MEASURES, pnlOf } from "./margin-pnl";
import { marginRows, totalRow } from "./margin-rows";
import { type MarginTries, marginTries } from "./margin-tries";
import type { PageContext } from "./page-context";
import { gapsOf, gapsText, isUnfiltered, lateProviders, shownRange } from "./period";
import { addUp, cubeRows } from "./query";
import { whenOf } from "./when";
import type { Words } from "./words";
import { EVERYONE, marginWords } from "./words-margins";

/** Everything Margins shows, plain data: amounts and ratios are decimal text, null where undefined. */
export type MarginsReport = Readonly<{
  words: readonly Words[];
  view: MarginView;
  by: MarginBy;
  comparedWith: string | null;
  figures: Readonly<{
    percent: Compared;
    margin: Compared;
    revenue: Compared;
    cost: Compared;
    unallocated: string | null;
    unallocatedShare: string | null;
  }>;
  months: readonly MonthColumn[];
  /** What the last month is compared with: "Sep", "1–22 Oct"; null where there is nothing. */
  monthComparedWith: string | null;
  lines: readonly Line[];
  total: Line;
  /** Share of these months' cost that names a customer, where that limits the margins shown; else null. */
  costNamed: string | null;
  /** From the margin of the period compared with to the period's; the steps add up exactly. null without one. */
  bridge: readonly ChartStep[] | null;
  /** Customers over the period, and how their margins lie. */
  customers: MarginCustomers;
  /** What changes are tried on; null without revenue. */
  tries: MarginTries | null;
  coverage: Readonly<{
    through: string | null;
    missing: string | null;
    costAllocated: string | null;
    costReported: string | null;
  }>;
}>;

/** Dimensions revenue does not know: with one of them chosen there is no margin. */
export const unknownToRevenue = (where: Filters["where"]): string[] =>
  Object.entries(where)
    .filter(
      ([dimension, values]) => !["product", "customer", "plan", UNIT].includes(dimension) && values?.length,
    )
    .map(([dimension]) => dimension);

const MARGIN_BY = ["product", "customer", "plan"] as const satisfies readonly MarginBy[];

/** What the page's own parameters ask for. */
export function marginChoice(filters: Filters, hasRevenue: boolean): { view: MarginView; by: MarginBy } {
  const { view, by } = filters.rest;
  const views: readonly MarginView[] = hasRevenue ? ["margin", "amounts", "unit"] : ["cost", "unit"];
  return {
    view: views.find((one) => one === view?.[0]) ?? views[0] ?? "cost",
    by: MARGIN_BY.find((one) => one === by?.[0]) ?? "product",
  };
}

/** Revenue less cost of revenue (economics §5.6), by month and over the period. Kept until figures change. */
export function marginsReport(actor: Actor, context: PageContext): Promise<MarginsReport> {
  const { filters, today } = context;
  return cached(actor, "margins", { filters, today }, () => computeMargins(actor, context));
}

async function computeMargins(actor: Actor, context: PageContext): Promise<MarginsReport> {
  const { filters, extent, today } = context;
  const { compare, where } = filters;
  const choice = marginChoice(filters, extent.hasRevenue);
  const shown = shownRange(filters, extent.dataThrough);
  const months = monthsUpTo(shown.to, extent.dataFrom);
  const span = { from: months.columns[0]?.from ?? shown.from, to: shown.to };
  const ask = (range: DayRange, by: MarginBy, grain: "none" | "month" = "none") =>
    cubeRows(actor, { from: range.from, to: range.to, grain, by: [by], where }, PNL_MEASURES);
  // Research is in no margin, so it is not in the walk from one margin to the next.
  const served: Where = "cost_kind" in extent.others ? { ...where, cost_kind: ["cost_of_revenue"] } : where;
  const [rows, compared, products, productsBefore, customers, found, days, units] = await Promise.all([
    ask(span, choice.by, "month"),
    months.compared && months.compared.columnId === null ? ask(months.compared.range, choice.by) : [],
    ask(shown, "product"),
    compare ? ask(compare, "product") : [],
    ask(shown, "customer"),
    compare ? costBridge(actor, { base: compare, actual: shown, where: served }) : null,
    cubeRows(actor, { ...shown, grain: "day", by: [], where: {} }, ["events"]),
    unitNames(actor, { ...span, by: choice.by, where }),
  ]);
  const sums = addUp(products);
  const sumsBefore = found?.hasBase ? addUp(productsBefore) : null;
  const all = { rows, months, compared };
  const total = totalRow(all, units);
  const margin = pnlOf(sums);
  const spend = sums.effective_cost ?? 0n;
  const unallocated = products.find(({ keys }) => keys[0] === null)?.sums.effective_cost ?? 0n;
  const gaps = gapsOf(filters, new Set(days.map((row) => row.period ?? "")), {
    dataFrom: extent.dataFrom,
    today,
  });
  return {
    words: marginWords({
      who: subjectOf(where),
      when: whenOf(shown, today),
      ...margin,
      products: movesOf(products, sumsBefore ? productsBefore : null),
      own: comparedMargin(sums, sumsBefore).change,
    }),
    ...choice,
    comparedWith: sumsBefore === null ? null : comparedLabel(filters),
    figures: {
      percent: comparedMargin(sums, sumsBefore),
      margin: comparedMetric("gross_margin", sums, sumsBefore),
      revenue: comparedMetric("revenue", sums, sumsBefore),
      cost: comparedMetric("cost_of_revenue", sums, sumsBefore),
      // Of chosen products nothing can be unallocated.
      unallocated: where.product?.length ? null : usdText(pico(unallocated)),
      unallocatedShare: shareOf(unallocated, spend),
    },
    months: months.columns,
    monthComparedWith: months.compared?.label ?? null,
    ...marginLines(marginRows(all), total, { ...choice, months, filters, units }),
    costNamed: choice.by === "product" ? null : namedShare(rows),
    bridge:
      found && sumsBefore && margin.revenue !== 0n
        ? marginSteps(found.bridge, {
            revenue: [pnlOf(sumsBefore).revenue, margin.revenue],
            filters,
            shown,
          })
        : null,
    customers: marginCustomers(customers, filters),
    tries: extent.hasRevenue ? await triesOf(actor, { filters, shown, served, products }) : null,
    coverage: {
      through: gaps.through,
      missing: isUnfiltered(filters) ? gapsText(gaps, lateProviders(extent.providers, filters, today)) : null,
      costAllocated: shareOf(spend - unallocated, spend),
      costReported: shareOf(sums.covered_cost ?? 0n, spend),
    },
  };
}

/** What a unit of work of each group is called, where all of its are of one name. */
function unitNames(
  actor: Actor,
  { by, ...q }: DayRange & { by: MarginBy; where: Filters["where"] },
): Promise<ReadonlyMap<string | null, string>> {
  return inOrganization(
    actor.organizationId,
    (tx) => askUnitNames(tx, { ...q, by: [by], grain: "none", measures: ["units"], zone: actor.timeZone }),
    { readOnly: true },
  );
}

/** What the page shows, or one product of it, for changes to be tried on. */
function triesOf(
  actor: Actor,
  {
    filters,
    shown,
    served,
    products,
  }: { filters: Filters; shown: DayRange; served: Where; products: readonly CubeRow[] },
): Promise<MarginTries> {
  const names = products.flatMap(({ keys }) => keys[0] ?? []);
  const product = names.find((name) => name === filters.rest.try?.[0]) ?? null;
  const { revenue, cost } = pnlOf(
    addUp(product === null ? products : products.filter(({ keys }) => keys[0] === product)),
  );
  const where = product === null ? served : { ...served, product: [product] };
  return marginTries(actor, {
    range: shown,
    where,
    filters,
    products: names,
    product,
    sums: { revenue, cost },
  });
}

/** Who earned it: the one product or customer asked for, else the products. */
function subjectOf(where: Filters["where"]): string {
  const chosen = [where.product, where.customer].filter((values) => values && values.length > 0);
  const [only] = chosen;
  const [name] = only ?? [];
  return chosen.length === 1 && only?.length === 1 && name ? name : EVERYONE;
}

function movesOf(now: readonly CubeRow[], before: readonly CubeRow[] | null) {
  const earlier = new Map((before ?? []).map(({ keys, sums }) => [keys[0] ?? null, sums]));
  return now.flatMap(({ keys, sums }) => {
    const [name] = keys;
    if (!name) return [];
    const [a, b] = [pnlOf(earlier.get(name)), pnlOf(sums)];
    return [{ name, change: before ? marginPointsChange(a, b) : null, sellsBelowCost: isLoss(b) }];
  });
}

function namedShare(rows: readonly CubeRow[]): string | null {
  const cost = (some: readonly CubeRow[]) => pnlOf(addUp(some)).cost;
  return shareOf(cost(rows.filter(({ keys }) => keys[0] !== null)), cost(rows));
}

/** The margin bridge (§5.8): the change of revenue, and the effects on cost with their sign turned. */
function marginSteps(
  bridge: Bridge,
  asked: { revenue: readonly [bigint, bigint]; filters: Filters; shown: DayRange },
): readonly ChartStep[] {
  const { filters, shown } = asked;
  const [before, now] = asked.revenue;
  const margin = {
    ...turned(bridge),
    base: minus(pico(before), bridge.base),
    actual: minus(pico(now), bridge.actual),
  };
  const [first, ...rest] = chartSteps(margin, { filters, shown });
  const last = rest.pop();
  const revenue = hrefWith(filters, { rest: { kind: ["revenue"] } }, "/rows");
  return [
    ...(first ? [{ ...first, href: PARTS }] : []),
    { name: "Revenue", value: usdText(pico(now - before)), href: revenue },
    ...rest,
    ...(last ? [{ ...last, href: PARTS }] : []),
  ];
}

const PARTS = "#p-and-l";
