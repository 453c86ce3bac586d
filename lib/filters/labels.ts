import { monthEnd, monthStart } from "@/lib/time/days";
import { monthLabel, periodLabel, shortPeriodLabel } from "@/lib/time/labels";
import type { DayRange } from "@/lib/time/periods";
import { absentLabel, type Dimension, dimensionLabel, dimensionPlural } from "./dimensions";
import type { Filters } from "./filters";

/** "1–31 Oct 2026"; several whole months read "May – Oct 2026". */
export function rangeLabel({ from, to }: DayRange): string {
  const whole = from === monthStart(from) && to === monthEnd(to) && from.slice(0, 7) !== to.slice(0, 7);
  if (!whole) return periodLabel(from, to);
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  return `${monthLabel(from, { year: !sameYear })} – ${monthLabel(to, { year: true })}`;
}

/** What a period is compared with, as short as it can be: "Sep", "1–20 Oct", "Oct 2025"; null for none. */
export function comparedLabel(
  filters: Pick<Filters, "from" | "to" | "compare" | "comparison">,
): string | null {
  const { compare, comparison } = filters;
  if (compare === null) return null;
  const months = compare.from === monthStart(compare.from) && compare.to === monthEnd(compare.to);
  const far = comparison === "year" || compare.from.slice(0, 4) !== filters.from.slice(0, 4);
  if (months && compare.from.slice(0, 7) === compare.to.slice(0, 7))
    return monthLabel(compare.from, { year: far });
  if (months) return rangeLabel(compare);
  return far ? periodLabel(compare.from, compare.to) : shortPeriodLabel(compare.from, compare.to);
}

/** "All providers", "OpenAI", "3 models", "Unallocated", "Customer not given": what a filter's chip says. */
export function chosenLabel(
  dimension: Dimension,
  values: readonly (string | null)[],
  nameOf: (value: string) => string = (value) => value,
): string {
  const [first] = values;
  if (first === undefined) return `All ${dimensionPlural(dimension)}`;
  if (values.length > 1) return `${values.length} ${dimensionPlural(dimension)}`;
  if (first !== null) return nameOf(first);
  const absent = absentLabel(dimension);
  return dimension === "product" ? absent : `${dimensionLabel(dimension)} ${absent.toLowerCase()}`;
}
