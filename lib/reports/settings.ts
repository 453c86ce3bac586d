import type { Actor, Role } from "@/lib/access/actor";
import { ROLES } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { organizationsOfPerson } from "@/lib/db/directory";
import { type Retention, retentionOf } from "@/lib/db/ledger/retention";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

export type ProviderSettings = Readonly<{
  provider: string;
  defaultAccount: string | null;
  costPolicy: "reported" | "computed";
}>;

export type KeyEntry = Readonly<{
  id: string;
  name: string;
  prefix: string;
  scopes: readonly string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  state: "active" | "revoked" | "expired";
}>;

export type MemberEntry = Readonly<{ userId: string; email: string; role: Role; since: Date; self: boolean }>;

export type SettingsReport = Readonly<{
  organization: { id: number; name: string; zone: string; currency: string; isDemo: boolean };
  retention: Retention;
  providers: readonly ProviderSettings[];
  /** null where the actor may not see them. */
  keys: readonly KeyEntry[] | null;
  members: readonly MemberEntry[] | null;
  /** Every organization of the person signed in. */
  organizations: readonly { id: number; name: string }[];
}>;

/** What the settings page shows to this actor; lists they may not change are not read at all. */
export async function settingsReport(actor: Actor): Promise<SettingsReport> {
  const mine = actor.userId ? await organizationsOfPerson(actor.userId) : [];
  const inside = await inOrganization(
    actor.organizationId,
    async (tx) => ({
      organization: await organizationOf(tx),
      retention: await retentionOf(tx),
      providers: await providersOf(tx),
      keys: can(actor, "key:write") ? await keysOf(tx) : null,
      members: can(actor, "member:read") ? await membersOf(tx, actor) : null,
    }),
    { readOnly: true },
  );
  return { ...inside, organizations: mine.map(({ id, name }) => ({ id, name })) };
}

async function organizationOf(tx: Transaction): Promise<SettingsReport["organization"]> {
  const [found] = await tx.rows<SettingsReport["organization"]>(
    sql`select id, name, zone, currency, is_demo as "isDemo" from organization where id = ${tx.organizationId}`,
  );
  if (!found) throw new Error("the organization has no row");
  return found;
}

/** Providers with rows of any kind and those that were set before their first row. */
async function providersOf(tx: Transaction): Promise<readonly ProviderSettings[]> {
  return tx.rows<ProviderSettings>(
    sql`select provider, max(default_account) as "defaultAccount",
        coalesce(max(cost_policy), 'reported') as "costPolicy"
      from (
        select provider, default_account, cost_policy from provider_setting
          where organization_id = ${tx.organizationId}
        union all
        select provider, null, null from sku where organization_id = ${tx.organizationId}
      ) known group by provider order by provider`,
  );
}

async function keysOf(tx: Transaction): Promise<readonly KeyEntry[]> {
  return tx.rows<KeyEntry>(
    sql`select id, name, prefix, scopes, created_at as "createdAt", last_used_at as "lastUsedAt",
        expires_at as "expiresAt",
        case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired'
          else 'active' end as state
      from api_key where organization_id = ${tx.organizationId}
      order by revoked_at is not null, created_at desc`,
  );
}

async function membersOf(tx: Transaction, actor: Actor): Promise<readonly MemberEntry[]> {
  const rows = await tx.rows<{ userId: string; email: string; role: Role; since: Date }>(
    sql`select membership.user_id as "userId", app_user.email, membership.role, membership.created_at as since
      from membership join app_user on app_user.id = membership.user_id
      where membership.organization_id = ${tx.organizationId}`,
  );
  return rows
    .map((row) => ({ ...row, self: row.userId === actor.userId }))
    .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.email.localeCompare(b.email, "en"));
}
