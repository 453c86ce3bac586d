/** `node victim.ts DATA-FOLDER ORGANIZATION`: carries out what an organization has left to import, in small batches. */
import { joinDatabase } from "@/lib/db/embedded";
import { closePool } from "@/lib/db/pool";
import { batching } from "@/lib/ingest/load/load";
import { resumeImportsOf } from "@/lib/jobs/imports";

const [dataFolder = "", organization = "0"] = process.argv.slice(2);
batching.rows = 500;
const database = await joinDatabase({ dataFolder });
process.stdout.write("ready\n");
for (const { done } of await resumeImportsOf(Number(organization))) await done;
await closePool();
await database.leave();
