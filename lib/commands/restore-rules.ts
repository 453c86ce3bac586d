import { z } from "zod";
import { sql } from "@/lib/db/sql";
import { conflict, notFound, sqlCommand } from "./command";
import { lockLedger } from "./enter-prices";
import { putRules } from "./put-rules";
import { rulesOf } from "./rules-document";
import { basedOnField, refuseChanged } from "./rules-in-force";

/**
 * Puts an earlier set of rules in force again; without an id the one before the set in force, so that undoing twice is
 * doing again. It is a new line of the history that names the set it was taken from; nothing of the history is lost.
 * @throws UserError not_found, nothing-to-undo, already-in-force, rules-changed
 */
export const restoreRules = sqlCommand({
  name: "rules.restore",
  needs: "rules:write",
  input: z.object({ id: z.uuid("is not the id of a set of rules").nullish(), basedOn: basedOnField }),
  async run({ tx, actor, input }) {
    await lockLedger(tx);
    await refuseChanged(tx, input.basedOn);
    const org = tx.organizationId;
    const [set] = await tx.rows<{ id: string; document: object; is_in_force: boolean }>(
      input.id
        ? sql`select id, document, retired_at is null as is_in_force from allocation_rule_set
            where organization_id = ${org} and id = ${input.id}::uuid`
        : sql`select id, document, false as is_in_force from allocation_rule_set
            where organization_id = ${org} and retired_at is not null order by retired_at desc, applied_at desc limit 1`,
    );
    if (!set) {
      if (input.id) throw notFound("set of rules", input.id);
      throw conflict(
        "nothing-to-undo",
        "There is no earlier set of rules to go back to.",
        "Take rules out one by one, or put a set without rules in force.",
      );
    }
    if (set.is_in_force)
      throw conflict("already-in-force", "This set of rules is in force.", "Choose an earlier one.");
    const rules = rulesOf(set.document);
    const { result, before } = await putRules(tx, actor, rules, set.id);
    return {
      result: { ...result, restoredFrom: set.id },
      audit: { entity: set.id, before, after: rules },
    };
  },
});
