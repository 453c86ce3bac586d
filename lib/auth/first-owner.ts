import { anyoneBeside, userByEmail } from "@/lib/db/directory";
import { placePerson, replaceSetupLink } from "@/lib/db/founding";
import { hashPassword, verifyPassword } from "./password";
import { hashOf, newToken } from "./token";

export const DEMO_EMAIL = "demo@costcurve.example";

/**
 * While nobody but the demo person can sign in: a new one-time link for the first owner, which replaces an earlier one.
 * Null afterwards, when an unused link is taken back too. Only its hash is stored, so it can be shown once, on the
 * terminal, and read nowhere.
 */
export async function firstOwnerLink(appUrl: string): Promise<string | null> {
  if (await anyoneBeside(DEMO_EMAIL)) {
    await replaceSetupLink(null);
    return null;
  }
  const token = newToken();
  await replaceSetupLink(hashOf(token));
  return `${appUrl.replace(/\/+$/, "")}/setup?token=${token}`;
}

/** The demo organization's own sign-in. Called again it gives the same person the password named. */
export async function ensureDemoPerson(
  organizationId: number,
  password: string,
): Promise<{ email: string; password: string }> {
  const known = await userByEmail(DEMO_EMAIL);
  const stands = known?.passwordHash && (await verifyPassword(known.passwordHash, password));
  const passwordHash = stands && known?.passwordHash ? known.passwordHash : await hashPassword(password);
  await placePerson(organizationId, { email: DEMO_EMAIL, passwordHash, role: "owner" });
  return { email: DEMO_EMAIL, password };
}
