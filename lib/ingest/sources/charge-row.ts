import type { ParsedMoney } from "@/lib/money/parse";
import type { ChargeRecord } from "../records";
import type { Row } from "./row";
import { checkCurrency } from "./usage-row";

/** The parts of a charge that a source states; the rest follows from its amount. */
export type StatedCharge = Omit<
  ChargeRecord,
  "kind" | "line" | "path" | "ranked" | "category" | "amount" | "amountText" | "currency" | "dimensions"
> &
  Readonly<{ dimensions: Partial<ChargeRecord["dimensions"]> }>;

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});
const NOBODY: ChargeRecord["dimensions"] = Object.freeze({
  account: null,
  project: null,
  workspace: null,
  apiKey: null,
  user: null,
  customer: null,
  feature: null,
  environment: null,
  tags: NO_TAGS,
});

/** Dimensions with those that a report has; all others are absent. */
export const dimensions = (given: Partial<ChargeRecord["dimensions"]>): ChargeRecord["dimensions"] => ({
  ...NOBODY,
  ...given,
});

/**
 * A charge as one row of a cost report states it, identified by its dimensions: a later export of the same row replaces
 * it. An amount below zero is a credit, an empty one is unpriced. Throws RowProblem for another currency than USD.
 */
export function chargeOf(
  row: Row,
  fields: { amount: number; currency: number; parse: (text: string) => ParsedMoney },
  stated: StatedCharge,
): ChargeRecord {
  const amount = row.amount(fields.amount, fields.parse);
  checkCurrency(row, fields.currency, row.text(fields.currency));
  return {
    ...stated,
    kind: "charge",
    line: row.line,
    path: row.path,
    ranked: false,
    dimensions: dimensions(stated.dimensions),
    category: amount !== null && amount.money < 0n ? "Credit" : "Usage",
    amount: amount?.money ?? null,
    amountText: amount?.text ?? null,
    currency: "USD",
  };
}
