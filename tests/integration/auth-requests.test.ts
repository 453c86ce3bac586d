import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { ROLES } from "@/lib/access/actor";
import { ACTIONS, can } from "@/lib/access/permissions";
import { route } from "@/lib/auth/route";
import { cookieOf, sealSession, startSession } from "@/lib/auth/session";
import { systemActor } from "@/lib/auth/system-actor";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { createUser } from "@/lib/commands/create-user";
import { revokeKey } from "@/lib/commands/revoke-key";
import { inOrganization } from "@/lib/db/organization";

const HOME = "http://127.0.0.1:3917";

beforeAll(() => {
  vi.stubEnv("APP_URL", HOME);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

async function company() {
  const name = `Company ${randomUUID()}`;
  return systemActor(await createOrganization({ name, zone: "UTC", currency: "USD" }));
}

const whoami = route({ needs: "report:read" }, async ({ actor }) => actor);
const change = route({ needs: "rules:write" }, async () => ({ changed: true }));

type Handler = typeof whoami;
async function send(handler: Handler, method: string, headers: Record<string, string>, body?: string) {
  const request = new Request(`${HOME}/api/v1/test`, { method, headers, ...(body ? { body } : {}) });
  const answer = await handler(request, { params: Promise.resolve({}) });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function cookieOfRole(actor: Awaited<ReturnType<typeof company>>, role: string) {
  const email = `${role}-${randomUUID()}@example.com`;
  const { userId } = await createUser(actor, { email, role, password: "a few words in a row" });
  return `other=1; ${cookieOf("session").name}=${await sealSession(await startSession(userId))}`;
}

describe("an API key", () => {
  test("acts for its organization with its scopes, and is never stored", async () => {
    const actor = await company();
    const key = await createKey(actor, { name: "nightly", scopes: ["read"] });
    const { status, body, headers } = await send(whoami, "GET", { authorization: `Bearer ${key.text}` });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: "key", organizationId: actor.organizationId, scopes: ["read"] });
    expect(headers.get("cache-control")).toBe("private, no-store");
    const rows = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ all: string; used: boolean }>(
        "select row_to_json(api_key)::text as all, last_used_at is not null as used from api_key",
      ),
    );
    expect(rows[0]?.used).toBe(true);
    expect(rows[0]?.all).not.toContain(key.text.slice(10));
  });

  test("does nothing beyond its scopes", async () => {
    const actor = await company();
    const ingest = await createKey(actor, { name: "ingest", scopes: ["ingest"] });
    const answer = await send(whoami, "GET", { authorization: `Bearer ${ingest.text}` });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({ code: "forbidden", fix: expect.stringContaining("scope") });
    const read = await createKey(actor, { name: "read", scopes: ["read"] });
    // A key needs no Origin, and still has no right to change rules.
    expect((await send(change, "POST", { authorization: `Bearer ${read.text}` })).status).toBe(403);
  });

  test("revoked, expired, mistyped, unknown or of another scheme is 401, as JSON with what to do", async () => {
    const actor = await company();
    const revoked = await createKey(actor, { name: "revoked", scopes: ["read"] });
    await revokeKey(actor, { keyId: revoked.id });
    const expired = await createKey(actor, { name: "expired", scopes: ["read"], expiresInDays: 1 });
    await inOrganization(actor.organizationId, (tx) =>
      tx.run("update api_key set expires_at = now() - interval '1 second' where name = 'expired'"),
    );
    const unknown = await createKey(actor, { name: "unknown", scopes: ["read"] });
    await inOrganization(actor.organizationId, (tx) => tx.run("delete from api_key where name = 'unknown'"));
    for (const authorization of [
      `Bearer ${revoked.text}`,
      `Bearer ${expired.text}`,
      `Bearer ${unknown.text}`,
      `Bearer ${unknown.text.slice(0, -1)}`,
      "Bearer ",
      `Basic ${Buffer.from("a:b").toString("base64")}`,
    ]) {
      const { status, body } = await send(whoami, "GET", { authorization });
      expect([authorization, status, body.error.code]).toEqual([authorization, 401, "unauthenticated"]);
      expect(body.error.fix).toContain("key");
    }
  });
});

describe("a session's cookie on the API", () => {
  test("reads without an Origin and changes only from our own pages", async () => {
    const cookie = await cookieOfRole(await company(), "owner");
    expect((await send(whoami, "GET", { cookie })).status).toBe(200);
    for (const origin of [HOME, "http://localhost:3917"]) {
      expect((await send(change, "POST", { cookie, origin })).body).toEqual({ changed: true });
    }
    for (const headers of [
      {},
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
    ]) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const { status, body } = await send(change, method, { cookie, ...(headers as object) });
        expect([status, body.error.code]).toEqual([403, "foreign_origin"]);
      }
    }
  });

  test("is not replaced by a wrong key beside it", async () => {
    const cookie = await cookieOfRole(await company(), "owner");
    expect((await send(whoami, "GET", { cookie, authorization: "Bearer cc_wrong" })).status).toBe(401);
  });

  test("absent is 401", async () => {
    expect((await send(whoami, "GET", {})).status).toBe(401);
  });

  test("lets every role do what the permission table says, and nothing else", async () => {
    const actor = await company();
    for (const role of ROLES) {
      const cookie = await cookieOfRole(actor, role);
      for (const needs of ACTIONS) {
        const handler = route({ needs }, async () => ({ done: true }));
        const { status } = await send(handler, "POST", { cookie, origin: HOME });
        const expected = can({ kind: "person", role, scopes: [] }, needs) ? 200 : 403;
        expect([role, needs, status]).toEqual([role, needs, expected]);
      }
    }
  });
});

describe("what comes in and what goes wrong", () => {
  const echo = route(
    { needs: "report:read", input: z.object({ day: z.iso.date() }) },
    async ({ input }) => input,
  );

  test("is read by its schema, and says which field is wrong", async () => {
    const key = await createKey(await company(), { name: "read", scopes: ["read"] });
    const headers = { authorization: `Bearer ${key.text}` };
    expect((await send(echo, "POST", headers, '{"day":"2026-10-01","more":1}')).body).toEqual({
      day: "2026-10-01",
    });
    const wrong = await send(echo, "POST", headers, '{"day":"yesterday"}');
    expect(wrong.status).toBe(400);
    expect(wrong.body.error).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("day"),
    });
    expect((await send(echo, "POST", headers, "{")).status).toBe(400);
    expect((await send(echo, "POST", headers, `"${"x".repeat(1_100_000)}"`)).status).toBe(413);
  });

  test("a fault of ours is a number, never a message", async () => {
    vi.stubEnv("LOG_LEVEL", "silent");
    const broken = route({ needs: "report:read" }, async () => {
      throw new Error("relation secret_table of dana@acme.example");
    });
    const key = await createKey(await company(), { name: "read", scopes: ["read"] });
    const { status, body } = await send(broken, "GET", { authorization: `Bearer ${key.text}` });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret_table");
    expect(body.error).toMatchObject({ code: "internal", message: expect.stringMatching(/[0-9a-f-]{36}/) });
  });
});
