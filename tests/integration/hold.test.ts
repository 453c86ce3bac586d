import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { cancelImport, pauseImport, resumeImport } from "@/lib/commands/hold-import";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { batching } from "@/lib/ingest/load/load";
import { importState } from "@/lib/reports/import-state";
import { answer } from "@/lib/reports/query";
import { newOrganization } from "../support/ledger";

const ROWS = 60_000;
const usual = batching.rows;

// Small batches make the import long enough to be met on its way.
beforeEach(() => {
  batching.rows = 400;
});
afterEach(() => {
  batching.rows = usual;
});

function usageFile(): Buffer {
  const lines = ["id,timestamp,provider,model,customer,input_tokens,output_tokens"];
  for (let i = 0; i < ROWS; i += 1) {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 30_000).toISOString();
    lines.push(`r${i},${time},openai,gpt-5,c${i % 50},1000,${i % 7}`);
  }
  lines.push("bad,2026-10-01T00:00:00Z,openai,gpt-5,c1,x,1");
  return Buffer.from(lines.join("\n"));
}

async function begun(actor: Actor): Promise<number> {
  return (await beginImport(actor, Readable.from([usageFile()]), { fileName: "usage.csv" })).importId;
}

const tokens = async (actor: Actor) =>
  (
    await answer(actor, {
      metrics: ["input_tokens"],
      from: "2026-10-01",
      to: "2026-11-30",
      grain: "none",
      by: [],
      where: {},
    })
  ).totals.input_tokens;

/** Waits until the import has read some rows, and tells how far it was then. */
async function underWay(actor: Actor, importId: number) {
  for (;;) {
    const state = await importState(actor, importId);
    if (state?.status !== "running") throw new Error(`The import was ${state?.status} too soon.`);
    if ((state.progress?.rows ?? 0) > 0) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const leftBehind = (actor: Actor) =>
  inOrganization(actor.organizationId, (tx) =>
    tx.rows(sql`select (select count(*) from usage_event where organization_id = ${actor.organizationId})::int as events,
      (select count(*) from usage_hourly where organization_id = ${actor.organizationId})::int as cells,
      (select count(*) from import_rejection where organization_id = ${actor.organizationId})::int as rejections`),
  );

test("a pause lets go within seconds, leaves nothing, and a resume ends as if it had never been", async () => {
  const actor = await newOrganization();
  const importId = await begun(actor);
  const work = runImport(actor.organizationId, importId);
  const { progress } = await underWay(actor, importId);
  expect(progress).toMatchObject({ phase: "reading" });
  expect(progress?.rows).toBeLessThan(ROWS);
  const asked = performance.now();
  await pauseImport(actor, { importId });
  await work;
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(await importState(actor, importId)).toMatchObject({ status: "paused", progress: null });
  expect(await leftBehind(actor)).toEqual([{ events: 0, cells: 0, rejections: 0 }]);
  await expect(pauseImport(actor, { importId })).rejects.toThrow(/is paused/);
  // The file holds its place: its bytes are known while it is paused.
  expect((await beginImport(actor, Readable.from([usageFile()]), { fileName: "again.csv" })).isKnown).toBe(
    true,
  );
  batching.rows = usual;
  await resumeImport(actor, { importId });
  await runImport(actor.organizationId, importId);
  expect(await importState(actor, importId)).toMatchObject({
    status: "committed",
    reason: null,
    rows: { read: ROWS + 1, accepted: ROWS, duplicate: 0, replaced: 0, rejected: 1 },
  });
  expect(await tokens(actor)).toBe(ROWS * 1000);
}, 180_000);

test("a cancelled import leaves nothing, and its bytes may come again", async () => {
  const actor = await newOrganization();
  const importId = await begun(actor);
  const work = runImport(actor.organizationId, importId);
  await underWay(actor, importId);
  await cancelImport(actor, { importId });
  await work;
  expect(await importState(actor, importId)).toMatchObject({ status: "cancelled" });
  expect(await leftBehind(actor)).toEqual([{ events: 0, cells: 0, rejections: 0 }]);
  await expect(resumeImport(actor, { importId })).rejects.toThrow(/is cancelled/);
  batching.rows = usual;
  const again = await begun(actor);
  await runImport(actor.organizationId, again);
  expect(await tokens(actor)).toBe(ROWS * 1000);
}, 180_000);

test("what nobody works on yet can be paused and cancelled too", async () => {
  const actor = await newOrganization();
  const importId = await begun(actor);
  await pauseImport(actor, { importId });
  await runImport(actor.organizationId, importId);
  expect(await importState(actor, importId)).toMatchObject({ status: "paused" });
  await cancelImport(actor, { importId });
  expect(await leftBehind(actor)).toEqual([{ events: 0, cells: 0, rejections: 0 }]);
});
