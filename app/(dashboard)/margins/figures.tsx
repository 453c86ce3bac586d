import { Figure, Figures } from "@/app/ui";
import { type Filters, hrefWith } from "@/lib/filters";
import { formatPoints, formatShare, formatSignedShare, formatUsdText } from "@/lib/money";
import type { MarginsReport } from "@/lib/reports/margins";
import { toneOf } from "../tone";

/** The period's margin and what it is made of. */
export function MarginFigures({ report, filters }: { report: MarginsReport; filters: Filters }) {
  const { figures, comparedWith } = report;
  const versus = comparedWith ? `vs ${comparedWith}` : undefined;
  const usd = (
    name: string,
    {
      term,
      figure,
      good,
      href,
    }: {
      term: string;
      figure: { value: string | null; change: string | null };
      good: "up" | "down";
      href: string;
    },
  ) => (
    <Figure
      name={name}
      term={term}
      value={formatUsdText(figure.value)}
      exact={figure.value === null ? undefined : `$${figure.value}`}
      href={href}
      change={figure.change && formatSignedShare(figure.change)}
      tone={toneOf(figure.change, good)}
      note={figure.change ? versus : undefined}
    />
  );
  return (
    <Figures>
      <Figure
        name="Gross margin percent"
        term="gross-margin-percent"
        value={formatShare(figures.percent.value)}
        exact={figures.percent.value ?? undefined}
        href="#p-and-l"
        change={figures.percent.change && formatPoints(figures.percent.change)}
        tone={toneOf(figures.percent.change, "up")}
        note={figures.percent.change ? versus : undefined}
      />
      {usd("Gross margin", { term: "gross-margin", figure: figures.margin, good: "up", href: "#p-and-l" })}
      {usd("Revenue", {
        term: "revenue",
        figure: figures.revenue,
        good: "up",
        href: hrefWith(filters, { rest: { kind: ["revenue"] } }, "/rows"),
      })}
      {usd("Cost of revenue", {
        term: "cost-of-goods-sold",
        figure: figures.cost,
        good: "down",
        href: hrefWith(filters, { rest: { by: ["product"] } }, "/spend"),
      })}
      {figures.unallocated !== null && (
        <Figure
          name="Unallocated cost"
          term="unallocated-cost"
          value={formatUsdText(figures.unallocated)}
          exact={`$${figures.unallocated}`}
          href={hrefWith(filters, { where: { product: [null] }, rest: { by: ["project"] } }, "/spend")}
          note={figures.unallocatedShare ? `${formatShare(figures.unallocatedShare)} of cost` : undefined}
        />
      )}
    </Figures>
  );
}
