"use server";

import { action } from "@/lib/auth/action";
import { applyRules } from "@/lib/commands/apply-rules";

const apply = action(applyRules);

/** Puts a whole set of rules in force. */
export async function applyRuleSet(document: unknown) {
  return apply({ document });
}
