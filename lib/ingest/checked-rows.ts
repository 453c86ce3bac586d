import type { Reading } from "./reading";
import type { ReadBatch, Rejection, SourceRecord } from "./records";
import { RowProblem } from "./sources/refusal";

/**
 * A reading whose rows are looked at once more, against what its organization has: each comes out as it is, changed, or
 * rejected where `check` throws a RowProblem.
 */
export function withChecks(
  reading: Reading,
  check: (record: SourceRecord) => SourceRecord | Promise<SourceRecord>,
): Reading {
  let refused = 0;
  return {
    source: reading.source,
    batches: batches(),
    summary() {
      const { rows, ...rest } = reading.summary();
      return {
        ...rest,
        rows: { ...rows, records: rows.records - refused, rejected: rows.rejected + refused },
      };
    },
  };

  async function* batches(): AsyncGenerator<ReadBatch> {
    for await (const batch of reading.batches) {
      const records: (SourceRecord | Rejection)[] = [];
      for (const record of batch.records)
        records.push(record.kind === "rejection" ? record : await checked(record));
      yield { ...batch, records };
    }
  }

  async function checked(record: SourceRecord): Promise<SourceRecord | Rejection> {
    try {
      return await check(record);
    } catch (problem) {
      if (!(problem instanceof RowProblem)) throw problem;
      refused += 1;
      return rejectionOf(record, problem);
    }
  }
}

function rejectionOf(record: SourceRecord, { reason, column }: RowProblem): Rejection {
  return { kind: "rejection", line: record.line, path: record.path, column, reason, text: textOf(record) };
}

/** The row in short; the file itself has it whole. */
function textOf(record: SourceRecord): string {
  const parts =
    record.kind === "revenue"
      ? [record.fromDay, record.product, record.customer, record.plan, record.amountText, record.currency]
      : record.kind === "charge"
        ? [record.lineItem, record.provider, record.amountText, record.currency]
        : record.naturalKey;
  return parts.filter((part) => part !== null && part !== "").join(",");
}
