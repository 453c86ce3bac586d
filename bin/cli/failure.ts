import { UserError } from "@/lib/commands/errors";
import { SetupError } from "@/lib/db/config";

export const OUR_FAILURE = 1;
export const WRONG_CALL = 2;

/** Says what went wrong and what to do, on stderr, and answers the exit status. */
export function report(error: unknown): number {
  if (error instanceof UserError) {
    say(error.message);
    if (error.fix) say(error.fix);
    return error.status >= 500 ? OUR_FAILURE : WRONG_CALL;
  }
  if (error instanceof SetupError) {
    say(error.message);
    say(error.fix);
    return OUR_FAILURE;
  }
  if (process.env.COSTCURVE_DEBUG && error instanceof Error && error.stack) say(error.stack);
  else say(`Something failed on our side: ${error instanceof Error ? error.message : String(error)}`);
  say("Set COSTCURVE_DEBUG=1 to see where; `costcurve doctor` looks for the usual causes.");
  return OUR_FAILURE;
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A call that cannot be carried out as it was written. */
export const wrongCall = (message: string, fix: string): UserError =>
  new UserError({ code: "wrong_call", message, fix, status: 400 });
