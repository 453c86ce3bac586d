import { z } from "zod";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { conflict, type UserError } from "./errors";

/** Where no rules were in force. */
export const NO_SET = "none";

/** The id of the set a change was made from, “none” where there was none; without it, whatever is in force is replaced. */
export const basedOnField = z
  .string()
  .refine(
    (text) => text === NO_SET || z.uuid().safeParse(text).success,
    "is neither the id of a set of rules nor “none”",
  )
  .nullish();

/**
 * Holds a change back where the rules it was made from are no longer those in force, so that the second of two people who
 * change them at a time does not undo the first unawares. The caller holds the ledger's lock.
 * @throws UserError rules-changed, saying who changed them and when
 */
export async function refuseChanged(tx: Transaction, basedOn: string | null | undefined): Promise<void> {
  if (!basedOn) return;
  const [set] = await tx.rows<{ id: string; at: string; by: string | null }>(sql`select s.id,
      to_char(s.applied_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at, u.email as by
    from allocation_rule_set s left join app_user u on u.id = s.applied_by
    where s.organization_id = ${tx.organizationId} and s.retired_at is null`);
  if ((set?.id ?? NO_SET) !== basedOn) throw rulesChanged(set);
}

function rulesChanged(set: { id: string; at: string; by: string | null } | undefined): UserError {
  const what = set
    ? `${set.by ?? "Somebody on the command line or with a key"} put other rules in force since, on ${set.at} UTC (set ${set.id}).`
    : "No rules are in force, and there were some when this change began.";
  return conflict(
    "rules-changed",
    `The rules have changed meanwhile. ${what} Saving this change would undo that one.`,
    "Look at the rules as they are now and make your change on them again; nothing was saved.",
  );
}
