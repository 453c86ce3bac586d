import type { CubeRow } from "@/lib/db/cube-query";
import { concentration, distribution } from "@/lib/economics";
import { absentLabel, type Filters, hrefWith } from "@/lib/filters";
import { ratioText, usdText } from "@/lib/money";
import type { Line } from "./line";
import { isLoss, pnlOf } from "./margin-pnl";
import { addUp } from "./query";

/** Customers by their margin over the period, those below zero first, and how their margins lie. */
export type MarginCustomers = Readonly<{
  lines: readonly Line[];
  total: Line;
  /** Every customer with a margin. */
  dots: readonly MarginDot[];
  /** Shares a tenth, half, nine tenths of the customers do not exceed; null where nobody has a margin. */
  p10: string | null;
  p50: string | null;
  p90: string | null;
  /** How many with revenue are below zero, and what they lost together. */
  below: number;
  lost: string;
  /** Named ones with a margin. */
  known: number;
  /** The largest tenth of the named ones by cost, one at least, and their share of what names one. */
  top: Readonly<{ customers: number; share: string | null }>;
  /** Share of cost that names a customer; null where there is no cost. */
  costNamed: string | null;
}>;

/** One customer: `percent` a share, `cost` dollars, both decimal text. */
export type MarginDot = Readonly<{
  name: string;
  percent: string;
  cost: string;
  isLoss: boolean;
  href: string;
}>;

/** @param rows by customer, over the whole period */
export function marginCustomers(rows: readonly CubeRow[], filters: Filters): MarginCustomers {
  const all = rows.map(({ keys, sums }) => {
    const margin = pnlOf(sums);
    return { key: keys[0] ?? null, margin, uncosted: margin.cost === 0n && margin.revenue > 0n };
  });
  type One = (typeof all)[number];
  const rank = ({ key, margin, uncosted }: One) =>
    key === null ? 4 : isLoss(margin) ? 0 : margin.revenue === 0n ? 1 : uncosted ? 3 : 2;
  // Below zero the largest loss comes first, then cost without revenue, then the largest revenue.
  const size = ({ margin }: One) => (margin.margin < 0n ? -margin.margin : margin.revenue);
  all.sort((a, b) => rank(a) - rank(b) || (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1));
  const total = pnlOf(addUp(rows));
  const named = all.filter(({ key }) => key !== null);
  const known = named.filter(({ uncosted }) => !uncosted);
  const { below, lost, ...shares } = distribution(known.map(({ margin }) => margin));
  const { top, share } = concentration(named.map(({ margin }) => margin.cost));
  const cost = named.reduce((sum, { margin }) => sum + margin.cost, 0n);
  return {
    lines: all
      .filter(({ margin }) => margin.revenue !== 0n || margin.cost !== 0n)
      .map(({ key, margin, uncosted }) => ({
        id: JSON.stringify(key),
        cells: {
          name: key,
          revenue: usdText(margin.revenue),
          cost: uncosted ? null : usdText(margin.cost),
          margin: uncosted ? null : usdText(margin.margin),
          percent: uncosted ? null : margin.percent,
        },
        links: linksOf(filters, key),
        missing: { name: absentLabel("customer"), ...(uncosted ? { cost: "none named" } : {}) },
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
    dots: known.flatMap(({ key, margin }) =>
      key === null || margin.percent === null || margin.revenue <= 0n
        ? []
        : [
            {
              name: key,
              percent: margin.percent,
              cost: usdText(margin.cost),
              isLoss: isLoss(margin),
              href: rowsOf(filters, key),
            },
          ],
    ),
    ...shares,
    below,
    lost: usdText(lost),
    top: { customers: top, share },
    costNamed: ratioText(cost, total.cost),
  };
}

const rowsOf = (filters: Filters, customer: string | null): string =>
  hrefWith(filters, { where: { customer: [customer] } }, "/rows");

function linksOf(filters: Filters, key: string | null): Record<string, string> {
  const where = { customer: [key] };
  const rows = rowsOf(filters, key);
  return {
    name: hrefWith(filters, { where, rest: { by: ["model"] } }, "/spend"),
    cost: hrefWith(filters, { where, rest: { kind: ["usage"] } }, "/rows"),
    revenue: hrefWith(filters, { where, rest: { kind: ["revenue"] } }, "/rows"),
    margin: rows,
    percent: rows,
  };
}
