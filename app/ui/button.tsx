import type { ComponentProps, ReactNode } from "react";
import { join } from "./join";
import { Link } from "./link";

const LOOKS = {
  plain: "border-rule bg-card px-[13px] text-ink hover:border-line",
  primary: "border-ink bg-ink px-[13px] font-[540] text-paper hover:opacity-90",
  danger: "border-rule bg-card px-[13px] font-[540] text-bad hover:border-bad",
  quiet: "border-transparent text-accent hover:underline hover:underline-offset-3",
};

type ButtonProps = Readonly<{ look?: keyof typeof LOOKS; children: ReactNode }> &
  (
    | ({ href: string } & Omit<ComponentProps<typeof Link>, "href">)
    | ({ href?: undefined } & ComponentProps<"button">)
  );

/** A button, or with `href` a link that looks like one. */
export function Button({ look = "plain", className, ...rest }: ButtonProps) {
  const looks = join(
    "inline-flex items-center justify-center gap-2 rounded-chip border py-[6px] whitespace-nowrap disabled:opacity-50",
    LOOKS[look],
    className,
  );
  if (rest.href !== undefined) return <Link className={looks} {...rest} />;
  return <button type="button" className={looks} {...rest} />;
}
