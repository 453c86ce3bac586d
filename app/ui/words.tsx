import type { ReactNode } from "react";
import { join } from "./join";

type Words = Readonly<{ children: ReactNode }>;

/** The large sentence a page opens with; figures in it are `<b>`, judgements `<Good>` and `<Bad>`. */
export function Lede({ children, tight = false }: Words & { tight?: boolean }) {
  return (
    <p
      className={join(
        "max-w-[860px] text-[21px] leading-[1.32] font-medium tracking-[-.018em] text-pretty @2xl:text-lede [&_b]:font-[640]",
        tight ? "mb-2" : "mb-[26px]",
      )}
    >
      {children}
    </p>
  );
}

/** Words about something that moved the right way. */
export function Good({ children }: Words) {
  return <span className="text-good">{children}</span>;
}

/** Words about something that moved the wrong way. */
export function Bad({ children }: Words) {
  return <span className="text-bad">{children}</span>;
}

/** Words to be careful about: unpriced, overlapping, missing. */
export function Warn({ children }: Words) {
  return <span className="text-warn">{children}</span>;
}

/** An identifier, a file name, a key: in the mono face. */
export function Code({ children }: Words) {
  return <code className="font-mono text-small">{children}</code>;
}
