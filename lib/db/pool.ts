import pg from "pg";

/** bigint columns arrive as bigint, numeric as text, date as YYYY-MM-DD: none loses a digit or a day. */
const types = new pg.TypeOverrides();
types.setTypeParser(20, (text: string) => BigInt(text));
types.setTypeParser(1082, (text: string) => text);

const POOL_MAX = 12;

declare global {
  // One pool a process, also across the development server's module reloads.
  var costcurvePool: pg.Pool | undefined;
}

/**
 * The process's connections as the application's own role (which owns no table).
 * @throws Error where nobody joined a database first (`joinDatabase` sets COSTCURVE_APP_URL).
 */
export function pool(): pg.Pool {
  if (globalThis.costcurvePool) return globalThis.costcurvePool;
  const connectionString = process.env.COSTCURVE_APP_URL;
  if (!connectionString) {
    throw new Error("No database is joined. Start Costcurve with `npm start`, or use bin/costcurve.");
  }
  const made = new pg.Pool({ connectionString, max: POOL_MAX, connectionTimeoutMillis: 10_000, types });
  // Without listeners a restarting Postgres would end this process: the pool listens to idle connections only. Whoever
  // uses a connection that breaks learns of it by the query that fails.
  made.on("error", () => {});
  made.on("connect", (client) => client.on("error", () => {}));
  globalThis.costcurvePool = made;
  return made;
}

/** Lets the pool have at least that many connections, for a process that works on several things at once. */
export function widenPool(connections: number): void {
  const { options } = pool();
  options.max = Math.max(options.max ?? POOL_MAX, connections);
}

/** Ends the pool, so that a command line process can leave. */
export async function closePool(): Promise<void> {
  const open = globalThis.costcurvePool;
  globalThis.costcurvePool = undefined;
  await open?.end();
}
