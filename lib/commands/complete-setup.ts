import { z } from "zod";
import { hashPassword, passwordProblem } from "@/lib/auth/password";
import { hashOf } from "@/lib/auth/token";
import { foundByLink, setupLinkState } from "@/lib/db/founding";
import { isUniqueViolation } from "@/lib/db/violation";
import { conflict, invalidInput, parseInput, UserError } from "./command";
import { organizationInput } from "./create-organization";
import { emailField, passwordField } from "./fields";

const setupInput = organizationInput.extend({
  token: z.string().min(1).max(200),
  email: emailField,
  password: passwordField,
});

/** The link is used up or was never ours; the page says the same. */
export const deadLink = (state: "used" | "unknown") =>
  new UserError({
    code: "dead_link",
    message:
      state === "used" ? "This link has been used; the owner's account exists." : "This link is not valid.",
    fix:
      state === "used"
        ? "Sign in with the e-mail and password chosen then."
        : "Use the link that the latest start of Costcurve printed on the terminal.",
    status: 410,
  });

/**
 * The first owner and their organization, by the one-time link that the terminal printed. The link is what is asked
 * here, in the place of a session: it opens once, also for two people at the same moment.
 * @throws UserError dead_link, name_taken, email_taken, invalid_input; the link stays open after any but the first.
 */
export async function completeSetup(input: unknown): Promise<{ userId: string }> {
  const { token, email, password, ...organization } = parseInput(setupInput, input);
  const tokenHash = hashOf(token);
  // Asked before hashing, so that only who holds the link can make us hash.
  const state = await setupLinkState(tokenHash);
  if (state !== "open") throw deadLink(state);
  const problem = passwordProblem(password, email);
  if (problem) throw invalidInput(problem, "Choose another one.");
  const passwordHash = await hashPassword(password);
  try {
    const founded = await foundByLink(tokenHash, { organization, email, passwordHash });
    if (!founded) throw deadLink("used");
    return { userId: founded.userId };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict(
      "taken",
      `The organization “${organization.name}” or the account ${email} exists already.`,
      "Choose another name or e-mail.",
    );
  }
}
