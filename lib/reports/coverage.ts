import type { Actor } from "@/lib/access/actor";
import type { Where } from "@/lib/filters";
import { cached } from "./cached";
import { extentOf, type PageContext } from "./page-context";
import { shownRange } from "./period";
import { type Coverage, coverageOf } from "./query";

/** What limits the figures of a page: shares as decimal text, null where undefined. */
export type PageCoverage = Readonly<{
  /** Last day with data, YYYY-MM-DD; null where there is none. */
  through: string | null;
  shares: Coverage;
  rowsRejected: number;
}>;

/** What a page without filters of its own is about; without days or a filter, of everything there is. */
export type CoverageOf = Readonly<{ from?: string; to?: string; where?: Where }>;

/** The coverage of a page's days and filters; without them that of what it is about. */
export async function pageCoverage(
  actor: Actor,
  context: PageContext | null,
  about: CoverageOf = {},
): Promise<PageCoverage> {
  const extent = context?.extent ?? (await extentOf(actor));
  const { dataFrom, dataThrough, rejectedRows } = extent;
  const range = context
    ? shownRange(context.filters, dataThrough)
    : { from: about.from ?? dataFrom ?? "2020-01-01", to: about.to ?? dataThrough ?? "2020-01-01" };
  const question = { from: range.from, to: range.to, where: context?.filters.where ?? about.where ?? {} };
  const shares = await cached(actor, "coverage", question, () => coverageOf(actor, question));
  const last = dataThrough !== null && dataThrough < range.to ? dataThrough : range.to;
  const isInside = dataFrom !== null && dataThrough !== null && dataFrom <= last && dataThrough >= range.from;
  return { through: isInside ? last : null, shares, rowsRejected: rejectedRows };
}
