import type { Actor } from "@/lib/access/actor";
import type { RuleSet } from "@/lib/allocation";
import { allocateAll } from "@/lib/db/ledger/allocate";
import { productIds } from "@/lib/db/ledger/products";
import { raiseDataVersion } from "@/lib/db/ledger/settle";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

/** What putting a set in force did. */
export type RulesApplied = Readonly<{
  /** The set that is in force now. */
  id: string;
  products: number;
  rules: number;
  scopes: number;
  scopesMoved: number;
  scopesUnallocated: number;
}>;

/**
 * Retires the set in force and puts a checked one in its place, within the caller's transaction, which holds the ledger's
 * lock. Products that the set does not list and no revenue speaks of go.
 * @param restoredFrom the earlier set this one is a copy of
 */
export async function putRules(
  tx: Transaction,
  actor: Actor,
  rules: RuleSet,
  restoredFrom: string | null,
): Promise<{ result: RulesApplied; before: object | null }> {
  const org = tx.organizationId;
  await productIds(tx, rules.products);
  const [before] = await tx.rows<{ document: object }>(sql`update allocation_rule_set set retired_at = now()
    where organization_id = ${org} and retired_at is null returning document`);
  const id = crypto.randomUUID();
  await tx.run(sql`insert into allocation_rule_set (organization_id, id, document, applied_by, restored_from)
    values (${org}, ${id}::uuid, ${JSON.stringify(rules)}::jsonb, ${actor.userId}::uuid, ${restoredFrom}::uuid)`);
  const allocated = await allocateAll(tx, rules);
  const named = rules.products.map((name) => name.toLowerCase());
  await tx.run(sql`delete from product p where organization_id = ${org} and lower(name) <> all(${named}::text[])
    and not exists (select from revenue r where r.organization_id = ${org} and r.product_id = p.id)`);
  await raiseDataVersion(tx);
  const result = {
    id,
    products: rules.products.length,
    rules: rules.rules.length,
    scopes: allocated.scopes,
    scopesMoved: allocated.moved,
    scopesUnallocated: allocated.unallocated,
  };
  return { result, before: before?.document ?? null };
}
