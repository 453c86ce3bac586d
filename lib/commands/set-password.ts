import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { returnTry, takeTry } from "@/lib/auth/limits";
import { hashPassword, passwordProblem, verifyPassword } from "@/lib/auth/password";
import { systemActor } from "@/lib/auth/system-actor";
import { organizationsOfPerson, storePasswordHash, userByEmail, userById } from "@/lib/db/directory";
import { inOrganization } from "@/lib/db/organization";
import { endSessionsOf } from "@/lib/db/sessions";
import { writeAudit } from "./audit";
import { forbidden, invalidInput, notFound, parseInput, UserError } from "./command";
import { emailField, passwordField } from "./fields";

const resetInput = z.object({ email: emailField, password: passwordField });

/**
 * Gives a person a new password and ends their sessions. Only for the command line on the machine itself: no actor is
 * asked, and none of the web may call it.
 * @throws UserError not_found, invalid_input.
 */
export async function setPassword(input: z.input<typeof resetInput>): Promise<void> {
  const { email, password } = parseInput(resetInput, input);
  const user = await userByEmail(email);
  if (!user) throw notFound("person", email);
  await replacePassword(user.id, user.email, password);
  for (const organization of await organizationsOfPerson(user.id)) {
    const actor = systemActor(organization);
    await inOrganization(organization.id, (tx) =>
      writeAudit(tx, actor, "password.set", { entity: user.id, after: { email: user.email } }),
    );
  }
}

const changeInput = z.object({ current: passwordField, next: passwordField });

/**
 * A person changes their own password; the one in use must be given. All their sessions end, this one too: the caller
 * starts a new one.
 * @throws UserError wrong_password, invalid_input.
 */
export async function changePassword(actor: Actor, input: unknown, address: string): Promise<void> {
  const { current, next } = parseInput(changeInput, input);
  const user = actor.userId ? await userById(actor.userId) : null;
  if (!user?.passwordHash) throw forbidden("Only a signed-in person has a password to change.");
  const allowed = await takeTry(user.email, address);
  if (!allowed || !(await verifyPassword(user.passwordHash, current))) {
    throw new UserError({
      code: "wrong_password",
      message: allowed ? "The password in use is not this one." : "There were too many wrong passwords.",
      fix: allowed ? "Type the one you signed in with." : "Wait an hour and try again.",
      status: 403,
    });
  }
  await returnTry(user.email, address);
  await replacePassword(user.id, user.email, next);
  await inOrganization(actor.organizationId, (tx) =>
    writeAudit(tx, actor, "password.change", { entity: user.id }),
  );
}

async function replacePassword(userId: string, email: string, password: string): Promise<void> {
  const problem = passwordProblem(password, email);
  if (problem) throw invalidInput(problem, "Choose another one.");
  await storePasswordHash(userId, await hashPassword(password));
  await endSessionsOf(userId);
}
