import { timingSafeEqual } from "node:crypto";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/actor";
import { unauthenticated } from "@/lib/commands/errors";
import { apiKeyByHash } from "@/lib/db/directory";
import { type OpenSession, sessionByTokenHash } from "@/lib/db/sessions";
import { apiKeyHash } from "./api-key";
import { nextPath, PATH_HEADER } from "./next-path";
import { checkOrigin } from "./origin";
import { cookieOf, sessionHashOf } from "./session";

/** Who is signed in, or null. Role and organization come from the database on every request, once within it. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  return actorOfCookie((await cookies()).get(cookieOf("session").name)?.value);
});

/** Who is signed in; anybody else is sent to sign in and then back. Ask it first in every page, before any Suspense. */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const next = nextPath((await headers()).get(PATH_HEADER));
  redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}

/**
 * Who sends a request to the API: a bearer key, or else the session's cookie. A cookie changes something only from one
 * of our own pages.
 * @throws UserError unauthenticated (401), foreign_origin (403).
 */
export async function actorOfRequest(request: Request): Promise<Actor> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return actorOfKey(authorization);
  const cookie = cookieIn(request.headers.get("cookie"), cookieOf("session").name);
  const actor = await actorOfCookie(cookie);
  if (!actor) {
    throw unauthenticated(
      "This needs an API key or a session.",
      "Send the header “Authorization: Bearer cc_…” with a key made in Settings, or sign in.",
    );
  }
  if (request.method !== "GET" && request.method !== "HEAD") checkOrigin(request.headers);
  return actor;
}

async function actorOfCookie(cookie: string | undefined): Promise<Actor | null> {
  const hash = await sessionHashOf(cookie);
  const session = hash ? await sessionByTokenHash(hash) : null;
  return session ? actorOfSession(session) : null;
}

function actorOfSession(session: OpenSession): Actor {
  return {
    kind: "person",
    organizationId: session.organizationId,
    organizationName: session.organizationName,
    timeZone: session.timeZone,
    currency: session.currency,
    userId: session.userId,
    keyId: null,
    email: session.email,
    role: session.role,
    scopes: [],
  };
}

async function actorOfKey(authorization: string): Promise<Actor> {
  const refused = (message: string) =>
    unauthenticated(message, "Make a new key in Settings, or with `costcurve key create`.");
  const text = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const hash = text ? apiKeyHash(text) : null;
  if (!hash) throw refused("The Authorization header holds no API key of Costcurve, or a mistyped one.");
  const key = await apiKeyByHash(hash);
  if (!key || !timingSafeEqual(key.keyHash, hash)) throw refused("This API key is not known.");
  if (key.revoked) throw refused("This API key was revoked.");
  if (key.expired) throw refused("This API key has expired.");
  const { organization } = key;
  return {
    kind: "key",
    organizationId: organization.id,
    organizationName: organization.name,
    timeZone: organization.zone,
    currency: organization.currency,
    userId: null,
    keyId: key.id,
    email: null,
    // A key is asked for its scopes; this is the least a role can be.
    role: "viewer",
    scopes: key.scopes,
  };
}

function cookieIn(header: string | null, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, ...value] = part.split("=");
    if (key?.trim() === name) return value.join("=").trim();
  }
  return undefined;
}
