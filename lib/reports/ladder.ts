import type { Actor } from "@/lib/access/actor";
import type { Where } from "@/lib/filters";
import { type MetricId, measuresFor, metricOf, valueText } from "@/lib/metrics";
import { addUp, cubeRows } from "./query";

/** The steps of the savings ladder in their order, which changes the split, not the sum (economics §5.5). */
const STEPS = [
  ["caching", "net_cache_savings"],
  ["tier", "tier_savings"],
  ["contract", "contract_savings"],
  ["reported", "reported_adjustment"],
] as const satisfies readonly (readonly [string, MetricId])[];

/** The ids of the steps, in their order. */
export const LADDER_STEPS = STEPS.map(([id]) => id);

/** Amounts in USD as decimal text; `list_uncached` less every step is `effective`, exactly. */
export type Ladder = Readonly<{
  list_uncached: string;
  steps: readonly Readonly<{ id: (typeof STEPS)[number][0]; amount: string }>[];
  effective: string;
}>;

/** From list price at the standard tier without a cache to what counts, for a period of local days, both inclusive. */
export async function ladder(
  actor: Actor,
  { from, to, where }: { readonly from: string; readonly to: string; readonly where: Where },
): Promise<Ladder> {
  const ids: MetricId[] = ["uncached_list_cost", ...STEPS.map(([, id]) => id), "spend"];
  const sums = addUp(await cubeRows(actor, { from, to, grain: "none", by: [], where }, measuresFor(ids)));
  const text = (id: MetricId) => String(valueText(metricOf(id), sums) ?? "0");
  return {
    list_uncached: text("uncached_list_cost"),
    steps: STEPS.map(([id, metric]) => ({ id, amount: text(metric) })),
    effective: text("spend"),
  };
}
