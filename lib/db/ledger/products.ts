import { parseRules, type RuleSet } from "@/lib/allocation";
import type { Transaction } from "../organization";
import { sql } from "../sql";

/** Products by lower-case name; those not known yet are made (ledger rule 26) and listed in `created`. */
export async function productIds(
  tx: Transaction,
  names: Iterable<string>,
): Promise<Map<string, string> & { created: string[] }> {
  const org = tx.organizationId;
  const wanted = new Map<string, string>();
  for (const name of names) if (!wanted.has(name.toLowerCase())) wanted.set(name.toLowerCase(), name);
  const made = await tx.rows<{ name: string }>(sql`insert into product (organization_id, name)
    select ${org}::int, n from unnest(${[...wanted.values()]}::text[]) n on conflict do nothing returning name`);
  const all = await tx.rows<{ id: string; name: string }>(
    sql`select id, name from product where organization_id = ${org}`,
  );
  const ids = new Map(all.map((p) => [p.name.toLowerCase(), p.id]));
  return Object.assign(ids, { created: made.map((p) => p.name) });
}

/** The id of the set of rules in force; null where there is none. */
export async function idInForce(tx: Transaction): Promise<string | null> {
  const [set] = await tx.rows<{ id: string }>(
    sql`select id from allocation_rule_set where organization_id = ${tx.organizationId} and retired_at is null`,
  );
  return set?.id ?? null;
}

/** The rules in force, or none. */
export async function rulesInForce(tx: Transaction): Promise<RuleSet | null> {
  const [row] = await tx.rows<{ document: unknown }>(
    sql`select document from allocation_rule_set where organization_id = ${tx.organizationId} and retired_at is null
      order by applied_at desc limit 1`,
  );
  if (!row) return null;
  const parsed = parseRules(row.document);
  if (!parsed.ok) throw new Error(`the stored allocation rules cannot be read: ${JSON.stringify(parsed)}`);
  return parsed.value;
}
