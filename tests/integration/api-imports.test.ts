import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, test } from "vitest";
import { GET as rejections } from "@/app/api/v1/imports/[id]/rejections.csv/route";
import { GET as one } from "@/app/api/v1/imports/[id]/route";
import { POST as voidOne } from "@/app/api/v1/imports/[id]/void/route";
import { GET as list, POST as upload } from "@/app/api/v1/imports/route";
import { GET as metrics } from "@/app/api/v1/metrics/route";
import { POST as usage } from "@/app/api/v1/usage/route";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { voidImport } from "@/lib/commands/void-import";
import { readConfig } from "@/lib/db/config";
import { beginImport } from "@/lib/ingest/import-file";
import { resumeImportsOf } from "@/lib/jobs/imports";
import { importReport } from "@/lib/reports/imports";

const HOME = "http://127.0.0.1:3000";
type Handler = typeof list;

async function company() {
  const name = `Company ${randomUUID()}`;
  const actor = systemActor(await createOrganization({ name, zone: "Europe/Berlin", currency: "USD" }));
  const key = async (scopes: string[]) => (await createKey(actor, { name: "test", scopes })).text;
  return {
    actor,
    both: await key(["ingest", "read"]),
    ingest: await key(["ingest"]),
    read: await key(["read"]),
  };
}
type Company = Awaited<ReturnType<typeof company>>;

async function send(
  handler: Handler,
  address: string,
  {
    key,
    body,
    id,
    headers = {},
  }: { key?: string; body?: string; id?: string; headers?: Record<string, string> } = {},
) {
  const request = new Request(`${HOME}${address}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(body === undefined ? {} : { body }),
  });
  const answer = await handler(request, { params: Promise.resolve(id === undefined ? {} : { id }) });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** gpt-5 at $1.25, $0.125 and $10 a million: 600·1.25 + 400·0.125 + 200·10 = 2,800 micro-dollars. */
const ROWS = [
  "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project",
  "a,2026-10-01T10:00:00Z,openai,gpt-5,1,1000,400,200,proj_a",
  "b,2026-10-02T10:00:00Z,openai,gpt-5,3,1000,400,200,proj_b",
  "=c,yesterday,openai,gpt-5,1,1000,400,200,proj_b",
  "",
].join("\n");

const ASK = "/api/v1/metrics?metrics=spend,requests,net_cache_savings&from=2026-10-01&to=2026-10-31";

let here: Company;
let elsewhere: Company;
beforeAll(async () => {
  [here, elsewhere] = await Promise.all([company(), company()]);
});

describe("who may", () => {
  test("nobody without a key or a session", async () => {
    for (const call of [send(list, "/api/v1/imports"), send(upload, "/api/v1/imports", { body: ROWS })]) {
      const { status, body, headers } = await call;
      expect(status).toBe(401);
      expect(Object.keys(body.error)).toEqual(["code", "message", "fix"]);
      expect(headers.get("cache-control")).toBe("private, no-store");
    }
    expect((await send(list, "/api/v1/imports", { key: "cc_nonsense" })).status).toBe(401);
  });

  test("each key by its scopes", async () => {
    const { ingest, read, both } = here;
    expect((await send(upload, "/api/v1/imports", { key: read, body: ROWS })).status).toBe(403);
    expect((await send(metrics, ASK, { key: ingest })).status).toBe(403);
    expect((await send(voidOne, "/api/v1/imports/1/void", { key: both, body: "", id: "1" })).status).toBe(
      403,
    );
  });
});

describe("a file", () => {
  test("is imported once, told alike by all, and voided exactly", async () => {
    const first = await send(upload, "/api/v1/imports?file=oct.csv", { key: here.ingest, body: ROWS });
    expect(first.status).toBe(201);
    expect(first.headers.get("location")).toBe(`/api/v1/imports/${first.body.importId}`);
    expect(first.body).toMatchObject({
      file: "oct.csv",
      format: "costcurve-usage",
      status: "committed",
      rows: { read: 3, accepted: 2, duplicate: 0, replaced: 0, rejected: 1 },
      rejections: [{ line: 4, column: "timestamp" }],
      reason: null,
    });

    const again = await send(upload, "/api/v1/imports?file=other-name.csv", { key: here.ingest, body: ROWS });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ status: "duplicate", rows: { read: 0, accepted: 0 } });

    const more = `${ROWS}d,2026-10-03T10:00:00Z,openai,gpt-5,1,0,0,0,proj_b\n`;
    const grown = await send(upload, "/api/v1/imports", { key: here.ingest, body: more });
    expect(grown.body.rows).toEqual({ read: 4, accepted: 1, duplicate: 2, replaced: 0, rejected: 1 });

    const asked = await send(metrics, `${ASK}&by=project`, { key: here.read });
    expect(asked.body.rows).toEqual([
      { project: "proj_a", spend: "0.0028", requests: 1, net_cache_savings: "0.00045" },
      { project: "proj_b", spend: "0.0028", requests: 4, net_cache_savings: "0.00045" },
    ]);
    expect(asked.body.totals).toEqual({ spend: "0.0056", requests: 5, net_cache_savings: "0.0009" });
    expect(asked.body).toMatchObject({ zone: "Europe/Berlin", grain: "none", by: ["project"] });
    expect(asked.body.coverage).toEqual({ tokens_priced: "1", cost_allocated: "0", cost_reported: "0" });

    const filtered = await send(metrics, `${ASK}&by=project&filter.project=proj_a&format=csv`, {
      key: here.read,
    });
    expect(filtered.text).toBe("project,spend,requests,net_cache_savings\r\nproj_a,0.0028,1,0.00045\r\n");

    await voidImport(here.actor, { importId: first.body.importId });
    await voidImport(here.actor, { importId: grown.body.importId });
    expect((await send(metrics, ASK, { key: here.read })).body.totals).toMatchObject({ spend: "0" });
    const shown = await send(one, "/api/v1/imports/x", { key: here.read, id: first.body.importId });
    expect(shown.body.status).toBe("voided");
    const once = await send(upload, "/api/v1/imports", { key: here.ingest, body: ROWS });
    expect(once.body).toMatchObject({ status: "committed", rows: { accepted: 2 } });
  });

  test("of another organization is not there, like one that never was", async () => {
    const mine = await send(upload, "/api/v1/imports", { key: here.ingest, body: `${ROWS}\n` });
    const foreign = await send(one, "/", { key: elsewhere.read, id: mine.body.importId });
    const missing = await send(one, "/", { key: elsewhere.read, id: "2000000000" });
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(foreign.body.error.code).toBe(missing.body.error.code);
    for (const id of ["0", "-1", "1e3", "99999999999", "x", ""])
      expect((await send(one, "/", { key: here.read, id })).status).toBe(404);
    const foreignRows = await send(rejections, "/", { key: elsewhere.read, id: mine.body.importId });
    expect(foreignRows.status).toBe(404);
    expect((await send(list, "/api/v1/imports", { key: elsewhere.read })).body.imports).toEqual([]);
  });

  test("gives its rejected rows back, safe to open as a sheet", async () => {
    const { body } = await send(upload, "/api/v1/imports", { key: here.ingest, body: `${ROWS}\n\n` });
    const file = await send(rejections, "/", { key: here.read, id: body.importId });
    expect(file.status).toBe(200);
    const [header, row] = file.text.split("\r\n");
    const own = "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project";
    expect(header).toBe(`${own},costcurve_line,costcurve_reason,costcurve_row`);
    expect(row).toMatch(/^'=c,yesterday,openai,gpt-5,1,1000,400,200,proj_b,4,timestamp: .*,$/);

    const mended = file.text.replace("yesterday", "2026-10-05T10:00:00Z");
    const taken = await send(upload, "/api/v1/imports", { key: here.ingest, body: mended });
    expect(taken.body).toMatchObject({ status: "committed", rows: { read: 1, accepted: 1, rejected: 0 } });
  });

  test("of JSON lines gives its rejected rows with their place", async () => {
    const lines =
      '{"timestamp":"2026-10-01T00:00:00Z","provider":"openai"}\n{"timestamp":"never","provider":"x","model":"y"}\n';
    const { body } = await send(usage, "/api/v1/usage", { key: here.ingest, body: lines });
    const file = await send(rejections, "/", { key: here.read, id: body.importId });
    expect(file.text.split("\r\n")[0]).toBe("line,path,column,reason,row");
    expect(file.text).toContain('""never""');
  });

  test("that is refused says why, and nothing of it counts", async () => {
    const refused = await send(upload, "/api/v1/imports", { key: here.ingest, body: "a,b\n1,2\n" });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ status: "refused", rows: { read: 0 }, error: { code: "refused" } });
    expect(refused.body.reason).toContain("generic-csv");
  });

  test("that arrives shorter than announced is not kept", async () => {
    const before = await stored(elsewhere.actor);
    const cut = await send(upload, "/api/v1/imports", {
      key: elsewhere.ingest,
      body: ROWS,
      headers: { "content-length": "100000" },
    });
    expect(cut.status).toBe(400);
    expect(cut.body.error.code).toBe("incomplete_body");
    expect(await stored(elsewhere.actor)).toEqual(before);
    expect((await send(list, "/api/v1/imports", { key: elsewhere.read })).body.imports).toEqual([]);
  });

  test("goes on after an answer that did not wait", async () => {
    const quick = await send(upload, "/api/v1/imports?wait=0", { key: here.ingest, body: `${ROWS}\n\n\n` });
    expect([201, 202]).toContain(quick.status);
    await expect
      .poll(async () => (await send(one, "/", { key: here.read, id: quick.body.importId })).body.status)
      .toBe("committed");
  });

  test("whose import died is taken up again, and its rejected rows are written once", async () => {
    const { importId } = await beginImport(here.actor, Readable.from([`${ROWS}\n\n\n\n`]), {
      fileName: "left.csv",
    });
    expect((await importReport(here.actor, importId))?.status).toBe("running");
    for (const { done } of await resumeImportsOf(here.actor.organizationId)) await done;
    const report = await importReport(here.actor, importId);
    expect(report).toMatchObject({ status: "committed", rows: { rejected: 1 } });
    expect(report?.rejections).toHaveLength(1);
  });
});

describe("usage sent as rows", () => {
  const row = {
    id: "u1",
    timestamp: "2026-09-01T00:00:00Z",
    provider: "openai",
    model: "gpt-5",
    input_tokens: 7,
  };

  test("is the same usage as an array and as lines", async () => {
    const asArray = await send(usage, "/api/v1/usage", { key: here.ingest, body: JSON.stringify([row]) });
    expect(asArray.body).toMatchObject({ file: "api-usage.json", rows: { read: 1, accepted: 1 } });
    const asLines = await send(usage, "/api/v1/usage", {
      key: here.ingest,
      body: `${JSON.stringify(row)}\n`,
    });
    expect(asLines.body).toMatchObject({ status: "committed", rows: { read: 1, accepted: 0, duplicate: 1 } });
    const corrected = JSON.stringify([{ ...row, input_tokens: 9 }]);
    const later = await send(usage, "/api/v1/usage", { key: here.ingest, body: corrected });
    expect(later.body.rows).toMatchObject({ accepted: 1, replaced: 1 });
  });
});

describe("a wrong question", () => {
  test.each([
    ["metrics=nonsense&from=2026-10-01&to=2026-10-31", "nonsense"],
    ["metrics=spend&from=2026-10-32&to=2026-10-31", "from"],
    ["metrics=spend&from=2026-10-31&to=2026-10-01", "before"],
    ["metrics=spend&from=2026-10-01&to=2026-10-31&by=shoe", "shoe"],
    ["metrics=spend&from=2026-10-01&to=2026-10-31&provider=openai", "provider"],
    ["metrics=spend&from=2026-10-01&to=2026-10-31&format=xml", "xml"],
  ])("%s is told what is wrong with it", async (asked, word) => {
    const { status, body } = await send(metrics, `/api/v1/metrics?${asked}`, { key: here.read });
    expect(status).toBe(400);
    expect(`${body.error.message} ${body.error.fix}`).toContain(word);
  });

  test("an upload's unknown parameter too", async () => {
    const { status } = await send(upload, "/api/v1/imports?acount=x", { key: here.ingest, body: ROWS });
    expect(status).toBe(400);
  });
});

const stored = (actor: Actor) =>
  readdir(path.join(readConfig().dataFolder, "files", String(actor.organizationId))).catch(() => []);
