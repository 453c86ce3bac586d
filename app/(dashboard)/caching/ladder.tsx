import { Link, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { dimensionLabel, rangeLabel } from "@/lib/filters";
import { formatUsdText } from "@/lib/money";
import type { CachingReport } from "@/lib/reports/caching";
import type { PageContext } from "@/lib/reports/page-context";
import { Grouping } from "../grouping";
import { ladderColumns } from "./columns";

/** A ladder for every group, and what batch would save on usage that can wait. */
export function LadderSection({ report, context }: { report: CachingReport; context: PageContext }) {
  const { ladder, batchPossible } = report;
  const name = dimensionLabel(ladder.by);
  const title = `Savings ladder by ${name === "API key" ? name : name.toLowerCase()}`;
  return (
    <Section
      id="savings-ladder"
      title={title}
      sub="In this order: caching, batch and flex, contract, what providers reported. Another order would split the same sum otherwise. Usage without a price stands on every rung with what was reported for it, so no step can come from it."
      actions={<Grouping groupings={ladder.groupings} by={ladder.by} />}
    >
      <DataTable
        key={`${ladder.by} ${ladder.sort}`}
        title={title}
        download={rangeLabel(context.filters)}
        columns={ladderColumns(ladder)}
        rows={ladder.lines}
        total={ladder.total}
        search={ladder.lines.length > 20}
        sort={ladder.sort ? { id: ladder.sort } : undefined}
      />
      <p className="mt-2 text-ink-2">
        {batchPossible === null ? (
          <>
            Nothing is marked as able to wait. Mark usage that is with the tag{" "}
            <code>latency_tolerant=true</code> to see what the{" "}
          </>
        ) : (
          <>
            <Link
              href={batchPossible.href}
              className="font-strong text-ink underline decoration-line underline-offset-3"
            >
              {formatUsdText(batchPossible.amount)}
            </Link>{" "}
            more could be saved on usage marked with the tag <code>latency_tolerant</code>, in the{" "}
          </>
        )}
        <Link href="/glossary/batch-tier" className="term">
          batch tier
        </Link>
        {batchPossible === null ? " would save on it." : "."}
      </p>
    </Section>
  );
}
