import { Section } from "@/app/ui";
import { Chart } from "@/app/ui/chart";
import { DataTable } from "@/app/ui/table";
import { CAPABILITIES } from "@/lib/pricing";
import type { CurvePage } from "@/lib/reports/cost-curve-page";
import { MARK_COLUMNS } from "./columns";

/** Your cost per million tokens beside public list prices of the same mix. */
export function BesidePublicPrices({ report: { marks, points, curves } }: { report: CurvePage }) {
  const shown = marks.filter(({ at_your_mix }) => at_your_mix !== null);
  const title = "Beside public prices";
  return (
    <Section
      title={title}
      sub="Yours is what you paid, cache and discounts included; a mark is what a million tokens at your input and output would have cost at that list price, without a cache. The curve also goes up: GPT-5 cost $1.25 in and $10 out, GPT-5.5 costs $5 and $30. So compare within a class; the classes are our grouping. Hollow: the day is from memory."
    >
      {shown.length > 0 && (
        <Chart
          kind="curve"
          title={title}
          unit="usd"
          height={340}
          points={points}
          series={[{ id: "blended", name: "You", values: curves.cost_per_million_tokens.values }]}
          marks={CAPABILITIES.map((capability) => ({
            id: capability,
            name: capability,
            points: shown
              .filter((mark) => mark.capability === capability)
              .map(({ date, model, at_your_mix, date_from_memory }) => ({
                day: date,
                name: model,
                value: at_your_mix,
                hollow: date_from_memory,
              })),
          }))}
        />
      )}
    </Section>
  );
}

/** Every mark with its source. */
export function PublicPrices({ report: { marks } }: { report: CurvePage }) {
  return (
    <Section
      title="Public prices"
      sub="USD per million tokens, standard tier, from the day they were first to be had."
    >
      <DataTable
        title="Public prices"
        columns={MARK_COLUMNS}
        rows={marks.map(({ date, date_from_memory, model, source, url, ...mark }) => ({
          id: `${date} ${model}`,
          cells: { date, model, source, ...mark, date_from_memory: null },
          links: { source: url },
          ...(date_from_memory ? { notes: { date: "from memory" } } : {}),
        }))}
        sort={{ id: "date", desc: true }}
      />
    </Section>
  );
}
