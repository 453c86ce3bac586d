import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./config";

export type ClusterUser = { readonly uid: number; readonly gid: number };

/**
 * The user Postgres runs as: null means ourselves. It refuses to run as root, so root hands it to the owner of an
 * existing cluster, else to the machine's user “postgres”, made where there is none.
 * @throws SetupError where that user may not enter the folders it needs, or the cluster belongs to somebody else.
 */
export function clusterUser(place: { root: string; dataFolder: string }, folder: string): ClusterUser | null {
  const self = process.getuid?.();
  const owner = existsSync(folder) ? statSync(folder) : null;
  if (self !== 0) {
    if (self !== undefined && owner && owner.uid !== self) throw someoneElses(folder);
    return null;
  }
  const user = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : postgresUser();
  // A restored backup belongs to root.
  if (owner?.uid === 0) handOver(folder, user);
  mkdirSync(place.dataFolder, { recursive: true });
  // Only passing through: what is inside keeps its own rights.
  chmodSync(place.dataFolder, 0o711);
  const blocked = firstBlocked(user, [place.dataFolder, path.join(place.root, "node_modules")]);
  if (blocked) throw cannotEnter(blocked);
  return user;
}

function postgresUser(): ClusterUser {
  const found = idsOf("postgres");
  if (found) return found;
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", ["--system", "--no-create-home", "-g", "postgres", "-s", "/bin/false", "postgres"]);
  const made = idsOf("postgres");
  if (made) return made;
  throw new SetupError(
    "Postgres does not run as root, there is no user “postgres” to run it as, and none could be made.",
    "Run this as an ordinary user, create a user “postgres”, or set DATABASE_URL to a Postgres of your own.",
  );
}

function idsOf(name: string): ClusterUser | null {
  const [uid, gid] = ["-u", "-g"].map((which) => spawnSync("id", [which, name], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function handOver(file: string, user: ClusterUser): void {
  lchownSync(file, user.uid, user.gid);
  if (!lstatSync(file).isDirectory()) return;
  for (const name of readdirSync(file)) handOver(path.join(file, name), user);
}

/** Asked of the machine rather than read from mode bits, so access lists and mounts count too. */
function firstBlocked(user: ClusterUser, folders: string[]): string | null {
  const all = new Set(folders.flatMap(ancestors));
  const script = 'for d in "$@"; do [ -x "$d" ] || { printf %s "$d"; exit 1; }; done';
  const asked = spawnSync("/bin/sh", ["-c", script, "sh", ...all], { ...user, cwd: "/", encoding: "utf8" });
  return asked.status === 1 ? asked.stdout : null;
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...ancestors(parent), folder];
}

function cannotEnter(folder: string): SetupError {
  return new SetupError(
    `Postgres does not run as root; the user “postgres” runs it instead, and may not enter ${folder}.`,
    `Let it pass through with \`chmod o+x ${folder}\`, or move the project (or, with COSTCURVE_DATA, its data) to a ` +
      "folder everybody may enter. Or run this as an ordinary user, or set DATABASE_URL to a Postgres of your own.",
  );
}

function someoneElses(folder: string): SetupError {
  return new SetupError(
    `${folder} belongs to another user.`,
    "Run Costcurve as the user who first started it (or as root), or set COSTCURVE_DATA to a folder of your own.",
  );
}
