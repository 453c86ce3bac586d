import { Prisma } from "./generated/client";

/** Composed SQL: values travel as parameters. `Prisma.raw` is not offered; names come from closed lists, see `identifier`. */
export const { sql, join, empty } = Prisma;
export type Sql = Prisma.Sql;

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** A column or table name from our own lists, quoted. Anything else throws. */
export function identifier(name: string): Prisma.Sql {
  if (!IDENTIFIER.test(name)) throw new RangeError(`not a name: ${name}`);
  return Prisma.raw(`"${name}"`);
}

/** Text that our own code made of closed lists (expressions of the metric registry). Never what a person typed. */
export const trusted = (text: string): Prisma.Sql => Prisma.raw(text);
