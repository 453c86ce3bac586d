import { decode, encode } from "next-auth/jwt";
import { readConfig } from "@/lib/db/config";
import { organizationsOfPerson } from "@/lib/db/directory";
import { readSecrets } from "@/lib/db/secrets";
import { insertSession, SESSION_DAYS_MAX } from "@/lib/db/sessions";
import { appUrl } from "./app-url";
import { hashOf, newToken } from "./token";

export const SESSION_SECONDS_MAX = SESSION_DAYS_MAX * 24 * 60 * 60;

let secret: string | undefined;

/** Seals the cookies: NEXTAUTH_SECRET, which the start sets (one for all that serve one database), else the installation's own. */
export function sessionSecret(): string {
  secret ??= process.env.NEXTAUTH_SECRET || readSecrets(readConfig().dataFolder).sessionSecret;
  return secret;
}

/**
 * How a cookie of ours is named and kept. Browsers share cookies among all ports of a host, so without TLS the port
 * is part of the name: two copies on one machine do not sign each other out.
 */
export function cookieOf(purpose: "session" | "csrf" | "callback") {
  const url = appUrl();
  const secure = url.protocol === "https:";
  const name = secure ? `__Host-costcurve-${purpose}` : `costcurve-${purpose}-${url.port || "80"}`;
  return { name, options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure } };
}

/**
 * Makes a session for a person and returns what its cookie carries: a random id, and nothing about the person.
 * @param organizationId the one to open; the first they belong to unless named.
 */
export async function startSession(userId: string, organizationId?: number): Promise<{ sid: string }> {
  const sid = newToken();
  const opened = organizationId ?? (await organizationsOfPerson(userId))[0]?.id ?? null;
  await insertSession({ tokenHash: hashOf(sid), userId, organizationId: opened });
  return { sid };
}

/** The cookie's value for a new session, sealed as next-auth seals its own. */
export async function sealSession(token: { sid: string }): Promise<string> {
  return encode({ token, secret: sessionSecret(), maxAge: SESSION_SECONDS_MAX });
}

/** The hash of the session id inside a cookie's value, or null where it is not ours, was changed, or is too old. */
export async function sessionHashOf(cookie: string | undefined): Promise<Buffer | null> {
  if (!cookie) return null;
  const token = await decode({ token: cookie, secret: sessionSecret() }).catch(() => null);
  return typeof token?.sid === "string" ? hashOf(token.sid) : null;
}
