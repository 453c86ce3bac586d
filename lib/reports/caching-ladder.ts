import { type Dimension, type Filters, hrefWith, isGrouping } from "@/lib/filters";
import type { Sums } from "@/lib/metrics";
import { pico, usdText } from "@/lib/money";
import type { CachingReport } from "./caching";
import { groupingDimensions } from "./groupings";
import { type LadderStepId, ladderOf } from "./ladder";
import type { Extent, PageContext } from "./page-context";

/** The table that lists what the bars of the walk are made of. */
const PARTS = "savings-ladder";

/** How each step is called; what must not part on two lines is held together. */
export const STEP_NAMES: Readonly<Record<LadderStepId, string>> = {
  caching: "Caching",
  tier: "Batch &\u00a0flex",
  contract: "Contract",
  reported: "As reported",
};

const FIRST: readonly Dimension[] = ["product", "model", "provider"];

/** What the ladder is grouped by: as the address says, else by product. */
export function groupingOf({ filters }: Pick<PageContext, "filters">): Dimension {
  const written = filters.rest.by?.[0];
  return written !== undefined && isGrouping(written) ? written : "product";
}

export const groupingsFor = (
  { filters, extent }: { readonly filters: Filters; readonly extent: Extent },
  by: Dimension,
): CachingReport["ladder"]["groupings"] =>
  groupingDimensions(extent, FIRST, by).map((dimension) => ({
    dimension,
    href: `${hrefWith(filters, { rest: { by: [dimension], sort: [] } })}#${PARTS}`,
  }));

/**
 * The ladder as a walk of bars: caching in its two halves, what reads saved and what writes cost on top, then the
 * other steps. A step of nothing is left out; each bar leads to its parts.
 */
export function walkOf(sums: Sums, filters: Filters, by: Dimension): CachingReport["walk"] {
  const { list_uncached, steps, effective } = ladderOf(sums);
  const href = (sort: string) => `${hrefWith(filters, { rest: { by: [by], sort: [sort] } })}#${PARTS}`;
  const [gross, premium] = [sums.gross_savings ?? 0n, sums.write_premium ?? 0n];
  const halves = [
    { name: "Cache reads", value: usdText(pico(-gross)), href: "#where-caching-pays" },
    { name: "Write premium", value: usdText(pico(premium)), href: "#where-caching-pays" },
  ];
  const others = steps
    .filter(({ id }) => id !== "caching")
    .map(({ id, amount }) => ({ name: STEP_NAMES[id], value: negated(amount), href: href(id) }));
  return [
    { name: "List\u00a0price, no\u00a0cache", value: list_uncached, total: true, href: href("list") },
    ...[...halves, ...others].filter(({ value }) => value !== "0"),
    { name: "What counts", value: effective, total: true, href: href("effective") },
  ];
}

const negated = (amount: string): string =>
  amount === "0" ? amount : amount.startsWith("-") ? amount.slice(1) : `-${amount}`;

/** The tag by which a source marks usage that can wait, and what counts as yes (economics §5.4). */
const WAITS: Dimension = "tag.latency_tolerant";
const YES = ["true", "yes", "1"];

/** What batch would save on marked usage, and the rows of it; null where nothing is marked. */
export function batchPossible(sums: Sums, { filters, extent }: PageContext): CachingReport["batchPossible"] {
  const marked = (extent.others[WAITS] ?? []).filter((value) => YES.includes(value.toLowerCase()));
  if (marked.length === 0) return null;
  return {
    amount: usdText(pico(sums.batch_possible ?? 0n)),
    href: hrefWith(filters, { where: { [WAITS]: marked } }, "/rows"),
  };
}
