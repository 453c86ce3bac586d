import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { askRequestHits, type RequestHits } from "@/lib/db/request-hits";
import type { Where } from "@/lib/filters";
import { ratioText } from "@/lib/money";
import type { DayRange } from "@/lib/time";

/**
 * Rows of single requests are counted one by one: this many take about a second. Longer periods show the hit rate of
 * tokens alone, which comes from sums.
 */
export const REQUEST_ROWS_MAX = 2_000_000n;

/** The hit rate of requests, decimal text; null where no row is a single request, or they are too many to count. */
export type RequestRate = Readonly<{
  rate: string | null;
  requests: bigint;
  tooMany: boolean;
  of: (product: string | null, model: string | null) => string | null;
}>;

const NONE: RequestRate = { rate: null, requests: 0n, tooMany: false, of: () => null };

/** Requests that read any of a cache ÷ requests that could, from rows that are one request each (economics §5.3). */
export async function requestRate(
  actor: Actor,
  q: DayRange & { readonly where: Where; readonly events: bigint },
): Promise<RequestRate> {
  if (q.events === 0n) return NONE;
  if (q.events > REQUEST_ROWS_MAX) return { ...NONE, tooMany: true };
  const found = await inOrganization(actor.organizationId, (tx) =>
    askRequestHits(tx, { ...q, zone: actor.timeZone }),
  );
  const rateOf = (some: readonly RequestHits[]) =>
    ratioText(total(some.map(({ hits }) => hits)), total(some.map(({ requests }) => requests)));
  return {
    rate: rateOf(found),
    requests: total(found.map(({ requests }) => requests)),
    tooMany: false,
    of: (product, model) => rateOf(found.filter((row) => row.product === product && row.model === model)),
  };
}

const total = (counts: readonly bigint[]): bigint => counts.reduce((sum, count) => sum + count, 0n);
