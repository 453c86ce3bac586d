import { Children, type ReactNode } from "react";
import { join } from "./join";
import { Link } from "./link";

/** What a change means: for the better, for the worse, or neither. */
export type Tone = "good" | "bad" | "neutral";

const TONES = { good: "text-good", bad: "text-bad", neutral: "text-ink-2" };

const COLUMNS: Record<number, string> = {
  3: "@3xl:grid-cols-3",
  4: "@3xl:grid-cols-4",
  5: "@3xl:grid-cols-5",
  6: "@3xl:grid-cols-6",
};

/** A row of up to six figures between hairlines; two a line on small screens. */
export function Figures({ children }: { children: ReactNode }) {
  const count = Children.toArray(children).length;
  return (
    <dl className={join("figures mb-[30px] grid grid-cols-2 border-t border-b border-t-ink", COLUMNS[count])}>
      {children}
    </dl>
  );
}

type FigureProps = Readonly<{
  name: string;
  /** Slug of the glossary entry that the name opens. */
  term?: string;
  /** As shown: "$38,025", "61.4%", "–". */
  value: string;
  /** The exact value, shown on hover. */
  exact?: string;
  /** Where the value's parts are listed. */
  href?: string;
  /** As shown, with its sign: "+14.9%", "−0.3 pt". */
  change?: string | null;
  tone?: Tone;
  /** After the change, or in its place: "vs Sep", "hit rate 61.4%". */
  note?: ReactNode;
}>;

/** One figure: its name opens the glossary, its value its parts. */
export function Figure({ name, term, value, exact, href, change, tone = "neutral", note }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col items-start pt-[13px] pr-[18px] pb-[14px]">
      <dt className="text-small text-ink-2">
        {term ? (
          <Link href={`/glossary/${term}`} className="term">
            {name}
          </Link>
        ) : (
          name
        )}
      </dt>
      <dd
        className="mt-[5px] text-[22px] font-strong tracking-[-.02em] whitespace-nowrap @3xl:text-[25px]"
        title={exact}
      >
        {href ? (
          <Link href={href} className="hover:underline hover:decoration-1 hover:underline-offset-4">
            {value}
          </Link>
        ) : (
          value
        )}
      </dd>
      <dd className="min-h-[19px] text-small text-ink-2">
        {change && <span className={TONES[tone]}>{change}</span>}
        {change && note ? " " : null}
        {note}
      </dd>
    </div>
  );
}
