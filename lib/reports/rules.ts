import type { Actor } from "@/lib/access/actor";
import type { RuleSet } from "@/lib/allocation";
import { rulesInForce } from "@/lib/db/ledger/products";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

/** The rules in force as the file that `rules apply` takes; without any, the known products and no rule. */
export async function rulesReport(actor: Actor): Promise<RuleSet> {
  return inOrganization(actor.organizationId, async (tx) => {
    const set = await rulesInForce(tx);
    if (set) return set;
    const products = await tx.rows<{ name: string }>(
      sql`select name from product where organization_id = ${actor.organizationId} order by name`,
    );
    return { products: products.map(({ name }) => name), rules: [] };
  });
}
