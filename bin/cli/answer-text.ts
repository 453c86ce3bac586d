import { answerColumns, answerCsv } from "@/lib/reports/answer-csv";
import type { Answer } from "@/lib/reports/query";
import { textTable } from "./text-table";

export { answerCsv };

/** An answer for people: its rows, its totals, and what limits them. */
export function answerTable(answer: Answer): string {
  const columns = answerColumns(answer);
  const total = columns.map(({ header }, i) =>
    header in answer.totals ? answer.totals[header] : i === 0 ? "total" : "",
  );
  const table = textTable(
    columns.map(({ header, number }) => ({ header, ...(number ? { align: "right" as const } : {}) })),
    [...answer.rows.map((row) => columns.map(({ header }) => row[header] ?? null)), total],
  );
  const { tokens_priced, cost_allocated, cost_reported } = answer.coverage;
  return (
    `${table}\n${answer.from} to ${answer.to}, ${answer.zone}. ` +
    `Tokens priced ${percent(tokens_priced)}, cost allocated ${percent(cost_allocated)}, cost reported ${percent(cost_reported)}.\n`
  );
}

/** A share for a person's eye; figures to calculate with come as JSON or CSV. */
const percent = (share: string | null): string =>
  share === null ? "–" : `${(Number(share) * 100).toFixed(1)} %`;
