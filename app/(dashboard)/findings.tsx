import { Check, Checks, Link } from "@/app/ui";
import type { Finding } from "@/lib/reports/overview-findings";

/** What is worth a look, one line each, with the way to its parts. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <p className="text-ink-2">Nothing moved.</p>;
  return (
    <Checks>
      {findings.map(({ tone, title, value, text, href, linkText }) => (
        <Check key={title} title={title} value={value ?? undefined} tone={tone}>
          {text}{" "}
          <Link href={href} className="link">
            {linkText}
          </Link>
        </Check>
      ))}
    </Checks>
  );
}
