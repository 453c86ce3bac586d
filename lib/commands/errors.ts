/** One thing that is wrong among several: where it stands ("line 3"), in which field, and why. */
export type FieldProblem = Readonly<{ where: string | null; field: string | null; reason: string }>;

/** A person's mistake, or what they may not do. Thrown anywhere below the edge, caught once, there. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** Stable, for programs. */
  readonly code: string;
  /** What to do about it, as a sentence; "" where nothing can be done. */
  readonly fix: string;
  /** The HTTP status of an answer that carries it. */
  readonly status: number;
  /** Each of them, where several things are wrong at once and a form or program can point at its field. */
  readonly problems: readonly FieldProblem[];

  constructor(problem: {
    code: string;
    message: string;
    fix?: string;
    status?: number;
    problems?: readonly FieldProblem[];
  }) {
    super(problem.message);
    this.code = problem.code;
    this.fix = problem.fix ?? "";
    this.status = problem.status ?? 400;
    this.problems = problem.problems ?? [];
  }
}

/** The same answer whether a thing does not exist or belongs to another organization. */
export const notFound = (what: string, id: string | number): UserError =>
  new UserError({
    code: "not_found",
    message: `There is no ${what} ${id}.`,
    fix: `Look up the ${what} in its list; it may have been removed.`,
    status: 404,
  });

export const forbidden = (message = "Your role does not allow this."): UserError =>
  new UserError({
    code: "forbidden",
    message,
    fix: "Ask an owner or admin of the organization to do it, or to change your role in Settings.",
    status: 403,
  });

export const unauthenticated = (message: string, fix: string): UserError =>
  new UserError({ code: "unauthenticated", message, fix, status: 401 });

export const invalidInput = (message: string, fix: string): UserError =>
  new UserError({ code: "invalid_input", message, fix, status: 400 });

export const conflict = (code: string, message: string, fix: string): UserError =>
  new UserError({ code, message, fix, status: 409 });
