import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { readConfig, SetupError } from "./config";
import { installQueue } from "./queue";
import { openSchemaEngine } from "./schema-engine";

const MIGRATING = 7_265_003;
const NO_FILTER = { externalTables: [], externalEnums: [] };

type Migration = { readonly name: string; readonly script: string };
type Applied = { name: string; checksum: string; finished: boolean };

/**
 * Brings the database to the state of prisma/migrations and answers the names of what it applied (empty: it was
 * up to date, found out by one query). Two at once: the second waits and finds nothing left to do.
 * A migration cut short left nothing behind, since its script runs as one transaction; it is tried again.
 * @throws SetupError where the database knows other migrations than this folder, or a script fails.
 */
export async function migrate(ownerUrl: string, root: string = readConfig().root): Promise<string[]> {
  const wanted = readMigrations(root);
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  await connect(client);
  try {
    if (upToDate(wanted, await readApplied(client))) return [];
    await client.query("select pg_advisory_lock($1)", [MIGRATING]);
    const applied = await readApplied(client);
    if (upToDate(wanted, applied)) return [];
    refuseStrangers(wanted, applied);
    return await applyAll(root, ownerUrl, wanted, applied);
  } finally {
    await client.end();
  }
}

/** Text that changes with any migration; the tests name their template database by it. */
export function migrationsHash(root: string = readConfig().root): string {
  const hash = createHash("sha256");
  for (const { name, script } of readMigrations(root)) hash.update(`${name}\n${script}\n`);
  return hash.digest("hex").slice(0, 12);
}

async function applyAll(
  root: string,
  ownerUrl: string,
  wanted: Migration[],
  applied: Applied[],
): Promise<string[]> {
  let cause: string | undefined;
  const { engine, close } = await openSchemaEngine(root, ownerUrl, (error, script) => {
    cause = describe(error, script);
  });
  try {
    for (const unfinished of applied.filter((a) => !a.finished)) {
      await engine.markMigrationRolledBack({ migrationName: unfinished.name });
    }
    // First, since a migration's functions put jobs into it.
    await installQueue(ownerUrl);
    const done = await engine.applyMigrations({ migrationsList: listOf(root, wanted), filters: NO_FILTER });
    return done.appliedMigrationNames;
  } catch (error) {
    throw new SetupError(
      `The database could not be brought up to date: ${cause ?? (error instanceof Error ? error.message : error)}`,
      "Nothing of that migration was kept. Its script is in prisma/migrations; start again once the cause is mended.",
    );
  } finally {
    await close();
  }
}

/** Postgres says at which character a script fails; people look for lines. */
function describe(error: unknown, script: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = "position" in error ? Number(error.position) : 0;
  const line = position > 0 ? script.slice(0, position).split("\n").length : 0;
  return line > 0 ? `${error.message} (line ${line})` : error.message;
}

function readMigrations(root: string): Migration[] {
  const folder = path.join(root, "prisma", "migrations");
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, script: readFileSync(path.join(folder, name, "migration.sql"), "utf8") }));
}

function listOf(root: string, migrations: Migration[]): MigrationList {
  const baseDir = path.join(root, "prisma", "migrations");
  const lockfile = path.join(baseDir, "migration_lock.toml");
  return {
    baseDir,
    lockfile: {
      path: "migration_lock.toml",
      content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null,
    },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
    })),
  };
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const table = await client.query("select to_regclass('_prisma_migrations') is not null there");
  if (!table.rows[0]?.there) return [];
  const { rows } = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null order by started_at`,
  );
  return rows;
}

function upToDate(wanted: Migration[], applied: Applied[]): boolean {
  if (wanted.length !== applied.length) return false;
  const byName = new Map(applied.map((a) => [a.name, a]));
  return wanted.every((w) => {
    const a = byName.get(w.name);
    return a?.finished && a.checksum === checksumOf(w);
  });
}

/** Prisma's own checksum of a script. */
function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.script).digest("hex");
}

function refuseStrangers(wanted: Migration[], applied: Applied[]): void {
  const byName = new Map(wanted.map((w) => [w.name, w]));
  for (const { name, checksum, finished } of applied) {
    const here = byName.get(name);
    if (!here) {
      throw new SetupError(
        `The database has a migration this Costcurve does not know: ${name}.`,
        "It was last used by a newer Costcurve. Update this one, or use a copy of the data from before.",
      );
    }
    if (finished && checksumOf(here) !== checksum) {
      throw new SetupError(
        `The migration ${name} was changed after this database applied it.`,
        "Restore its file. While developing, `npm run db:reset` makes the database anew.",
      );
    }
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const said = error instanceof Error ? error.message || String(error) : String(error);
    throw new SetupError(
      `The database at ${client.host}:${client.port} cannot be reached: ${said}.`,
      "Check that it runs and that DATABASE_URL has the right host, port, user and password.",
    );
  }
}
