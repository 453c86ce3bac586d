import type { ReactNode } from "react";

/** Text to be read: the glossary. Headings h1 and h2 or h3, paragraphs, lists and links get their look here. */
export function Prose({ children }: { children: ReactNode }) {
  return (
    <article className="mb-[34px] max-w-[680px] text-prose [&_a:not(.term)]:text-accent [&_a:hover]:underline [&_a:hover]:underline-offset-3 [&_h1]:mb-1 [&_h1]:text-display [&_h1]:font-strong [&_h1]:tracking-[-.025em] [&_h2]:mt-[26px] [&_h2]:mb-1 [&_h2]:text-[13px] [&_h2]:font-bold [&_h3]:mt-[26px] [&_h3]:mb-1 [&_h3]:text-[13px] [&_h3]:font-bold [&_li]:mb-1 [&_p]:mb-[10px] [&_ul]:mb-[10px] [&_ul]:list-disc [&_ul]:pl-5">
      {children}
    </article>
  );
}

/** The definition right under a term's name. */
export function Definition({ children }: { children: ReactNode }) {
  return <p className="text-brand leading-[1.6] text-ink-2">{children}</p>;
}

/** A formula, line by line, in the mono face. */
export function Formula({ children }: { children: ReactNode }) {
  return (
    <pre className="my-2 overflow-x-auto border-l-2 border-accent bg-accent-wash px-4 py-2 font-mono text-[13px] leading-[1.7]">
      {children}
    </pre>
  );
}

/** Where a fact comes from and when it was checked. */
export function Cite({ children }: { children: ReactNode }) {
  return <span className="text-small text-ink-3">{children}</span>;
}
