import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Filters, parseFilters, type SearchParams } from "@/lib/filters";
import { makeDayOf } from "@/lib/time";
import { cached } from "./cached";

/** What there is to filter by and how far data reach: the same for every page. */
export type Extent = Readonly<{
  /** First and last local day with usage or charges; null where the organization has none. */
  dataFrom: string | null;
  dataThrough: string | null;
  /** Last day of each provider, so that a late one can be named. */
  providers: readonly Readonly<{ provider: string; through: string }>[];
  models: readonly string[];
  products: readonly string[];
  /** Values of the other dimensions, up to 200 each; `tag.NAME` among them. */
  others: Readonly<Record<string, readonly string[]>>;
  hasRevenue: boolean;
  hasRules: boolean;
  imports: number;
  rejectedRows: number;
}>;

export type PageContext = Readonly<{ filters: Filters; extent: Extent; today: string }>;

/** Reads a page's URL against what the organization has. Call once a page, after `requireActor()`. */
export async function pageContext(actor: Actor, params: SearchParams): Promise<PageContext> {
  const today = makeDayOf(actor.timeZone)(Date.now());
  const extent = await extentOf(actor);
  const filters = parseFilters(params, { today, zone: actor.timeZone, dataThrough: extent.dataThrough });
  return { filters, extent, today };
}

export const extentOf = (actor: Actor): Promise<Extent> =>
  cached(actor, "extent", null, () => readExtent(actor));
