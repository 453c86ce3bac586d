import { type Dimension, isDimension, UNIT, valueLabel } from "@/lib/filters";
import type { Extent } from "./page-context";

type Option = Readonly<{ value: string | null; label?: string }>;

/** The values each dimension can be limited to: what the organization's data name, and the absent one. */
export function filterOptions(extent: Extent): Partial<Record<Dimension, readonly Option[]>> {
  const named = (values: readonly string[]): Option[] => values.map((value) => ({ value }));
  const options: Partial<Record<Dimension, readonly Option[]>> = {
    provider: named(extent.providers.map(({ provider }) => provider)),
    model: named(extent.models),
    product: [...named(extent.products), { value: null }],
  };
  for (const [name, values] of Object.entries(extent.others)) {
    if (name === "cost_kind")
      options[name] = values.map((value) => ({ value, label: valueLabel(name, value) }));
    else if (isDimension(name)) options[name] = [...named(values), { value: null }];
  }
  return options;
}

/** The same, and which units of work count where there are several: for pages that tell what one costs. */
export const filterOptionsWithUnits = (extent: Extent): Partial<Record<Dimension, readonly Option[]>> =>
  extent.units.length < 2
    ? filterOptions(extent)
    : { ...filterOptions(extent), [UNIT]: extent.units.map((value) => ({ value })) };
