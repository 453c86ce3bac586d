import type { CubeRow } from "@/lib/db/cube-query";
import { type Filters, hrefWith } from "@/lib/filters";
import { costOfRevenueOf, type Sums } from "@/lib/metrics";
import { pico, ratioText, usdText } from "@/lib/money";
import { addMonths, type DayRange, monthEnd, monthStart } from "@/lib/time";
import { comparedMargin } from "./figures";
import type { Line } from "./line";
import { addUp } from "./query";

/** How many whole months the small lines reach back. */
const TREND_MONTHS = 12;

type Asked = Readonly<{
  filters: Filters;
  now: readonly CubeRow[];
  before: readonly CubeRow[] | null;
  /** By month and product, over `trendRange`. */
  trend: readonly CubeRow[];
}>;

/** Revenue, cost and margin of every product with either, the largest revenue first, then what no product owns. */
export function productLines({ filters, now, before, trend }: Asked): {
  lines: Line[];
  total: Line;
} {
  const earlier = new Map((before ?? []).map((row) => [row.keys[0] ?? null, row.sums]));
  const ordered = [...now].sort(
    (a, b) => order(b.sums, a.sums) || ((a.keys[0] ?? "") < (b.keys[0] ?? "") ? -1 : 1),
  );
  const lines: Line[] = ordered
    .filter(({ keys }) => keys[0] !== null)
    .map(({ keys, sums }) => {
      const name = keys[0] ?? "";
      const was = before === null ? null : (earlier.get(name) ?? {});
      return {
        id: `product ${name}`,
        cells: { product: name, ...cellsOf(sums, was), trend: trendOf(trend, name) },
        links: linksOf(filters, name),
      };
    });
  const rest = ordered.find(({ keys }) => keys[0] === null);
  if (rest && (rest.sums.effective_cost ?? 0n) !== 0n) {
    lines.push({
      id: "unallocated",
      cells: { product: null, revenue: null, cost: usd(rest.sums), margin: null, change: null, trend: null },
      missing: { product: "Unallocated" },
      links: linksOf(filters, null),
      muted: true,
    });
  }
  const total = addUp(now);
  const totalBefore = before === null ? null : addUp(before);
  return {
    lines,
    total: { id: "total", cells: { product: "Total", ...cellsOf(total, totalBefore), trend: null } },
  };
}

function cellsOf(sums: Sums, before: Sums | null) {
  const margin = comparedMargin(sums, before);
  return {
    revenue: sums.revenue === null || sums.revenue === undefined ? null : usdText(pico(sums.revenue)),
    cost: usd(sums),
    margin: margin.value,
    change: margin.change,
  };
}

const usd = (sums: Sums): string => usdText(pico(sums.effective_cost ?? 0n));

function linksOf(filters: Filters, product: string | null): Record<string, string> {
  const where = { product: [product] };
  return {
    product: hrefWith(filters, { where, rest: { by: ["model"] } }, "/spend"),
    cost: hrefWith(filters, { where, rest: { by: ["model"] } }, "/spend"),
    revenue: hrefWith(filters, { where, rest: { kind: ["revenue"] } }, "/rows"),
  };
}

function order(a: Sums, b: Sums): number {
  const [x, y] = [a.revenue ?? 0n, b.revenue ?? 0n];
  if (x !== y) return x > y ? 1 : -1;
  const [c, d] = [a.effective_cost ?? 0n, b.effective_cost ?? 0n];
  return c === d ? 0 : c > d ? 1 : -1;
}

/** Margin percent of each month, in order; for drawing only. */
function trendOf(rows: readonly CubeRow[], product: string): (number | null)[] | null {
  const values = rows
    .filter(({ keys }) => keys[0] === product)
    .map(({ sums }) => {
      const revenue = sums.revenue ?? 0n;
      const percent = ratioText(revenue - costOfRevenueOf(sums), revenue, 4);
      return percent === null ? null : Number(percent);
    });
  return values.every((value) => value === null) ? null : values;
}

/** The whole months the small lines show, up to the last one that ended by `to`: a running one would look like a fall. */
export function trendRange(to: string): DayRange {
  const last = to === monthEnd(to) ? monthStart(to) : addMonths(to, -1);
  return { from: addMonths(last, 1 - TREND_MONTHS), to: monthEnd(last) };
}
