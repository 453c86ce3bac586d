import { randomUUID } from "node:crypto";
import { existsSync, utimesSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { DELETE, HEAD, PATCH } from "@/app/api/uploads/[id]/route";
import { POST } from "@/app/api/uploads/route";
import { GET as one } from "@/app/api/v1/imports/[id]/route";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createKey } from "@/lib/commands/create-key";
import { createOrganization } from "@/lib/commands/create-organization";
import { sweepUploads, UPLOAD_KEPT_MS, uploadFolder } from "@/lib/ingest/upload-folder";
import { startImport } from "@/lib/jobs/imports";

const HOME = "http://127.0.0.1:3000";
const FILE =
  "timestamp,provider,model,input_tokens,output_tokens\n2026-10-01T10:00:00Z,openai,gpt-5,1000,200\n";

type Sender = { actor: Actor; key: string };
async function company(): Promise<Sender> {
  const name = `Company ${randomUUID()}`;
  const actor = systemActor(await createOrganization({ name, zone: "UTC", currency: "USD" }));
  return { actor, key: (await createKey(actor, { name: "test", scopes: ["ingest"] })).text };
}

const handlers = { POST, HEAD, PATCH, DELETE };
const base64 = (text: string) => Buffer.from(text).toString("base64");

async function send(
  method: keyof typeof handlers,
  { key }: Pick<Sender, "key">,
  {
    id,
    headers = {},
    body,
  }: { id?: string; headers?: Record<string, string>; body?: string | ReadableStream } = {},
) {
  const request = new Request(`${HOME}/api/uploads${id ? `/${id}` : ""}`, {
    method,
    headers: { "tus-resumable": "1.0.0", authorization: `Bearer ${key}`, ...headers },
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
  return handlers[method](request, { params: Promise.resolve(id ? { id } : {}) });
}

/** Begins an upload of `bytes` and gives its id. */
async function begin(sender: Sender, bytes: number, metadata: Record<string, string> = {}): Promise<string> {
  const words = Object.entries({ filename: "usage.csv", ...metadata }).map(([k, v]) => `${k} ${base64(v)}`);
  const answer = await send("POST", sender, {
    headers: { "upload-length": String(bytes), "upload-metadata": words.join(",") },
  });
  expect(answer.status).toBe(201);
  return answer.headers.get("location")?.split("/").at(-1) ?? "";
}

const more = (sender: Sender, id: string, offset: number, body: string | ReadableStream) =>
  send("PATCH", sender, {
    id,
    body,
    headers: { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
  });

const offsetOf = async (sender: Sender, id: string) =>
  (await send("HEAD", sender, { id })).headers.get("upload-offset");

async function ended(sender: Sender, importId: string | null) {
  await startImport(sender.actor.organizationId, Number(importId));
  const request = new Request(`${HOME}/api/v1/imports/${importId}`, {
    headers: { authorization: `Bearer ${sender.key}` },
  });
  return (await one(request, { params: Promise.resolve({ id: String(importId) }) })).json();
}

let here: Sender;
let elsewhere: Sender;
beforeAll(async () => {
  [here, elsewhere] = await Promise.all([company(), company()]);
});

describe("a resumable upload", () => {
  test("goes on where it broke off, and becomes an import with its last byte", async () => {
    const id = await begin(here, FILE.length);
    expect((await more(here, id, 0, FILE.slice(0, 40))).headers.get("upload-offset")).toBe("40");
    const cut = new ReadableStream({
      pull(stream) {
        stream.enqueue(Buffer.from(FILE.slice(40, 60)));
        stream.error(new Error("the network is gone"));
      },
    });
    await more(here, id, 40, cut);
    const offset = Number(await offsetOf(here, id));
    expect(offset).toBeGreaterThanOrEqual(40);
    expect(offset).toBeLessThanOrEqual(60);
    const last = await more(here, id, offset, FILE.slice(offset));
    expect(last.status).toBe(204);
    const importId = last.headers.get("costcurve-import");
    expect(await ended(here, importId)).toMatchObject({
      file: "usage.csv",
      status: "committed",
      rows: { accepted: 1, rejected: 0 },
    });
    // The answer may be lost on its way: whoever asks again is told the same.
    const again = await send("HEAD", here, { id });
    expect(again.headers.get("upload-offset")).toBe(String(FILE.length));
    expect(again.headers.get("costcurve-import")).toBe(importId);
    expect(existsSync(path.join(uploadFolder(here.actor.organizationId), id))).toBe(false);
  });

  test("a small file comes with its first request; the same bytes are known", async () => {
    const answer = await send("POST", here, {
      body: FILE,
      headers: {
        "upload-length": String(FILE.length),
        "upload-metadata": `filename ${base64("again.csv")}`,
        "content-type": "application/offset+octet-stream",
        "content-length": String(FILE.length),
      },
    });
    expect(answer.status).toBe(201);
    expect(await ended(here, answer.headers.get("costcurve-import"))).toMatchObject({ status: "duplicate" });
  });

  test("bytes at another place than the end are refused, and change nothing", async () => {
    const id = await begin(here, 100);
    await more(here, id, 0, "0123456789");
    expect((await more(here, id, 5, "xxxxx")).status).toBe(409);
    expect((await more(here, id, 10, "x".repeat(91))).status).toBe(413);
    expect(await offsetOf(here, id)).toBe("10");
  });

  test("nobody else may see it, add to it or remove it", async () => {
    const id = await begin(here, 100);
    const colleague = { key: (await createKey(here.actor, { name: "other", scopes: ["ingest"] })).text };
    for (const stranger of [elsewhere, colleague]) {
      expect((await send("HEAD", stranger, { id })).status).toBe(404);
      expect((await more({ ...here, ...stranger }, id, 0, "x")).status).toBe(404);
      expect((await send("DELETE", stranger, { id })).status).toBe(404);
    }
    expect(await offsetOf(here, id)).toBe("0");
    expect((await send("DELETE", here, { id })).status).toBe(204);
    expect((await send("HEAD", here, { id })).status).toBe(404);
  });

  test("needs the right to import", async () => {
    const reader = { key: (await createKey(here.actor, { name: "reader", scopes: ["read"] })).text };
    const answer = await send("POST", reader, { headers: { "upload-length": "1" } });
    expect(answer.status).toBe(403);
    expect((await send("POST", { key: "cc_no" }, { headers: { "upload-length": "1" } })).status).toBe(401);
  });

  test("ids are ours alone: nothing a stranger writes becomes part of a path", async () => {
    for (const id of [
      "..%2F..%2Fsecrets",
      "../../etc/passwd",
      "%2e%2e",
      "a".repeat(32).toUpperCase(),
      "x.json",
    ]) {
      expect((await send("HEAD", here, { id })).status, id).toBe(404);
      expect((await more(here, id, 0, "x")).status, id).toBe(404);
    }
    const id = await begin(here, 5, { filename: "../../../evil.csv", sender: "somebody else" });
    const names = await readdir(uploadFolder(here.actor.organizationId));
    expect(names).toContain(id);
    expect(names.every((name) => /^[0-9a-f]{32}(\.json)?$/.test(name))).toBe(true);
  });

  test("is refused where it is larger than any file may be, or says what cannot be", async () => {
    const large = await send("POST", here, { headers: { "upload-length": String(9 * 1024 ** 3) } });
    expect(large.status).toBe(413);
    const odd = await send("POST", here, {
      headers: { "upload-length": "1", "upload-metadata": `overlap ${base64("both")}` },
    });
    expect(odd.status).toBe(400);
    expect((await odd.json()).error.code).toBe("invalid_input");
  });

  test("is given up when nobody has gone on with it for a week", async () => {
    const id = await begin(elsewhere, 100);
    const file = path.join(uploadFolder(elsewhere.actor.organizationId), id);
    const now = Date.now();
    const then = (now - UPLOAD_KEPT_MS - 60_000) / 1000;
    await sweepUploads(now + 2 * 3_600_000);
    expect(existsSync(file)).toBe(true);
    utimesSync(file, then, then);
    await sweepUploads(now + 4 * 3_600_000);
    expect(existsSync(file) || existsSync(`${file}.json`)).toBe(false);
  });
});
