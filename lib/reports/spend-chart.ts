import type { CubeRow } from "@/lib/db/cube-query";
import {
  absentLabel,
  comparedLabel,
  type Dimension,
  type Filters,
  hrefWith,
  valueLabel,
} from "@/lib/filters";
import { pico, usdText } from "@/lib/money";
import { type DayRange, dayLabel } from "@/lib/time";
import type { PriceChange } from "./list-prices";
import { bucketsOf, type ChartGrain } from "./period";

const NAMED_MAX = 4;
const NOTES_MAX = 3;

/** Stacked spend over time, as the chart draws it: amounts are decimal text, null where a bar has no data. */
export type SpendChart = Readonly<{
  grain: ChartGrain;
  points: readonly Readonly<{ label: string; name: string; href: string }>[];
  series: readonly Readonly<{
    id: string;
    name: string;
    values: readonly (string | null)[];
    other?: boolean;
  }>[];
  previous: Readonly<{ name: string; values: readonly (string | null)[] }> | null;
  annotations: readonly Readonly<{ at: number; text: string; solid?: boolean }>[];
  faintFrom?: number;
}>;

type Asked = Readonly<{
  filters: Filters;
  grain: ChartGrain;
  /** What the first key of the rows is. */
  by: Dimension;
  /** The days with data; what lies behind them is drawn empty. */
  shown: DayRange;
  compareRows: readonly CubeRow[];
  priceChanges: readonly PriceChange[];
}>;

/** The largest groups and the rest of them, by day, week or month, beside the period compared with, bar by bar. */
export function spendChart(rows: readonly CubeRow[], asked: Asked): SpendChart {
  const { filters, grain, by, shown } = asked;
  const buckets = bucketsOf(filters, grain);
  const place = new Map(buckets.map((bucket, index) => [bucket.start, index]));
  const { named, byGroup } = groupsOf(rows, place, buckets.length);
  const series = named.map((key) => ({
    id: JSON.stringify(key),
    name: key === null ? restName(by) : valueLabel(by, key),
    values: byGroup.get(key) ?? [],
  }));
  const rest = [...byGroup.keys()].filter((key) => !named.includes(key));
  const others = buckets.map((_, index) => sumAt(rest.map((key) => byGroup.get(key)?.[index] ?? null)));
  const changes = asked.priceChanges.slice(0, NOTES_MAX).flatMap(({ day, text }) => {
    const at = buckets.findIndex((bucket) => day >= bucket.from && day <= bucket.to);
    return at < 0 ? [] : [{ at, text }];
  });
  const end = buckets.findIndex((bucket) => bucket.from > shown.to);
  const ends = end > 0 ? [{ at: end, text: `data through ${dayLabel(shown.to)}`, solid: true }] : [];
  return {
    grain,
    points: buckets.map(({ label, name, from, to }) => ({
      label,
      name,
      href: hrefWith(filters, { from, to, rest: { by: [by] } }, "/spend"),
    })),
    series: [
      ...series.map(({ id, name, values }) => ({ id, name, values: values.map(amountText) })),
      ...(rest.length === 0
        ? []
        : [{ id: "other", name: "Other", values: others.map(amountText), other: true }]),
    ],
    previous: previousOf(asked, buckets.length),
    annotations: [...changes, ...ends],
    ...(end > 0 ? { faintFrom: end } : {}),
  };
}

/** Without a model a cost is a fee, a credit or a tax: the chart says so. */
const restName = (by: Dimension): string => (by === "model" ? "Charges without a model" : absentLabel(by));

type Amounts = (bigint | null)[];

/** Spend by group and bar, and the groups worth a colour of their own: the largest, the absent one never. */
function groupsOf(rows: readonly CubeRow[], place: ReadonlyMap<string, number>, length: number) {
  const byGroup = new Map<string | null, Amounts>();
  const totals = new Map<string | null, bigint>();
  for (const { period, keys, sums } of rows) {
    const index = place.get(period ?? "");
    if (index === undefined) continue;
    const key = keys[0] ?? null;
    const amounts = byGroup.get(key) ?? new Array<bigint | null>(length).fill(null);
    const cost = sums.effective_cost ?? 0n;
    amounts[index] = (amounts[index] ?? 0n) + cost;
    byGroup.set(key, amounts);
    totals.set(key, (totals.get(key) ?? 0n) + cost);
  }
  const named = [...totals]
    .filter(([key, total]) => key !== null && total > 0n)
    .sort(([a, x], [b, y]) => (x === y ? ((a ?? "") < (b ?? "") ? -1 : 1) : x > y ? -1 : 1))
    .slice(0, NAMED_MAX)
    .map(([key]) => key);
  return { named, byGroup };
}

const sumAt = (values: readonly (bigint | null)[]): bigint | null =>
  values.reduce((sum, value) => (value === null ? sum : (sum ?? 0n) + value), null);

const amountText = (amount: bigint | null): string | null => (amount === null ? null : usdText(pico(amount)));

function previousOf({ filters, grain, compareRows }: Asked, length: number): SpendChart["previous"] {
  const { compare } = filters;
  if (compare === null || compareRows.length === 0) return null;
  const place = new Map(bucketsOf(compare, grain).map((bucket, index) => [bucket.start, index]));
  const values = new Array<bigint | null>(length).fill(null);
  for (const { period, sums } of compareRows) {
    const index = place.get(period ?? "");
    if (index === undefined || index >= length) continue;
    values[index] = (values[index] ?? 0n) + (sums.effective_cost ?? 0n);
  }
  return { name: comparedLabel(filters) ?? "Before", values: values.map(amountText) };
}
