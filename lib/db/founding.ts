import type { PoolClient } from "pg";
import type { Role } from "@/lib/access/actor";
import { inPlainTransaction, insertUser, type OrganizationEntry } from "./directory";
import { fence } from "./organization";
import { pool } from "./pool";

export type NewOrganization = Readonly<{
  name: string;
  zone: string;
  currency: string;
  isDemo?: boolean;
}>;

/**
 * Makes an organization and leaves the transaction standing inside it: its number is drawn first, since a row can only
 * be written by who has already named it. A taken name raises 23505.
 */
async function insertOrganization(client: PoolClient, wanted: NewOrganization): Promise<OrganizationEntry> {
  const drawn = await client.query<{ id: string }>(
    "select nextval(pg_get_serial_sequence('organization', 'id'))::text as id",
  );
  const id = Number(drawn.rows[0]?.id);
  await client.query(fence(id));
  const { name, zone, currency, isDemo = false } = wanted;
  await client.query(
    "insert into organization (id, name, zone, currency, is_demo) values ($1, $2, $3, $4, $5)",
    [id, name, zone, currency, isDemo],
  );
  return { id, name, zone, currency, isDemo };
}

async function insertAudit(
  client: PoolClient,
  entry: { organizationId: number; userId: string | null; action: string; entity: string; after: object },
): Promise<void> {
  await client.query(
    `insert into audit_entry (organization_id, actor_kind, user_id, action, entity, after)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      entry.organizationId,
      entry.userId ? "person" : "system",
      entry.userId,
      entry.action,
      entry.entity,
      JSON.stringify(entry.after),
    ],
  );
}

async function insertMembership(client: PoolClient, organizationId: number, userId: string, role: Role) {
  await client.query(
    `insert into membership (organization_id, user_id, role) values ($1, $2, $3)
     on conflict (organization_id, user_id) do update set role = excluded.role`,
    [organizationId, userId, role],
  );
}

/** An organization made on the machine itself, without members. A taken name raises 23505. */
export async function foundOrganization(wanted: NewOrganization): Promise<OrganizationEntry> {
  return inPlainTransaction(async (client) => {
    const made = await insertOrganization(client, wanted);
    await insertAudit(client, {
      organizationId: made.id,
      userId: null,
      action: "organization.create",
      entity: String(made.id),
      after: wanted,
    });
    return made;
  });
}

/**
 * Uses the one-time link and makes the first owner with their organization, all or nothing.
 * @returns null where the link is unknown or was used before, also by somebody a moment earlier.
 */
export async function foundByLink(
  tokenHash: Buffer,
  wanted: { organization: NewOrganization; email: string; passwordHash: string },
): Promise<{ userId: string; organization: OrganizationEntry } | null> {
  return inPlainTransaction(async (client) => {
    const used = await client.query(
      "update setup_link set used_at = now() where token_hash = $1 and used_at is null returning id",
      [tokenHash],
    );
    if (used.rowCount !== 1) return null;
    const userId = await insertUser(client, wanted);
    const organization = await insertOrganization(client, wanted.organization);
    await insertMembership(client, organization.id, userId, "owner");
    await insertAudit(client, {
      organizationId: organization.id,
      userId,
      action: "organization.create",
      entity: String(organization.id),
      after: { ...wanted.organization, owner: wanted.email },
    });
    return { userId, organization };
  });
}

/** Makes the person if need be, gives them that password and that role in that organization. */
export async function placePerson(
  organizationId: number,
  person: { email: string; passwordHash: string; role: Role },
): Promise<void> {
  await inPlainTransaction(async (client) => {
    const known = await client.query<{ id: string }>(
      "update app_user set password_hash = $2 where lower(email) = lower($1) returning id",
      [person.email, person.passwordHash],
    );
    const userId = known.rows[0]?.id ?? (await insertUser(client, person));
    await client.query(fence(organizationId));
    await insertMembership(client, organizationId, userId, person.role);
  });
}

/** Puts a new link in the place of every unused one: only the latest that was printed opens. */
export async function replaceSetupLink(tokenHash: Buffer | null): Promise<void> {
  await inPlainTransaction(async (client) => {
    await client.query("delete from setup_link where used_at is null");
    if (tokenHash) await client.query("insert into setup_link (token_hash) values ($1)", [tokenHash]);
  });
}

/** "open" can be used, "used" was, "unknown" never existed or was replaced by a later start. */
export async function setupLinkState(tokenHash: Buffer): Promise<"open" | "used" | "unknown"> {
  const found = await pool().query<{ used: boolean }>(
    "select used_at is not null as used from setup_link where token_hash = $1",
    [tokenHash],
  );
  const link = found.rows[0];
  if (!link) return "unknown";
  return link.used ? "used" : "open";
}
