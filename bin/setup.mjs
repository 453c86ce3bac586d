/**
 * What every program here needs before it can begin: packages, the generated database client, a build.
 * Plain Node without dependencies, since it also runs when nothing is installed yet.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { atEnd } from "./ending.mjs";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

// Telemetry stays off whatever the machine says; the others tell the parts where they are.
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.CHECKPOINT_DISABLE = "1";
process.env.COSTCURVE_ROOT = root;
process.env.TSX_TSCONFIG_PATH = path.join(root, "tsconfig.json");

/** Something a person can mend; printed without a stack. */
export class SetupFailure extends Error {}

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupFailure(
    `Costcurve needs Node 20.19 or later; this is ${process.versions.node}. Install a newer Node.`,
  );
}

/** Says on stderr what takes time, and afterwards how long it took. */
export async function step(what, run) {
  const began = performance.now();
  process.stderr.write(`${what} …`);
  try {
    const result = await run();
    process.stderr.write(` ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(" failed\n");
    throw error;
  }
}

/** Installs the packages of the lock file where node_modules does not hold them. `all` includes those for tests. */
export async function install({ all }) {
  if (isInstalled(all)) return;
  await step("Installing packages (about a minute)", async () => {
    // The very npm that runs us, where one does. Install scripts stay off: one of them downloads what no part uses.
    const npm = process.env.npm_execpath?.endsWith(".js")
      ? [process.execPath, process.env.npm_execpath]
      : ["npm"];
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--include=dev"];
    await run([...npm, ...words], {
      what: "npm ci",
      shell: process.platform === "win32" && npm.length === 1,
    });
  });
}

/** npm notes in node_modules what it put there; the versions must be those of the lock file. */
function isInstalled(all) {
  const note = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return false;
  const there = JSON.parse(readFileSync(note, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([place, { version, optional, dev, devOptional }]) => {
    if (place === "") return true;
    if (there[place]) return there[place].version === version;
    return optional || devOptional || (dev && !all);
  });
}

/** Writes the database client from prisma/schema.prisma, where it is older than that. */
export async function generate() {
  const folder = path.join(root, "lib", "db", "generated");
  const stamp = path.join(root, "node_modules", ".cache", "costcurve-prisma-client");
  const prisma = path.join(root, "node_modules", "prisma");
  const mark = hashOf(["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"]);
  if (existsSync(path.join(folder, "client.ts")) && readIfThere(stamp) === mark) return;
  await step("Generating the database client", async () => {
    await run([process.execPath, path.join(prisma, "build", "index.js"), "generate"], {
      what: "prisma generate",
      // Any file will do: it is looked for, never run, and without it Prisma would download one.
      env: { PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, "package.json"), PRISMA_HIDE_UPDATE_MESSAGE: "1" },
    });
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, mark);
  });
}

export const buildFolder = () => path.join(root, process.env.COSTCURVE_BUILD_DIR || ".next");

/** Builds the pages where a source changed since. `env` holds the secrets a build needs to agree on with the server. */
export async function build(env = {}) {
  const mark = hashOf(sources());
  const stamp = path.join(buildFolder(), "costcurve-build");
  if (existsSync(path.join(buildFolder(), "BUILD_ID")) && readIfThere(stamp) === mark) return;
  await step("Building the pages (up to a minute)", async () => {
    await run(next("build"), { what: "next build", env: { ...env, NODE_ENV: "production" } });
    writeFileSync(stamp, mark);
  });
}

/** The command line of Next's own program. */
export const next = (...words) => [
  process.execPath,
  path.join(root, "node_modules/next/dist/bin/next"),
  ...words,
];

/** What a build is made from: its folders, and the files that steer it. */
function sources() {
  const files = ["package-lock.json", "next.config.js", "tsconfig.json", "postcss.config.mjs"];
  for (const name of ["proxy.ts", "instrumentation.ts"])
    if (existsSync(path.join(root, name))) files.push(name);
  for (const folder of ["app", "lib", "prisma", "public"]) {
    if (!existsSync(path.join(root, folder))) continue;
    for (const name of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = path.relative(root, path.join(name.parentPath ?? name.path, name.name));
      if (name.isFile() && !file.startsWith(path.join("lib", "db", "generated"))) files.push(file);
    }
  }
  return files.sort();
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Runs a program to its end; its output is kept and shown only where it fails. */
export function run([file, ...words], { what, env = {}, shell = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, {
      cwd: root,
      env: { ...process.env, ...env },
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const forget = atEnd(() => child.kill());
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
    child.on("error", (error) => reject(new SetupFailure(`${what} could not be run: ${error.message}`)));
    child.on("close", (status, signal) => {
      forget();
      if (status === 0) resolve(said);
      else reject(new SetupFailure(`${said.trim()}\n${what} failed (${signal ?? `status ${status}`}).`));
    });
  });
}

/** From here on .ts files can be imported, and `@/` means the project's folder. */
export async function readTypeScript() {
  const { register } = await import("tsx/esm/api");
  register();
}
