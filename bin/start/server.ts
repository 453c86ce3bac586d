import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Config, SetupError } from "@/lib/db/config";
import { atEnd } from "../ending.mjs";

const READY_SECONDS = 60;
const GENTLE_STOP_MS = 5_000;

export type RunningServer = {
  /** Settles when the server ends though nobody asked it to. */
  readonly ended: Promise<string>;
};

/** Starts Next as a child and comes back when it answers. It is stopped at the end, before the database is left. */
export async function startServer(
  config: Config,
  { dev, environment }: { dev: boolean; environment: Record<string, string> },
): Promise<RunningServer> {
  const next = path.join(config.root, "node_modules", "next", "dist", "bin", "next");
  const words = [dev ? "dev" : "start", "-H", config.host, "-p", String(config.port)];
  // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop it in good order. The channel
  // tells it when we are gone, so that it never stays behind without its database.
  const child = spawn(
    process.execPath,
    ["--import", path.join(config.root, "bin", "with-parent.mjs"), next, ...words],
    {
      cwd: config.root,
      env: {
        ...process.env,
        ...environment,
        NODE_ENV: dev ? "development" : "production",
        COSTCURVE_STARTED_BY: String(process.pid),
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: process.platform !== "win32",
    },
  );
  let stopping = false;
  let talk = dev;
  let said = "";
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (bytes: Buffer) => {
      // Next's banner repeats what we say ourselves; should it fail, its words are shown.
      if (talk) process[name].write(bytes);
      else said += bytes;
    });
  }
  const ended = once(child, "exit").then(([status, signal]) => `${signal ?? `status ${status}`}`);
  atEnd(() => {
    stopping = true;
    return stop(child);
  });
  const early = await Promise.race([answering(config), ended]);
  if (early !== null) {
    if (said.includes("EADDRINUSE")) throw portInUse(config);
    process.stderr.write(said);
    throw new SetupError(`The server did not start (${early}).`, "What it said stands above.");
  }
  talk = true;
  return { ended: ended.then((how) => (stopping ? new Promise<string>(() => {}) : how)) };
}

export function portInUse({ host, port }: Config): SetupError {
  return new SetupError(
    `Port ${port} on ${host} is in use by another program, perhaps another Costcurve.`,
    `Stop that one, or choose another port: PORT=${port < 65_535 ? port + 1 : 3000} npm start`,
  );
}

/** Null once the server answers any request at all. */
async function answering({ host, port }: Config): Promise<null> {
  const address =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (performance.now() < deadline) {
    try {
      await fetch(`http://${address}:${port}/api/health`, { signal: AbortSignal.timeout(10_000) });
      return null;
    } catch {
      await sleep(100);
    }
  }
  throw new SetupError(
    `The server did not answer within ${READY_SECONDS} seconds.`,
    "See whether the machine is very busy, and start again.",
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const gentle = await Promise.race([gone, sleep(GENTLE_STOP_MS, null)]);
  // Browsers hold connections open for as long as they like.
  if (gentle === null) child.kill("SIGKILL");
  await gone;
}
