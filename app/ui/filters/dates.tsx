"use client";

import type { FormEvent } from "react";
import { type Comparison, type Filters, presetName } from "@/lib/filters/filters";
import type { FilterChange } from "@/lib/filters/href";
import { PRESETS } from "@/lib/time/periods";
import { Button } from "../button";
import { choiceClass } from "../popover";

const COMPARISONS: readonly [Comparison, string][] = [
  ["previous", "Period before"],
  ["year", "Year before"],
  ["none", "Nothing"],
];

const DATE = "min-w-0 rounded-chip border bg-card px-[7px] py-1 text-small";

type DatesProps = Readonly<{ filters: Filters; onChange: (change: FilterChange) => void }>;

/** Named periods, a range of one's own, and what it is compared with. */
export function Dates({ filters, onChange }: DatesProps) {
  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [String(form.get("from")), String(form.get("to"))].sort();
    if (from && to) onChange({ from, to });
  }
  return (
    <div className="text-base">
      <div className="grid grid-cols-2">
        {PRESETS.map((preset) => {
          const name = presetName(preset.id);
          return (
            <button
              key={name}
              type="button"
              aria-pressed={filters.preset === name}
              onClick={() => onChange({ preset: name })}
              className={choiceClass(filters.preset === name)}
            >
              {preset.label}
            </button>
          );
        })}
      </div>
      <form
        key={`${filters.from} ${filters.to}`}
        onSubmit={apply}
        className="mt-3 grid grid-cols-[1fr_1fr_auto] items-end gap-2 border-t pt-3"
      >
        <label className="grid text-small text-ink-2">
          From
          <input
            type="date"
            name="from"
            required
            min="2020-01-01"
            defaultValue={filters.from}
            className={DATE}
          />
        </label>
        <label className="grid text-small text-ink-2">
          To
          <input type="date" name="to" required min="2020-01-01" defaultValue={filters.to} className={DATE} />
        </label>
        <Button type="submit" className="px-[9px] py-[3px]">
          Show
        </Button>
      </form>
      <fieldset className="mt-3 border-t pt-3">
        <legend className="float-left mb-1 text-small text-ink-2">Compared with</legend>
        <div className="clear-both grid grid-cols-[auto_auto_auto]">
          {COMPARISONS.map(([comparison, label]) => (
            <button
              key={comparison}
              type="button"
              aria-pressed={filters.comparison === comparison}
              onClick={() => onChange({ comparison })}
              className={choiceClass(filters.comparison === comparison)}
            >
              {label}
            </button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
