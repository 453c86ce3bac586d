import type { CubeRow } from "@/lib/db/cube-query";
import { grossMargin, type Margin, marginPointsChange, relativeChange } from "@/lib/economics";
import { absentLabel, type Filters, hrefWith } from "@/lib/filters";
import { costOfRevenueOf, type Sums } from "@/lib/metrics";
import { pico, ratioText, usdText } from "@/lib/money";
import type { CellOf, Line } from "./line";
import type { MonthColumn, Months } from "./margin-months";
import { addUp } from "./query";

/** What the cells of a P&L say: margin as a share, in money, or, without revenue, cost alone. */
export type MarginView = "margin" | "amounts" | "cost";
export type MarginBy = "product" | "customer";

/** By product or customer and month, in the order of columns; `before` is what the last column is compared with. */
export type MarginRow = Readonly<{
  key: string | null;
  months: readonly Margin[];
  before: Margin | null;
}>;

export const marginOf = (sums: Sums | undefined): Margin =>
  grossMargin(pico(sums?.revenue ?? 0n), pico(costOfRevenueOf(sums ?? {})));

/** True of a margin below zero that revenue stands against. */
export const isLoss = (margin: Margin | undefined): boolean =>
  margin !== undefined && margin.revenue > 0n && margin.margin < 0n;

/** Rows of the P&L: those below zero first, then by revenue and cost of the last column; the absent key last. */
export function marginRows(asked: {
  rows: readonly CubeRow[];
  months: Months;
  /** By key, where what is compared with is no column. */
  compared: readonly CubeRow[];
}): MarginRow[] {
  const { months } = asked;
  const byKey = new Map<string | null, Map<string, Sums>>();
  for (const { period, keys, sums } of asked.rows) {
    const key = keys[0] ?? null;
    const cells = byKey.get(key) ?? new Map<string, Sums>();
    byKey.set(key, cells.set(period ?? "", sums));
  }
  const compared = new Map(asked.compared.map(({ keys, sums }) => [keys[0] ?? null, sums]));
  return [...byKey]
    .map(([key, cells]) => ({
      key,
      months: months.columns.map(({ id }) => marginOf(cells.get(id))),
      before: beforeOf(months, cells, compared.get(key)),
    }))
    .sort(compareRows);
}

function beforeOf(
  { compared }: Months,
  cells: ReadonlyMap<string, Sums>,
  sums: Sums | undefined,
): Margin | null {
  if (compared === null) return null;
  return marginOf(compared.columnId === null ? sums : cells.get(compared.columnId));
}

function compareRows(a: MarginRow, b: MarginRow): number {
  if ((a.key === null) !== (b.key === null)) return a.key === null ? 1 : -1;
  const [x, y] = [a.months.at(-1), b.months.at(-1)];
  if (isLoss(x) !== isLoss(y)) return isLoss(x) ? -1 : 1;
  return (
    descending(x?.revenue, y?.revenue) ||
    descending(x?.cost, y?.cost) ||
    ((a.key ?? "") < (b.key ?? "") ? -1 : 1)
  );
}

const descending = (a = 0n as bigint, b = 0n as bigint): number => (a === b ? 0 : a > b ? -1 : 1);

type Shown = Readonly<{
  by: MarginBy;
  view: MarginView;
  months: Months;
  filters: Filters;
}>;

/** The lines of the P&L, the unallocated cost or what names no customer at their end, and their total. */
export function marginLines(
  rows: readonly MarginRow[],
  total: MarginRow,
  shown: Shown,
): { lines: Line[]; total: Line } {
  const lines = rows.map((row) =>
    row.key === null && shown.by === "product" ? unallocatedLine(row, total, shown) : keyLine(row, shown),
  );
  const narrowed = (shown.filters.where[shown.by]?.length ?? 0) > 0;
  const name = narrowed ? "Total" : shown.by === "product" ? "All products" : "All customers";
  return { lines, total: { id: "total", cells: { name, ...headCells(total, shown) } } };
}

function keyLine(row: MarginRow, shown: Shown): Line {
  const { months, by, filters } = shown;
  const where = { [by]: [row.key] };
  const spend = (range: { from: string; to: string }) =>
    hrefWith(filters, { from: range.from, to: range.to, where, rest: { by: ["model"] } }, "/spend");
  const revenue = ({ from, to }: MonthColumn) =>
    hrefWith(filters, { from, to, where, rest: { kind: ["revenue"] } }, "/rows");
  const each = (href: (column: MonthColumn) => string) =>
    Object.fromEntries(months.columns.map((column) => [column.id, href(column)]));
  const period = {
    from: months.columns[0]?.from ?? filters.from,
    to: months.columns.at(-1)?.to ?? filters.to,
  };
  return {
    id: JSON.stringify(row.key),
    cells: { name: row.key, ...headCells(row, shown) },
    links: { name: spend(period), ...(shown.view === "cost" ? each(spend) : {}) },
    missing: { name: absentLabel(by), ...noCost(row, shown) },
    ...(row.key === null ? { muted: true } : {}),
    ...(shown.view === "cost"
      ? {}
      : {
          children: [
            partLine("Revenue", row, months, { kind: "usd", of: (m) => usdText(m.revenue) }, each(revenue)),
            partLine("Inference cost", row, months, { kind: "usd", of: (m) => usdText(m.cost) }, each(spend)),
            shown.view === "margin"
              ? partLine("Gross margin", row, months, { kind: "usd", of: (m) => usdText(m.margin) })
              : partLine("Margin", row, months, { kind: "share", of: (m) => m.percent }),
          ],
        }),
  };
}

/** A customer's revenue without any cost that names the customer has no margin anybody knows. */
const isUncosted = (margin: Margin | undefined, by: MarginBy): boolean =>
  by === "customer" && margin !== undefined && margin.cost === 0n && margin.revenue > 0n;

const noCost = (row: MarginRow, { by, months }: Shown): Record<string, string> =>
  Object.fromEntries(
    months.columns.flatMap(({ id }, index) => (isUncosted(row.months[index], by) ? [[id, "no cost"]] : [])),
  );

/** A row's cells as the view has them: margin percent and points, margin and its change, or cost and its change. */
function headCells(row: MarginRow, { by, view, months }: Shown): Record<string, CellOf> {
  const now = row.months.at(-1);
  const { before } = row;
  const unknown = isUncosted(now, by) || (before !== null && isUncosted(before, by));
  const cells = months.columns.map(({ id }, index): [string, CellOf] => {
    const margin = row.months[index];
    if (!margin || isUncosted(margin, by)) return [id, null];
    return [
      id,
      view === "margin" ? margin.percent : usdText(view === "amounts" ? margin.margin : margin.cost),
    ];
  });
  return { ...Object.fromEntries(cells), change: unknown ? null : changeOf(view, before, now) };
}

function changeOf(view: MarginView, before: Margin | null, now: Margin | undefined): string | null {
  if (before === null || !now) return null;
  if (view === "margin") return marginPointsChange(before, now);
  return view === "amounts"
    ? usdText(pico(now.margin - before.margin))
    : relativeChange(before.cost, now.cost);
}

type Part = Readonly<{ kind: "usd" | "share"; of: (margin: Margin) => string | null }>;

/** One line under a product or customer, with its relative change, points where it is a share. */
function partLine(
  name: string,
  { months: margins, before }: MarginRow,
  { columns }: Months,
  part: Part,
  links: Readonly<Record<string, string>> = {},
): Line {
  const now = margins.at(-1);
  const amountOf = (margin: Margin) =>
    name === "Revenue" ? margin.revenue : name === "Inference cost" ? margin.cost : margin.margin;
  const change =
    before === null || !now
      ? null
      : part.kind === "share"
        ? marginPointsChange(before, now)
        : relativeChange(amountOf(before), amountOf(now));
  return {
    id: name,
    cells: {
      name,
      ...Object.fromEntries(columns.map(({ id }, i) => [id, margins[i] ? part.of(margins[i]) : null])),
      change,
    },
    kinds: {
      ...Object.fromEntries(columns.map(({ id }) => [id, part.kind])),
      change: part.kind === "share" ? "points" : "change",
    },
    links,
  };
}

/** Cost no rule gave a product: an amount in every view, its share of all cost at the end. */
function unallocatedLine(row: MarginRow, total: MarginRow, { months, filters }: Shown): Line {
  const link = ({ from, to }: { from: string; to: string }) =>
    hrefWith(filters, { from, to, where: { product: [null] }, rest: { by: ["project"] } }, "/spend");
  const [now, all] = [row.months.at(-1), total.months.at(-1)];
  const share = now && all ? ratioText(now.cost, all.cost) : null;
  return {
    id: "unallocated",
    cells: {
      name: "Unallocated cost",
      ...Object.fromEntries(
        months.columns.map(({ id }, i) => [id, usdText(row.months[i]?.cost ?? pico(0n))]),
      ),
      change: share,
    },
    kinds: { ...Object.fromEntries(months.columns.map(({ id }) => [id, "usd" as const])), change: "share" },
    ...(share === null ? {} : { notes: { change: "of cost" } }),
    links: {
      name: link(filters),
      ...Object.fromEntries(months.columns.map((column) => [column.id, link(column)])),
    },
    muted: true,
  };
}

/** All rows added up: what the last line of the P&L says. */
export function totalRow(asked: {
  rows: readonly CubeRow[];
  months: Months;
  compared: readonly CubeRow[];
}): MarginRow {
  const { months, rows } = asked;
  const at = (id: string) => marginOf(addUp(rows.filter((row) => row.period === id)));
  const { compared } = months;
  return {
    key: null,
    months: months.columns.map(({ id }) => at(id)),
    before:
      compared === null
        ? null
        : compared.columnId === null
          ? marginOf(addUp(asked.compared))
          : at(compared.columnId),
  };
}
