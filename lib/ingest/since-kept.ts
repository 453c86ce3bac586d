import type { Reading } from "./reading";
import type { ReadBatch, Rejection, SourceRecord } from "./records";
import { isoDay } from "./sources/values";

/**
 * A reading without the usage that its organization no longer keeps row by row: such rows were counted once and dropped, so
 * that nobody could tell whether they are here already. They are rejected; charges and revenue are kept for ever and pass.
 * @param keptFrom the first UTC day that is kept, YYYY-MM-DD; null where all are
 */
export function sinceKept(reading: Reading, keptFrom: string | null): Reading {
  if (keptFrom === null) return reading;
  const keptFromMs = Date.parse(keptFrom);
  let older = 0;
  return {
    source: reading.source,
    batches: batches(),
    summary() {
      const { rows, coverage, ...rest } = reading.summary();
      return {
        ...rest,
        rows: { ...rows, records: rows.records - older, rejected: rows.rejected + older },
        coverage:
          reading.source.kind === "usage"
            ? coverage
                .map((each) => ({ ...each, days: each.days.filter((day) => day >= keptFrom) }))
                .filter(({ days }) => days.length > 0)
            : coverage,
      };
    },
  };

  async function* batches(): AsyncGenerator<ReadBatch> {
    for await (const batch of reading.batches) yield { ...batch, records: batch.records.map(checked) };
  }

  function checked(record: SourceRecord | Rejection): SourceRecord | Rejection {
    if (record.kind !== "usage" || record.period.startMs >= keptFromMs) return record;
    older += 1;
    const day = isoDay(record.period.startMs);
    return {
      kind: "rejection",
      line: record.line,
      path: record.path,
      column: null,
      reason:
        `${day} is older than what this organization keeps (rows from ${keptFrom} on). Its figures stand as they were ` +
        "imported; a row added now could count twice.",
      text: [day, record.provider, record.model ?? ""].join(" ").trim(),
    };
  }
}
