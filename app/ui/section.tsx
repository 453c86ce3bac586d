import type { ReactNode } from "react";
import { join } from "./join";

type SectionProps = Readonly<{
  title?: string;
  /** One sentence under the title: what is shown, in which unit, compared with what. */
  sub?: ReactNode;
  /** To the right of the title, such as `Segments`. */
  actions?: ReactNode;
  id?: string;
  children: ReactNode;
}>;

/** A titled part of a page. */
export function Section({ title, sub, actions, id, children }: SectionProps) {
  return (
    <section id={id} aria-label={title} className="mb-[34px] min-w-0">
      {(title || actions) && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {title && <h2 className="mr-auto text-base font-bold">{title}</h2>}
          {actions}
        </div>
      )}
      {sub && <p className="mt-px text-ink-2">{sub}</p>}
      <div className={title || sub ? "mt-[10px]" : undefined}>{children}</div>
    </section>
  );
}

const SPLITS = {
  wide: "@4xl:grid-cols-[1.28fr_1fr]",
  wider: "@4xl:grid-cols-[1.5fr_1fr]",
  narrow: "@4xl:grid-cols-[1fr_1.5fr]",
  narrower: "@4xl:grid-cols-[1fr_1.75fr]",
  even: "@4xl:grid-cols-2",
  aside: "@4xl:grid-cols-[minmax(0,1fr)_300px]",
};

/** Two sections side by side where there is room; `split` says which gets more of it. */
export function TwoColumns({
  split = "wide",
  children,
}: {
  split?: keyof typeof SPLITS;
  children: ReactNode;
}) {
  return <div className={join("grid items-start gap-x-11 *:min-w-0", SPLITS[split])}>{children}</div>;
}

/** A framed aside, such as a live value beside a glossary entry. */
export function Card({ children }: { children: ReactNode }) {
  return <div className="mb-[34px] rounded-card border bg-card px-5 py-[18px]">{children}</div>;
}
