import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { importReport } from "@/lib/reports/imports";
import { rejectedFile } from "@/lib/reports/rejected-file";
import { zip } from "../support/zip";

let actor: Actor;
beforeEach(async () => {
  actor = systemActor(await createOrganization({ name: randomUUID(), zone: "UTC", currency: "USD" }));
});

async function load(file: string | Buffer, fileName: string) {
  const { importId } = await beginImport(actor, Readable.from([Buffer.from(file)]), { fileName });
  await runImport(actor.organizationId, importId);
  return { importId, report: await importReport(actor, importId) };
}

/** Loads a file, takes its rejected rows, mends them, loads those, and gives all three. */
async function roundTrip(text: string, fileName: string, mend: (rejected: string) => string) {
  const first = await load(text, fileName);
  const file = await rejectedFile(actor, first.importId);
  const second = await load(mend(file?.text ?? ""), "mended");
  return { first: first.report?.rows, file, second: second.report };
}

describe("rejected rows, mended and uploaded again", () => {
  test("of a CSV stand under its own header, delimiter and quotes, byte for byte", async () => {
    const header = "timestamp;provider;model;input_tokens;output_tokens;project";
    const text = [
      header,
      "2026-10-01T10:00:00Z;openai;gpt-5;100;10;a",
      'yesterday;openai;gpt-5;200;20;"=1; and ""2"""',
      "2026-10-01T11:00:00Z;openai;gpt-5;many;20;b",
      "",
    ].join("\n");
    const { first, file, second } = await roundTrip(text, "usage 2026.csv.gz", (rejected) =>
      rejected.replace("yesterday", "2026-10-02T10:00:00Z").replace("many", "300"),
    );
    expect(first).toMatchObject({ read: 3, accepted: 1, rejected: 2 });
    expect(file?.name).toBe("usage 2026 rejected.csv");
    expect(file?.text).toBe(`${header}\n${text.split("\n").slice(2, 4).join("\n")}\n`);
    expect(second).toMatchObject({ status: "committed", rows: { read: 2, accepted: 2, rejected: 0 } });
  });

  test("of JSON lines are lines", async () => {
    const line = (timestamp: string, input: unknown) =>
      JSON.stringify({
        timestamp,
        provider: "openai",
        model: "gpt-5",
        input_tokens: input,
        output_tokens: 1,
      });
    const text = `${[line("2026-10-01T10:00:00Z", 1), line("never", 2), "{broken", line("2026-10-01T10:00:00Z", -3)].join("\n")}\n`;
    const { file, second } = await roundTrip(text, "usage.jsonl", (rejected) =>
      rejected.replace("never", "2026-10-03T10:00:00Z").replace("-3", "3").replace("{broken\n", ""),
    );
    expect(file?.text.split("\n")).toHaveLength(4);
    expect(second).toMatchObject({ status: "committed", rows: { read: 2, accepted: 2, rejected: 0 } });
  });

  test("of a JSON document are that document without the other rows", async () => {
    const result = (model: string, cached: number) => ({
      object: "organization.usage.completions.result",
      input_tokens: 100,
      input_cached_tokens: cached,
      output_tokens: 10,
      num_model_requests: 1,
      model,
    });
    const bucket = (day: number, results: object[]) => ({
      object: "bucket",
      start_time: Date.UTC(2026, 9, day) / 1000,
      end_time: Date.UTC(2026, 9, day + 1) / 1000,
      results,
    });
    const page = {
      object: "page",
      has_more: false,
      next_page: null,
      data: [bucket(1, [result("gpt-5", 0), result("gpt-4o", 999)]), bucket(2, [result("gpt-5", 50)])],
    };
    const { first, file, second } = await roundTrip(JSON.stringify(page), "usage.json", (rejected) =>
      rejected.replace("999", "90"),
    );
    expect(first).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
    expect(JSON.parse(file?.text ?? "")).toEqual({ ...page, data: [bucket(1, [result("gpt-4o", 999)])] });
    expect(second).toMatchObject({ status: "committed", rows: { read: 1, accepted: 1, rejected: 0 } });
  });

  test("of an archive are listed with the file and line they stand in", async () => {
    const csv = (time: string) =>
      `timestamp,provider,model,input_tokens,output_tokens\n${time},openai,gpt-5,1,1\n`;
    const archive = zip([
      { name: "a.csv", bytes: csv("2026-10-01T10:00:00Z") },
      { name: "b.csv", bytes: csv("never") },
    ]);
    const { importId, report } = await load(archive, "both.zip");
    expect(report?.rows).toMatchObject({ read: 2, accepted: 1, rejected: 1 });
    const file = await rejectedFile(actor, importId);
    expect(file?.name).toBe("both rejected.csv");
    expect(file?.text).toMatch(/^line,path,column,reason,row\r\n\d+,b\.csv:2,timestamp,/);
  });

  test("there is no such file where none was rejected, or of another organization", async () => {
    const { importId } = await load(
      "timestamp,provider,model,input_tokens,output_tokens\nx,openai,gpt-5,1,1\n",
      "one.csv",
    );
    const other = systemActor(await createOrganization({ name: randomUUID(), zone: "UTC", currency: "USD" }));
    expect(await rejectedFile(other, importId)).toBeNull();
    expect(await rejectedFile(actor, importId)).not.toBeNull();
    expect(await rejectedFile(actor, importId + 1_000)).toBeNull();
  });
});
