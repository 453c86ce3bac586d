import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { personOf } from "@/lib/auth/sign-in";
import { systemActor } from "@/lib/auth/system-actor";
import { changeRole } from "@/lib/commands/change-role";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { createUser } from "@/lib/commands/create-user";
import { removeMember } from "@/lib/commands/remove-member";
import { revokeKey } from "@/lib/commands/revoke-key";
import { updateOrganization } from "@/lib/commands/update-organization";
import { updateProviderSetting } from "@/lib/commands/update-provider-setting";
import { inOrganization } from "@/lib/db/organization";
import { settingsReport } from "@/lib/reports/settings";

const newName = () => `Company ${randomUUID()}`;
const newEmail = () => `${randomUUID()}@example.com`;

async function company() {
  return systemActor(await createOrganization({ name: newName(), zone: "UTC" }));
}

async function as(system: Actor, role: "owner" | "admin"): Promise<Actor> {
  const { userId, email } = await createUser(system, {
    email: newEmail(),
    role,
    password: "a few words in a row",
  });
  return { ...system, kind: "person", role, userId, email };
}

/** The acts in the history, latest last. */
const historyOf = (actor: Actor) =>
  inOrganization(actor.organizationId, (tx) =>
    tx.rows<{ action: string; kind: string; user: string | null; before: unknown; after: unknown }>(
      `select action, actor_kind as kind, user_id as user, before, after from audit_entry order by at, id`,
    ),
  );

describe("every act leaves one entry in the history", () => {
  test("of who did what, and never a secret", async () => {
    const system = await company();
    const owner = await as(system, "owner");
    const key = await createKey(owner, { name: "nightly", scopes: ["read", "ingest"] });
    await revokeKey(owner, { keyId: key.id });
    await revokeKey(owner, { keyId: key.id });
    const history = await historyOf(owner);
    expect(history.map(({ action, kind, user }) => [action, kind, user])).toEqual([
      ["organization.create", "system", null],
      ["member.add", "system", null],
      ["key.create", "person", owner.userId],
      ["key.revoke", "person", owner.userId],
    ]);
    expect(history[2]?.after).toMatchObject({
      name: "nightly",
      prefix: key.prefix,
      scopes: ["ingest", "read"],
    });
    expect(JSON.stringify(history)).not.toMatch(/argon2|cc_[\w-]{20}/);
  });

  test("and none where it was refused", async () => {
    const system = await company();
    await expect(createKey(system, { name: "", scopes: ["read"] })).rejects.toMatchObject({
      message: "name: give the key a name",
    });
    await expect(createKey(system, { name: "key", scopes: ["write"] })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await historyOf(system)).toHaveLength(1);
  });
});

describe("members", () => {
  test("get a password made up for them where none is given, shown once", async () => {
    const system = await company();
    const email = newEmail();
    const made = await createUser(system, { email, role: "viewer" });
    expect(made).toMatchObject({ email, role: "viewer", hadSignIn: false });
    expect(await personOf({ email, password: made.password }, randomUUID())).toEqual({ userId: made.userId });
  });

  test("who sign in elsewhere keep their password", async () => {
    const [a, b] = [await company(), await company()];
    const email = newEmail();
    await createUser(a, { email, role: "viewer", password: "a few words in a row" });
    const again = await createUser(b, {
      email: email.toUpperCase(),
      role: "owner",
      password: "chosen by a stranger",
    });
    expect(again).toMatchObject({ hadSignIn: true, password: null });
    expect(await personOf({ email, password: "chosen by a stranger" }, randomUUID())).toBeNull();
    await expect(createUser(b, { email, role: "viewer" })).rejects.toMatchObject({ code: "already_member" });
  });

  test("whose e-mail differs in one character are other people", async () => {
    const system = await company();
    const name = randomUUID();
    await createUser(system, { email: `a-b-${name}@example.com`, role: "viewer" });
    const made = await createUser(system, { email: `a_b-${name}@example.com`, role: "viewer" });
    expect(made.hadSignIn).toBe(false);
  });

  test("an admin neither makes nor unmakes an owner", async () => {
    const system = await company();
    const [owner, admin] = [await as(system, "owner"), await as(system, "admin")];
    const forbidden = { code: "forbidden" };
    await expect(createUser(admin, { email: newEmail(), role: "owner" })).rejects.toMatchObject(forbidden);
    const userId = owner.userId ?? "";
    await expect(changeRole(admin, { userId, role: "viewer" })).rejects.toMatchObject(forbidden);
    await expect(removeMember(admin, { userId })).rejects.toMatchObject(forbidden);
    await expect(changeRole(admin, { userId: admin.userId ?? "", role: "owner" })).rejects.toMatchObject(
      forbidden,
    );
  });

  test("one owner always stays, also where two unmake each other at the same moment", async () => {
    const system = await company();
    const [first, second] = [await as(system, "owner"), await as(system, "owner")];
    const answers = await Promise.allSettled([
      removeMember(first, { userId: second.userId ?? "" }),
      changeRole(second, { userId: first.userId ?? "", role: "viewer" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { members } = await settingsReport(system);
    expect(members?.filter(({ role }) => role === "owner")).toHaveLength(1);
  });
});

describe("the organization", () => {
  test("has a name of its own, in any case", async () => {
    const [a, b] = [await company(), await company()];
    await expect(
      createOrganization({ name: a.organizationName.toUpperCase(), zone: "UTC" }),
    ).rejects.toMatchObject({
      code: "name_taken",
    });
    await expect(
      updateOrganization(a, { name: b.organizationName.toLowerCase(), zone: "UTC" }),
    ).rejects.toMatchObject({ code: "name_taken", status: 409 });
  });

  test("moves to another zone and tells the readers that figures changed", async () => {
    const actor = await company();
    const version = async () =>
      (
        await inOrganization(actor.organizationId, (tx) =>
          tx.rows<{ version: bigint }>("select data_version as version from organization"),
        )
      )[0]?.version ?? 0n;
    const before = await version();
    const name = actor.organizationName;
    expect(await updateOrganization(actor, { name, zone: "America/New_York" })).toMatchObject({
      rebuilt: true,
    });
    const moved = await version();
    expect(moved).toBeGreaterThan(before);
    const renamed = newName();
    expect(await updateOrganization(actor, { name: renamed, zone: "America/New_York" })).toMatchObject({
      rebuilt: false,
    });
    expect(await version()).toBe(moved);
    const { organization } = await settingsReport(actor);
    expect(organization).toMatchObject({ name: renamed, zone: "America/New_York" });
  });

  test("keeps a default account and a cost policy for each provider", async () => {
    const actor = await company();
    await updateProviderSetting(actor, {
      provider: "OpenAI",
      defaultAccount: "org-1",
      costPolicy: "computed",
    });
    await updateProviderSetting(actor, { provider: "openai", defaultAccount: " ", costPolicy: "reported" });
    const { providers } = await settingsReport(actor);
    expect(providers).toEqual([{ provider: "openai", defaultAccount: null, costPolicy: "reported" }]);
    expect((await historyOf(actor)).at(-1)).toMatchObject({
      action: "provider-setting.update",
      before: { defaultAccount: "org-1", costPolicy: "computed" },
    });
  });
});
