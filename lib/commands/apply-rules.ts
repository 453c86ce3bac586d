import { z } from "zod";
import { sqlCommand } from "./command";
import { lockLedger } from "./enter-prices";
import { putRules } from "./put-rules";
import { rulesOf } from "./rules-document";
import { basedOnField, refuseChanged } from "./rules-in-force";

/**
 * Puts a whole set of allocation rules in force, in place of the earlier one, and tells what moved. Events are not
 * touched: a rule gives scopes, or parts of their days, to products. Products that the set does not list and no revenue
 * speaks of go.
 * @throws UserError wrong-rules naming every field that cannot hold, with its reason, or rules-changed where the set that
 * the change was made from is no longer in force; nothing is changed then.
 */
export const applyRules = sqlCommand({
  name: "rules.apply",
  needs: "rules:write",
  input: z.object({ document: z.unknown(), basedOn: basedOnField }),
  async run({ tx, actor, input }) {
    const rules = rulesOf(input.document);
    await lockLedger(tx);
    await refuseChanged(tx, input.basedOn);
    const { result, before } = await putRules(tx, actor, rules, null);
    return { result, audit: { entity: null, before, after: rules } };
  },
});
