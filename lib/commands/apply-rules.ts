import { z } from "zod";
import { sqlCommand } from "./command";
import { lockLedger } from "./enter-prices";
import { putRules } from "./put-rules";
import { rulesOf } from "./rules-document";

/**
 * Puts a whole set of allocation rules in force, in place of the earlier one, and tells what moved. Events are not
 * touched: a rule gives scopes, or parts of their days, to products. Products that the set does not list and no revenue
 * speaks of go.
 * @throws UserError wrong-rules naming every field that cannot hold, with its reason; nothing is changed then.
 */
export const applyRules = sqlCommand({
  name: "rules.apply",
  needs: "rules:write",
  input: z.object({ document: z.unknown() }),
  async run({ tx, actor, input }) {
    const rules = rulesOf(input.document);
    await lockLedger(tx);
    const { result, before } = await putRules(tx, actor, rules, null);
    return { result, audit: { entity: null, before, after: rules } };
  },
});
