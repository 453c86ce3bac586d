import { Link, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import { rangeLabel } from "@/lib/filters";
import { formatUsdText } from "@/lib/money";
import type { CachingReport } from "@/lib/reports/caching";
import type { PageContext } from "@/lib/reports/page-context";
import { BREAK_EVEN_COLUMNS, LOSS_COLUMNS } from "./columns";

/** When a cache pays for itself, and those that do not. Nothing where no write was paid for. */
export function BreakEven({ report, context }: { report: CachingReport; context: PageContext }) {
  const { breakEven, losses } = report;
  const download = rangeLabel(context.filters);
  if (breakEven.length === 0) return null;
  return (
    <>
      <Section
        title="Caches that lose money"
        sub={
          losses.caches === 0
            ? "None: every key and model read enough of what it wrote."
            : `${losses.caches === 1 ? "One costs" : `${losses.caches} cost`} ${formatUsdText(losses.loss)} more than no cache would have.${
                losses.lines.length < losses.caches ? ` The ${losses.lines.length} dearest are listed.` : ""
              }`
        }
      >
        {losses.caches > 0 && (
          <DataTable
            title="Caches that lose money"
            download={download}
            columns={LOSS_COLUMNS}
            rows={losses.lines}
            search={losses.lines.length > 20}
          />
        )}
      </Section>
      <Section
        title="When a cache pays"
        sub={
          <>
            By the prices in force, in USD per million tokens: the share of cacheable tokens that has to be
            read, and{" "}
            <Link href="/glossary/break-even-reads" className="term">
              reads per write
            </Link>
            , beside what you have. Same tier and context band on both sides.
          </>
        }
      >
        <DataTable
          title="When a cache pays"
          download={download}
          columns={BREAK_EVEN_COLUMNS}
          rows={breakEven}
          search={breakEven.length > 20}
        />
      </Section>
    </>
  );
}
