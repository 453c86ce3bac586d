import { z } from "zod";
import { allocateAll } from "@/lib/db/ledger/allocate";
import { productIds } from "@/lib/db/ledger/products";
import { raiseDataVersion } from "@/lib/db/ledger/settle";
import { sql } from "@/lib/db/sql";
import { sqlCommand } from "./command";
import { lockLedger } from "./enter-prices";
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
    const org = tx.organizationId;
    await lockLedger(tx);
    await productIds(tx, rules.products);
    const [before] = await tx.rows<{ document: object }>(sql`update allocation_rule_set set retired_at = now()
      where organization_id = ${org} and retired_at is null returning document`);
    await tx.run(sql`insert into allocation_rule_set (organization_id, document, applied_by)
      values (${org}, ${JSON.stringify(rules)}::jsonb, ${actor.userId}::uuid)`);
    const allocated = await allocateAll(tx, rules);
    const named = rules.products.map((name) => name.toLowerCase());
    await tx.run(sql`delete from product p where organization_id = ${org} and lower(name) <> all(${named}::text[])
      and not exists (select from revenue r where r.organization_id = ${org} and r.product_id = p.id)`);
    await raiseDataVersion(tx);
    const result = {
      products: rules.products.length,
      rules: rules.rules.length,
      scopes: allocated.scopes,
      scopesMoved: allocated.moved,
      scopesUnallocated: allocated.unallocated,
    };
    return {
      result,
      audit: { entity: null, before: before?.document ?? null, after: rules },
    };
  },
});
