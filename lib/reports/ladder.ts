import type { Actor } from "@/lib/access/actor";
import type { CubeRow } from "@/lib/db/cube-query";
import { absentLabel, type Dimension, type Filters, hrefWith, valueLabel, type Where } from "@/lib/filters";
import { exactValue, type MetricId, measuresFor, metricOf, type Sums, valueText } from "@/lib/metrics";
import type { Line } from "./line";
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

export type LadderStepId = (typeof STEPS)[number][0];

/** What the ladder needs of the cube. */
export const LADDER_MEASURES = measuresFor(["uncached_list_cost", ...STEPS.map(([, id]) => id), "spend"]);

/** Amounts in USD as decimal text; `list_uncached` less every step is `effective`, exactly. */
export type Ladder = Readonly<{
  list_uncached: string;
  steps: readonly Readonly<{ id: LadderStepId; amount: string }>[];
  effective: string;
}>;

/** From list price at the standard tier without a cache to what counts, for a period of local days, both inclusive. */
export async function ladder(
  actor: Actor,
  { from, to, where }: { readonly from: string; readonly to: string; readonly where: Where },
): Promise<Ladder> {
  return ladderOf(addUp(await cubeRows(actor, { from, to, grain: "none", by: [], where }, LADDER_MEASURES)));
}

/** The ladder of any sums that hold `LADDER_MEASURES`. */
export function ladderOf(sums: Sums): Ladder {
  const text = (id: MetricId) => String(valueText(metricOf(id), sums) ?? "0");
  return {
    list_uncached: text("uncached_list_cost"),
    steps: STEPS.map(([id, metric]) => ({ id, amount: text(metric) })),
    effective: text("spend"),
  };
}

/**
 * A ladder for every group, the dearest at list price first, and that of all. Each line and each column adds up
 * exactly.
 * @param rows cube rows whose first key is of dimension `by`; rows of one group may be several
 */
export function ladderLines(
  rows: readonly CubeRow[],
  by: Dimension,
  filters: Filters,
): { lines: Line[]; total: Line } {
  const groups = new Map<string | null, CubeRow[]>();
  for (const row of rows) {
    const key = row.keys[0] ?? null;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const list = metricOf("uncached_list_cost").value;
  const sorted = [...groups]
    .filter(([, cells]) => cells.some(holdsMoney))
    .map(([key, cells]) => ({ key, cells, size: exactValue(list, addUp(cells))?.n ?? 0n }))
    .sort((a, b) => (a.size === b.size ? 0 : a.size > b.size ? -1 : 1));
  return {
    lines: sorted.map(({ key, cells }) => lineOf(key, by, filters, ladderOf(addUp(cells)))),
    total: { id: "total", cells: { group: "Total", ...cellsOf(ladderOf(addUp(rows))) } },
  };
}

/** Money of a group: without any it has no ladder, and $0 would call it free. */
const holdsMoney = ({ sums }: CubeRow): boolean => LADDER_MEASURES.some((name) => (sums[name] ?? 0n) !== 0n);

const cellsOf = ({ list_uncached, steps, effective }: Ladder) => ({
  list: list_uncached,
  ...Object.fromEntries(steps.map(({ id, amount }) => [id, amount === "0" ? null : amount])),
  effective,
});

function lineOf(key: string | null, by: Dimension, filters: Filters, told: Ladder): Line {
  const where = { [by]: [key] };
  const rows = hrefWith(filters, { where }, "/rows");
  return {
    id: JSON.stringify(key),
    cells: { group: key === null ? null : valueLabel(by, key), ...cellsOf(told) },
    links: {
      group: hrefWith(filters, { where, rest: { by: [by === "model" ? "product" : "model"] } }, "/spend"),
      list: rows,
      ...Object.fromEntries(told.steps.map(({ id }) => [id, rows])),
      effective: rows,
    },
    missing: { group: by === "model" ? "Charges without a model" : absentLabel(by) },
    ...(key === null ? { muted: true } : {}),
  };
}
