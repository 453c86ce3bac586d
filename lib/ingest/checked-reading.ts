import { inDollars } from "./in-dollars";
import type { Reading } from "./reading";
import { withoutOverlaps } from "./revenue-overlaps";
import { sinceKept } from "./since-kept";

/**
 * A reading as its organization can take it: rows that are older than what it keeps, in a currency without a rate, or of
 * revenue that is there already, come out as rejected. The same for a look at a file and for its import.
 */
export function checkedReading(
  reading: Reading,
  { organizationId, keptFrom }: Readonly<{ organizationId: number; keptFrom: string | null }>,
): Reading {
  const kept = sinceKept(reading, keptFrom);
  const { kind } = reading.source;
  return kind === "revenue" || kind === "fixed"
    ? withoutOverlaps(inDollars(kept, organizationId), organizationId)
    : kept;
}
