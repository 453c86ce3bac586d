import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashPassword } from "@/lib/auth/password";
import { sealSession, sessionHashOf, startSession } from "@/lib/auth/session";
import { personOf } from "@/lib/auth/sign-in";
import { systemActor } from "@/lib/auth/system-actor";
import { hashOf } from "@/lib/auth/token";
import { changeRole } from "@/lib/commands/change-role";
import { createOrganization } from "@/lib/commands/create-organization";
import { createUser } from "@/lib/commands/create-user";
import { removeMember } from "@/lib/commands/remove-member";
import { changePassword, setPassword } from "@/lib/commands/set-password";
import { pool } from "@/lib/db/pool";
import { endSession, sessionByTokenHash } from "@/lib/db/sessions";

const PASSWORD = "a few words in a row";

/** An organization of the test's own with an owner and one more person. */
async function company() {
  const name = `Company ${randomUUID()}`;
  const organization = await createOrganization({ name, zone: "Europe/Berlin", currency: "USD" });
  const actor = systemActor(organization);
  const person = async (role: string) => {
    const email = `${role}-${randomUUID()}@example.com`;
    return { ...(await createUser(actor, { email, role, password: PASSWORD })), email };
  };
  return { actor, owner: await person("owner"), member: await person("finance") };
}

const address = () => `test ${randomUUID()}`;

async function open(userId: string) {
  const { sid } = await startSession(userId);
  return { sid, alive: () => sessionByTokenHash(hashOf(sid)) };
}

describe("signing in", () => {
  test("needs the right password; the e-mail's case does not matter", async () => {
    const { owner } = await company();
    expect(await personOf({ email: owner.email.toUpperCase(), password: PASSWORD }, address())).toEqual({
      userId: owner.userId,
    });
    expect(await personOf({ email: owner.email, password: `${PASSWORD}!` }, address())).toBeNull();
    expect(await personOf({ email: "nobody@example.com", password: PASSWORD }, address())).toBeNull();
    expect(await personOf({ email: { not: "" }, password: { not: "" } }, address())).toBeNull();
  });

  // Two tests measure time, and a busy machine may disturb one run of them: the promise must hold in one of four.
  test("takes as long to refuse an unknown account as a wrong password", { retry: 3 }, async () => {
    const { owner } = await company();
    await hashPassword(PASSWORD);
    const median = async (email: () => string) => {
      const times: number[] = [];
      for (let i = 0; i < 7; i++) {
        const began = performance.now();
        await personOf({ email: email(), password: "not the password" }, address());
        times.push(performance.now() - began);
      }
      return times.sort((a, b) => a - b)[3] ?? 0;
    };
    const known = await median(() => owner.email);
    const unknown = await median(() => `${randomUUID()}@example.com`);
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test("stops guesses from one address before they are hashed, and lets the owner in from another", {
    retry: 3,
  }, async () => {
    const { owner } = await company();
    const attacker = address();
    for (let i = 0; i < 8; i++) await personOf({ email: owner.email, password: `guess ${i}` }, attacker);
    const began = performance.now();
    for (let i = 0; i < 50; i++) {
      expect(await personOf({ email: owner.email, password: PASSWORD }, attacker)).toBeNull();
    }
    // 50 hashes would take seconds.
    expect((performance.now() - began) / 50).toBeLessThan(25);
    expect(await personOf({ email: owner.email, password: PASSWORD }, address())).not.toBeNull();
  });

  test("hashes at most 20 guesses an hour for one account, wherever they come from", async () => {
    const { owner } = await company();
    for (let i = 0; i < 20; i++) await personOf({ email: owner.email, password: `guess ${i}` }, address());
    expect(await personOf({ email: owner.email, password: PASSWORD }, address())).toBeNull();
  });

  test("is open to nobody who belongs to no organization", async () => {
    const { actor, member } = await company();
    await removeMember(actor, { userId: member.userId });
    expect(await personOf({ email: member.email, password: PASSWORD }, address())).toBeNull();
  });
});

describe("a session", () => {
  test("carries a random id only, and says who it is from the tables", async () => {
    const { actor, owner } = await company();
    const { sid, alive } = await open(owner.userId);
    const cookie = await sealSession({ sid });
    expect(cookie).not.toContain(sid);
    expect(await sessionHashOf(cookie)).toEqual(hashOf(sid));
    expect(await sessionHashOf(`${cookie.slice(0, -4)}AAAA`)).toBeNull();
    expect(await alive()).toMatchObject({
      email: owner.email,
      organizationId: actor.organizationId,
      timeZone: "Europe/Berlin",
      role: "owner",
    });
  });

  test("that was ended is dead at once", async () => {
    const { owner } = await company();
    const { sid, alive } = await open(owner.userId);
    await endSession(hashOf(sid));
    expect(await alive()).toBeNull();
  });

  test("dies after 12 hours of silence and after 7 days in any case", async () => {
    const { owner } = await company();
    const aged = async (change: string) => {
      const { sid, alive } = await open(owner.userId);
      await pool().query(`update session set ${change} where token_hash = $1`, [hashOf(sid)]);
      return alive();
    };
    expect(await aged("last_seen_at = now() - interval '11 hours 59 minutes'")).not.toBeNull();
    expect(await aged("last_seen_at = now() - interval '12 hours 1 minute'")).toBeNull();
    expect(await aged("expires_at = now() - interval '1 second'")).toBeNull();
  });

  test("is kept alive by use", async () => {
    const { owner } = await company();
    const { sid, alive } = await open(owner.userId);
    const age = "update session set last_seen_at = now() - interval '11 hours' where token_hash = $1";
    await pool().query(age, [hashOf(sid)]);
    await alive();
    const { rows } = await pool().query(
      "select now() - last_seen_at < interval '1 minute' as fresh from session where token_hash = $1",
      [hashOf(sid)],
    );
    expect(rows).toEqual([{ fresh: true }]);
  });

  test("follows a change of role, and the loss of membership, with the next request", async () => {
    const { actor, member } = await company();
    const { alive } = await open(member.userId);
    await changeRole(actor, { userId: member.userId, role: "viewer" });
    expect(await alive()).toMatchObject({ role: "viewer" });
    await removeMember(actor, { userId: member.userId });
    expect(await alive()).toBeNull();
  });

  test("ends with a new password, whoever sets it", async () => {
    const { actor, owner, member } = await company();
    const first = await open(owner.userId);
    await setPassword({ email: owner.email, password: "quite other words now" });
    expect(await first.alive()).toBeNull();
    const second = await open(member.userId);
    const self = { ...actor, kind: "person" as const, userId: member.userId, email: member.email };
    const change = (current: string) =>
      changePassword(self, { current, next: "words of my own choice" }, address());
    await expect(change("not the password")).rejects.toMatchObject({ code: "wrong_password", status: 403 });
    expect(await second.alive()).not.toBeNull();
    await change(PASSWORD);
    expect(await second.alive()).toBeNull();
    expect(
      await personOf({ email: member.email, password: "words of my own choice" }, address()),
    ).not.toBeNull();
  });
});
