"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { type Dimension, dimensionLabel, isDimension } from "@/lib/filters/dimensions";
import type { Filters } from "@/lib/filters/filters";
import { type FilterChange, hrefWith } from "@/lib/filters/href";
import { chosenLabel, comparedLabel, rangeLabel } from "@/lib/filters/labels";
import { Popover } from "../popover";
import { Choices, type FilterOption, optionLabel } from "./choices";
import { Dates } from "./dates";
import { MoreFilters } from "./more-filters";

export type FilterOptions = Readonly<Partial<Record<Dimension, readonly FilterOption[]>>>;

export type FilterBarProps = Readonly<{
  filters: Filters;
  /** The values each dimension can be limited to; those not shown at once are offered under “+ Filter”. */
  options: FilterOptions;
  /** Dimensions with a chip of their own from the start. */
  show?: readonly Dimension[];
  /** Where the CSV of the whole view is; leaves the chip out where absent. */
  exportHref?: string;
}>;

const SHOWN: readonly Dimension[] = ["provider", "model", "product"];

/** The chips beside a page's title. What is chosen lives in the address alone, so Back and a shared link work. */
export function FilterBar({ filters, options, show = SHOWN, exportHref }: FilterBarProps) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [where, setWhere] = useOptimistic(filters.where);
  const go = (change: FilterChange) =>
    startTransition(() => {
      const next = { ...where, ...change.where };
      setWhere(next);
      router.push(hrefWith(filters, { ...change, where: next }), { scroll: false });
    });

  const more = Object.keys(where).filter(
    (key): key is Dimension => isDimension(key) && !show.includes(key) && (where[key]?.length ?? 0) > 0,
  );
  const compared = comparedLabel(filters);
  const choices = (dimension: Dimension) => (
    <Choices
      dimension={dimension}
      options={options[dimension] ?? []}
      chosen={where[dimension] ?? []}
      onChange={(chosen) => go({ where: { [dimension]: chosen } })}
    />
  );
  return (
    <div className="flex flex-wrap items-center gap-2" aria-busy={pending}>
      <Popover
        wide
        name={`Period: ${rangeLabel(filters)}${compared ? `, compared with ${compared}` : ""}`}
        label={
          <>
            {rangeLabel(filters)}
            {compared && <b>vs {compared}</b>}
          </>
        }
      >
        <Dates filters={filters} onChange={go} />
      </Popover>
      {[...show, ...more].map((dimension) => {
        const chosen = where[dimension] ?? [];
        const named = (value: string) =>
          optionLabel(dimension, options[dimension]?.find((option) => option.value === value) ?? { value });
        const label = chosenLabel(dimension, chosen, named);
        return (
          <Popover
            key={dimension}
            name={`${dimensionLabel(dimension)}: ${label}`}
            label={chosen.length > 0 ? <b className="max-w-[180px] truncate">{label}</b> : label}
          >
            {choices(dimension)}
          </Popover>
        );
      })}
      <MoreFilters
        dimensions={Object.keys(options).filter(
          (key): key is Dimension => isDimension(key) && !show.includes(key) && !more.includes(key),
        )}
        choices={choices}
      />
      {exportHref && (
        <a href={exportHref} download className="chip">
          <b>Export</b>
        </a>
      )}
      {pending && (
        <div role="status" className="fixed inset-x-0 top-0 z-50 h-[2px] bg-accent motion-safe:animate-pulse">
          <span className="sr-only">Loading</span>
        </div>
      )}
    </div>
  );
}
