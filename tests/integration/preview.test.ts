import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { previewFiles, previewsJson, previewText } from "@/bin/cli/preview-files";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { inOrganization } from "@/lib/db/organization";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { makePreview } from "@/lib/ingest/preview";
import { readFile } from "@/lib/ingest/read";
import { FileRefusal } from "@/lib/ingest/sources/refusal";
import { openaiPage } from "../support/openai-page";

let actor: Actor;
beforeEach(async () => {
  actor = systemActor(await createOrganization({ name: randomUUID(), zone: "UTC", currency: "USD" }));
});

async function load(text: string, options: { overlap?: "keep" | "replace" } = {}) {
  const begun = await beginImport(actor, Readable.from([Buffer.from(text)]), {
    fileName: "file",
    ...options,
  });
  await runImport(actor.organizationId, begun.importId);
  return begun.importId;
}

async function previewOf(text: string, options: { rowsMax?: number } = {}) {
  const bytes = Buffer.from(text);
  const reading = await readFile(Readable.from([bytes]), { now: Date.now() });
  const { organizationId } = actor;
  return makePreview(reading, { organizationId, account: null, bytes: bytes.length, ...options });
}

/** pico-dollars a micro-dollar. */
const MICRO = 1_000_000n;
const micro = (text: string) => BigInt(text) / MICRO;

const HEADER = "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project";
/** gpt-5 at $1.25, $0.125 and $10 a million: 600·1.25 + 400·0.125 + 200·10 = 2,800 micro-dollars. */
const row = (id: string, day: number, output = 200, model = "gpt-5") =>
  `${id},2026-10-0${day}T10:00:00Z,openai,${model},1,1000,400,${output},proj_a`;
const csv = (...rows: string[]) => [HEADER, ...rows, ""].join("\n");

describe("a preview", () => {
  test("tells what the file holds by model and day, and what it adds, and changes nothing", async () => {
    const { preview, rejections } = await previewOf(
      csv(
        row("a", 1),
        row("b", 1),
        row("c", 2, 100, "house-model"),
        row("d", 2),
        "x,yesterday,openai,gpt-5,1,1,0,1,p",
      ),
    );
    expect(preview.source).toMatchObject({ id: "costcurve-usage", kind: "usage" });
    expect(preview.isWhole).toBe(true);
    expect(preview.rows).toMatchObject({
      read: 5,
      records: 4,
      rejected: 1,
      fresh: 4,
      known: 0,
      corrected: 0,
    });
    expect(preview.period).toEqual({ from: "2026-10-01", to: "2026-10-02", bucket: "row" });
    expect(micro(preview.adds)).toBe(8_400n);
    expect(preview.total).toMatchObject({
      rows: 4,
      requests: 4,
      input: "4000",
      cached: "1600",
      output: "700",
    });
    expect(preview.models.map((m) => [m.model, m.rows, micro(m.cost)])).toEqual([
      ["gpt-5", 3, 8_400n],
      ["house-model", 1, 0n],
    ]);
    expect(preview.unpricedModels).toEqual([{ model: "house-model", rows: 1, tokens: "1100" }]);
    expect(preview.days.map((d) => [d.day, d.rows])).toEqual([
      ["2026-10-01", 2],
      ["2026-10-02", 2],
    ]);
    expect(preview.first[0]).toMatchObject({ model: "gpt-5", dimension: "proj_a", input: 1000, cached: 400 });
    expect(preview.first[2]).toMatchObject({ model: "house-model", cost: null });
    expect(rejections).toHaveLength(1);
    expect(preview.rejections[0]).toMatchObject({ line: 6, column: "timestamp" });
    const [left] = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ n: bigint }>("select (select count(*) from usage_event) + (select count(*) from sku) as n"),
    );
    expect(left?.n).toBe(0n);
  });

  test("knows which rows are here already, and which it would correct", async () => {
    await load(csv(row("a", 1), row("b", 1), row("c", 2)));
    const { preview } = await previewOf(csv(row("a", 1), row("b", 1, 300), row("d", 3)));
    expect(preview.rows).toMatchObject({ fresh: 1, known: 1, corrected: 1, repeated: 0 });
    // One new row, and a hundred output tokens more at $10 a million.
    expect(micro(preview.adds)).toBe(2_800n + 1_000n);
  });

  test("says the same as the import then does", async () => {
    await load(csv(row("a", 1), row("b", 1), row("c", 2)));
    const file = csv(row("a", 1), row("b", 1, 300), row("d", 3), row("d", 3));
    const { preview } = await previewOf(file);
    const before = await spend();
    const id = await load(file);
    const [row_] = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ accepted: bigint; duplicate: bigint; replaced: bigint }>(
        `select rows_accepted as accepted, rows_duplicate as duplicate, rows_replaced as replaced from "import" where id = ${id}`,
      ),
    );
    expect(row_).toEqual({
      accepted: BigInt(preview.rows.fresh + preview.rows.corrected),
      duplicate: BigInt(preview.rows.known + preview.rows.repeated),
      replaced: BigInt(preview.rows.corrected),
    });
    expect((await spend()) - before).toBe(BigInt(preview.adds));
  });

  test("names the earlier import that tells of the same usage in another grouping", async () => {
    const first = await load(openaiPage([{ input_tokens: 1000, output_tokens: 200 }]));
    const { preview } = await previewOf(
      openaiPage([
        { input_tokens: 600, output_tokens: 100, project_id: "proj_a" },
        { input_tokens: 400, output_tokens: 100, project_id: "proj_b" },
      ]),
    );
    expect(preview.overlaps).toEqual([{ importId: first, fileName: "file", days: ["2026-10-01"] }]);
    const same = await previewOf(openaiPage([{ input_tokens: 1100, output_tokens: 200 }]));
    expect(same.preview.overlaps).toEqual([]);
    expect(same.preview.rows).toMatchObject({ fresh: 0, corrected: 1 });
  });

  test("a large file is looked at only so far, and says so", async () => {
    const file = csv(...Array.from({ length: 2_500 }, (_, i) => row(`r${i}`, 1)));
    const { preview } = await previewOf(file, { rowsMax: 1_000 });
    expect(preview.isWhole).toBe(false);
    expect(preview.rows.read).toBeLessThan(2_500);
    expect(preview.rows.read).toBeGreaterThanOrEqual(1_000);
  });

  test("is printed by the command line, which keeps nothing", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "costcurve-preview-"));
    const file = path.join(folder, "usage.csv");
    writeFileSync(file, csv(row("a", 1), "x,yesterday,openai,gpt-5,1,1,0,1,p"));
    const said: string[] = [];
    const told = await previewFiles(actor, [file, path.join(folder, "none.csv")], {}, (entry) =>
      said.push(previewText(entry)),
    );
    rmSync(folder, { recursive: true });
    expect(told.map(({ status }) => status)).toEqual(["ready", "refused"]);
    expect(said[0]).toContain("It adds $0.0028 of cost in 1 row; 1 row can’t be read.");
    expect(said[0]).toContain("Line 3, timestamp: “yesterday” is not a time.");
    expect(JSON.parse(previewsJson(told))[0]).toMatchObject({
      adds: "0.0028",
      preview: { rows: { fresh: 1 } },
    });
    const [left] = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ n: bigint }>('select count(*) as n from "import"'),
    );
    expect(left?.n).toBe(0n);
  });

  test("refuses what an import would refuse", async () => {
    await expect(previewOf("<html><body>Sign in</body></html>")).rejects.toThrow(FileRefusal);
  });
});

const spend = () =>
  inOrganization(actor.organizationId, async (tx) => {
    const [sum] = await tx.rows<{ sum: string }>(
      "select coalesce(sum(effective_cost), 0)::text as sum from usage_daily",
    );
    return BigInt(sum?.sum ?? "0");
  });
