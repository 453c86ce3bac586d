import { randomBytes } from "node:crypto";
import { z } from "zod";
import { can } from "@/lib/access/permissions";
import { hashPassword, passwordProblem } from "@/lib/auth/password";
import { command, conflict, forbidden, invalidInput } from "./command";
import { emailField, passwordField, roleField } from "./fields";

/**
 * Adds a person to the actor's organization, making their sign-in where there is none. Somebody who already signs in to
 * another organization keeps their password: no admin of one may set a key to the other.
 * @returns `password` only where none was given and one had to be made up; it is shown once and kept nowhere.
 */
export const createUser = command({
  name: "member.add",
  needs: "member:write",
  input: z.object({ email: emailField, role: roleField, password: passwordField.nullish() }),
  async run({ tx, actor, input: { email, role, password } }) {
    if (role === "owner" && !can(actor, "owner:write")) throw forbidden("Only an owner makes owners.");
    const { organizationId } = actor;
    // By the very index that keeps e-mails apart; Prisma's case-blind equality would read “_” as any character.
    const [known] = await tx.$queryRaw<
      { id: string }[]
    >`select id from app_user where lower(email) = lower(${email})`;
    if (known && (await tx.membership.count({ where: { organizationId, userId: known.id } })) > 0) {
      throw conflict(
        "already_member",
        `${email} is already a member.`,
        "Change the role in the list of members.",
      );
    }
    const made = known ? null : await newSignIn(email, password ?? null);
    const user = made
      ? await tx.appUser.create({ data: { email, passwordHash: made.passwordHash }, select: { id: true } })
      : known;
    if (!user) throw new Error("the new member has no row");
    await tx.membership.create({ data: { organizationId, userId: user.id, role } });
    return {
      result: {
        userId: user.id,
        email,
        role,
        /** True where the person could sign in before; the password given was then not used. */
        hadSignIn: known !== undefined,
        password: made?.shown ?? null,
      },
      audit: { entity: user.id, after: { email, role } },
    };
  },
});

async function newSignIn(email: string, given: string | null) {
  const password = given ?? randomBytes(15).toString("base64url");
  const problem = given === null ? null : passwordProblem(password, email);
  if (problem) throw invalidInput(problem, "Choose another one.");
  return { passwordHash: await hashPassword(password), shown: given === null ? password : null };
}
