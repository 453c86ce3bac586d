import { BRIDGED_FIGURES, type BridgedFigure, type BridgeQuestion } from "./bridge";
import { type AskedText, parseDays, parseFilters, wrong } from "./parse-question";

/** What the command line and the HTTP API hand over, as text. */
export type AskedBridge = Pick<AskedText, "from" | "to" | "filters"> & {
  baseFrom?: string | undefined;
  baseTo?: string | undefined;
  of?: string | undefined;
};

/** Revenue is known by these alone. */
const MARGIN_DIMENSIONS = ["product", "customer"];

/**
 * Reads what a bridge is asked for out of text.
 * @param prefix how the base's days are called: "base-" on the command line, "base_" in an address
 * @throws UserError naming the part that cannot be read and what it may be
 */
export function parseBridge(asked: AskedBridge, prefix: string): BridgeQuestion & { of: BridgedFigure } {
  const base = parseDays({ from: asked.baseFrom, to: asked.baseTo }, prefix);
  const actual = parseDays(asked);
  const of = BRIDGED_FIGURES.find((id) => id === (asked.of ?? "spend"));
  if (!of) throw wrong("of", `there is no bridge of “${asked.of}”`, `Use: ${BRIDGED_FIGURES.join(", ")}.`);
  const where = parseFilters(asked.filters);
  const unknown = Object.keys(where).filter((name) => !MARGIN_DIMENSIONS.includes(name));
  if (of === "margin" && unknown.length > 0)
    throw wrong(
      "of",
      `revenue is not known by ${unknown.join(", ")}, so there is no margin`,
      "Filter by product or customer, or ask for the bridge of spend.",
    );
  return { of, base, actual, where };
}
