import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { changeRole } from "@/lib/commands/change-role";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { createUser } from "@/lib/commands/create-user";
import { revokeKey } from "@/lib/commands/revoke-key";
import { apiKeyByHash, organizationByName, organizationsOfPerson } from "@/lib/db/directory";
import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { settingsReport } from "@/lib/reports/settings";

/** Two organizations with one person each, one person in both, and a key each. */
async function twoCompanies() {
  const make = async () => {
    const organization = await createOrganization({ name: `Company ${randomUUID()}`, zone: "UTC" });
    const actor = systemActor(organization);
    const person = await createUser(actor, {
      email: `${randomUUID()}@example.com`,
      role: "owner",
      password: "a few words in a row",
    });
    return { actor, person, key: await createKey(actor, { name: "key", scopes: ["read"] }) };
  };
  return [await make(), await make()] as const;
}

describe("before an organization is known", () => {
  test("no organization, membership or key is visible", async () => {
    await twoCompanies();
    for (const table of ["organization", "membership", "api_key"]) {
      const { rows } = await pool().query(`select count(*)::int as seen from ${table}`);
      expect([table, rows]).toEqual([table, [{ seen: 0 }]]);
    }
  });

  test("everything else raises an error instead of showing nothing", async () => {
    // A partitioned table without a partition would have nothing to ask the policy about.
    await pool().query("select ensure_usage_event_month(now()::date)");
    for (const table of ["usage_event", "import", "product", "audit_entry", "scope", "usage_daily"]) {
      // Unset, or empty where this connection has served an organization before.
      await expect(pool().query(`select * from "${table}"`), table).rejects.toThrow(
        /app\.org|type integer: ""/,
      );
    }
  });

  test("a name opens one organization, a person their own, a hash one key", async () => {
    const [a, b] = await twoCompanies();
    expect(await organizationByName(a.actor.organizationName.toUpperCase())).toMatchObject({
      id: a.actor.organizationId,
    });
    expect(await organizationByName("%")).toBeNull();
    expect((await organizationsOfPerson(a.person.userId)).map(({ id }) => id)).toEqual([
      a.actor.organizationId,
    ]);
    await createUser(b.actor, { email: a.person.email, role: "viewer" });
    expect(await organizationsOfPerson(a.person.userId)).toMatchObject([
      { id: a.actor.organizationId, role: "owner" },
      { id: b.actor.organizationId, role: "viewer" },
    ]);
    expect(await apiKeyByHash(Buffer.alloc(32))).toBeNull();
  });
});

describe("inside an organization", () => {
  test("queries without any clause see its own rows alone", async () => {
    const [a, b] = await twoCompanies();
    const seen = await inOrganization(a.actor.organizationId, async (tx) => ({
      organizations: await tx.rows("select id from organization"),
      keys: await tx.rows("select prefix from api_key"),
      people: await tx.rows<{ id: string }>("select user_id as id from membership"),
      acts: await tx.rows("select distinct organization_id as id from audit_entry"),
    }));
    expect(seen).toEqual({
      organizations: [{ id: a.actor.organizationId }],
      keys: [{ prefix: a.key.prefix }],
      people: [{ id: a.person.userId }],
      acts: [{ id: a.actor.organizationId }],
    });
    const report = JSON.stringify(await settingsReport(a.actor));
    expect(report).toContain(a.person.email);
    expect(report).not.toContain(b.person.email);
    expect(report).not.toContain(b.actor.organizationName);
  });

  test("another's row cannot be written, and its number reads as missing", async () => {
    const [a, b] = await twoCompanies();
    await expect(
      inOrganization(a.actor.organizationId, (tx) =>
        tx.run({
          text: "insert into membership (organization_id, user_id, role) values ($1, $2, 'owner')",
          values: [b.actor.organizationId, a.person.userId],
        }),
      ),
    ).rejects.toThrow("row-level security");
    await expect(revokeKey(a.actor, { keyId: b.key.id })).rejects.toMatchObject({ code: "not_found" });
    await expect(changeRole(a.actor, { userId: b.person.userId, role: "viewer" })).rejects.toMatchObject({
      code: "not_found",
    });
    const untouched = await inOrganization(b.actor.organizationId, (tx) =>
      tx.rows("select revoked_at as revoked from api_key"),
    );
    expect(untouched).toEqual([{ revoked: null }]);
  });

  test("the history can be added to and not changed", async () => {
    const [a] = await twoCompanies();
    for (const statement of [
      "update audit_entry set action = ''",
      "delete from audit_entry",
      "truncate audit_entry",
    ]) {
      await expect(inOrganization(a.actor.organizationId, (tx) => tx.run(statement))).rejects.toThrow(
        "permission denied",
      );
    }
  });
});
