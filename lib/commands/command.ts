import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { type Action, can } from "@/lib/access/permissions";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { type PrismaTransaction, prismaInOrganization } from "@/lib/db/prisma";
import { type Audit, writeAudit, writeAuditInPrisma } from "./audit";
import { forbidden, invalidInput } from "./errors";

export { conflict, forbidden, invalidInput, notFound, UserError } from "./errors";

/** What `run` hands back; `audit: null` only where nothing was changed. */
type Outcome<Result> = Readonly<{ result: Result; audit: Audit | null }>;

type Definition<Tx, Schema extends z.ZodType, Result> = Readonly<{
  /** `entity.verb`, as the history shows it. */
  name: string;
  /** Asked of `can` before the transaction opens. */
  needs: Action;
  input: Schema;
  run: (context: { tx: Tx; actor: Actor; input: z.output<Schema> }) => Promise<Outcome<Result>>;
}>;

/** One act: the same function for server action, route and command line. `from` takes what a stranger sent. */
export type Command<Input, Result> = ((actor: Actor, input: Input) => Promise<Result>) &
  Readonly<{
    commandName: string;
    needs: Action;
    from: (actor: Actor, input: unknown) => Promise<Result>;
  }>;

/**
 * An act on Prisma's models: parse, ask `can`, open the organization's transaction, run, write the audit entry in it.
 * @throws UserError invalid_input, forbidden, and whatever the act itself refuses.
 */
export function command<Schema extends z.ZodType, Result>(
  definition: Definition<PrismaTransaction, Schema, Result>,
): Command<z.input<Schema>, Result> {
  return build(definition, (actor, input) =>
    prismaInOrganization(actor.organizationId, async (tx) => {
      const { result, audit } = await definition.run({ tx, actor, input });
      if (audit) await writeAuditInPrisma(tx, actor, definition.name, audit);
      return result;
    }),
  );
}

/** Like `command`, in SQL: for acts that move many rows or call the ledger. */
export function sqlCommand<Schema extends z.ZodType, Result>(
  definition: Definition<Transaction, Schema, Result>,
): Command<z.input<Schema>, Result> {
  return build(definition, (actor, input) =>
    inOrganization(actor.organizationId, async (tx) => {
      const { result, audit } = await definition.run({ tx, actor, input });
      if (audit) await writeAudit(tx, actor, definition.name, audit);
      return result;
    }),
  );
}

function build<Tx, Schema extends z.ZodType, Result>(
  definition: Definition<Tx, Schema, Result>,
  perform: (actor: Actor, input: z.output<Schema>) => Promise<Result>,
): Command<z.input<Schema>, Result> {
  const from = async (actor: Actor, input: unknown) => {
    // Permission first: whoever may not act learns nothing from how their input was read.
    if (!can(actor, definition.needs)) throw forbidden();
    return perform(actor, parseInput(definition.input, input));
  };
  return Object.assign((actor: Actor, input: z.input<Schema>) => from(actor, input), {
    commandName: definition.name,
    needs: definition.needs,
    from,
  });
}

/**
 * Reads what a stranger sent by its schema.
 * @throws UserError invalid_input naming the first field that cannot be used.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: saysMissing });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".");
  const what = issue?.message ?? "cannot be read";
  throw invalidInput(where ? `${where}: ${what}` : what, "Correct it and send it again.");
}

/** In words of ours what zod says of a field that was not sent; what a schema says itself comes first. */
const saysMissing: z.core.$ZodErrorMap = (issue) =>
  issue.code === "invalid_type" && issue.input === undefined ? "is missing" : undefined;
