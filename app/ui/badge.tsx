import type { ReactNode } from "react";
import { join } from "./join";

const TONES = {
  neutral: "bg-rule text-ink",
  good: "bg-accent-wash text-accent",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
};

/** A state in a word or two: committed, void, refused. */
export function Badge({ tone = "neutral", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={join(
        "inline-block rounded-[4px] px-[6px] text-small font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
