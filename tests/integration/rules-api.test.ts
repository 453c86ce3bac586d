import { beforeEach, describe, expect, test } from "vitest";
import { POST as restore } from "@/app/api/v1/rules/restore/route";
import { GET as inForce, PUT as put } from "@/app/api/v1/rules/route";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { createKey } from "@/lib/commands/create-key";
import { restoreRules } from "@/lib/commands/restore-rules";
import { rulesReport, rulesWithId } from "@/lib/reports/rules";
import { rulesHistory } from "@/lib/reports/rules-history";
import { newOrganization } from "../support/ledger";

const MINE = { products: ["P"], rules: [{ when: { project: "a" }, product: "P" }] };
const YOURS = { products: ["Q"], rules: [{ when: { project: "a" }, product: "Q" }] };

let actor: Actor;
let key: string;
beforeEach(async () => {
  actor = await newOrganization();
  key = (await createKey(actor, { name: "git", scopes: ["read", "rules"] })).text;
});

async function call(handler: typeof put, body: object | null, ifMatch?: string) {
  const request = new Request("http://127.0.0.1:3000/api/v1/rules", {
    method: body === null ? "GET" : "PUT",
    headers: { authorization: `Bearer ${key}`, ...(ifMatch ? { "if-match": ifMatch } : {}) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await handler(request, { params: Promise.resolve({}) });
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", body: await answer.json() };
}

describe("of two who change the rules at a time", () => {
  test("the second is refused with who and when, and nothing of it is written", async () => {
    await applyRules(actor, { document: MINE, basedOn: "none" });
    const { id } = await rulesWithId(actor);
    await applyRules(actor, { document: YOURS, basedOn: id });
    for (const late of [
      () => applyRules(actor, { document: MINE, basedOn: id }),
      () => applyRules(actor, { document: MINE, basedOn: "none" }),
      () => restoreRules(actor, { basedOn: id }),
    ])
      await expect(late()).rejects.toMatchObject({
        code: "rules-changed",
        status: 409,
        message: expect.stringMatching(/put other rules in force since, on \d{4}-\d\d-\d\d \d\d:\d\d UTC/),
      });
    expect(await rulesReport(actor)).toEqual(YOURS);
    expect(await rulesHistory(actor)).toHaveLength(2);
    // Who names no set replaces what there is; what is neither an id nor “none” is refused.
    await applyRules(actor, { document: MINE });
    await expect(applyRules(actor, { document: MINE, basedOn: "yesterday" })).rejects.toThrow(
      "basedOn: is neither the id",
    );
  });

  test("over HTTP by ETag and If-Match", async () => {
    const none = await call(inForce, null);
    expect(none).toMatchObject({ status: 200, etag: '"none"', body: { products: [], rules: [] } });
    const first = await call(put, MINE, none.etag);
    expect(first).toMatchObject({ status: 200, body: { rules: 1 } });
    const { etag, body } = await call(inForce, null);
    expect([etag, body]).toEqual([`"${first.body.id}"`, MINE]);
    expect(await call(put, YOURS, none.etag)).toMatchObject({
      status: 409,
      body: { error: { code: "rules-changed" } },
    });
    expect((await call(put, YOURS, etag)).status).toBe(200);
    expect((await call(restore, {}, etag)).status).toBe(409);
    expect((await call(put, MINE)).status).toBe(200);
    expect((await call(restore, {})).body.id).toBe((await rulesWithId(actor)).id);
  });
});
