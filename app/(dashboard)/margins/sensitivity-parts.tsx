import { useId } from "react";
import type { Tone } from "@/app/ui";
import { join } from "@/app/ui/join";
import { Link } from "@/app/ui/link";
import { formatSignedUsd, type Money } from "@/lib/money";

/** A slider in thousandths: what it is set to, and what that does to margin. */
export function Slider({
  label,
  value,
  max,
  onMove,
  says,
  effect,
}: {
  label: string;
  value: number;
  max: number;
  onMove: (by: number) => void;
  says: string;
  effect: Money;
}) {
  const id = useId();
  return (
    <div className="mb-4 max-w-[420px]">
      <div className="flex items-baseline gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <output htmlFor={id} className="text-small text-ink-2 tabular-nums">
          {says}
        </output>
        <span
          className={join(
            "ml-auto text-small tabular-nums",
            effect > 0n ? "text-good" : effect < 0n ? "text-bad" : "text-ink-3",
          )}
        >
          {effect === 0n ? "–" : formatSignedUsd(effect)}
        </span>
      </div>
      <input
        id={id}
        type="range"
        min={-max}
        max={max}
        step={5}
        value={value}
        aria-valuetext={says}
        onChange={(event) => onMove(Number(event.target.value))}
        className="mt-1 w-full accent-accent"
      />
    </div>
  );
}

const TONES: Record<Tone, string> = { good: "text-good", bad: "text-bad", neutral: "" };

/** One figure as it is, then, and its change. */
export function Row({
  name,
  term,
  cells,
  change,
  tone,
  strong,
}: {
  name: string;
  term: string;
  cells: readonly string[];
  change: string;
  tone?: Tone;
  strong?: boolean;
}) {
  return (
    <tr className={strong ? "font-bold" : undefined}>
      <th scope="row" className={join("border-b py-[7px] text-left", strong ? "font-bold" : "font-normal")}>
        <Link href={`/glossary/${term}`} className="term">
          {name}
        </Link>
      </th>
      {cells.map((cell, index) => (
        <td key={index === 0 ? "now" : "then"} className="border-b py-[7px] pl-3 text-right tabular-nums">
          {cell}
        </td>
      ))}
      <td className={join("border-b py-[7px] pl-3 text-right tabular-nums", tone && TONES[tone])}>
        {change}
      </td>
    </tr>
  );
}
