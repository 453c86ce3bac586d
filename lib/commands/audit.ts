import type { Actor } from "@/lib/access/actor";
import type { Prisma } from "@/lib/db/generated/client";
import type { Transaction } from "@/lib/db/organization";
import type { PrismaTransaction } from "@/lib/db/prisma";
import { sql } from "@/lib/db/sql";

/** What an act changed: which thing, how it was, how it is. Never a password, a key or a hash. */
export type Audit = Readonly<{ entity: string | null; before?: object | null; after?: object | null }>;

/** JSON as the history keeps it: whole numbers beyond JSON's own become text. */
const plain = (value: object | null | undefined): string | null =>
  value ? JSON.stringify(value, (_key, v: unknown) => (typeof v === "bigint" ? v.toString() : v)) : null;

/** Writes the entry in the transaction of the act itself: neither stands without the other. */
export async function writeAuditInPrisma(
  tx: PrismaTransaction,
  actor: Actor,
  action: string,
  audit: Audit,
): Promise<void> {
  const json = (value: object | null | undefined): Prisma.InputJsonValue | undefined => {
    const text = plain(value);
    return text === null ? undefined : (JSON.parse(text) as Prisma.InputJsonValue);
  };
  const [before, after] = [json(audit.before), json(audit.after)];
  await tx.auditEntry.create({
    data: {
      organizationId: actor.organizationId,
      actorKind: actor.kind,
      userId: actor.userId,
      keyId: actor.keyId,
      action,
      entity: audit.entity,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  });
}

/** The same, in a transaction of `inOrganization`. */
export async function writeAudit(tx: Transaction, actor: Actor, action: string, audit: Audit): Promise<void> {
  await tx.run(
    sql`insert into audit_entry (organization_id, actor_kind, user_id, key_id, action, entity, before, after)
      values (${actor.organizationId}, ${actor.kind}, ${actor.userId}::uuid, ${actor.keyId}::uuid, ${action},
        ${audit.entity}, ${plain(audit.before)}::jsonb, ${plain(audit.after)}::jsonb)`,
  );
}
