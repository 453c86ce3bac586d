import type { ReactNode } from "react";

/** Things one below the other, each with what can be done about it at its end. */
export function Lines({ empty, children }: { empty: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return <p className="border-t border-t-ink py-3 text-ink-2">{empty}</p>;
  return <ul className="border-t border-t-ink">{children}</ul>;
}

type LineProps = Readonly<{ title: ReactNode; note: ReactNode; muted?: boolean; children?: ReactNode }>;

export function Line({ title, note, muted, children }: LineProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b py-[10px]">
      <div className={`mr-auto min-w-0 ${muted ? "text-ink-3" : ""}`}>
        <p className="font-strong break-words">{title}</p>
        <p className={muted ? "text-small" : "text-small text-ink-2"}>{note}</p>
      </div>
      {children}
    </li>
  );
}
