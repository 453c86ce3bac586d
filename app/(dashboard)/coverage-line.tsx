import { Coverage } from "@/app/ui/coverage";
import { requireActor } from "@/lib/auth/actor";
import { hrefWith } from "@/lib/filters";
import { type CoverageOf, pageCoverage } from "@/lib/reports/coverage";
import type { PageContext } from "@/lib/reports/page-context";
import { dayLabel } from "@/lib/time";

type CoverageLineProps = Readonly<{
  /** The page's days and filters; without them it speaks of what the page is about, or of everything there is. */
  context?: PageContext;
  about?: CoverageOf;
  /** Last day with data, where the page knows it better. */
  through?: string | null;
  /** What is missing in the days, as shown. */
  missing?: string | null;
}>;

/** The line at the foot of every page with figures: how far they carry and what they leave out. */
export async function CoverageLine({ context, about, through, missing }: CoverageLineProps) {
  const actor = await requireActor();
  const coverage = await pageCoverage(actor, context ?? null, about);
  const last = through === undefined ? coverage.through : through;
  const { tokens_priced, cost_allocated, cost_reported } = coverage.shares;
  return (
    <Coverage
      through={last === null ? null : dayLabel(last, { year: true })}
      missing={missing}
      tokensPriced={tokens_priced}
      costAllocated={cost_allocated}
      costReported={cost_reported}
      rowsRejected={coverage.rowsRejected}
      links={{
        priced: "/prices#unpriced",
        allocated: "/products",
        reported: context ? hrefWith(context.filters, {}, "/spend/amounts") : "/spend/amounts",
        rejected: "/imports",
      }}
    />
  );
}
