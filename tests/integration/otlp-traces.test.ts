import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { appendFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { beforeAll, describe, expect, test } from "vitest";
import { POST } from "@/app/api/v1/otlp/v1/traces/route";
import type { Actor } from "@/lib/access/actor";
import { createKey } from "@/lib/commands/create-key";
import { readConfig } from "@/lib/db/config";
import { importGathered, takeUpSpools } from "@/lib/ingest/live/gather";
import { requestOf } from "@/lib/ingest/live/otlp-protobuf";
import { importList } from "@/lib/reports/imports";
import { parseQuestion } from "@/lib/reports/parse-question";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const ADDRESS = "http://127.0.0.1:3000/api/v1/otlp/v1/traces";
const DAY = "2026-10-27";
const NANOS = String(BigInt(Date.parse(`${DAY}T09:00:00Z`)) * 1_000_000n);

/** What the JavaScript SDK's exporters (0.3xx, protobuf and JSON) sent of one agent and the call inside it. */
const sample = (name: string) => readFileSync(path.join(import.meta.dirname, "../support/otlp", name));

type Company = { actor: Actor; key: string; read: string };
async function company(): Promise<Company> {
  const actor = await newOrganization();
  const key = async (scopes: string[]) => (await createKey(actor, { name: "test", scopes })).text;
  return { actor, key: await key(["ingest"]), read: await key(["read"]) };
}

const span = (attributes: Record<string, string | number>, id = randomBytes(8).toString("hex")) => ({
  traceId: "5b".repeat(16),
  spanId: id,
  name: "chat",
  startTimeUnixNano: NANOS,
  endTimeUnixNano: NANOS,
  attributes: Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  })),
});
const request = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const chat = (input: number) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5",
  "gen_ai.usage.input_tokens": input,
});

async function send(
  key: string | null,
  body: object | Uint8Array | string,
  options: { type?: string; query?: string; headers?: Record<string, string> } = {},
) {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const given = await POST(
    new Request(`${ADDRESS}${options.query ?? ""}`, {
      method: "POST",
      headers: {
        "content-type": options.type ?? "application/json",
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...options.headers,
      },
      body: typeof raw === "string" ? raw : new Uint8Array(raw),
    }),
  );
  const bytes = new Uint8Array(await given.arrayBuffer());
  return { status: given.status, headers: given.headers, bytes, text: Buffer.from(bytes).toString("utf8") };
}

const inputOf = async (actor: Actor): Promise<number> => {
  const asked = { metrics: "input_tokens", from: "2026-01-01", to: "2027-12-31", filters: [] };
  const { totals } = await answer(actor, parseQuestion(asked));
  return Number(totals.input_tokens);
};

let here: Company;
beforeAll(async () => {
  here = await company();
});

describe("spans of a real exporter", () => {
  test("protobuf and JSON are read alike", () => {
    const fromJson = JSON.parse(sample("request.json").toString("utf8"));
    const counted = (value: { resourceSpans: object[] }) => {
      const text = JSON.stringify(value);
      return [/"(gen_ai\.usage\.cache_read\.input_tokens)"/.test(text), /costcurve\.customer/.test(text)];
    };
    const fromBytes = requestOf(sample("request.pb"));
    expect(counted(fromBytes)).toEqual([true, true]);
    expect(counted(fromJson)).toEqual([true, true]);
    expect(JSON.stringify(fromBytes)).not.toContain("secret");
    expect(fromBytes).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "checkout" } }, {}, {}] },
          scopeSpans: [
            { spans: [{ name: "chat gpt-5", status: { code: 2 } }, { name: "invoke_agent help" }] },
          ],
        },
      ],
    });
  });

  test("both reach the ledger, the agent's sum left out, the prompt nowhere on the disk", async () => {
    const { actor, key } = await company();
    const packed = gzipSync(sample("request.pb"));
    const first = await send(key, packed, {
      type: "application/x-protobuf",
      headers: { "content-encoding": "gzip" },
    });
    expect([first.status, first.headers.get("content-type"), first.bytes.length]).toEqual([
      200,
      "application/x-protobuf",
      0,
    ]);
    const second = await send(key, sample("request.json"));
    expect([second.status, second.text]).toEqual([200, "{}"]);
    await importGathered();
    const [only, ...more] = await importList(actor);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      status: "committed",
      format: "otlp-traces",
      rows: { accepted: 2, rejected: 0 },
    });
    expect(await inputOf(actor)).toBe(2000);
    const folder = path.join(readConfig().dataFolder, "files", String(actor.organizationId));
    for (const name of await readdir(folder))
      expect(readFileSync(path.join(folder, name), "utf8")).not.toContain("secret");
  });
});

describe("exactly once", () => {
  test("a request sent again counts once, in the same group and in a later one", async () => {
    const { actor, key } = await company();
    const body = request(span(chat(10)), span(chat(20)));
    await Promise.all([send(key, body), send(key, body), send(key, body)]);
    await importGathered();
    expect(await inputOf(actor)).toBe(30);
    await send(key, { ...body, sentAgain: true });
    await send(key, request(span(chat(5))));
    await importGathered();
    expect(await inputOf(actor)).toBe(35);
    const imports = await importList(actor);
    expect(imports.map(({ rows }) => [rows.accepted, rows.duplicate])).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  test("many senders at once: every span whose request was answered, once", async () => {
    const { actor, key } = await company();
    const sent = Array.from({ length: 60 }, (_, i) => send(key, request(span(chat(i + 1)))));
    expect((await Promise.all(sent)).every(({ status }) => status === 200)).toBe(true);
    await importGathered();
    expect(await inputOf(actor)).toBe((60 * 61) / 2);
    expect(await importList(actor)).toHaveLength(1);
  });

  test("what a dead process left is taken up, but for a line it never answered for", async () => {
    const { actor } = await company();
    const folder = path.join(readConfig().dataFolder, "live", "otlp", String(actor.organizationId));
    await mkdir(folder, { recursive: true });
    // Another process of this machine whose number nobody has any more.
    const { hostname } = await import("node:os");
    const host = hostname().replace(/[^A-Za-z0-9]/g, "-");
    const file = path.join(folder, `.keep.${host}.${process.pid}.00000000.000000000000.jsonl`);
    await appendFile(file, `${JSON.stringify(request(span(chat(70))))}\n{"resourceSpans":[{"scopeS`);
    expect(await takeUpSpools()).toBe(1);
    expect(await inputOf(actor)).toBe(70);
    expect(await readdir(folder)).toEqual([]);
    expect((await importList(actor))[0]?.rows).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await takeUpSpools()).toBe(0);
  });
});

describe("what cannot be taken", () => {
  test("rejected spans are told in the answer, in either encoding, and listed with the import", async () => {
    const { actor, key } = await company();
    const told = await send(
      key,
      request(span(chat(10)), span(chat(-4)), span({ ...chat(1), "gen_ai.provider.name": "" })),
    );
    expect(told.status).toBe(200);
    const { partialSuccess } = JSON.parse(told.text);
    expect(partialSuccess.rejectedSpans).toBe("2");
    expect(partialSuccess.errorMessage).toContain("spans[1]: “-4” is negative");
    await importGathered();
    expect((await importList(actor))[0]?.rows).toMatchObject({ accepted: 1, rejected: 2 });
    expect(await inputOf(actor)).toBe(10);

    const inProtobuf = await send(key, protobufOf(chat(-4)), { type: "application/x-protobuf" });
    const outer = new BinaryReader(inProtobuf.bytes);
    expect(outer.tag()).toEqual([1, WireType.LengthDelimited]);
    const partial = new BinaryReader(outer.bytes());
    expect(partial.tag()).toEqual([1, WireType.Varint]);
    expect(String(partial.int64())).toBe("1");
    expect(partial.tag()).toEqual([2, WireType.LengthDelimited]);
    expect(partial.string()).toContain("negative");
  });

  test("spans without a model call are answered, and make no import", async () => {
    const { actor, key } = await company();
    expect((await send(key, request(span({ "http.route": "/" })))).text).toBe("{}");
    expect((await send(key, { resourceSpans: [] })).status).toBe(200);
    expect((await send(key, "", { type: "application/x-protobuf" })).status).toBe(200);
    await importGathered();
    expect(await importList(actor)).toEqual([]);
  });

  test("nobody without a key, and each key by its scopes", async () => {
    const refused = await send(null, request(span(chat(1))));
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([401, 16]);
    expect((await send(here.read, request(span(chat(1))))).status).toBe(403);
  });

  test("what is no request, too large, or in another form", async () => {
    const protobuf = { type: "application/x-protobuf" };
    const gzip = { headers: { "content-encoding": "gzip" } };
    expect((await send(here.key, "no json")).status).toBe(400);
    expect((await send(here.key, "[1]")).status).toBe(400);
    expect((await send(here.key, "[".repeat(200_000))).status).toBe(400);
    expect((await send(here.key, sample("request.pb").subarray(0, 900), protobuf)).status).toBe(400);
    expect((await send(here.key, randomBytes(500), protobuf)).status).toBe(400);
    expect((await send(here.key, "no gzip", gzip)).status).toBe(400);
    expect((await send(here.key, gzipSync("{}").subarray(0, 12), gzip)).status).toBe(400);
    expect((await send(here.key, "{}", { headers: { "content-encoding": "br" } })).status).toBe(415);
    expect((await send(here.key, "{}", { type: "text/plain" })).status).toBe(415);
    expect((await send(here.key, "x".repeat(17 * 1024 ** 2))).status).toBe(413);
    expect((await send(here.key, gzipSync(Buffer.alloc(80 * 1024 ** 2, 32)), gzip)).status).toBe(413);
    const inProtobuf = await send(here.key, "\xff", protobuf);
    const status = new BinaryReader(inProtobuf.bytes);
    expect(status.tag()).toEqual([1, WireType.Varint]);
    expect(status.int32()).toBe(3);
  });
});

test("a disk that takes nothing is no answer: the exporter is told to come back", async () => {
  const { actor, key } = await company();
  const folder = path.join(readConfig().dataFolder, "live", "otlp", String(actor.organizationId));
  await mkdir(path.dirname(folder), { recursive: true });
  await writeFile(folder, "in the way");
  const body = request(span(chat(10)));
  const refused = await send(key, body);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "10"]);
  await rm(folder);
  expect((await send(key, body)).status).toBe(200);
  await importGathered();
  expect(await inputOf(actor)).toBe(10);
});

test("spans that name no account get that of the address; two accounts are two groups", async () => {
  const { actor, key } = await company();
  await send(key, request(span(chat(10))), { query: "?account=org-é/1" });
  await send(key, request(span(chat(20))), { query: "?account=org-2" });
  await importGathered();
  expect((await importList(actor)).map(({ account }) => account).sort()).toEqual(["org-2", "org-é/1"]);
  expect(await inputOf(actor)).toBe(30);
});

test("usage that is here by another way keeps counting, unless the address says otherwise", async () => {
  const { actor, key } = await company();
  const report = [
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens",
    `${Date.parse(DAY) / 1000},${Date.parse(DAY) / 1000 + 86_400},${DAY}T00:00:00,2026-10-28T00:00:00,,1,,,gpt-5,FALSE,default,1000,0,0`,
  ].join("\n");
  await importText(actor, "usage.csv", `${report}\n`);
  await send(key, request(span(chat(40))));
  await importGathered();
  expect(await inputOf(actor)).toBe(1000);
  await send(key, request(span(chat(50))), { query: "?overlap=replace" });
  await importGathered();
  expect(await inputOf(actor)).toBe(50);
  expect((await send(key, request(), { query: "?overlap=maybe" })).status).toBe(400);
  expect((await send(key, request(), { query: `?account=${"ü".repeat(51)}` })).status).toBe(400);
});

/** One span in protobuf, written by field numbers. */
function protobufOf(attributes: Record<string, string | number>): Uint8Array {
  const bytes = (write: (writer: BinaryWriter) => void) => {
    const writer = new BinaryWriter();
    write(writer);
    return writer.finish();
  };
  const field = (writer: BinaryWriter, number: number) => writer.tag(number, WireType.LengthDelimited);
  const spanBytes = bytes((w) => {
    field(w, 1).bytes(randomBytes(16));
    field(w, 2).bytes(randomBytes(8));
    w.tag(7, WireType.Bit64).fixed64(BigInt(NANOS));
    for (const [key, value] of Object.entries(attributes))
      field(w, 9).bytes(
        bytes((a) => {
          field(a, 1).string(key);
          field(a, 2).bytes(
            bytes((v) => {
              if (typeof value === "number") v.tag(3, WireType.Varint).int64(value);
              else field(v, 1).string(value);
            }),
          );
        }),
      );
  });
  const scope = bytes((w) => field(w, 2).bytes(spanBytes));
  return bytes((w) => field(w, 1).bytes(bytes((r) => field(r, 2).bytes(scope))));
}
