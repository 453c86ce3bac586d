import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { freePort, makeDataFolder, withoutOurs } from "../support/server";

const START_MS = 280_000;
const root = path.join(import.meta.dirname, "..", "..");

/** A server of its own with the demonstration's data, built as for production, and somebody signed in. */
export type DemoServer = {
  readonly home: string;
  readonly dataFolder: string;
  /** To be sent with each request. */
  readonly cookie: string;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
};

export async function startDemo(): Promise<DemoServer> {
  const dataFolder = makeDataFolder();
  const home = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [path.join(root, "bin", "start.mjs")], {
    cwd: root,
    env: {
      ...withoutOurs(process.env),
      NODE_ENV: "production",
      COSTCURVE_DATA: dataFolder,
      COSTCURVE_BUILD_DIR: ".next-bench",
      PORT: new URL(home).port,
    },
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    return { home, dataFolder, cookie: await signIn(home, await demoOf(child)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function demoOf(child: ChildProcess): Promise<{ email: string; password: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => (text += bytes));
  const began = performance.now();
  while (!text.includes("Ctrl-C stops it.")) {
    if (child.exitCode !== null || performance.now() - began > START_MS)
      throw new Error(`The server did not start:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found = /\/sign-in\s+(\S+@\S+)\s+password (\S+)$/m.exec(text);
  if (!found?.[1] || !found[2]) throw new Error(`The server printed no sign-in:\n${text}`);
  return { email: found[1], password: found[2] };
}

/** Signs in as the form does; the cookies to send from then on. */
async function signIn(home: string, person: { email: string; password: string }): Promise<string> {
  const jar = new Map<string, string>();
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      jar.set(name, value);
    }
  };
  const header = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const asked = await fetch(`${home}/api/auth/csrf`);
  keep(asked);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answer = await fetch(`${home}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: header(), origin: home, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...person, csrfToken, callbackUrl: home, json: "true" }),
  });
  keep(answer);
  return header();
}
