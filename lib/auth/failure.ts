import { randomUUID } from "node:crypto";
import { type FieldProblem, UserError } from "@/lib/commands/errors";
import { log } from "./log";

/** What a stranger is told of something that went wrong. */
export type Failure = Readonly<{
  code: string;
  message: string;
  fix: string;
  status: number;
  /** Absent where there is but one. */
  problems?: readonly FieldProblem[];
}>;

/**
 * A person's mistake in its own words; of anything else only a number, under which the log has the rest.
 * Next's own signals (redirect, not found) pass through.
 */
export function failureOf(error: unknown, where: string): Failure {
  if (error instanceof UserError) {
    const { code, message, fix, status, problems } = error;
    return { code, message, fix, status, ...(problems.length > 0 ? { problems } : {}) };
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
