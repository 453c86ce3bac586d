"use client";

import { type ReactNode, useState } from "react";
import { type Dimension, dimensionLabel } from "@/lib/filters/dimensions";
import { choiceClass, Popover } from "../popover";

type MoreFiltersProps = Readonly<{
  dimensions: readonly Dimension[];
  /** The values of the one picked. */
  choices: (dimension: Dimension) => ReactNode;
}>;

/** The chip that offers the dimensions without one of their own: pick one, then its values. */
export function MoreFilters({ dimensions, choices }: MoreFiltersProps) {
  const [picked, setPicked] = useState<Dimension | null>(null);
  if (dimensions.length === 0 && picked === null) return null;
  return (
    <Popover label="+ Filter" name="Add a filter" onClose={() => setPicked(null)}>
      {picked ? (
        <>
          <button type="button" onClick={() => setPicked(null)} className="mb-2 px-2 font-strong">
            ‹ {dimensionLabel(picked)}
          </button>
          {choices(picked)}
        </>
      ) : (
        dimensions.map((dimension) => (
          <button
            key={dimension}
            type="button"
            onClick={() => setPicked(dimension)}
            className={choiceClass(false)}
          >
            {dimensionLabel(dimension)}
          </button>
        ))
      )}
    </Popover>
  );
}
