import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import type { Actor } from "@/lib/access/actor";
import type { Command } from "@/lib/commands/command";
import { type FieldProblem, unauthenticated } from "@/lib/commands/errors";
import { currentActor } from "./actor";
import { failureOf } from "./failure";
import { checkOrigin } from "./origin";

/** What a form gets back: the value, or what is wrong and what to do. */
export type ActionResult<Value> =
  | Readonly<{ ok: true; value: Value }>
  | Readonly<{
      ok: false;
      code: string;
      message: string;
      fix: string;
      problems?: readonly FieldProblem[];
    }>;

/**
 * A command as a server action: Origin, session, permission and input are checked by it, however it is called. After it
 * the pages already open read anew.
 */
export function action<Input, Value>(
  act: Command<Input, Value>,
): (input: Input) => Promise<ActionResult<Value>> {
  return signedInAction(act.commandName, (actor, input) => act.from(actor, input));
}

/** A server action of a signed-in person that is more than one command; `run` checks the input it is given. */
export function signedInAction<Input, Value>(
  name: string,
  run: (actor: Actor, input: unknown) => Promise<Value>,
): (input: Input) => Promise<ActionResult<Value>> {
  return async (input) => {
    const result = await checkedAction(name, async () => {
      const actor = await currentActor();
      if (!actor) throw unauthenticated("Your session has ended.", "Sign in again; nothing was changed.");
      return run(actor, input);
    });
    if (result.ok) revalidatePath("/", "layout");
    return result;
  };
}

/** A server action that nobody need be signed in for: sign-out, the first owner. Only the Origin is checked. */
export async function checkedAction<Value>(
  name: string,
  run: () => Promise<Value>,
): Promise<ActionResult<Value>> {
  try {
    checkOrigin(await headers());
    return { ok: true, value: await run() };
  } catch (error) {
    const { status: _, ...told } = failureOf(error, name);
    return { ok: false, ...told };
  }
}
