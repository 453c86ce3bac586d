import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import path from "node:path";
import { type Config, readConfig, SetupError } from "@/lib/db/config";

/** One thing looked at; `fix` says what to do where it is not well. */
export type Finding = Readonly<{ name: string; isWell: boolean; detail: string; fix: string | null }>;

const FREE_BYTES_MIN = 1024 ** 3;
const POSTGRES_MIN = 15;

/** Looks at program, folder and database in that order; what cannot be reached ends the list. */
export async function examine(): Promise<Finding[]> {
  const found: Finding[] = [well("Node", process.versions.node)];
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    return [...found, broken("settings", error)];
  }
  found.push(well("address", config.appUrl));
  if (!config.databaseUrl) found.push(...(await examineFolder(config.dataFolder)));
  found.push(...(await examineDatabase(config)));
  return found;
}

async function examineFolder(folder: string): Promise<Finding[]> {
  const there = await stat(folder).catch(() => null);
  if (!there) return [well("data folder", `${folder} will be made at the first start`)];
  const found: Finding[] = [];
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  found.push({
    name: "data folder",
    isWell: writable,
    detail: writable ? folder : `${folder} may not be written to by this user`,
    fix: writable ? null : "Run as its owner, or set COSTCURVE_DATA to a folder of your own.",
  });
  const secrets = path.join(folder, "secrets.json");
  const mode = await stat(secrets).then(
    (s) => s.mode & 0o777,
    () => null,
  );
  if (mode !== null && process.platform !== "win32") {
    const isPrivate = (mode & 0o077) === 0;
    found.push({
      name: "secrets",
      isWell: isPrivate,
      detail: `mode ${mode.toString(8)}`,
      fix: isPrivate ? null : `Others on this machine can read them: chmod 600 ${secrets}`,
    });
  }
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  const enough = free >= FREE_BYTES_MIN;
  found.push({
    name: "disk",
    isWell: enough,
    detail: `${(free / 1024 ** 3).toFixed(1)} GB free`,
    fix: enough ? null : "Make room: an import needs about four times the size of its file.",
  });
  return found;
}

async function examineDatabase(config: Config): Promise<Finding[]> {
  const where = config.databaseUrl ? "DATABASE_URL" : "embedded";
  const { joinDatabase } = await import("@/lib/db/embedded");
  try {
    const database = await joinDatabase();
    try {
      const { migrate } = await import("@/lib/db/migrate");
      const applied = await migrate(database.ownerUrl);
      const { closePool, pool } = await import("@/lib/db/pool");
      const { rows } = await pool().query<{ version: string; owns: boolean; fences: boolean }>(
        `select current_setting('server_version') as version,
           exists (select from pg_tables where schemaname = 'public' and tableowner = current_user) as owns,
           row_security_active('usage_event') as fences`,
      );
      await closePool();
      const answer = rows[0];
      const isRecent = Number.parseInt(answer?.version ?? "0", 10) >= POSTGRES_MIN;
      const isFenced = answer?.owns === false && answer.fences;
      return [
        {
          name: "Postgres",
          isWell: isRecent,
          detail: `${answer?.version} (${where})`,
          fix: isRecent ? null : `Costcurve needs Postgres ${POSTGRES_MIN} or later.`,
        },
        well("migrations", applied.length > 0 ? `${applied.length} applied just now` : "up to date"),
        {
          name: "fence between organizations",
          isWell: isFenced,
          detail: isFenced ? "stands" : "the application's role owns tables or passes row-level security",
          fix: isFenced ? null : "Let DATABASE_URL name a role that is no superuser and has no BYPASSRLS.",
        },
      ];
    } finally {
      await database.leave();
    }
  } catch (error) {
    return [broken("database", error)];
  }
}

const well = (name: string, detail: string): Finding => ({ name, isWell: true, detail, fix: null });

const broken = (name: string, error: unknown): Finding => ({
  name,
  isWell: false,
  detail: error instanceof Error ? error.message : String(error),
  fix:
    error instanceof SetupError
      ? error.fix
      : "Start again with COSTCURVE_DEBUG=1 and look at postgres.log in the data folder.",
});
