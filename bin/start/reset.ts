import { rmSync } from "node:fs";
import path from "node:path";
import { readConfig, SetupError } from "@/lib/db/config";
import { joinDatabase } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { recreateDatabase } from "@/lib/db/recreate";

/** Drops everything of the embedded database, and loads the demonstration company into the new one. */
export async function resetDatabase(): Promise<void> {
  const { databaseUrl, dataFolder } = readConfig();
  if (databaseUrl) {
    throw new SetupError(
      "DATABASE_URL is set, and a database of one's own is not dropped from here.",
      "Unset DATABASE_URL to reset the embedded database.",
    );
  }
  const database = await joinDatabase();
  try {
    await recreateDatabase(database.ownerUrl);
    rmSync(path.join(dataFolder, "files"), { recursive: true, force: true });
    await migrate(database.ownerUrl);
    const { loadDemo } = await import("@/lib/demo/load");
    await loadDemo();
  } finally {
    await closePool();
    await database.leave();
  }
}
