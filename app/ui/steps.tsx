import type { ReactNode } from "react";
import { join } from "./join";

/** The steps of a task in order, the present one (from 0) marked. */
export function Steps({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className="mb-[22px] flex flex-wrap gap-x-[26px]">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? "step" : undefined}
          className={join(index === current ? "font-strong" : index < current ? "text-ink-2" : "text-ink-3")}
        >
          {index + 1} {step}
        </li>
      ))}
    </ol>
  );
}

/** A ruled list of what was checked or found. */
export function Checks({ children }: { children: ReactNode }) {
  return <ul className="border-t border-t-ink">{children}</ul>;
}

const TONES = { good: "text-good", warn: "text-warn", bad: "text-bad", neutral: "text-ink" };

type CheckProps = Readonly<{
  tone?: keyof typeof TONES;
  title: string;
  /** At the right edge, such as an amount. */
  value?: string;
  children?: ReactNode;
}>;

/** One line of `Checks`: the finding in a few words, and what it means. */
export function Check({ tone = "neutral", title, value, children }: CheckProps) {
  return (
    <li className="flex justify-between gap-5 border-b py-[10px]">
      <div>
        <b className={TONES[tone]}>{title}</b>
        {children && <div className="text-ink-2">{children}</div>}
      </div>
      {value && <span className={join("font-strong whitespace-nowrap", TONES[tone])}>{value}</span>}
    </li>
  );
}
