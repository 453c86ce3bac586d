import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { migrate } from "@/lib/db/migrate";
import { asOwner, databaseUrl } from "../support/cluster";
import { testDatabase } from "../support/database";

const project = path.join(import.meta.dirname, "..", "..");
let root: string;
let database: string;

/** A project folder whose migrations a test may change, and an empty database. */
beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), "costcurve-migrate-"));
  symlinkSync(path.join(project, "node_modules"), path.join(root, "node_modules"));
  cpSync(path.join(project, "prisma"), path.join(root, "prisma"), { recursive: true });
  const { ownerUrl } = testDatabase();
  const name = `test_${inject("cluster").run}_migrate_${randomBytes(4).toString("hex")}`;
  await asOwner(ownerUrl, (client) => client.query(`create database ${name}`));
  database = databaseUrl(ownerUrl, name);
});
afterEach(async () => {
  const name = new URL(database).pathname.slice(1);
  await asOwner(testDatabase().ownerUrl, (client) => client.query(`drop database ${name} with (force)`));
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, script: string): void {
  const folder = path.join(root, "prisma", "migrations", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "migration.sql"), script);
}

const ask = (statement: string) =>
  asOwner(database, async (client) => (await client.query({ text: statement, rowMode: "array" })).rows);

describe("migrating", () => {
  test("applies each migration once, and nothing when up to date", async () => {
    expect(await migrate(database, root)).toContain("0001_init");
    expect(await migrate(database, root)).toEqual([]);
    write("9998_more", "create table more (id integer primary key);");
    expect(await migrate(database, root)).toEqual(["9998_more"]);
  });

  test("by two programs at once happens once", async () => {
    const results = await Promise.all([migrate(database, root), migrate(database, root)]);
    expect(results.filter((applied) => applied.length > 0)).toHaveLength(1);
  });

  test("keeps nothing of a script that fails, says where, and goes on once it is mended", async () => {
    await migrate(database, root);
    write(
      "9998_more",
      "create table half (id integer);\n\nselect 1 / 0;\ninsert into nowhere values (';');\n",
    );
    await expect(migrate(database, root)).rejects.toMatchObject({
      name: "SetupError",
      message: expect.stringContaining("division by zero"),
    });
    expect(await ask("select to_regclass('half') is null")).toEqual([[true]]);
    write("9998_more", "create table half (id integer);");
    expect(await migrate(database, root)).toEqual(["9998_more"]);
  });

  test("sends a script whole, so that semicolons inside functions and texts are no ends", async () => {
    await migrate(database, root);
    write(
      "9998_more",
      "do $$ begin create table a (t text default 'x;y'); perform 1; end $$; insert into a default values;",
    );
    await migrate(database, root);
    expect(await ask("select t from a")).toEqual([["x;y"]]);
  });

  test("refuses a database that a newer Costcurve has changed, and a script edited afterwards", async () => {
    write("9998_more", "create table more (id integer);");
    await migrate(database, root);
    write("9998_more", "create table more (id bigint);");
    await expect(migrate(database, root)).rejects.toMatchObject({
      message: expect.stringContaining("9998_more was changed"),
    });
    rmSync(path.join(root, "prisma", "migrations", "9998_more"), { recursive: true });
    await expect(migrate(database, root)).rejects.toMatchObject({
      message: expect.stringContaining("does not know"),
    });
  });

  test("says what to do where the database cannot be reached", async () => {
    await expect(migrate("postgresql://u:p@127.0.0.1:1/x", root)).rejects.toMatchObject({
      name: "SetupError",
      fix: expect.stringContaining("DATABASE_URL"),
    });
  });
});
