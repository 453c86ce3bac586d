import { type ParsedRules, parseRules, type RuleSet } from "@/lib/allocation";
import { UserError } from "./errors";

/**
 * A rules document that holds.
 * @throws UserError wrong-rules naming every field and reason
 */
export function rulesOf(document: unknown): RuleSet {
  const parsed: ParsedRules = parseRules(document);
  if (parsed.ok) return parsed.value;
  throw new UserError({
    code: "wrong-rules",
    message: `The rules cannot be applied. ${parsed.problems.map((p) => `${p.path || "document"}: ${p.reason}`).join(" ")}`,
    fix: "Mend them and apply the whole set again; the rules in force stay as they are.",
    problems: parsed.problems.map(({ path, reason }) => ({ where: null, field: path, reason })),
  });
}
