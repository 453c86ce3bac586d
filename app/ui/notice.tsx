import type { ReactNode } from "react";
import { join } from "./join";

const TONES = {
  neutral: "border-line",
  good: "border-good bg-accent-wash",
  warn: "border-warn bg-warn-wash",
  bad: "border-bad bg-bad-wash",
};

type NoticeProps = Readonly<{
  tone?: keyof typeof TONES;
  title?: string;
  children?: ReactNode;
}>;

/** Words in the page's own flow: something failed, was left out, or needs attention. */
export function Notice({ tone = "neutral", title, children }: NoticeProps) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={join("mb-5 border-l-2 px-4 py-2", TONES[tone])}
    >
      {title && <p className="font-bold">{title}</p>}
      {children && <div className={title ? "text-ink-2" : undefined}>{children}</div>}
    </div>
  );
}
