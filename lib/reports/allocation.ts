import type { Actor } from "@/lib/access/actor";
import type { Grain } from "@/lib/db/cube-query";
import { type MetricId, measuresFor, metricOf, type Sums, valueText } from "@/lib/metrics";
import { extentOf } from "./page-context";
import { parseQuestion } from "./parse-question";
import { addUp, cubeRows, periodText } from "./query";

/** USD as decimal text; allocated + unallocated = total, exactly. */
export type AllocatedCost = Readonly<{ allocated: string; unallocated: string; total: string }>;
export type AllocationAnswer = Readonly<{
  from: string | null;
  to: string | null;
  grain: Grain;
  zone: string;
  /** `period` is the date a period starts, for hours with the zone's offset; absent at grain none. */
  periods: readonly Readonly<{ period?: string } & AllocatedCost>[];
  totals: AllocatedCost;
}>;

const METRICS = {
  allocated: "allocated_cost",
  unallocated: "unallocated_cost",
  total: "spend",
} as const satisfies Record<string, MetricId>;

/**
 * How much of the cost the rules in force give to products, by period.
 * @param asked local days and grain as text; without days all there are, without grain by month
 * @throws UserError naming what cannot be read
 */
export async function allocationReport(
  actor: Actor,
  asked: Readonly<{ from?: string | undefined; to?: string | undefined; grain?: string | undefined }>,
): Promise<AllocationAnswer> {
  const extent = await extentOf(actor);
  const [from, to] = [asked.from ?? extent.dataFrom, asked.to ?? extent.dataThrough];
  const grain = asked.grain ?? "month";
  if (from === null || to === null)
    return { from, to, grain: grain as Grain, zone: actor.timeZone, periods: [], totals: valuesOf({}) };
  const question = parseQuestion({ metrics: METRICS.total, from, to, grain, filters: [] });
  const rows = await cubeRows(actor, question, measuresFor(Object.values(METRICS)));
  return {
    from,
    to,
    grain: question.grain,
    zone: actor.timeZone,
    periods: rows.map((row) => {
      const period = periodText(row.period, question.grain, actor.timeZone);
      return { ...(period === null ? {} : { period }), ...valuesOf(row.sums) };
    }),
    totals: valuesOf(addUp(rows)),
  };
}

const valuesOf = (sums: Sums): AllocatedCost => ({
  allocated: textOf("allocated", sums),
  unallocated: textOf("unallocated", sums),
  total: textOf("total", sums),
});

const textOf = (name: keyof typeof METRICS, sums: Sums): string =>
  String(valueText(metricOf(METRICS[name]), sums));
