import type { PoolClient } from "pg";
import { pool } from "./pool";

/** A statement as `Prisma.sql` composes it: text with numbered places, and what goes there. */
export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** One organization's transaction. Everything it reads or writes stands behind the fence. */
export type Transaction = {
  readonly organizationId: number;
  /** For COPY and temporary tables; ordinary statements go through `rows` and `run`. */
  readonly client: PoolClient;
  rows<Row>(statement: Statement | string): Promise<Row[]>;
  /** The number of rows touched. */
  run(statement: Statement | string): Promise<number>;
};

/**
 * Opens a transaction for one organization and names it to Postgres, whose row-level security then hides all others.
 * Commits when `run` ends, rolls back when it throws.
 * `SET LOCAL` takes no parameter, so the id is checked to be a whole number first; a session-wide setting would
 * leak to the next user of the connection.
 */
export async function inOrganization<T>(
  organizationId: number,
  run: (tx: Transaction) => Promise<T>,
  options: { readonly readOnly?: boolean } = {},
): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    const mode = options.readOnly ? "begin isolation level repeatable read read only" : "begin";
    await client.query(`${mode}; ${fence(organizationId)}`);
    const result = await run(transactionOn(client, organizationId));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((e: Error) => {
      broken = e;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The statement that names the organization; the one place that writes it. */
export function fence(organizationId: number): string {
  if (!Number.isSafeInteger(organizationId) || organizationId <= 0) {
    throw new RangeError(`not an organization: ${organizationId}`);
  }
  return `set local app.org = '${organizationId}'`;
}

function transactionOn(client: PoolClient, organizationId: number): Transaction {
  const ask = (statement: Statement | string) =>
    typeof statement === "string"
      ? client.query(statement)
      : client.query({ text: statement.text, values: [...statement.values] });
  return {
    organizationId,
    client,
    rows: async <Row>(statement: Statement | string) => (await ask(statement)).rows as Row[],
    run: async (statement) => (await ask(statement)).rowCount ?? 0,
  };
}
