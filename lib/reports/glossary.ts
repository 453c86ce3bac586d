import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { type GlossaryTerm, metricMeanings } from "@/lib/glossary";
import { measuresFor, metricOf, valueText } from "@/lib/metrics";
import { monthLabel, periodLabel } from "@/lib/time";
import { addMonths, monthEnd, monthStart } from "@/lib/time/days";
import { cached } from "./cached";
import { shownValue } from "./display";
import { pageContext } from "./page-context";
import { addUp, cubeRows } from "./query";

/** The reader's own figure beside a glossary entry. */
export type LiveFigure = Readonly<{
  /** The figure's own name, which may differ from the entry's. */
  name: string;
  period: string;
  value: string;
  /** Twelve months up to the period's, the oldest first; null where undefined. */
  trend: readonly (number | null)[];
  note: string;
}>;

const MONTHS = 12;

/**
 * The current value of the term's metric, for the period pages show by default, and its last twelve months.
 * null where the term has no metric, the organization no data, or the actor may not see it.
 */
export async function liveFigure(actor: Actor, term: GlossaryTerm): Promise<LiveFigure | null> {
  const id = term.metric;
  if (!id || !can(actor, "report:read")) return null;
  const { filters, extent } = await pageContext(actor, {});
  if (extent.dataThrough === null) return null;
  const { from, to } = filters;
  return cached(actor, "glossary", { id, from, to }, async () => {
    const measures = measuresFor([id]);
    const metric = metricOf(id);
    const current = addUp(await cubeRows(actor, { from, to, grain: "none", by: [], where: {} }, measures));
    const first = monthStart(addMonths(to, 1 - MONTHS));
    const rows = await cubeRows(
      actor,
      { from: first, to: monthEnd(to), grain: "month", by: [], where: {} },
      measures,
    );
    const months = rows.map((row) => ({ month: row.period ?? "", value: valueText(metric, row.sums) }));
    return {
      name: metricMeanings[id].name,
      period: periodLabel(from, to),
      value: shownValue(id, valueText(metric, current)),
      trend: months.map((m) => (m.value === null ? null : Number(m.value))),
      note: noteOf(months, (value) => shownValue(id, value)),
    };
  });
}

type Month = Readonly<{ month: string; value: ReturnType<typeof valueText> }>;

function noteOf(months: readonly Month[], shown: (value: Month["value"]) => string): string {
  const known = months.filter((m) => m.value !== null);
  const highest = known.reduce<Month | null>(
    (a, b) => (a === null || Number(b.value) > Number(a.value) ? b : a),
    null,
  );
  if (!highest || known.length < 2) return "The first month with data.";
  return `${known.length} months. Highest ${monthLabel(highest.month, { long: true, year: true })}, ${shown(highest.value)}.`;
}
