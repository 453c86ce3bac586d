import { cookies } from "next/headers";
import { endSession } from "@/lib/db/sessions";
import { cookieOf, SESSION_SECONDS_MAX, sealSession, sessionHashOf, startSession } from "./session";

// For server actions: next-auth's own routes set and clear the cookie for the sign-in form.

/** Signs a person in with a new session, in this browser. */
export async function signInHere(userId: string, organizationId?: number): Promise<void> {
  const { name, options } = cookieOf("session");
  const sealed = await sealSession(await startSession(userId, organizationId));
  (await cookies()).set(name, sealed, { ...options, maxAge: SESSION_SECONDS_MAX });
}

/** Ends this browser's session, in the table and in the browser. */
export async function signOutHere(): Promise<void> {
  const hash = await sessionHashHere();
  if (hash) await endSession(hash);
  const { name, options } = cookieOf("session");
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** The hash of this browser's session id, or null. */
export async function sessionHashHere(): Promise<Buffer | null> {
  return sessionHashOf((await cookies()).get(cookieOf("session").name)?.value);
}
