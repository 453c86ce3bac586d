import { type CsvColumn, csvOf } from "@/lib/exports";
import type { Answer } from "./query";

/** The columns of an answer, in the order they are told: period, dimensions, figures. */
export function answerColumns(answer: Answer): CsvColumn[] {
  const figures = Object.keys(answer.totals).map((id) => ({ header: id, number: true }));
  const period = answer.grain === "none" ? [] : [{ header: "period" }];
  return [...period, ...answer.by.map((dimension) => ({ header: dimension })), ...figures];
}

/** An answer's rows as CSV: exact decimals, absent values empty (ledger rule 10), no line of totals. */
export function answerCsv(answer: Answer): string {
  const columns = answerColumns(answer);
  return csvOf(
    columns,
    answer.rows.map((row) => columns.map(({ header }) => row[header] ?? null)),
  );
}
