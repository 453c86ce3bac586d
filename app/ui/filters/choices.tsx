"use client";

import { useId, useState } from "react";
import { absentLabel, type Dimension, dimensionPlural } from "@/lib/filters/dimensions";
import { choiceClass } from "../popover";

/** One value a filter can take; null is the absent one. */
export type FilterOption = Readonly<{ value: string | null; label?: string }>;

type ChoicesProps = Readonly<{
  dimension: Dimension;
  options: readonly FilterOption[];
  chosen: readonly (string | null)[];
  onChange: (chosen: (string | null)[]) => void;
}>;

const SEARCHED_FROM = 9;
const SHOWN_MAX = 200;

/** The words of an option: its own label, else its value, else how the absent one reads. */
export const optionLabel = (dimension: Dimension, option: FilterOption): string =>
  option.label ?? option.value ?? absentLabel(dimension);

/** The values of one dimension, any number of which can be chosen; none means all. */
export function Choices({ dimension, options, chosen, onChange }: ChoicesProps) {
  const id = useId();
  const [text, setText] = useState("");
  const known = options.map((option) => option.value);
  // A link may name a value that the period has no data for: it stays in the list, so it can be taken away.
  const all = [...options, ...chosen.filter((value) => !known.includes(value)).map((value) => ({ value }))];
  const wanted = text.trim().toLocaleLowerCase("en");
  const found = all.filter((option) =>
    optionLabel(dimension, option).toLocaleLowerCase("en").includes(wanted),
  );
  const turn = (value: string | null) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);

  return (
    <div>
      {all.length >= SEARCHED_FROM && (
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={`Search ${dimensionPlural(dimension)}`}
          aria-label={`Search ${dimensionPlural(dimension)}`}
          className="mb-2 w-full rounded-chip border bg-card px-[9px] py-1 placeholder:text-ink-3"
        />
      )}
      <button type="button" onClick={() => onChange([])} className={choiceClass(chosen.length === 0)}>
        All {dimensionPlural(dimension)}
      </button>
      <ul>
        {found.slice(0, SHOWN_MAX).map((option, index) => (
          <li key={option.value ?? ""}>
            <label
              htmlFor={`${id}-${index}`}
              className="flex items-baseline gap-2 rounded-item px-2 py-[5px] hover:bg-accent-wash"
            >
              <input
                id={`${id}-${index}`}
                type="checkbox"
                checked={chosen.includes(option.value)}
                onChange={() => turn(option.value)}
                className="size-[14px] shrink-0 translate-y-[2px] accent-accent"
              />
              <span className="min-w-0 break-words">{optionLabel(dimension, option)}</span>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-2 py-[5px] text-ink-2">None holds “{text}”.</p>}
      {found.length > SHOWN_MAX && (
        <p className="px-2 pt-1 text-small text-ink-2">
          {found.length - SHOWN_MAX} more: search to find them.
        </p>
      )}
    </div>
  );
}
