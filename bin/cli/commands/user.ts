import type { Command } from "commander";
import { say, wrongCall } from "../failure";
import { whileJoined } from "../session";

export function addUser(program: Command): void {
  const user = program.command("user").description("people who sign in");
  user
    .command("create")
    .description("add a person to an organization, with a password from standard input")
    .argument("<email>")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--role <role>", "owner, admin, finance, product, engineer or viewer")
    .requiredOption("--password-stdin", "read the password from standard input")
    .action(async (email: string, options: { org: string; role: string }) => {
      const password = await passwordFromStdin();
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { createUser } = await import("@/lib/commands/create-user");
        const made = await createUser(actor, { email, role: options.role, password });
        say(`${made.email} can sign in to “${actor.organizationName}” as ${made.role}.`);
        if (made.hadSignIn)
          say("They had a sign-in here before and keep its password; `user password` gives them a new one.");
      });
    });
  user
    .command("password")
    .description("give a person a new password and end their sessions")
    .argument("<email>")
    .requiredOption("--password-stdin", "read the password from standard input")
    .action(async (email: string) => {
      const password = await passwordFromStdin();
      await whileJoined(async () => {
        const { setPassword } = await import("@/lib/commands/set-password");
        await setPassword({ email, password });
        say(`${email} has a new password; their sessions have ended.`);
      });
    });
}

const PASSWORD_BYTES_MAX = 4_096;

/** All of standard input without the one line end that `echo` adds. */
async function passwordFromStdin(): Promise<string> {
  if (process.stdin.isTTY) say("Type the password, then Enter and Ctrl-D:");
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > PASSWORD_BYTES_MAX)
      throw wrongCall("What came on standard input is no password.", "Pipe the password alone.");
    chunks.push(part);
  }
  const password = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (password === "")
    throw wrongCall(
      "No password came on standard input.",
      "Pipe it: printf '%s' \"$PASSWORD\" | costcurve user …",
    );
  return password;
}
