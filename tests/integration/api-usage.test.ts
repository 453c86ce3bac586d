import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { POST } from "@/app/api/v1/usage/route";
import type { Actor } from "@/lib/access/actor";
import { createKey } from "@/lib/commands/create-key";
import { parseQuestion } from "@/lib/reports/parse-question";
import { answer } from "@/lib/reports/query";
import { newOrganization } from "../support/ledger";

let actor: Actor;
let key: string;
beforeAll(async () => {
  actor = await newOrganization();
  key = (await createKey(actor, { name: "test", scopes: ["ingest"] })).text;
});

async function send(body: string | Uint8Array, query = "") {
  const given = await POST(
    new Request(`http://127.0.0.1:3000/api/v1/usage${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: typeof body === "string" ? body : new Uint8Array(body),
    }),
    { params: Promise.resolve({}) },
  );
  return { status: given.status, body: JSON.parse(await given.text()) };
}

const inputTokens = async (): Promise<number> => {
  const asked = { metrics: "input_tokens", from: "2026-01-01", to: "2026-12-31", filters: [] };
  return Number((await answer(actor, parseQuestion(asked))).totals.input_tokens);
};

const row = (id: string, input: number) => ({
  id,
  timestamp: "2026-10-05T10:00:00Z",
  provider: "openai",
  model: "gpt-5",
  input_tokens: input,
  output_tokens: 1,
});
const array = JSON.stringify([row("a", 10), row("b", 20)]);

describe("POST /api/v1/usage", () => {
  test("takes a JSON array, and answers with what became of it", async () => {
    const first = await send(array);
    expect(first).toMatchObject({
      status: 201,
      body: { status: "committed", rows: { read: 2, accepted: 2, duplicate: 0, replaced: 0, rejected: 0 } },
    });
    expect(await inputTokens()).toBe(30);
  });

  test("takes a list without rows, as a script sends whose hour had no calls", async () => {
    expect(await send("[]")).toMatchObject({
      status: 201,
      body: { status: "committed", rows: { read: 0, accepted: 0, rejected: 0 } },
    });
    expect(await send("{}")).toMatchObject({ status: 422, body: { status: "refused" } });
  });

  test("the same bytes are a duplicate, and read no more", async () => {
    expect(await send(array)).toMatchObject({ status: 200, body: { status: "duplicate" } });
    expect(await inputTokens()).toBe(30);
  });

  test("takes JSON lines: rows known, corrected, new and wrong are told apart", async () => {
    const lines = [row("a", 10), row("b", 25), row("c", 5), { ...row("d", 1), input_tokens: -1 }];
    const { status, body } = await send(lines.map((each) => JSON.stringify(each)).join("\n"));
    expect(status).toBe(201);
    expect(body.rows).toEqual({ read: 4, accepted: 2, duplicate: 1, replaced: 1, rejected: 1 });
    expect(body.rejections).toEqual([
      { line: 4, column: "input_tokens", reason: "“-1” is negative; a count is zero or more." },
    ]);
    expect(await inputTokens()).toBe(40);
  });

  test("takes a CSV, packed or not, whose rows share their keys with JSON", async () => {
    const csv =
      "id,timestamp,provider,model,input_tokens,output_tokens\nc,2026-10-05T10:00:00Z,openai,gpt-5,5,1\n";
    expect(await send(csv)).toMatchObject({
      status: 201,
      body: { file: "api-usage.csv", rows: { duplicate: 1 } },
    });
    const more = `${csv}e,2026-10-05T11:00:00Z,openai,gpt-5,60,1\n`;
    expect(await send(gzipSync(more))).toMatchObject({
      status: 201,
      body: { rows: { accepted: 1, duplicate: 1 } },
    });
    expect(await inputTokens()).toBe(100);
  });

  test("refuses what is no usage, nothing, and too much", async () => {
    expect(await send('[{"hello":"world"}]')).toMatchObject({
      status: 422,
      body: { error: { code: "refused" } },
    });
    expect((await send("")).status).toBe(400);
    expect(await send("x".repeat(17 * 1024 ** 2))).toMatchObject({
      status: 413,
      body: { error: { code: "too_large" } },
    });
  });
});
