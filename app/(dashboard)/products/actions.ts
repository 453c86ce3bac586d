"use server";

import { action, checkedAction } from "@/lib/auth/action";
import { currentActor } from "@/lib/auth/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { unauthenticated } from "@/lib/commands/errors";
import { previewRules } from "@/lib/commands/preview-rules";
import { restoreRules } from "@/lib/commands/restore-rules";
import { NO_SET } from "@/lib/commands/rules-in-force";

const apply = action(applyRules);
const restore = action(restoreRules);

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
    return previewRules(actor, input);
  });
}
