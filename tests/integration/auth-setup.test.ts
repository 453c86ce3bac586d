import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ensureDemoPerson, firstOwnerLink } from "@/lib/auth/first-owner";
import { personOf } from "@/lib/auth/sign-in";
import { hashOf, newToken } from "@/lib/auth/token";
import { completeSetup } from "@/lib/commands/complete-setup";
import { createOrganization } from "@/lib/commands/create-organization";
import { organizationByName, organizationsOfPerson } from "@/lib/db/directory";
import { replaceSetupLink, setupLinkState } from "@/lib/db/founding";
import { inOrganization } from "@/lib/db/organization";

const form = (token: string) => ({
  token,
  name: `Company ${randomUUID()}`,
  zone: "Asia/Kolkata",
  currency: "usd",
  email: `${randomUUID()}@example.com`,
  password: "a few words in a row",
});

async function openLink() {
  const token = newToken();
  await replaceSetupLink(hashOf(token));
  return token;
}

describe("the first owner's link", () => {
  test("makes the owner and the organization, once", async () => {
    const wanted = form(await openLink());
    const { userId } = await completeSetup(wanted);
    expect(await organizationsOfPerson(userId)).toMatchObject([
      { name: wanted.name, zone: "Asia/Kolkata", currency: "USD", role: "owner", isDemo: false },
    ]);
    expect(await personOf(wanted, "setup test")).toEqual({ userId });
    expect(await setupLinkState(hashOf(wanted.token))).toBe("used");
    await expect(completeSetup(form(wanted.token))).rejects.toMatchObject({ code: "dead_link", status: 410 });
  });

  test("opens for one of two people at the same moment", async () => {
    const token = await openLink();
    const forms = [form(token), form(token)];
    const answers = await Promise.allSettled(forms.map(completeSetup));
    expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
    const founded = await Promise.all(forms.map(({ name }) => organizationByName(name)));
    expect(founded.filter((organization) => organization !== null)).toHaveLength(1);
  });

  test("stays open after a mistake, and leaves nothing behind", async () => {
    const token = await openLink();
    const taken = await createOrganization({ name: `Company ${randomUUID()}`, zone: "UTC" });
    const wanted = form(token);
    for (const [wrong, code] of [
      [{ name: taken.name.toUpperCase() }, "taken"],
      [{ zone: "Mars/Olympus" }, "invalid_input"],
      [{ zone: "UTC'; drop table organization; --" }, "invalid_input"],
      [{ currency: "XYZ1" }, "invalid_input"],
      [{ password: "short" }, "invalid_input"],
      [{ email: "nobody" }, "invalid_input"],
    ] as const) {
      await expect(completeSetup({ ...wanted, ...wrong })).rejects.toMatchObject({ code });
    }
    expect(await setupLinkState(hashOf(token))).toBe("open");
    await completeSetup(wanted);
  });

  test("that was never printed, or was replaced by a later start, opens nothing", async () => {
    const earlier = await openLink();
    await openLink();
    for (const token of [earlier, newToken(), "", "x".repeat(500)]) {
      await expect(completeSetup(form(token))).rejects.toMatchObject({ name: "UserError" });
    }
  });

  test("is no longer made once somebody can sign in, and an unused one is taken back", async () => {
    await completeSetup(form(await openLink()));
    const unused = await openLink();
    expect(await firstOwnerLink("http://127.0.0.1:3917/")).toBeNull();
    expect(await setupLinkState(hashOf(unused))).toBe("unknown");
  });
});

test("the demo's person signs in to the demo alone, with the password named last", async () => {
  const demo = await createOrganization({ name: `Demo ${randomUUID()}`, zone: "UTC", isDemo: true });
  await ensureDemoPerson(demo.id, "first password of the demo");
  const signIn = await ensureDemoPerson(demo.id, "second password of the demo");
  const found = await personOf(signIn, `demo ${randomUUID()}`);
  expect(found).not.toBeNull();
  expect(await personOf({ ...signIn, password: "first password of the demo" }, randomUUID())).toBeNull();
  const members = await inOrganization(demo.id, (tx) =>
    tx.rows("select user_id as id, role from membership"),
  );
  expect(members).toEqual([{ id: found?.userId, role: "owner" }]);
});
