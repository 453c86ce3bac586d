import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { type RulesCheck, rulesCheck } from "@/lib/reports/rules-check";
import { isDay } from "@/lib/time";
import { forbidden, invalidInput, parseInput } from "./command";
import { rulesOf } from "./rules-document";

const day = z.string().refine(isDay, "is not a day like 2026-01-31").nullish();
const fields = z.object({ document: z.unknown(), from: day, to: day });

/**
 * What a rules document would move, with nothing written: by month and product, which rules never match, and what none
 * matches. Without days, over all there is; one day alone opens to the other side.
 * @throws UserError forbidden, invalid_input, or wrong-rules as `applyRules`
 */
export async function checkRules(actor: Actor, input: z.input<typeof fields>): Promise<RulesCheck> {
  if (!can(actor, "report:read")) throw forbidden();
  const { document, from, to } = parseInput(fields, input);
  const set = rulesOf(document);
  if (!from && !to) return rulesCheck(actor, set);
  const range = { from: from ?? "2020-01-01", to: to ?? "2999-12-31" };
  if (range.from > range.to)
    throw invalidInput(
      `to: ${range.to} is before ${range.from}.`,
      "Days are inclusive: write the first day first.",
    );
  return rulesCheck(actor, set, range);
}
