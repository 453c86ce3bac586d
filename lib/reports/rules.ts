import type { Actor } from "@/lib/access/actor";
import type { RuleSet } from "@/lib/allocation";
import { idInForce, rulesInForce } from "@/lib/db/ledger/products";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

/** The rules in force as the file that `rules apply` takes; without any, the known products and no rule. */
export const rulesReport = async (actor: Actor): Promise<RuleSet> => (await rulesWithId(actor)).document;

/** The same with the id of the set, null where none is in force: both of one moment. */
export async function rulesWithId(actor: Actor): Promise<{ id: string | null; document: RuleSet }> {
  return inOrganization(
    actor.organizationId,
    async (tx) => {
      const set = await rulesInForce(tx);
      if (set) return { id: await idInForce(tx), document: set };
      const products = await tx.rows<{ name: string }>(
        sql`select name from product where organization_id = ${actor.organizationId} order by name`,
      );
      return { id: null, document: { products: products.map(({ name }) => name), rules: [] } };
    },
    { readOnly: true },
  );
}
