"use server";

import { z } from "zod";
import { action, checkedAction } from "@/lib/auth/action";
import { currentActor } from "@/lib/auth/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { checkRules } from "@/lib/commands/check-rules";
import { parseInput } from "@/lib/commands/command";
import { notFound, unauthenticated } from "@/lib/commands/errors";
import { restoreRules } from "@/lib/commands/restore-rules";
import { rulesOf } from "@/lib/commands/rules-document";
import { NO_SET } from "@/lib/commands/rules-in-force";
import { ruleSetDocument } from "@/lib/reports/rules-history";
import { rulesPreview } from "@/lib/reports/rules-preview";

const apply = action(applyRules);
const restore = action(restoreRules);
const asked = z.object({ document: z.unknown(), id: z.uuid().nullish(), from: z.string(), to: z.string() });

/** Puts a whole set of rules in force, unless others than those it was made from are by now (null: none were). */
export async function applyRuleSet(document: unknown, basedOn: string | null) {
  return apply({ document, basedOn: basedOn ?? NO_SET });
}

/** Puts an earlier set in force again, unless others than those that were looked at are by now. */
export async function restoreRuleSet(id: string, basedOn: string | null) {
  return restore({ id, basedOn: basedOn ?? NO_SET });
}

/** What a set, or with an id an earlier one, would move over some days; nothing is written, so no page reads anew. */
export async function previewRuleSet(input: { document?: unknown; id?: string; from: string; to: string }) {
  return checkedAction("rules.check", async () => {
    const actor = await currentActor();
    if (!actor) throw unauthenticated("Your session has ended.", "Sign in again; nothing was changed.");
    const { id, from, to, ...given } = parseInput(asked, input);
    const document = id ? await ruleSetDocument(actor, id) : given.document;
    if (id && document === null) throw notFound("set of rules", id);
    const check = await checkRules(actor, { document, from, to });
    return { document: rulesOf(document), preview: rulesPreview(check) };
  });
}
