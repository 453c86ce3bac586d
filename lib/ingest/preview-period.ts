import type { Coverage } from "@/lib/db/ledger/coverage";
import { addDays, utcDayOf } from "@/lib/time";
import type { Preview } from "./preview-shape";
import type { SourceRecord } from "./records";

/** The UTC day a record counts on. */
export const dayOf = (record: SourceRecord): string =>
  record.kind === "revenue" ? record.fromDay : (record.period.wholeUtcDay ?? utcDayOf(record.period.startMs));

/** First and last day of a file, and how finely it tells of them; revenue is of whole ranges of days. */
export function periodOf(
  days: readonly string[],
  coverage: readonly Coverage[],
  revenueTo: string,
): Preview["period"] {
  const [from, last] = [days[0], days.at(-1)];
  if (from === undefined || last === undefined) return null;
  const to = revenueTo === "" ? last : addDays(revenueTo, -1);
  const buckets = new Set(
    coverage.map(({ grouping }) => grouping.replace(/^names:/, "").split(":")[0] ?? ""),
  );
  const [bucket] = buckets;
  return { from, to, bucket: buckets.size === 1 && bucket ? bucket : null };
}
