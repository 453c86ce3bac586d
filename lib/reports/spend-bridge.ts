import type { Actor } from "@/lib/access/actor";
import type { CubeRow } from "@/lib/db/cube-query";
import { BARS } from "@/lib/economics";
import { absentLabel, type Dimension, hrefWith } from "@/lib/filters";
import { minus, pico, usdText } from "@/lib/money";
import type { DayRange } from "@/lib/time";
import { BRIDGE_BY, BRIDGE_MEASURES, gatherParts, spendBridge } from "./bridge";
import type { Line } from "./line";
import type { listPriceAtBase } from "./list-prices";
import type { PageContext } from "./page-context";
import { cubeRows } from "./query";

type Bridged = Readonly<{ now: readonly CubeRow[]; before: readonly CubeRow[] }>;

/** The cells of both periods that a bridge is made of. */
export async function bridgeRows(
  actor: Actor,
  { filters }: PageContext,
  shown: DayRange,
  compare: DayRange,
): Promise<Bridged> {
  const ask = (range: DayRange) =>
    cubeRows(actor, { ...range, grain: "none", by: BRIDGE_BY, where: filters.where }, BRIDGE_MEASURES);
  const [now, before] = await Promise.all([ask(shown), ask(compare)]);
  return { now, before };
}

/** The parts of every bar by group; columns add up to the bars, rows to each group's change (economics §5.8). */
export function bridgeLines(
  { filters }: PageContext,
  by: Dimension,
  { now, before }: Bridged,
  listPrice: ReturnType<typeof listPriceAtBase>,
): { lines: Line[]; total: Line } {
  const bridge = spendBridge(before, now, listPrice);
  const cells = (group: Omit<ReturnType<typeof gatherParts>[number], "key">) => ({
    base: usdText(group.base),
    actual: usdText(group.actual),
    change: usdText(minus(group.actual, group.base)),
    ...Object.fromEntries(
      BARS.map((bar) => [bar, group.bars[bar] === 0n ? null : usdText(pico(group.bars[bar]))]),
    ),
  });
  const key = by === "provider" ? "provider" : by === "tier" ? "tier" : "model";
  // A model without a price moved nothing: $0 would call it free.
  const moved = gatherParts(bridge.parts, (part) => part[key]).filter(
    (g) => g.base !== 0n || g.actual !== 0n,
  );
  const lines = moved.map((group) => ({
    id: `group ${JSON.stringify(group.key)}`,
    cells: { group: group.key, ...cells(group) },
    missing: { group: by === "model" ? "Charges without a model" : absentLabel(by) },
    links: {
      group: hrefWith(filters, { where: { [by]: [group.key] }, rest: { view: [], sort: [] } }),
      actual: hrefWith(filters, { where: { [by]: [group.key] } }, "/rows"),
      ...(filters.compare
        ? {
            base: hrefWith(
              filters,
              { from: filters.compare.from, to: filters.compare.to, where: { [by]: [group.key] } },
              "/rows",
            ),
          }
        : {}),
    },
    ...(group.key === null ? { muted: true } : {}),
  }));
  return { lines, total: { id: "total", cells: { group: "Total", ...cells(bridge) } } };
}
