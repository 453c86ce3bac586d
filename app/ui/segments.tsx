import { join } from "./join";
import { Link } from "./link";

export type Segment = Readonly<{ label: string; href: string; active: boolean }>;

/** A choice between a few views of one thing, each with its own address. */
export function Segments({ label, options }: { label: string; options: readonly Segment[] }) {
  return (
    <nav aria-label={label} className="inline-flex overflow-hidden rounded-chip border">
      {options.map((option) => (
        <Link
          key={option.label}
          href={option.href}
          scroll={false}
          aria-current={option.active ? "true" : undefined}
          className={join(
            "px-[11px] py-1 -outline-offset-2",
            option.active ? "bg-accent-wash font-[540] text-accent" : "text-ink-2 hover:text-ink",
          )}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
