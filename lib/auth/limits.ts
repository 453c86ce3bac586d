import { createHash } from "node:crypto";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "@/lib/db/pool";

const HOUR_SECONDS = 3600;

/** Tries an hour. Fewer for one account from one address than for the account in all: its owner still gets in elsewhere. */
const TRIES = { pair: 8, account: 20, address: 60 };

type Limiters = Record<keyof typeof TRIES, RateLimiterPostgres>;
let made: { from: unknown; limiters: Limiters } | undefined;

function limiters(): Limiters {
  const from = pool();
  if (made?.from === from) return made.limiters;
  // The limiter subtracts the expiry from its clock, so it needs the bigint column as a number.
  const client = {
    query: async (statement: { name?: string; text: string; values: unknown[] }) => {
      const answer = await from.query<{ points: number; expire: bigint | null }>(statement);
      const rows = answer.rows.map((row) => ({
        ...row,
        expire: row.expire == null ? null : Number(row.expire),
      }));
      return { rows, rowCount: answer.rowCount };
    },
  };
  const limiter = (name: keyof typeof TRIES) =>
    new RateLimiterPostgres({
      storeClient: client,
      storeType: "pool",
      tableName: "rate_limit",
      tableCreated: true,
      keyPrefix: `sign-in-${name}`,
      points: TRIES[name],
      duration: HOUR_SECONDS,
    });
  made = {
    from,
    limiters: { pair: limiter("pair"), account: limiter("account"), address: limiter("address") },
  };
  return made.limiters;
}

/** Keys are hashed: a table of counters need not hold whom people tried to be. */
const keyOf = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("base64url");

const keysOf = (email: string, address: string) => {
  const account = email.trim().toLowerCase();
  return { pair: keyOf(account, address), account: keyOf(account), address: keyOf(address) };
};

/**
 * Counts one try before any password is hashed, so a guess costs the guesser more than us.
 * @returns false where the hour's tries are used up. Raises where the counters cannot be read: no entry without them.
 */
export async function takeTry(email: string, address: string): Promise<boolean> {
  const keys = keysOf(email, address);
  const { pair, account, address: fromAddress } = limiters();
  try {
    // The narrow counter first: one that is used up must not eat into the wider ones.
    await pair.consume(keys.pair);
    await fromAddress.consume(keys.address);
    await account.consume(keys.account);
    return true;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return false;
    throw refusal;
  }
}

/** Gives the try back after a right password. */
export async function returnTry(email: string, address: string): Promise<void> {
  const keys = keysOf(email, address);
  const { pair, account, address: fromAddress } = limiters();
  await pair.delete(keys.pair);
  await account.reward(keys.account, 1);
  await fromAddress.reward(keys.address, 1);
}
