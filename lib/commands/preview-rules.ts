import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import type { RuleSet } from "@/lib/allocation";
import { ruleSetDocument } from "@/lib/reports/rules-history";
import { type RulesPreview, rulesPreview } from "@/lib/reports/rules-preview";
import { checkRules } from "./check-rules";
import { parseInput } from "./command";
import { notFound } from "./errors";
import { rulesOf } from "./rules-document";

const asked = z.object({
  /** The set; instead of it the id of an earlier one. */
  document: z.unknown().optional(),
  id: z.uuid("is not the id of a set of rules").nullish(),
  from: z.string(),
  to: z.string(),
});

/**
 * What a set, or with an id an earlier one, would move over some days, as a page shows it. Nothing is written.
 * @throws UserError not_found, or as `checkRules`
 */
export async function previewRules(
  actor: Actor,
  input: unknown,
): Promise<{ document: RuleSet; preview: RulesPreview }> {
  const { id, from, to, ...given } = parseInput(asked, input);
  const document = id ? await ruleSetDocument(actor, id) : given.document;
  if (id && document === null) throw notFound("set of rules", id);
  const check = await checkRules(actor, { document, from, to });
  return { document: rulesOf(document), preview: rulesPreview(check) };
}
