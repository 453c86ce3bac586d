import { randomUUID } from "node:crypto";
import { UserError } from "@/lib/commands/errors";
import { log } from "./log";

/** What a stranger is told of something that went wrong. */
export type Failure = Readonly<{ code: string; message: string; fix: string; status: number }>;

/**
 * A person's mistake in its own words; of anything else only a number, under which the log has the rest.
 * Next's own signals (redirect, not found) pass through.
 */
export function failureOf(error: unknown, where: string): Failure {
  if (error instanceof UserError) {
    return { code: error.code, message: error.message, fix: error.fix, status: error.status };
  }
  if (error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_")) throw error;
  const id = randomUUID();
  log().error({ err: error, id, where }, "failed");
  return {
    code: "internal",
    message: `Something went wrong on our side. Its number is ${id}.`,
    fix: "Try once more; if it stays, look the number up in the server's log.",
    status: 500,
  };
}
