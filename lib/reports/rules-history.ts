import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

const SETS_MAX = 100;

/** One set of rules that is or was in force. Times are RFC 3339, UTC. */
export type RuleSetEntry = Readonly<{
  id: string;
  applied_at: string;
  /** Who, by email; null: the command line of the server, or somebody who is gone. */
  applied_by: string | null;
  /** When another set took its place; null: it is in force. */
  retired_at: string | null;
  products: number;
  rules: number;
  /** How many of its rules were not in the set before it, and how many of that one's it left out. */
  rules_added: number;
  rules_removed: number;
  /** The earlier set it is a copy of. */
  restored_from: string | null;
}>;

/** Who put which set of rules in force and when, latest first; the last 100. */
export async function rulesHistory(actor: Actor): Promise<RuleSetEntry[]> {
  return inOrganization(actor.organizationId, async (tx) =>
    tx.rows<RuleSetEntry>(sql`with sets as (
        select s.*, lag(document) over (order by applied_at) as earlier from allocation_rule_set s
          where organization_id = ${tx.organizationId} order by applied_at desc limit ${SETS_MAX})
      select s.id, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as applied_at, u.email as applied_by,
        to_char(retired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as retired_at,
        jsonb_array_length(document->'products') as products, jsonb_array_length(document->'rules') as rules,
        (select count(*)::int from (select jsonb_array_elements(document->'rules')
          except all select jsonb_array_elements(coalesce(earlier->'rules', '[]'))) x) as rules_added,
        (select count(*)::int from (select jsonb_array_elements(coalesce(earlier->'rules', '[]'))
          except all select jsonb_array_elements(document->'rules')) x) as rules_removed,
        restored_from
      from sets s left join app_user u on u.id = applied_by order by s.applied_at desc`),
  );
}

/** The set of that id, as it was put in force; null where there is none. */
export async function ruleSetDocument(actor: Actor, id: string): Promise<unknown> {
  return inOrganization(actor.organizationId, async (tx) => {
    const [set] = await tx.rows<{ document: unknown }>(
      sql`select document from allocation_rule_set where organization_id = ${tx.organizationId} and id = ${id}::uuid`,
    );
    return set?.document ?? null;
  });
}
