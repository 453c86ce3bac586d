import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { joinDatabase } from "@/lib/db/embedded";
import { freePort, makeDataFolder, withoutOurs } from "../support/server";
import { median, tell } from "./measure";

/**
 * How long the server takes for Overview with the demonstration's data, unchanged and right after a change, against a
 * glossary entry (a signed-in page without a report), and how much JavaScript its HTML names. Requests follow one another, the
 * pages by turns. COSTCURVE_BENCH_ROUNDS (60) sets how many.
 */
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 60);
const WARM_UP = 10;
const START_MS = 280_000;
const EMPTY = "/glossary/quantization";
const root = path.join(import.meta.dirname, "..", "..");

const folder = makeDataFolder();
const home = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, [path.join(root, "bin", "start.mjs")], {
  cwd: root,
  env: {
    ...withoutOurs(process.env),
    NODE_ENV: "production",
    COSTCURVE_DATA: folder,
    COSTCURVE_BUILD_DIR: ".next-bench",
    PORT: new URL(home).port,
  },
});
const ended = once(server, "exit");
try {
  const cookie = await signIn(await demoOf(server));
  const database = await joinDatabase({ dataFolder: folder });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await run(cookie, owner);
  } finally {
    await owner.end();
    await database.leave();
  }
} finally {
  server.kill("SIGINT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function run(cookie: string, owner: pg.Client): Promise<void> {
  const [empty, same, first]: number[][] = [[], [], []];
  const change = await changer(owner);
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const times = [await msOf(EMPTY, cookie), await msOf("/", cookie)];
    await change();
    times.push(await msOf("/", cookie));
    if (round < 0) continue;
    for (const [i, list] of [empty, same, first].entries()) list?.push(times[i] ?? Number.NaN);
  }
  const floor = median(empty ?? []);
  tell("overview.empty_page", floor, "ms");
  tell("overview.unchanged", median(same ?? []), "ms");
  tell("overview.unchanged.ratio", median(same ?? []) / floor, "of an empty page (target ≤ 3)");
  tell("overview.first_view.added", median(first ?? []) - floor, "ms (target ≤ 30)");
  tell("overview.scripts", await scriptBytes(cookie), "kB gzip named by the HTML (target ≤ 250)");
}

/** Raises the demonstration's data version, as an import does, so that no kept report fits. */
async function changer(owner: pg.Client): Promise<() => Promise<void>> {
  await owner.query("set app.org = 1");
  return async () => {
    const { rowCount } = await owner.query(
      "update organization set data_version = data_version + 1 where id = 1",
    );
    if (rowCount !== 1) throw new Error("The demonstration is not organization 1.");
  };
}

async function msOf(page: string, cookie: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(home + page, { headers: { cookie }, redirect: "manual" });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}.`);
  return performance.now() - began;
}

async function scriptBytes(cookie: string): Promise<number> {
  const html = await (await fetch(`${home}/`, { headers: { cookie } })).text();
  const names = new Set(html.match(/\/_next\/static\/[^"'\\\s?]+\.js/g));
  let bytes = 0;
  for (const name of names)
    bytes += gzipSync(Buffer.from(await (await fetch(home + name)).arrayBuffer())).length;
  return bytes / 1_000;
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
async function signIn(person: { email: string; password: string }): Promise<string> {
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
