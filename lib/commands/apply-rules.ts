import { z } from "zod";
import { parseRules, productOf } from "@/lib/allocation";
import { productIds } from "@/lib/db/ledger/products";
import { raiseDataVersion } from "@/lib/db/ledger/settle";
import { sql } from "@/lib/db/sql";
import type { Dimensions } from "@/lib/ingest/records";
import { sqlCommand, UserError } from "./command";

/**
 * Puts a whole set of allocation rules in force, in place of the earlier one, and tells what moved. Events are not
 * touched: a rule gives scopes to products. Products that no rule names and no revenue speaks of go.
 */
export const applyRules = sqlCommand({
  name: "rules.apply",
  needs: "rules:write",
  input: z.object({ document: z.unknown() }),
  async run({ tx, actor, input }) {
    const parsed = parseRules(input.document);
    if (!parsed.ok) {
      throw new UserError({
        code: "wrong-rules",
        message: `The rules cannot be applied. ${parsed.problems.map((p) => `${p.path || "document"}: ${p.reason}`).join(" ")}`,
        fix: "Mend them and apply the whole set again; the rules in force stay as they are.",
      });
    }
    const rules = parsed.value;
    const org = tx.organizationId;
    const ids = await productIds(tx, rules.products);
    const nameOf = new Map([...ids].map(([name, id]) => [id, name]));
    const scopes = await tx.rows<
      Dimensions & { id: number; product_id: string | null; product: string | null }
    >(
      sql`select s.id, account, project, workspace, api_key as "apiKey", "user", customer, feature, environment, tags,
          a.product_id, p.name as product
        from scope s left join scope_allocation a on a.organization_id = ${org} and a.scope_id = s.id
        left join product p on p.organization_id = ${org} and p.id = a.product_id where s.organization_id = ${org}`,
    );
    const assigned: { scope: number; product: string }[] = [];
    let scopesMoved = 0;
    for (const scope of scopes) {
      const product = productOf(rules, scope);
      const id = product === null ? null : (ids.get(product.toLowerCase()) ?? null);
      if (id !== scope.product_id) scopesMoved += 1;
      if (id !== null) assigned.push({ scope: scope.id, product: id });
    }
    const [before] = await tx.rows<{ document: object }>(sql`update allocation_rule_set set retired_at = now()
      where organization_id = ${org} and retired_at is null returning document`);
    await tx.run(sql`insert into allocation_rule_set (organization_id, document, applied_by)
      values (${org}, ${JSON.stringify(rules)}::jsonb, ${actor.userId}::uuid)`);
    await tx.run(sql`delete from scope_allocation where organization_id = ${org}`);
    await tx.run(sql`insert into scope_allocation (organization_id, scope_id, product_id)
      select ${org}::int, scope, product from json_to_recordset(${JSON.stringify(assigned)}::json) as x(scope int, product uuid)`);
    const named = rules.products.map((name) => name.toLowerCase());
    await tx.run(sql`delete from product p where organization_id = ${org} and lower(name) <> all(${named}::text[])
      and not exists (select from revenue r where r.organization_id = ${org} and r.product_id = p.id)`);
    await raiseDataVersion(tx);
    const result = {
      products: rules.products.length,
      rules: rules.rules.length,
      scopes: scopes.length,
      scopesMoved,
      scopesUnallocated: scopes.length - assigned.length,
    };
    return {
      result: { ...result, productNames: [...nameOf.values()] },
      audit: { entity: null, before: before?.document ?? null, after: rules },
    };
  },
});
