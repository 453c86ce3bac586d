import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

/** Unpacked once for a clone: it is 200 MB, and unpacking takes two seconds. */
const CACHE = path.join(
  import.meta.dirname,
  "..",
  "..",
  "node_modules",
  ".cache",
  "costcurve-chromium-147.0.0",
);

const packaged = os.platform() === "linux" && os.arch() === "x64";
const installed = packaged ? null : installedChrome();

/** Why there is no browser here, for `test.skipIf`; null where there is one. */
export const noBrowser: string | null =
  packaged || installed ? null : "No Chrome is installed; set CHROME_PATH to one to run these tests.";

/** A headless Chromium: on Linux the one of @sparticuz/chromium, elsewhere an installed Chrome. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  if (installed) return launch(installed, {});
  const folder = await unpacked();
  try {
    return await launch(path.join(folder, "chromium"), fonts(folder));
  } catch (error) {
    if (!String(error).includes("error while loading shared libraries")) throw error;
    // A bare machine lacks a few libraries; the package brings those of another system, second choice to its own.
    const libraries = path.join(folder, "al2023", "lib");
    return launch(path.join(folder, "chromium"), { ...fonts(folder), LD_LIBRARY_PATH: libraries });
  }
}

function launch(executablePath: string, env: Record<string, string>): Promise<Browser> {
  const options: LaunchOptions = {
    executablePath,
    // The package's own list of flags is for a cloud function, and switches off what the tests are to check.
    args: [
      "--disable-gpu",
      "--font-render-hinting=none",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
    env: { ...process.env, ...env },
  };
  return chromium.launch(options);
}

/** Unpacks beside the final place and moves it there whole, since several workers may ask at once. */
async function unpacked(): Promise<string> {
  if (existsSync(CACHE)) return CACHE;
  const draft = `${CACHE}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const before = { ...process.env };
  // The package unpacks into the temporary folder, and its libraries only where it takes this for that cloud.
  Object.assign(process.env, {
    TMPDIR: draft,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
  });
  try {
    const { default: sparticuz } = await import("@sparticuz/chromium");
    await sparticuz.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  try {
    renameSync(draft, CACHE);
  } catch (error) {
    if (!existsSync(CACHE)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return CACHE;
}

/** Where the machine has no fonts at all, text would not be drawn. */
function fonts(folder: string): Record<string, string> {
  if (existsSync("/etc/fonts/fonts.conf")) return {};
  const own = path.join(folder, "fonts", "own.conf");
  writeFileSync(own, `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir></fontconfig>\n`);
  return { FONTCONFIG_FILE: own };
}

function installedChrome(): string | null {
  const usual = [
    process.env.CHROME_PATH ?? "",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ].find((file) => file && existsSync(file));
  if (usual) return usual;
  for (const name of ["google-chrome", "chromium", "chromium-browser"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      // Not this one.
    }
  }
  return null;
}
