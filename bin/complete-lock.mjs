/**
 * Adds to package-lock.json the builds for other machines that npm left out because its registry did not have them
 * at the time. Without their entries `npm ci` refuses the lock file everywhere. Run it after adding a package
 * (`npm run lock`); tests/unit/lock-file.test.ts says when it was forgotten.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "ppc64", "x64"];

/** The optional packages the lock file names and does not hold, with their exact version. */
export function missingFrom(lock) {
  const missing = new Map();
  for (const [place, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const held = [`node_modules/${name}`, `${place}/node_modules/${name}`].some((at) => lock.packages[at]);
      if (!held) missing.set(name, { version: version.replace(/^[\^~]/, ""), dev: lock.packages[place].dev });
    }
  }
  return missing;
}

/** Such packages tell the machine they are for by their name: `swc-linux-x64-musl`. */
function entryOf(name, { version, dev }) {
  const words = name.split("/").at(-1).split("-");
  const [os, cpu] = [SYSTEMS, PROCESSORS].map((known) => words.filter((word) => known.includes(word)));
  const libc = words.includes("musl")
    ? ["musl"]
    : os[0] === "linux" && words.includes("gnu")
      ? ["glibc"]
      : undefined;
  return {
    version,
    cpu: name.includes("wasm32") ? ["wasm32"] : cpu,
    ...(dev ? { dev } : {}),
    ...(libc ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingFrom(lock);
  for (const [name, found] of missing) lock.packages[`node_modules/${name}`] = entryOf(name, found);
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.size} entries added to package-lock.json\n`);
}
