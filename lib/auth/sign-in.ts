import { z } from "zod";
import { organizationsOfPerson, userByEmail } from "@/lib/db/directory";
import { returnTry, takeTry } from "./limits";
import { NOBODYS_HASH, verifyPassword } from "./password";

const credentials = z.object({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024) });

/**
 * The person whose e-mail and password these are, or null: for a wrong password, an unknown, disabled or homeless
 * account, and after too many tries alike. Nothing in the answer or its time tells these apart.
 * @param address where the request came from, for the limits.
 */
export async function personOf(input: unknown, address: string): Promise<{ userId: string } | null> {
  const parsed = credentials.safeParse(input);
  if (!parsed.success) return null;
  const email = parsed.data.email.trim();
  if (!(await takeTry(email, address))) return null;
  const user = await userByEmail(email);
  const right = await verifyPassword(user?.passwordHash ?? NOBODYS_HASH, parsed.data.password);
  if (!user?.passwordHash || !right || user.disabled) return null;
  await returnTry(email, address);
  const memberships = await organizationsOfPerson(user.id);
  return memberships.length > 0 ? { userId: user.id } : null;
}
