import type { CubeRow } from "@/lib/db/cube-query";
import type { Sums } from "@/lib/metrics";
import type { Months } from "./margin-months";
import { isLoss, type Pnl, pnlOf } from "./margin-pnl";
import { addUp } from "./query";

/** By product, customer or plan and month, in the order of columns; `before` is what the last column is compared with. */
export type MarginRow = Readonly<{
  key: string | null;
  months: readonly Pnl[];
  before: Pnl | null;
}>;

type Asked = Readonly<{
  rows: readonly CubeRow[];
  months: Months;
  /** By key, where what is compared with is no column. */
  compared: readonly CubeRow[];
}>;

/** Rows of the P&L: those below zero first, then by revenue and cost of the last column; the absent key last. */
export function marginRows({ rows, months, compared }: Asked): MarginRow[] {
  const byKey = new Map<string | null, Map<string, Sums>>();
  for (const { period, keys, sums } of rows) {
    const key = keys[0] ?? null;
    const cells = byKey.get(key) ?? new Map<string, Sums>();
    byKey.set(key, cells.set(period ?? "", sums));
  }
  const before = new Map(compared.map(({ keys, sums }) => [keys[0] ?? null, sums]));
  return [...byKey]
    .map(([key, cells]) => ({
      key,
      months: months.columns.map(({ id }) => pnlOf(cells.get(id))),
      before: beforeOf(months, cells, before.get(key)),
    }))
    .sort(compareRows);
}

function beforeOf(
  { compared }: Months,
  cells: ReadonlyMap<string, Sums>,
  sums: Sums | undefined,
): Pnl | null {
  if (compared === null) return null;
  return pnlOf(compared.columnId === null ? sums : cells.get(compared.columnId));
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

/** All rows added up: what the last line of the P&L says. Units add up where all are of one name. */
export function totalRow(
  { rows, months, compared }: Asked,
  units: ReadonlyMap<string | null, string>,
): MarginRow {
  const isOneUnit = new Set([...units.values()].map((unit) => unit.toLowerCase())).size === 1;
  const sumOf = (some: readonly CubeRow[]): Pnl =>
    pnlOf({ ...addUp(some), ...(isOneUnit ? {} : { units: null }) });
  const at = (id: string) => sumOf(rows.filter((row) => row.period === id));
  const earlier = months.compared;
  return {
    key: null,
    months: months.columns.map(({ id }) => at(id)),
    before: earlier === null ? null : earlier.columnId === null ? sumOf(compared) : at(earlier.columnId),
  };
}
