import type { Coverage } from "@/lib/db/ledger/coverage";
import { addDays, utcDayOf } from "@/lib/time";
import type { Preview } from "./preview-shape";
import { isOfProvider, ownDayOf, type SourceRecord } from "./records";

/** The UTC day a record counts on; of what is told by local days the first of them. */
export const dayOf = (record: SourceRecord): string =>
  isOfProvider(record) ? (record.period.wholeUtcDay ?? utcDayOf(record.period.startMs)) : ownDayOf(record);

/** First and last day of a file, and how finely it tells of them; revenue and fixed costs are of whole ranges of days. */
export function periodOf(
  days: readonly string[],
  coverage: readonly Coverage[],
  spansTo: string,
): Preview["period"] {
  const [from, last] = [days[0], days.at(-1)];
  if (from === undefined || last === undefined) return null;
  const to = spansTo === "" ? last : addDays(spansTo, -1);
  const buckets = new Set(
    coverage.map(({ grouping }) => grouping.replace(/^names:/, "").split(":")[0] ?? ""),
  );
  const [bucket] = buckets;
  return { from, to, bucket: buckets.size === 1 && bucket ? bucket : null };
}
