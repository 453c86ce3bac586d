import type { PoolClient } from "pg";
import type { Role } from "@/lib/access/actor";
import { fence } from "./organization";
import { pool } from "./pool";

/**
 * The one place that reads before an organization is known, by one exact key each (ledger rule 27): a name given on the
 * command line, a person, a presented API key. Sessions are in `sessions.ts`, what makes organizations in `founding.ts`.
 * Postgres holds the same line: its policies show a row only to the very value named here.
 */

export type OrganizationEntry = Readonly<{
  id: number;
  name: string;
  zone: string;
  currency: string;
  isDemo: boolean;
}>;

export type MembershipEntry = OrganizationEntry & Readonly<{ role: Role }>;

export type UserEntry = Readonly<{
  id: string;
  email: string;
  /** null where the person has no password yet. */
  passwordHash: string | null;
  disabled: boolean;
}>;

export type ApiKeyEntry = Readonly<{
  id: string;
  organization: OrganizationEntry;
  keyHash: Buffer;
  scopes: readonly string[];
  revoked: boolean;
  expired: boolean;
}>;

const ORGANIZATION = `organization.id, organization.name, organization.zone, organization.currency,
  organization.is_demo as "isDemo"`;

/** The organization of that name, in any case, or null. */
export async function organizationByName(name: string): Promise<OrganizationEntry | null> {
  return withSetting("app.organization_name", name, async (client) => {
    const found = await client.query<OrganizationEntry>(
      `select ${ORGANIZATION} from organization where lower(name) = lower($1)`,
      [name],
    );
    return found.rows[0] ?? null;
  });
}

/** Where a person is a member, with the role there, the longest membership first. */
export async function organizationsOfPerson(userId: string): Promise<readonly MembershipEntry[]> {
  return withSetting("app.person", userId, (client) => membershipsOf(client, userId));
}

/** Inside a transaction that has named `app.person`. */
export async function membershipsOf(client: PoolClient, userId: string): Promise<readonly MembershipEntry[]> {
  const found = await client.query<MembershipEntry>(
    `select ${ORGANIZATION}, membership.role from membership
     join organization on organization.id = membership.organization_id
     where membership.user_id = $1 order by membership.created_at, organization.id`,
    [userId],
  );
  return found.rows;
}

const USER = `id, email, password_hash as "passwordHash", disabled_at is not null as disabled`;

export async function userByEmail(email: string): Promise<UserEntry | null> {
  const text = `select ${USER} from app_user where lower(email) = lower($1)`;
  return (await pool().query<UserEntry>(text, [email])).rows[0] ?? null;
}

export async function userById(userId: string): Promise<UserEntry | null> {
  const text = `select ${USER} from app_user where id = $1`;
  return (await pool().query<UserEntry>(text, [userId])).rows[0] ?? null;
}

/** True once anybody but the person of that e-mail can sign in. */
export async function anyoneBeside(email: string): Promise<boolean> {
  const text = "select exists (select from app_user where lower(email) <> lower($1)) as found";
  return (await pool().query<{ found: boolean }>(text, [email])).rows[0]?.found === true;
}

/** Makes a person who can sign in; the e-mail must be free (23505 otherwise). */
export async function insertUser(
  client: Pick<PoolClient, "query">,
  user: { email: string; passwordHash: string },
): Promise<string> {
  const made = await client.query<{ id: string }>(
    "insert into app_user (email, password_hash) values ($1, $2) returning id",
    [user.email, user.passwordHash],
  );
  const row = made.rows[0];
  if (!row) throw new Error("the new user has no row");
  return row.id;
}

export async function storePasswordHash(userId: string, passwordHash: string): Promise<void> {
  await pool().query("update app_user set password_hash = $2 where id = $1", [userId, passwordHash]);
}

/** The key whose SHA-256 is `keyHash`, with its organization, or null. Notes the use, at most once a minute. */
export async function apiKeyByHash(keyHash: Buffer): Promise<ApiKeyEntry | null> {
  return withSetting("app.key_hash", keyHash.toString("hex"), async (client) => {
    const found = await client.query<
      Omit<ApiKeyEntry, "organization"> & { organizationId: number; stale: boolean }
    >(
      `select id, organization_id as "organizationId", key_hash as "keyHash", scopes,
         revoked_at is not null as revoked, coalesce(expires_at <= now(), false) as expired,
         coalesce(last_used_at < now() - interval '1 minute', true) as stale
       from api_key where key_hash = $1`,
      [keyHash],
    );
    const key = found.rows[0];
    if (!key) return null;
    // From here on the key's own organization is named, and nothing else of it is visible.
    await client.query(fence(key.organizationId));
    const organizations = await client.query<OrganizationEntry>(
      `select ${ORGANIZATION} from organization where id = $1`,
      [key.organizationId],
    );
    const organization = organizations.rows[0];
    if (!organization) return null;
    if (key.stale && !key.revoked && !key.expired) {
      await client.query("update api_key set last_used_at = now() where id = $1", [key.id]);
    }
    const { id, scopes, revoked, expired } = key;
    return { id, organization, keyHash: key.keyHash, scopes, revoked, expired };
  });
}

/** A transaction that names one exact value to the policies; the setting ends with it. */
async function withSetting<T>(
  setting: "app.person" | "app.key_hash" | "app.organization_name",
  value: string,
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inPlainTransaction(async (client) => {
    await client.query("select set_config($1, $2, true)", [setting, value]);
    return run(client);
  });
}

/** A transaction that has named no organization: whatever stands behind the fence raises an error in it. */
export async function inPlainTransaction<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await run(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((e: Error) => {
      broken = e;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
