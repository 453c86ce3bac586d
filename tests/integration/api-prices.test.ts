import { beforeEach, describe, expect, test } from "vitest";
import { POST as end } from "@/app/api/v1/prices/[id]/end/route";
import { DELETE as remove } from "@/app/api/v1/prices/[id]/route";
import { GET as exportCsv } from "@/app/api/v1/prices/export/route";
import { POST as importCsv } from "@/app/api/v1/prices/import/route";
import { POST as enter, GET as list } from "@/app/api/v1/prices/route";
import { POST as apply } from "@/app/api/v1/reprice/[id]/apply/route";
import { GET as one } from "@/app/api/v1/reprice/[id]/route";
import { POST as undo } from "@/app/api/v1/reprice/[id]/undo/route";
import { GET as history, POST as look } from "@/app/api/v1/reprice/route";
import type { Actor } from "@/lib/access/actor";
import { createKey } from "@/lib/commands/create-key";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };
type Handler = typeof list;

let actor: Actor;
let key: string;
beforeEach(async () => {
  actor = await newOrganization();
  key = await keyFor("read", "prices");
});

const keyFor = async (...scopes: ("ingest" | "read" | "prices")[]) =>
  (await createKey(actor, { name: "test", scopes })).text;

async function call(
  handler: Handler,
  options: { method?: string; body?: object | string; id?: string; query?: string; key?: string } = {},
) {
  const { method = options.body === undefined ? "GET" : "POST", body, id, query = "" } = options;
  const request = new Request(`http://127.0.0.1:3000/api/v1/prices${query}`, {
    method,
    headers: { authorization: `Bearer ${options.key ?? key}` },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const given = await handler(request, { params: Promise.resolve(id ? { id } : {}) });
  const text = await given.text();
  return { status: given.status, text, body: text.startsWith("{") ? JSON.parse(text) : null };
}

const entry = (fields: object = {}) => ({
  provider: "openai",
  model: "gpt-4o",
  unit: "input",
  price: "2",
  from: "2026-10-06",
  ...fields,
});

const spend = async () =>
  (await answer(actor, { metrics: ["spend"], ...OCTOBER, grain: "none", by: [], where: {} })).totals.spend;

const usage = (...days: string[]) =>
  importText(
    actor,
    `${days.join()}.csv`,
    ["id,timestamp,provider,model,input_tokens,output_tokens"]
      .concat(days.map((day) => `${day},${day}T12:00:00Z,openai,gpt-4o,1000000,0`))
      .join("\n"),
  );

describe("/api/v1/prices", () => {
  test("enters, lists, ends and removes; what was replaced stays on record", async () => {
    const entered = await call(enter, {
      body: { entries: [entry(), entry({ unit: "output", price: 8, context_band: ">200k" })] },
    });
    expect(entered).toMatchObject({ status: 200, body: { entered: 2, replaced: 0 } });
    const lines = async (query = "?own=true") => (await call(list, { query })).body.prices;
    expect(await lines()).toMatchObject([
      { kind: "price", unit: "input", price: "2", from: "2026-10-06", to: null, context_band: null },
      { kind: "price", unit: "output", price: "8", context_band: ">200k" },
    ]);
    const [first, second] = entered.body.ids;
    expect(await call(end, { id: first, body: { to: "2026-10-05" } })).toMatchObject({
      status: 400,
      body: { error: { problems: [{ where: null, field: "to" }] } },
    });
    expect((await call(end, { id: first, body: { to: "2026-12-31" } })).status).toBe(200);
    expect((await call(remove, { id: second, method: "DELETE" })).status).toBe(200);
    expect(await lines()).toMatchObject([{ unit: "input", price: "2", to: "2026-12-31" }]);
    expect(await lines("?own=true&all=true")).toHaveLength(3);
    expect((await call(remove, { id: second, method: "DELETE" })).status).toBe(404);
  });

  test("names each entry, field and reason of what it refuses, and writes nothing", async () => {
    const refused = await call(enter, {
      body: {
        entries: [entry({ price: "-1" }), entry(), entry({ currency: "EUR" }), entry({ to: "2026-10-01" })],
      },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({
      code: "wrong-prices",
      problems: [
        { where: "entry 1", field: "price", reason: "“-1” is negative; a price is zero or more." },
        { where: "entry 3", field: "currency" },
        { where: "entry 4", field: "to" },
      ],
    });
    expect((await call(list, { query: "?own=true&all=true" })).body.prices).toEqual([]);
    expect((await call(enter, { body: { entries: [entry({ modle: "x" })] } })).status).toBe(400);
  });

  test("a CSV goes out and comes in again", async () => {
    await call(enter, { body: { entries: [entry({ note: "=danger()" })] } });
    const { text } = await call(exportCsv);
    expect(text).toContain("price,openai,gpt-4o,,,,input,2,,,,2026-10-06,,'=danger()");
    expect(await call(importCsv, { body: text })).toMatchObject({
      status: 200,
      body: { entered: 1, replaced: 1 },
    });
    expect((await call(exportCsv)).text).toBe(text);
    expect(await call(importCsv, { body: "provider,from\nopenai,yesterday\n" })).toMatchObject({
      status: 400,
      body: {
        error: { problems: [{ field: "model" }, { field: "unit" }, { where: "line 2", field: "from" }] },
      },
    });
  });

  test("a key needs the scope, and reaches no other organization", async () => {
    for (const scope of ["read", "ingest"] as const)
      expect((await call(enter, { body: { entries: [entry()] }, key: await keyFor(scope) })).status).toBe(
        403,
      );
    const { body } = await call(enter, { body: { entries: [entry()] } });
    const mine = actor;
    actor = await newOrganization();
    const other = await keyFor("read", "prices");
    expect((await call(list, { key: other, query: "?own=true" })).body.prices).toEqual([]);
    expect((await call(remove, { id: body.ids[0], method: "DELETE", key: other })).status).toBe(404);
    actor = mine;
  });
});

describe("/api/v1/reprice", () => {
  const ask = { ...OCTOBER, reason: "the contract of October" };

  test("shows what would move, applies what was shown, and undoes it", async () => {
    await usage("2026-10-05", "2026-10-07");
    await call(enter, { body: { entries: [entry()] } });
    const seen = await call(look, { body: ask });
    expect(seen.body).toMatchObject({
      status: "previewed",
      before: "5",
      after: "4.5",
      changes: [{ month: "2026-10", provider: "openai", model: "gpt-4o", before: "5", after: "4.5" }],
      products: [{ month: "2026-10", product: null, before: "5", after: "4.5" }],
    });
    expect(await spend()).toBe("5");
    expect((await call(history)).body.reprices).toEqual([]);
    const { id } = seen.body;
    expect(await call(apply, { id, body: {} })).toMatchObject({
      status: 200,
      body: { status: "applied", spend_after: "4.5" },
    });
    expect(await spend()).toBe("4.5");
    expect((await call(apply, { id, body: {} })).status).toBe(409);
    expect((await call(undo, { id, body: {} })).status).toBe(200);
    expect(await spend()).toBe("5");
    expect((await call(history)).body.reprices).toMatchObject([
      { id, status: "undone", reason: ask.reason, before: "5", after: "4.5", spend_after: "4.5" },
    ]);
    expect((await call(one, { id })).body).toMatchObject({ id, status: "undone" });
  });

  test("what was shown is not applied once it would do something else", async () => {
    await usage("2026-10-07");
    await call(enter, { body: { entries: [entry()] } });
    const { id } = (await call(look, { body: ask })).body;
    await usage("2026-10-08");
    expect(await call(apply, { id, body: {} })).toMatchObject({
      status: 409,
      body: { error: { code: "moved-on" } },
    });
    expect((await call(one, { id })).body.status).toBe("previewed");
  });

  test("a reader may look at the history and move nothing", async () => {
    const reader = await keyFor("read");
    expect((await call(history, { key: reader })).status).toBe(200);
    expect((await call(look, { body: ask, key: reader })).status).toBe(403);
    expect((await call(one, { id: "nonsense" })).status).toBe(404);
  });
});
