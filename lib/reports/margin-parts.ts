import { type Margin, marginPointsChange, relativeChange } from "@/lib/economics";
import { type Filters, hrefWith, type Where } from "@/lib/filters";
import { type Money, roundedQuotient, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import type { Line } from "./line";
import type { MarginView } from "./margin-lines";
import type { Months } from "./margin-months";
import { type Pnl, unitCostChange } from "./margin-pnl";
import type { MarginRow } from "./margin-rows";

/** One line under a product, customer or plan. */
type MarginPart = Readonly<{
  id: string;
  name: (unit: string | null) => string;
  kind: "usd" | "share" | "unit-usd" | "count";
  views: readonly MarginView[];
  /** A line that would be empty in every month is not told. */
  isTold: (row: MarginRow) => boolean;
  value: (pnl: Pnl) => string | null;
  change: (before: Pnl, now: Pnl) => string | null;
  /** The page its cells lead to, and how it is asked. */
  to: "/spend" | "/rows";
  rest?: Readonly<Record<string, string[]>>;
  /** What of a row's cost its cells lead to. */
  where?: (row: MarginRow) => Where;
  muted?: true;
}>;

const always = () => true;
const someMonth = (holds: (pnl: Pnl) => boolean) => (row: MarginRow) => row.months.some(holds);
const amount = (of: (pnl: Pnl) => Money) => ({
  kind: "usd" as const,
  value: (pnl: Pnl) => usdText(of(pnl)),
  change: (before: Pnl, now: Pnl) => relativeChange(of(before), of(now)),
});
const percent = (of: (pnl: Pnl) => Margin) => ({
  kind: "share" as const,
  value: (pnl: Pnl) => of(pnl).percent,
  change: (before: Pnl, now: Pnl) => marginPointsChange(of(before), of(now)),
});
const hasFixed = someMonth(({ fixed }) => fixed !== 0n);
const hasVariable = someMonth(({ variable }) => variable !== 0n);
const hasResearch = someMonth(({ research }) => research !== 0n);
const hasUnits = someMonth(({ units }) => units !== null);
const margins = ["margin", "amounts"] as const;
const MILLION = 1_000_000n;

/** Revenue, the kinds of cost, what is left of it; research last, for no margin contains it (economics §5.6, §5.7). */
export const MARGIN_PARTS: readonly MarginPart[] = [
  {
    id: "revenue",
    name: () => "Revenue",
    ...amount(({ revenue }) => revenue),
    views: margins,
    isTold: always,
    to: "/rows",
    rest: { kind: ["revenue"] },
  },
  {
    id: "inference",
    name: () => "Inference cost",
    ...amount(({ inference }) => inference),
    views: [...margins, "unit"],
    isTold: always,
    to: "/spend",
    rest: { by: ["model"] },
    where: (row) => ({
      ...(hasResearch(row) ? { cost_kind: ["cost_of_revenue"] } : {}),
      ...(hasFixed(row) || hasVariable(row) ? { "tag.cost_category": [null] } : {}),
    }),
  },
  {
    id: "variable",
    name: () => "Other variable cost",
    ...amount(({ variable }) => variable),
    views: [...margins, "unit", "cost"],
    isTold: hasVariable,
    to: "/rows",
    rest: { kind: ["charges"] },
  },
  {
    id: "fixed",
    name: () => "Fixed cost",
    ...amount(({ fixed }) => fixed),
    views: [...margins, "unit", "cost"],
    isTold: hasFixed,
    to: "/rows",
    rest: { kind: ["charges"] },
  },
  {
    id: "margin",
    name: () => "Gross margin",
    ...amount(({ margin }) => margin),
    views: ["margin"],
    isTold: always,
    to: "/rows",
  },
  {
    id: "percent",
    name: () => "Gross margin percent",
    ...percent((pnl) => pnl),
    views: ["amounts"],
    isTold: always,
    to: "/rows",
  },
  {
    id: "contribution",
    name: () => "Contribution margin",
    ...amount(({ contribution }) => contribution.margin),
    views: ["amounts"],
    isTold: hasFixed,
    to: "/rows",
  },
  {
    id: "contribution-percent",
    name: () => "Contribution margin percent",
    ...percent(({ contribution }) => contribution),
    views: ["margin"],
    isTold: hasFixed,
    to: "/rows",
  },
  {
    id: "units",
    name: (unit) => (unit === null ? "Units of work" : `Units: ${unit}`),
    kind: "count",
    value: ({ units }) => (units === null ? null : String(roundedQuotient(units, MILLION))),
    change: (before, now) =>
      before.units === null || now.units === null ? null : relativeChange(before.units, now.units),
    views: ["unit"],
    isTold: hasUnits,
    to: "/rows",
  },
  {
    id: "per-unit",
    name: (unit) => (unit === null ? "Cost per unit" : `Cost per ${unit}`),
    kind: "unit-usd",
    value: ({ perUnit }) => perUnit,
    change: unitCostChange,
    views: [...margins, "cost"],
    isTold: hasUnits,
    to: "/rows",
  },
  {
    id: "research",
    name: () => "Research cost, in no margin",
    ...amount(({ research }) => research),
    views: [...margins, "unit", "cost"],
    isTold: hasResearch,
    to: "/spend",
    rest: { by: ["model"] },
    where: () => ({ cost_kind: ["research"] }),
    muted: true,
  },
];

/** One such line of one row, its cells leading to what they are made of. */
export function partLine(
  part: MarginPart,
  row: MarginRow,
  shown: Readonly<{ months: Months; filters: Filters; where: Where; unit: string | null }>,
): Line {
  const { months, before } = row;
  const { columns } = shown.months;
  const now = months.at(-1);
  const href = ({ from, to }: DayRange) =>
    hrefWith(
      shown.filters,
      {
        from,
        to,
        where: { ...shown.where, ...part.where?.(row) },
        ...(part.rest ? { rest: part.rest } : {}),
      },
      part.to,
    );
  return {
    id: part.id,
    cells: {
      name: part.name(shown.unit),
      ...Object.fromEntries(columns.map(({ id }, i) => [id, months[i] ? part.value(months[i]) : null])),
      change: before === null || !now ? null : part.change(before, now),
    },
    kinds: {
      ...Object.fromEntries(columns.map(({ id }) => [id, part.kind])),
      change: part.kind === "share" ? "points" : "change",
    },
    links: Object.fromEntries(columns.map((column) => [column.id, href(column)])),
    ...(part.muted ? { muted: true } : {}),
  };
}
