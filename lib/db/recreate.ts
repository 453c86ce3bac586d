import pg from "pg";

/**
 * Drops the embedded database with everything in it and creates it empty; a migration has to follow. Connections to it
 * are broken off.
 * @param ownerUrl the address of the role that owns it (`joinDatabase`), which may create databases.
 */
export async function recreateDatabase(ownerUrl: string): Promise<void> {
  const target = new URL(ownerUrl);
  const name = pg.escapeIdentifier(target.pathname.slice(1));
  target.pathname = "/postgres";
  const client = new pg.Client({ connectionString: target.href });
  await client.connect();
  try {
    await client.query(`drop database ${name} with (force)`);
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}
