import type { ReactNode } from "react";
import { Button } from "./button";

type EmptyProps = Readonly<{
  /** What is not there yet: "No usage has been imported". */
  title: string;
  /** What to do about it, in a sentence or two. */
  children: ReactNode;
  action?: Readonly<{ href: string; label: string }>;
  second?: Readonly<{ href: string; label: string }>;
}>;

/** What a page or section says while it has nothing to show: what is missing and the next step. */
export function Empty({ title, children, action, second }: EmptyProps) {
  return (
    <div className="border-t border-b border-t-ink py-8">
      <p className="text-title font-bold">{title}</p>
      <div className="mt-1 max-w-[620px] text-ink-2">{children}</div>
      {(action || second) && (
        <div className="mt-4 flex flex-wrap gap-2">
          {action && (
            <Button href={action.href} look="primary">
              {action.label}
            </Button>
          )}
          {second && <Button href={second.href}>{second.label}</Button>}
        </div>
      )}
    </div>
  );
}
