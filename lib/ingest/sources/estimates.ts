import { formatUsd } from "@/lib/money/display";
import { type Money, plus, ZERO } from "@/lib/money/money";
import type { Amount } from "./row";
import type { OpenFile } from "./source";

/**
 * Takes note of what a tool in between reckons its calls cost. That is no bill: it is list price by that tool's own
 * price list, so it must not count as reported money (economics §5.15). Its text stays with the record as given.
 */
export function estimates(file: OpenFile, tool: string) {
  let sum: Money = ZERO;
  return (amount: Amount | null) => {
    if (amount !== null) {
      sum = plus(sum, amount.money);
      file.notes.count(
        "cost-estimated",
        (count) =>
          `${tool} estimates ${formatUsd(sum)} for ${count === 1 ? "1 row" : `${count} rows`} by its own price list. ` +
          "That is no bill, so it is not counted as reported: the cost here is the tokens' at the prices of their date.",
      );
    }
    return { reportedCost: null, reportedCostText: amount?.text ?? null };
  };
}
