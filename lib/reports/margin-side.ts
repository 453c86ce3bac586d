import type { CubeRow } from "@/lib/db/cube-query";
import { absentLabel, type Filters, hrefWith } from "@/lib/filters";
import { pico, ratioText, usdText } from "@/lib/money";
import type { Line } from "./line";
import { isLoss, type MarginBy, marginOf } from "./margin-lines";
import { addUp } from "./query";

/** Customers or products by their margin over the period, those below zero first. */
export type MarginSide = Readonly<{
  by: MarginBy;
  lines: readonly Line[];
  total: Line;
  /** How many with revenue are below zero, and what they lost together. */
  below: number;
  lost: string;
  /** Named ones with a margin. */
  known: number;
  /** Share of cost that names one; null where there is no cost. */
  costNamed: string | null;
}>;

/** @param rows by customer or product, over the whole period */
export function marginSide(rows: readonly CubeRow[], by: MarginBy, filters: Filters): MarginSide {
  const all = rows.map(({ keys, sums }) => {
    const margin = marginOf(sums);
    const uncosted = by === "customer" && margin.cost === 0n && margin.revenue > 0n;
    return { key: keys[0] ?? null, margin, uncosted };
  });
  type One = (typeof all)[number];
  const rank = ({ key, margin, uncosted }: One) =>
    key === null ? 4 : isLoss(margin) ? 0 : margin.revenue === 0n ? 1 : uncosted ? 3 : 2;
  // Below zero the largest loss comes first, then cost without revenue, then the largest revenue.
  const size = ({ margin }: One) => (margin.margin < 0n ? -margin.margin : margin.revenue);
  all.sort((a, b) => rank(a) - rank(b) || (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1));
  const below = all.filter(({ key, margin }) => key !== null && isLoss(margin));
  const total = marginOf(addUp(rows));
  const named = all.filter(({ key }) => key !== null);
  const cost = named.reduce((sum, { margin }) => sum + margin.cost, 0n);
  return {
    by,
    lines: all
      .filter(({ margin }) => margin.revenue !== 0n || margin.cost !== 0n)
      .map(({ key, margin, uncosted }) => ({
        id: JSON.stringify(key),
        cells: {
          name: key,
          revenue: key === null && by === "product" ? null : usdText(margin.revenue),
          cost: uncosted ? null : usdText(margin.cost),
          margin: uncosted || (key === null && by === "product") ? null : usdText(margin.margin),
          percent: uncosted ? null : margin.percent,
        },
        links: linksOf(filters, by, key),
        missing: { name: absentLabel(by), ...(uncosted ? { cost: "none named" } : {}) },
        ...(key === null ? { muted: true } : {}),
      })),
    total: {
      id: "total",
      cells: {
        name: "Total",
        revenue: usdText(total.revenue),
        cost: usdText(total.cost),
        margin: usdText(total.margin),
        percent: total.percent,
      },
    },
    below: below.length,
    lost: usdText(pico(below.reduce((sum, { margin }) => sum - margin.margin, 0n))),
    known: named.filter(({ uncosted, margin }) => !uncosted && margin.revenue > 0n).length,
    costNamed: ratioText(cost, total.cost),
  };
}

function linksOf(filters: Filters, by: MarginBy, key: string | null): Record<string, string> {
  const where = { [by]: [key] };
  const spend = hrefWith(filters, { where, rest: { by: ["model"] } }, "/spend");
  return {
    name: spend,
    cost: spend,
    revenue: hrefWith(filters, { where, rest: { kind: ["revenue"] } }, "/rows"),
  };
}
