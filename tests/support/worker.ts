import { afterAll, inject } from "vitest";
import { asAppRole } from "@/lib/db/embedded";
import { closePool } from "@/lib/db/pool";
import { asOwner, databaseUrl, filesOfRun } from "./cluster";

const { ownerUrl, template, run } = inject("cluster");
const name = `test_${run}_${process.env.VITEST_POOL_ID ?? "1"}`;

// A worker that runs several files keeps its database: each test makes an organization of its own.
await asOwner(ownerUrl, async (client) => {
  const there = await client.query("select from pg_database where datname = $1", [name]);
  if (!there.rowCount) await client.query(`create database ${name} template ${template}`);
});
process.env.COSTCURVE_OWNER_URL = databaseUrl(ownerUrl, name);
process.env.COSTCURVE_APP_URL = asAppRole(process.env.COSTCURVE_OWNER_URL);
// Files are kept by the organization's number, and those of a test database are not the installation's own.
process.env.COSTCURVE_DATA = filesOfRun(run);

afterAll(closePool);
