import { type Money, plus } from "@/lib/money/money";
import type { Amount } from "./row";
import type { OpenFile } from "./source";

/**
 * What a row cost in all. With an own key at the upstream provider (BYOK), OpenRouter invoices its fee alone and states
 * the upstream's charge beside it: the economic cost is both (formats §6). The text keeps the two apart, invoice first.
 */
export function economicCost(
  file: OpenFile,
  invoiced: Amount | null,
  upstream: Amount | null,
): { reportedCost: Money | null; reportedCostText: string | null } {
  if (upstream === null || upstream.money === 0n)
    return { reportedCost: invoiced?.money ?? null, reportedCostText: invoiced?.text ?? null };
  file.notes.count("byok", ownKey);
  if (invoiced === null) return { reportedCost: upstream.money, reportedCostText: `+ ${upstream.text}` };
  return {
    reportedCost: plus(invoiced.money, upstream.money),
    reportedCostText: `${invoiced.text} + ${upstream.text}`,
  };
}

const ownKey = (count: number): string =>
  `${count === 1 ? "1 row ran" : `${count} rows ran`} on keys of your own (BYOK): the cost is OpenRouter's fee plus what ` +
  "the upstream provider bills. Do not import that provider's export of the same use as well.";
