import { marginPointsChange, relativeChange } from "@/lib/economics";
import { absentLabel, type Filters, hrefWith } from "@/lib/filters";
import { pico, ratioText, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import type { CellOf, Line } from "./line";
import type { Months } from "./margin-months";
import { MARGIN_PARTS, partLine } from "./margin-parts";
import { type Pnl, unitCostChange } from "./margin-pnl";
import type { MarginRow } from "./margin-rows";

/** What the cells of a P&L say: margin as a share, in money, the cost of a unit of work, or, without revenue, cost alone. */
export type MarginView = "margin" | "amounts" | "unit" | "cost";
export type MarginBy = "product" | "customer" | "plan";

export type ShownLines = Readonly<{
  by: MarginBy;
  view: MarginView;
  months: Months;
  filters: Filters;
  /** What a unit of work of each is called, where it is one thing. */
  units: ReadonlyMap<string | null, string>;
}>;

const ALL: Record<MarginBy, string> = {
  product: "All products",
  customer: "All customers",
  plan: "All plans",
};

/** The lines of the P&L, the unallocated cost or what names no customer at their end, and their total. */
export function marginLines(
  rows: readonly MarginRow[],
  total: MarginRow,
  shown: ShownLines,
): { lines: Line[]; total: Line } {
  const lines = rows.map((row) =>
    row.key === null && shown.by === "product" ? unallocatedLine(row, total, shown) : keyLine(row, shown),
  );
  const narrowed = (shown.filters.where[shown.by]?.length ?? 0) > 0;
  const name = narrowed ? "Total" : ALL[shown.by];
  const links = eachMonth(shown.months, ({ from, to }) => hrefWith(shown.filters, { from, to }, "/rows"));
  return { lines, total: { id: "total", cells: { name, ...headCells(total, shown) }, links } };
}

function keyLine(row: MarginRow, shown: ShownLines): Line {
  const { months, by, filters, view } = shown;
  const where = { [by]: [row.key] };
  const period = {
    from: months.columns[0]?.from ?? filters.from,
    to: months.columns.at(-1)?.to ?? filters.to,
  };
  const spend = ({ from, to }: DayRange) =>
    hrefWith(filters, { from, to, where, rest: { by: ["model"] } }, "/spend");
  const rows = ({ from, to }: DayRange) => hrefWith(filters, { from, to, where }, "/rows");
  const unit = shown.units.get(row.key) ?? null;
  const children = MARGIN_PARTS.filter(({ views, isTold }) => views.includes(view) && isTold(row)).map(
    (part) => partLine(part, row, { months, filters, where, unit }),
  );
  return {
    id: JSON.stringify(row.key),
    cells: { name: row.key, ...headCells(row, shown) },
    links: { name: spend(period), ...eachMonth(months, view === "cost" ? spend : rows) },
    missing: { name: absentLabel(by), ...noCost(row, shown) },
    ...(view === "unit" && unit !== null && row.key !== null ? { notes: { name: `per ${unit}` } } : {}),
    ...(row.key === null ? { muted: true } : {}),
    ...(children.length === 0 ? {} : { children }),
  };
}

const eachMonth = (months: Months, href: (range: DayRange) => string): Record<string, string> =>
  Object.fromEntries(months.columns.map((column) => [column.id, href(column)]));

/** Revenue of a customer or plan without any cost that names it has no margin anybody knows. */
const isUncosted = (pnl: Pnl | undefined, by: MarginBy): boolean =>
  by !== "product" && pnl !== undefined && pnl.cost === 0n && pnl.revenue > 0n;

const noCost = (row: MarginRow, { by, months }: ShownLines): Record<string, string> =>
  Object.fromEntries(
    months.columns.flatMap(({ id }, index) => (isUncosted(row.months[index], by) ? [[id, "no cost"]] : [])),
  );

const HEAD: Record<MarginView, (pnl: Pnl) => string | null> = {
  margin: ({ percent }) => percent,
  amounts: ({ margin }) => usdText(margin),
  unit: ({ perUnit }) => perUnit,
  cost: ({ cost }) => usdText(cost),
};

/** A row's cells as the view has them, and the change of the last. */
function headCells(row: MarginRow, { by, view, months }: ShownLines): Record<string, CellOf> {
  const now = row.months.at(-1);
  const { before } = row;
  const unknown = isUncosted(now, by) || (before !== null && isUncosted(before, by));
  const cells = months.columns.map(({ id }, index): [string, CellOf] => {
    const pnl = row.months[index];
    return [id, !pnl || isUncosted(pnl, by) ? null : HEAD[view](pnl)];
  });
  return { ...Object.fromEntries(cells), change: unknown ? null : changeOf(view, before, now) };
}

function changeOf(view: MarginView, before: Pnl | null, now: Pnl | undefined): string | null {
  if (before === null || !now) return null;
  switch (view) {
    case "margin":
      return marginPointsChange(before, now);
    case "amounts":
      return usdText(pico(now.margin - before.margin));
    case "unit":
      return unitCostChange(before, now);
    case "cost":
      return relativeChange(before.cost, now.cost);
  }
}

/** Cost no rule gave a product: an amount in every view, its share of all cost at the end. */
function unallocatedLine(row: MarginRow, total: MarginRow, { months, filters }: ShownLines): Line {
  const link = ({ from, to }: DayRange) =>
    hrefWith(filters, { from, to, where: { product: [null] }, rest: { by: ["project"] } }, "/spend");
  const [now, all] = [row.months.at(-1), total.months.at(-1)];
  const share = now && all ? ratioText(now.spend, all.spend) : null;
  return {
    id: "unallocated",
    cells: {
      name: "Unallocated cost",
      ...Object.fromEntries(
        months.columns.map(({ id }, i) => [id, usdText(row.months[i]?.spend ?? pico(0n))]),
      ),
      change: share,
    },
    kinds: { ...Object.fromEntries(months.columns.map(({ id }) => [id, "usd" as const])), change: "share" },
    ...(share === null ? {} : { notes: { change: "of cost" } }),
    links: { name: link(filters), ...eachMonth(months, link) },
    muted: true,
  };
}
