import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { testDataFolder } from "./cluster";

const root = path.join(import.meta.dirname, "..", "..");
const START_MS = 280_000;

export type TestServer = {
  readonly url: string;
  /** The one-time link for the first owner, as printed. */
  readonly ownerLink: string | null;
  /** The demonstration's sign-in, as printed; null where COSTCURVE_DEMO=off. */
  readonly demo: { readonly email: string; readonly password: string } | null;
  readonly dataFolder: string;
  /** What it has printed so far. */
  said(): string;
  /** Runs `bin/costcurve` on the same data: its exit status and what it wrote. */
  costcurve(
    words: readonly string[],
    input?: string,
  ): Promise<{ status: number; stdout: string; stderr: string }>;
  /** As Ctrl-C does; comes back when all of it has ended, and deletes the data. */
  stop(): Promise<void>;
};

/**
 * Starts a whole Costcurve as a person does, in a folder, on a port and with a database of its own, from the build
 * that `npm test` made. Without the demo it takes two seconds.
 */
export async function startServer(options: { demo?: boolean; folder?: string } = {}): Promise<TestServer> {
  const folder = options.folder ?? root;
  const dataFolder = makeDataFolder();
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...withoutOurs(process.env),
    NODE_ENV: "production",
    COSTCURVE_DATA: dataFolder,
    COSTCURVE_BUILD_DIR: ".next-test",
    ...(options.demo ? {} : { COSTCURVE_DEMO: "off" }),
    PORT: String(port),
  };
  const child = spawn(process.execPath, [path.join(folder, "bin", "start.mjs")], { cwd: folder, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (text += bytes));
  const ended = once(child, "exit");
  await untilReady(child, () => text);
  const link = /^\s+(http\S+\/setup\?token=\S+)$/m.exec(text)?.[1] ?? null;
  const demo = /\/sign-in\s+(\S+@\S+)\s+password (\S+)$/m.exec(text);
  return {
    url: `http://127.0.0.1:${port}`,
    ownerLink: link,
    demo: demo?.[1] && demo[2] ? { email: demo[1], password: demo[2] } : null,
    dataFolder,
    said: () => text,
    costcurve: (words, input) => runCli(folder, env, words, input),
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A new folder for data, removed with the tests' own; the database's user may pass through. */
export function makeDataFolder(): string {
  mkdirSync(testDataFolder, { recursive: true });
  const folder = mkdtempSync(path.join(testDataFolder, "server-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** The environment of a person who has set nothing. */
export function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours =
    /^(COSTCURVE_|NEXTAUTH_|NEXT_SERVER_ACTIONS|DATABASE_URL$|APP_URL$|HOST$|PORT$|VITEST|TEST$|npm_lifecycle)/;
  return {
    NODE_ENV: env.NODE_ENV,
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))),
  };
}

async function untilReady(child: ChildProcess, said: () => string): Promise<void> {
  const began = performance.now();
  while (!said().includes("Ctrl-C stops it.")) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || performance.now() - began > START_MS) {
      child.kill("SIGINT");
      throw new Error(`The server did not become ready:\n${said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function runCli(folder: string, env: NodeJS.ProcessEnv, words: readonly string[], input = "") {
  const child = spawn(path.join(folder, "bin", "costcurve"), words, { cwd: folder, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (bytes) => (stdout += bytes));
  child.stderr.on("data", (bytes) => (stderr += bytes));
  child.stdin.end(input);
  const [status] = await once(child, "close");
  return { status: Number(status), stdout, stderr };
}
