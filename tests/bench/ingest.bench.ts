import { once } from "node:events";
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { joinDatabase } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { inOrganization } from "@/lib/db/organization";
import { closePool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";
import { load } from "@/lib/ingest/load/load";
import { readFile } from "@/lib/ingest/read";
import { median, secondsOf, tell } from "./measure";
import { writeUsageFile } from "./usage-file";

/**
 * How fast an import is, from the packed file to the last roll-up, against the fastest that Postgres could take the same
 * rows: a bare COPY into a table of the same columns with the same unique key. Both are measured by turns, in one run.
 * COSTCURVE_BENCH_ROWS (1,000,000) and COSTCURVE_BENCH_ROUNDS (3) make it shorter or longer.
 */
const ROWS = Number(process.env.COSTCURVE_BENCH_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 3);
const MB = 1024 ** 2;

const folder = mkdtempSync(path.join(os.tmpdir(), "costcurve-bench-"));
// Where the database runs as a user of its own, that user passes through to its folder.
chmodSync(folder, 0o711);
const database = await joinDatabase({ dataFolder: folder });
try {
  await migrate(database.ownerUrl);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await run(owner);
  } finally {
    await owner.end();
  }
} finally {
  await closePool();
  await database.leave();
  rmSync(folder, { recursive: true, force: true });
}

async function run(owner: pg.Client): Promise<void> {
  const packed = path.join(folder, "usage.csv.gz");
  const bare = path.join(folder, "usage.copy");
  await writeUsageFile(packed, ROWS);
  const imports: number[] = [];
  const copies: number[] = [];
  let peakMb = 0;
  for (let organization = 1; organization <= ROUNDS; organization += 1) {
    const importId = await freshImport(organization);
    let highest = 0;
    const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 50);
    imports.push(await secondsOf(() => importFile(packed, organization, importId)));
    clearInterval(watch);
    peakMb = Math.max(peakMb, highest / MB);
    if (organization === 1) {
      // The fence holds for the owner too.
      await owner.query("set app.org = 1");
      const out = owner.query(copyTo("copy (select * from usage_event order by import_id, line) to stdout"));
      await pipeline(out, createWriteStream(bare));
    }
    copies.push(await bareCopy(owner, bare));
  }
  const rounds = imports.map((seconds, i) => (copies[i] ?? Number.NaN) / seconds);
  tell("ingest.rows", ROWS, "rows");
  tell("ingest.file", statSync(packed).size / MB, "MB gzip");
  tell("ingest.import", ROWS / median(imports), "rows/s");
  tell("ingest.copy", ROWS / median(copies), "rows/s");
  tell("ingest.ratio", median(rounds), "of a bare COPY (target ≥ 0.25)");
  tell("ingest.ratio.lowest", Math.min(...rounds), "of a bare COPY");
  tell("ingest.peak_rss", peakMb, "MB");
}

async function freshImport(organization: number): Promise<number> {
  return inOrganization(organization, async (tx) => {
    await tx.run(
      sql`insert into organization (id, name, zone) values (${organization}, ${`Bench ${organization}`}, 'America/New_York')`,
    );
    const [row] = await tx.rows<{ id: number }>(sql`insert into "import"
        (organization_id, status, file_name, content_hash, byte_size)
      values (${organization}, 'running', 'usage.csv.gz', ${String(organization)}, 1) returning id`);
    if (!row) throw new Error("The import was not entered.");
    return row.id;
  });
}

async function importFile(file: string, organizationId: number, importId: number): Promise<void> {
  const reading = await readFile(createReadStream(file), { now: Date.now() });
  const loaded = await load(reading, { organizationId, importId, account: null, overlap: "ask" });
  if (loaded.accepted !== ROWS)
    throw new Error(`${loaded.accepted} rows of ${ROWS} were accepted, ${loaded.rejected} rejected.`);
}

/** The seconds a COPY of the file takes into an empty table like the ledger's; the table goes again. */
async function bareCopy(owner: pg.Client, file: string): Promise<number> {
  await owner.query("create table raw_event (like usage_event including all)");
  const seconds = await secondsOf(async () => {
    const into = owner.query(copyFrom("copy raw_event from stdin"));
    const finished = once(into, "finish");
    createReadStream(file, { highWaterMark: 1 << 17 }).pipe(into);
    await finished;
  });
  const { rows } = await owner.query<{ count: string }>("select count(*) from raw_event");
  if (Number(rows[0]?.count) !== ROWS) throw new Error(`The bare COPY brought ${rows[0]?.count} rows.`);
  await owner.query("drop table raw_event");
  return seconds;
}
