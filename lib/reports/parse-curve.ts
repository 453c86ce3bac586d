import { invalidInput } from "@/lib/commands/errors";
import type { CurveQuestion } from "./cost-curve";
import { type AskedText, parseQuestion } from "./parse-question";
import type { ChartGrain } from "./period";

const GRAINS: readonly ChartGrain[] = ["day", "week", "month"];
const isGrain = (text: string): text is ChartGrain => (GRAINS as readonly string[]).includes(text);

/**
 * Reads what is asked of the cost curve out of text; without a grain the period decides.
 * @throws UserError naming the part that cannot be read and what it may be
 */
export function parseCurve(asked: Pick<AskedText, "from" | "to" | "grain" | "filters">): CurveQuestion {
  const { from, to, filters, grain } = asked;
  const question = parseQuestion({ metrics: "cost_per_million_tokens", from, to, filters });
  if (grain !== undefined && !isGrain(grain))
    throw invalidInput(`grain: “${grain}” is not a grain of a curve.`, `Use one of: ${GRAINS.join(", ")}.`);
  return { from: question.from, to: question.to, where: question.where, ...(grain ? { grain } : {}) };
}
