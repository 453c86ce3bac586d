import { realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  type Cluster,
  choosePort,
  clearForeignLock,
  clusterExists,
  createCluster,
  folderOf,
  postmasterOf,
  startCluster,
  stopCluster,
} from "./cluster";
import { readConfig, SetupError } from "./config";
import { readSecrets } from "./secrets";

/**
 * Several processes share the embedded cluster: the server, command lines, tests. Whoever finds it not running
 * starts it, and the last to leave stops it. Who is there is known to Postgres itself: each client holds one
 * connection with a shared advisory lock, which Postgres drops the moment the client dies, however it dies; so
 * there are no lists of process numbers to go stale. The one who leaves asks for the same lock alone: getting it
 * proves that nobody is left, and while it stops Postgres a newcomer waits at that lock, is thrown out with the
 * stop, and starts Postgres anew. Two starting at once are told apart by Postgres's own lock on its folder.
 */
const PRESENCE = 7_265_001;
const SETTING_UP = 7_265_002;

const JOIN_MS = 150_000;
const OWNER = "costcurve";
export const APP_ROLE = "costcurve_app";

export type JoinedDatabase = {
  /** For migrations: the role that owns the tables. */
  readonly ownerUrl: string;
  /** For everything else: the same login, entered into the role `costcurve_app`, which owns nothing. */
  readonly appUrl: string;
  /** True where this call created the embedded cluster. */
  readonly created: boolean;
  /** Stops the embedded Postgres where nobody else uses it. Harmless when called again. */
  leave(): Promise<void>;
};

export type JoinOptions = {
  readonly dataFolder?: string;
  /** False lets a power cut lose the data: for tests. */
  readonly durable?: boolean;
  /** Told in a few words what takes time: creating, starting. */
  readonly say?: (text: string) => void;
};

/**
 * Joins the database: DATABASE_URL where it is set (and no folder is given), else the embedded cluster, created
 * and started as needed. Sets COSTCURVE_OWNER_URL and COSTCURVE_APP_URL for this process and its children.
 * @throws SetupError saying what stands in the way and what to do.
 */
export async function joinDatabase(options: JoinOptions = {}): Promise<JoinedDatabase> {
  const config = readConfig();
  const joined =
    config.databaseUrl && !options.dataFolder
      ? { ownerUrl: config.databaseUrl, created: false, leave: async () => {} }
      : await joinCluster(
          {
            root: config.root,
            dataFolder: options.dataFolder ?? config.dataFolder,
            durable: options.durable ?? true,
          },
          options.say ?? (() => {}),
        );
  const database = { ...joined, appUrl: asAppRole(joined.ownerUrl) };
  process.env.COSTCURVE_OWNER_URL = database.ownerUrl;
  process.env.COSTCURVE_APP_URL = database.appUrl;
  return database;
}

/** The address with the start-up option that enters the application's role, beside options already there. */
export function asAppRole(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const others = url.searchParams.get("options");
  url.searchParams.delete("options");
  // The driver reads a plus sign as itself, so the space is written in percents.
  const option = encodeURIComponent([others, `-c role=${APP_ROLE}`].filter(Boolean).join(" "));
  const rest = url.searchParams.toString();
  url.search = `${rest ? `${rest}&` : ""}options=${option}`;
  return url.href;
}

async function joinCluster(cluster: Cluster, say: (text: string) => void) {
  const secrets = readSecrets(cluster.dataFolder);
  const created = !clusterExists(cluster);
  if (created) {
    say("creating the database");
    await createCluster(cluster, secrets.superuserPassword);
  }
  let leaving: Promise<void> | null = null;
  const first = await takeSeat(cluster, secrets.superuserPassword, say);
  await ensureDatabase(first.client, secrets.ownerPassword);
  let seat: Promise<Seat | null> = Promise.resolve(first);
  watch(first.client);

  /** Where Postgres falls over while we are here, starts it again at the same port. */
  function watch(client: Client): void {
    // The seat alone keeps no program running.
    client.unref();
    client.once("end", () => {
      if (leaving) return;
      say("the database stopped; starting it again");
      seat = takeSeat(cluster, secrets.superuserPassword, say).then(
        (next) => {
          watch(next.client);
          return next;
        },
        (error) => {
          say(error instanceof Error ? error.message : String(error));
          return null;
        },
      );
    });
  }

  async function leave(): Promise<void> {
    const last = await seat;
    if (last) await leaveSeat(cluster, last.client);
  }

  return {
    ownerUrl: `postgresql://${OWNER}:${secrets.ownerPassword}@127.0.0.1:${first.port}/${OWNER}?sslmode=disable`,
    created,
    leave: () => {
      leaving ??= leave();
      return leaving;
    },
  };
}

/** The driver has these two; its published types leave them out. */
type Client = pg.Client & { ref(): void; unref(): void };
type Seat = { client: Client; port: number };

async function takeSeat(cluster: Cluster, password: string, say: (text: string) => void): Promise<Seat> {
  const deadline = performance.now() + JOIN_MS;
  let asked = false;
  let takenPort: number | undefined;
  let heldSince: number | undefined;
  while (performance.now() < deadline) {
    const seat = await sitDown(cluster, password);
    if (seat && seat !== "wrong password") return seat;
    const port = await choosePort(cluster, takenPort);
    if (!asked) say("starting Postgres");
    asked = true;
    const outcome = await startCluster(cluster, port);
    if (outcome === "started") continue;
    if (outcome === "port") takenPort = port;
    if (outcome === "held") {
      if (seat === "wrong password") throw wrongPassword(cluster);
      heldSince ??= performance.now();
      if (performance.now() - heldSince > 3_000) clearForeignLock(cluster);
      await sleep(100);
    }
  }
  throw new SetupError(
    `Postgres in ${folderOf(cluster)} did not answer within ${JOIN_MS / 1000} seconds.`,
    "Look for another program that uses this folder, and at postgres.log beside it.",
  );
}

/** Null where no Postgres of this folder answers, or it is on its way up or down. */
async function sitDown(cluster: Cluster, password: string): Promise<Seat | "wrong password" | null> {
  const noted = postmasterOf(cluster);
  if (!noted) return null;
  const client = new pg.Client({
    host: "127.0.0.1",
    port: noted.port,
    user: "postgres",
    password,
    database: "postgres",
    application_name: `costcurve presence ${process.pid}`,
    ssl: false,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  }) as Client;
  client.on("error", () => {});
  try {
    await client.connect();
    // A copied folder carries the original's port and passwords: what answers must be this folder's own.
    const { rows } = await client.query<{ folder: string }>(
      "select current_setting('data_directory') folder",
    );
    if (rows[0] && realpathSync(rows[0].folder) === realpathSync(folderOf(cluster))) {
      await client.query("select pg_advisory_lock_shared($1)", [PRESENCE]);
      return { client, port: noted.port };
    }
  } catch (error) {
    // Refused, starting up, shutting down, or somebody else's: starting it ourselves tells which.
    if (error instanceof Error && "code" in error && error.code === "28P01") return "wrong password";
  }
  await client.end().catch(() => {});
  return null;
}

function wrongPassword(cluster: Cluster): SetupError {
  return new SetupError(
    `The passwords in ${cluster.dataFolder}/secrets.json are not those of the database beside it.`,
    "Restore secrets.json from the backup the database came from.",
  );
}

async function leaveSeat(cluster: Cluster, client: Client): Promise<void> {
  try {
    client.ref();
    await client.query("select pg_advisory_unlock_shared($1)", [PRESENCE]);
    const { rows } = await client.query<{ alone: boolean }>("select pg_try_advisory_lock($1) alone", [
      PRESENCE,
    ]);
    if (rows[0]?.alone) await stopCluster(cluster);
  } catch {
    // The connection is gone, and with it our presence.
  }
  await client.end().catch(() => {});
}

/** The owner is no superuser, as on a managed Postgres, so row-level security binds it too. */
async function ensureDatabase(client: pg.Client, ownerPassword: string): Promise<void> {
  const there = await client.query("select from pg_database where datname = $1", [OWNER]);
  if (there.rowCount) return;
  await client.query("select pg_advisory_lock($1)", [SETTING_UP]);
  try {
    const role = await client.query("select from pg_roles where rolname = $1", [OWNER]);
    // The password is hexadecimal (secrets.ts); CREATE ROLE takes no parameter.
    const password = client.escapeLiteral(ownerPassword);
    if (!role.rowCount)
      await client.query(`create role ${OWNER} login createrole createdb password ${password}`);
    const database = await client.query("select from pg_database where datname = $1", [OWNER]);
    if (!database.rowCount) await client.query(`create database ${OWNER} owner ${OWNER}`);
  } finally {
    await client.query("select pg_advisory_unlock($1)", [SETTING_UP]);
  }
}
