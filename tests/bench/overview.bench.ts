import { gzipSync } from "node:zlib";
import pg from "pg";
import { joinDatabase } from "@/lib/db/embedded";
import { startDemo } from "./demo-server";
import { median, tell } from "./measure";

/**
 * How long the server takes for Overview with the demonstration's data, unchanged and right after a change, against a
 * glossary entry (a signed-in page without a report), and how much JavaScript its HTML names. Requests follow one another, the
 * pages by turns. COSTCURVE_BENCH_ROUNDS (60) sets how many.
 */
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 60);
const WARM_UP = 10;
const EMPTY = "/glossary/quantization";

const server = await startDemo();
const { home, cookie } = server;
try {
  const database = await joinDatabase({ dataFolder: server.dataFolder });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await run(cookie, owner);
  } finally {
    await owner.end();
    await database.leave();
  }
} finally {
  await server.stop();
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
