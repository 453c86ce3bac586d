import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../support/database";

const SQL_TYPES: Record<string, string> = {
  String: "text",
  "String @db.Uuid": "uuid",
  Int: "int4",
  "Int @db.SmallInt": "int2",
  BigInt: "int8",
  Boolean: "bool",
  Json: "jsonb",
  Bytes: "bytea",
  "String[]": "_text",
  "DateTime @db.Date": "date",
  "DateTime @db.Timestamptz(6)": "timestamptz",
  "Decimal @db.Decimal(38, 0)": "numeric",
  "Decimal @db.Decimal(38, 18)": "numeric",
  Decimal: "numeric",
};

/** Tables and columns as schema.prisma says them: "usage_event.ts timestamptz not null". */
function declared(): string[] {
  const text = readFileSync("prisma/schema.prisma", "utf8");
  return [...text.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].flatMap(([, body = ""]) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    return [...body.matchAll(/^ {2}(\w+)\s+(\w+(?:\[\])?)(\?)?(.*)$/gm)].map(
      ([, name = "", base = "", optional, rest = ""]) => {
        const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name;
        const native = /@db\.\w+(?:\([^)]*\))?/.exec(rest)?.[0];
        const type = SQL_TYPES[native ? `${base} ${native}` : base] ?? `unknown ${base} ${native}`;
        return `${table}.${column} ${type}${optional ? "" : " not null"}`;
      },
    );
  });
}

describe("the migrated database", () => {
  const client = new pg.Client({ connectionString: testDatabase().ownerUrl });
  beforeAll(() => client.connect());
  afterAll(() => client.end());
  const names = async (text: string) =>
    (await client.query<{ name: string }>(text)).rows.map((row) => row.name);

  test("has the tables and columns of schema.prisma, and no others", async () => {
    const found = await names(`select table_name || '.' || column_name || ' ' || udt_name
        || case is_nullable when 'NO' then ' not null' else '' end as name
      from information_schema.columns join pg_class c on c.relname = table_name and not c.relispartition
      where table_schema = 'public' and table_name <> '_prisma_migrations'`);
    expect(found.sort()).toEqual(declared().sort());
  });

  test("fences every table of an organization, its owner included", async () => {
    const open =
      await names(`select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname = 'organization_id' and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(open).toEqual([]);
  });

  test("puts the organization first in every unique key of such a table", async () => {
    const others =
      await names(`select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute own on own.attrelid = c.oid and own.attname = 'organization_id'
      join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
      where c.relnamespace = 'public'::regnamespace and i.indisunique and first.attname <> 'organization_id'`);
    // Looked up before an organization is known, by the hash of a presented key.
    expect(others).toEqual(["api_key_hash"]);
  });

  test("lets the application own nothing and reach no partition", async () => {
    const owned = await names(
      `select relname as name from pg_class where relowner = 'costcurve_app'::regrole`,
    );
    const reachable = await names(`select c.relname as name from pg_class c where c.relispartition
      and has_table_privilege('costcurve_app', c.oid, 'select, insert, update, delete')`);
    expect({ owned, reachable }).toEqual({ owned: [], reachable: [] });
  });
});
