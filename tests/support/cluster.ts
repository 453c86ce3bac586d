import { rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { joinDatabase } from "@/lib/db/embedded";
import { migrate, migrationsHash } from "@/lib/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** The login of the test cluster, the migrated template that each worker copies, and which run this is. */
    cluster: { ownerUrl: string; template: string; run: number };
  }
}

const MAKING_TEMPLATE = 7_265_004;

/** `npm test` runs beside `npm start`: its Postgres has a folder and a port of its own. */
export const testDataFolder = path.join(import.meta.dirname, "..", "..", ".data-test");

/**
 * Before the integration tests: joins the test cluster and migrates the template, once for each state of
 * prisma/migrations. Afterwards drops the copies of this run and leaves.
 */
export default async function setup(project: TestProject) {
  const joined = await joinDatabase({ dataFolder: testDataFolder, durable: false });
  try {
    await asOwner(joined.ownerUrl, dropLeftovers);
    const template = await makeTemplate(joined.ownerUrl);
    project.provide("cluster", { ownerUrl: joined.ownerUrl, template, run: process.pid });
  } catch (error) {
    await joined.leave();
    throw error;
  }
  return async () => {
    await asOwner(joined.ownerUrl, (client) => dropDatabases(client, `test\\_${process.pid}\\_%`));
    await joined.leave();
    rmSync(filesOfRun(process.pid), { recursive: true, force: true });
  };
}

/** The name of the template, made where it is missing; it appears under its name only when it is whole. */
export async function makeTemplate(ownerUrl: string): Promise<string> {
  const template = `template_${migrationsHash()}`;
  await asOwner(ownerUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MAKING_TEMPLATE]);
    const there = await client.query("select from pg_database where datname = $1", [template]);
    if (there.rowCount) return;
    await dropDatabases(client, "template\\_%");
    await client.query(`create database ${template}_draft`);
    await migrate(databaseUrl(ownerUrl, `${template}_draft`));
    await client.query(`alter database ${template}_draft rename to ${template}`);
  });
  return template;
}

/** Where a run keeps what it uploads; the workers' databases number their organizations alike, so none is shared. */
export const filesOfRun = (run: number): string =>
  path.join(testDataFolder, `run-${run}`, process.env.VITEST_POOL_ID ?? "");

/** The same login on another database of the cluster. */
export function databaseUrl(ownerUrl: string, name: string): string {
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function asOwner<T>(ownerUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** What runs left behind that were killed. */
async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ run: string }>(
    "select distinct split_part(datname, '_', 2) as run from pg_database where datname ~ '^test_[0-9]+_'",
  );
  for (const { run } of rows) if (!isAlive(Number(run))) await dropDatabases(client, `test\\_${run}\\_%`);
}

function isAlive(run: number): boolean {
  try {
    process.kill(run, 0);
    return true;
  } catch {
    return false;
  }
}

async function dropDatabases(client: pg.Client, like: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where datname like $1 and datallowconn",
    [like],
  );
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
}
