import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { POST as commit } from "@/app/api/v1/imports/[id]/commit/route";
import { POST as discard } from "@/app/api/v1/imports/[id]/discard/route";
import { POST as again } from "@/app/api/v1/imports/[id]/preview/route";
import { GET as one } from "@/app/api/v1/imports/[id]/route";
import { POST as upload } from "@/app/api/v1/imports/route";
import { systemActor } from "@/lib/auth/system-actor";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { inOrganization } from "@/lib/db/organization";
import { previewReport } from "@/lib/reports/import-preview";
import { importReport } from "@/lib/reports/imports";
import { openaiPage } from "../support/openai-page";

const HOME = "http://127.0.0.1:3000";
type Handler = typeof one;

let key: string;
let actor: ReturnType<typeof systemActor>;
beforeEach(async () => {
  actor = systemActor(await createOrganization({ name: randomUUID(), zone: "UTC", currency: "USD" }));
  key = (await createKey(actor, { name: "test", scopes: ["ingest", "read"] })).text;
});

async function send(handler: Handler, method: "GET" | "POST", query: string, body?: string, id?: string) {
  const request = new Request(`${HOME}/api/v1/imports${query}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body }),
  });
  const answer = await handler(request, { params: Promise.resolve(id ? { id } : {}) });
  return { status: answer.status, body: await answer.json() };
}
const preview = (text: string) => send(upload, "POST", "?file=usage.csv&preview=true", text);
const act = (handler: Handler, id: string, body: object = {}) =>
  send(handler, "POST", "", JSON.stringify(body), id);

const events = () =>
  inOrganization(actor.organizationId, async (tx) =>
    Number((await tx.rows<{ n: bigint }>("select count(*) as n from usage_event"))[0]?.n),
  );

const FILE = [
  "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project",
  "a,2026-10-01T10:00:00Z,openai,gpt-5,1,1000,400,200,proj_a",
  "b,yesterday,openai,gpt-5,1,1000,400,200,proj_a",
  "",
].join("\n");

describe("an import that is looked at first", () => {
  test("is committed without a body, since all of its parameters may be left out", async () => {
    const { importId } = (await preview(FILE)).body;
    const done = await send(commit, "POST", "", undefined, importId);
    expect(done).toMatchObject({ status: 201, body: { status: "committed", rows: { accepted: 1 } } });
  });

  test("waits as ready with what it would bring, and counts once it is committed", async () => {
    const looked = await preview(FILE);
    expect(looked.status).toBe(200);
    expect(looked.body).toMatchObject({
      status: "ready",
      format: "costcurve-usage",
      preview: { rows: { read: 2, fresh: 1, rejected: 1 }, adds: "2800000000" },
      rejections: [{ line: 3, column: "timestamp" }],
    });
    expect(await events()).toBe(0);
    const done = await act(commit, looked.body.importId);
    expect(done.status).toBe(201);
    expect(done.body).toMatchObject({
      status: "committed",
      rows: { read: 2, accepted: 1, rejected: 1 },
      rejections: [{ line: 3 }],
    });
    expect(await events()).toBe(1);
    expect((await act(commit, looked.body.importId)).status).toBe(409);
  });

  test("leaves nothing when it is discarded, and its bytes may come again", async () => {
    const { body } = await preview(FILE);
    expect((await act(discard, body.importId)).body).toEqual({
      importId: body.importId,
      status: "cancelled",
    });
    expect((await send(one, "GET", "", undefined, body.importId)).body).toMatchObject({
      status: "cancelled",
      rejections: [],
    });
    expect(await events()).toBe(0);
    expect((await send(upload, "POST", "?file=usage.csv", FILE)).status).toBe(201);
  });

  test("stands in nobody's way: the same bytes imported meanwhile count, and it is then known", async () => {
    const { body } = await preview(FILE);
    expect((await send(upload, "POST", "?file=direct.csv", FILE)).body.status).toBe("committed");
    const late = await act(commit, body.importId);
    expect(late.status).toBe(409);
    expect(late.body.error.code).toBe("known_content");
    expect((await preview(FILE)).body.status).toBe("duplicate");
    expect(await events()).toBe(1);
  });

  test("can be read as another format, or is refused with the way back open", async () => {
    const { body } = await preview(FILE);
    const wrong = await act(again, body.importId, { as: "openai-costs" });
    expect(wrong.status).toBe(422);
    const back = await act(again, body.importId);
    expect(back.body).toMatchObject({ status: "ready", preview: { rows: { fresh: 1 } } });
  });

  test("asks which counts where it overlaps, and takes no answer for none", async () => {
    await send(upload, "POST", "?file=first.json", openaiPage([{ input_tokens: 1000, output_tokens: 10 }]));
    const second = openaiPage([{ input_tokens: 1000, output_tokens: 10, project_id: "proj_a" }]);
    const { body } = await preview(second);
    expect(body.preview.overlaps).toMatchObject([{ fileName: "first.json", days: ["2026-10-01"] }]);
    const asked = await act(commit, body.importId);
    expect(asked.status).toBe(409);
    expect(asked.body.error.code).toBe("overlap");
    expect((await act(commit, body.importId, { overlap: "replace" })).body).toMatchObject({
      status: "committed",
      rows: { accepted: 1 },
    });
    expect(await events()).toBe(1);
  });

  test("tells a person in words", async () => {
    const { body } = await preview(FILE);
    const report = await importReport(actor, Number(body.importId));
    const told = report?.preview ? previewReport(report, report.preview) : null;
    expect(told?.words).toMatchObject({
      source: "Costcurve usage",
      adds: { text: "It adds ", amount: "$0.0028", rest: " of cost in 1 row" },
      rejected: "1 row can’t be read",
    });
    expect(told?.checks.map(({ tone, title }) => `${tone}: ${title}`)).toEqual([
      "good: Tokens add up",
      "good: Nothing here twice",
      "bad: 1 row left out",
    ]);
  });
});
