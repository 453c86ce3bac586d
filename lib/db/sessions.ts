import type { Role } from "@/lib/access/actor";
import { inPlainTransaction, membershipsOf } from "./directory";
import { pool } from "./pool";

/** A session ends after this much silence, and in any case after its absolute age (by the database's clock). */
export const SESSION_IDLE_HOURS = 12;
export const SESSION_DAYS_MAX = 7;

export type OpenSession = Readonly<{
  sessionId: string;
  userId: string;
  email: string;
  organizationId: number;
  organizationName: string;
  timeZone: string;
  currency: string;
  role: Role;
}>;

const ALIVE = `session.ended_at is null and session.expires_at > now()
  and session.last_seen_at > now() - interval '${SESSION_IDLE_HOURS} hours' and app_user.disabled_at is null`;

/**
 * The living session of a token, with the role its person has at this moment in the session's organization (or in the
 * first they still belong to). Null where the session has ended, idled out, or its person belongs nowhere.
 * @param tokenHash SHA-256 of the token in the cookie.
 */
export async function sessionByTokenHash(tokenHash: Buffer): Promise<OpenSession | null> {
  return inPlainTransaction(async (client) => {
    const found = await client.query<{
      sessionId: string;
      userId: string;
      email: string;
      activeId: number | null;
      stale: boolean;
    }>(
      // Naming the person to the policies in the same statement saves a round trip on every page.
      `select session.id as "sessionId", app_user.id as "userId", app_user.email,
         active_organization_id as "activeId", last_seen_at < now() - interval '5 minutes' as stale,
         set_config('app.person', app_user.id::text, true)
       from session join app_user on app_user.id = session.user_id
       where session.token_hash = $1 and ${ALIVE}`,
      [tokenHash],
    );
    const session = found.rows[0];
    if (!session) return null;
    if (session.stale) {
      await client.query("update session set last_seen_at = now() where id = $1", [session.sessionId]);
    }
    const memberships = await membershipsOf(client, session.userId);
    const here = memberships.find((m) => m.id === session.activeId) ?? memberships[0];
    if (!here) return null;
    return {
      sessionId: session.sessionId,
      userId: session.userId,
      email: session.email,
      organizationId: here.id,
      organizationName: here.name,
      timeZone: here.zone,
      currency: here.currency,
      role: here.role,
    };
  });
}

export async function insertSession(session: {
  tokenHash: Buffer;
  userId: string;
  organizationId: number | null;
}): Promise<void> {
  await pool().query(
    `insert into session (token_hash, user_id, active_organization_id, expires_at)
     values ($1, $2, $3, now() + interval '${SESSION_DAYS_MAX} days')`,
    [session.tokenHash, session.userId, session.organizationId],
  );
  // Rows long dead say nothing any more; sign-in is rare enough to sweep on.
  await pool().query("delete from session where expires_at < now() - interval '30 days'");
}

/** Dead on the next request, in every process. */
export async function endSession(tokenHash: Buffer): Promise<void> {
  await pool().query("update session set ended_at = now() where token_hash = $1 and ended_at is null", [
    tokenHash,
  ]);
}

/** Ends all sessions of a person, as a change of password asks. */
export async function endSessionsOf(userId: string): Promise<void> {
  await pool().query("update session set ended_at = now() where user_id = $1 and ended_at is null", [userId]);
}

/** Whether the person belongs there is asked anew on every request, so this only states a wish. */
export async function chooseOrganization(tokenHash: Buffer, organizationId: number): Promise<void> {
  await pool().query("update session set active_organization_id = $2 where token_hash = $1", [
    tokenHash,
    organizationId,
  ]);
}
