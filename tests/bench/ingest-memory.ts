/** `node ingest-memory.ts DATA-FOLDER FILE ROWS`: imports a file and prints the most memory it took, in KB. */
import { readFileSync } from "node:fs";
import { joinDatabase } from "@/lib/db/embedded";
import { closePool } from "@/lib/db/pool";
import { importFile, newOrganization } from "./ingest-steps";

const [dataFolder = "", file = "", rows = "0"] = process.argv.slice(2);
const database = await joinDatabase({ dataFolder });
try {
  await importFile(await newOrganization(), file, Number(rows));
} finally {
  await closePool();
  await database.leave();
}
const status = readFileSync("/proc/self/status", "utf8");
process.stdout.write(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? "0");
