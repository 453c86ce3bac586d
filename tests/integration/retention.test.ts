import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { restoreImport } from "@/lib/commands/restore-import";
import { setRetention } from "@/lib/commands/set-retention";
import { updateOrganization } from "@/lib/commands/update-organization";
import { updateProviderSetting } from "@/lib/commands/update-provider-setting";
import { voidImport } from "@/lib/commands/void-import";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { previewFile } from "@/lib/ingest/preview-file";
import { dropOldEvents, dropOldEventsOfAll } from "@/lib/jobs/retention";
import { importReport } from "@/lib/reports/imports";
import { parseQuestion } from "@/lib/reports/parse-question";
import { answer } from "@/lib/reports/query";
import { rowsReport } from "@/lib/reports/rows";
import { contextOf, importText, newOrganization } from "../support/ledger";

const TODAY = "2026-10-20";
/** Two months beside the running one: rows from here on are kept. */
const KEPT_FROM = "2026-08-01";

const HEAD = "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project,cost";
const row = (id: string, timestamp: string, input: number, cost = "") =>
  `${id},${timestamp},openai,gpt-5,1,${input},${input / 2},10,proj_${id.slice(0, 1)},${cost}`;
const csv = (...rows: string[]) => `${[HEAD, ...rows].join("\n")}\n`;

const JULY = [
  row("a1", "2026-07-03T10:20:00Z", 1000),
  row("b1", "2026-07-31T23:30:00Z", 400, "0.5"),
  row("a2", "2026-07-10", 600),
];
const AUGUST = [row("a3", "2026-08-01T00:00:00Z", 2000), row("b2", "2026-08-15T12:00:00Z", 200)];

/** Every figure there is, by day and model and project. */
async function figures(actor: Actor, by = "model,project"): Promise<unknown> {
  const asked = {
    metrics:
      "requests,input_tokens,cache_read_tokens,output_tokens,spend,computed_cost,reported_cost,net_cache_savings,unpriced_tokens",
    from: "2026-06-01",
    to: "2026-10-31",
    grain: "day",
    by,
    filters: [],
  };
  return answer(actor, parseQuestion(asked));
}

const eventsOf = (actor: Actor) =>
  inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.rows<{ live: number; aside: number; packs: number }>(sql`select
      (select count(*)::int from usage_event where organization_id = ${actor.organizationId}) as live,
      (select count(*)::int from usage_event_shadow where organization_id = ${actor.organizationId}) as aside,
      (select count(*)::int from usage_event_pack where organization_id = ${actor.organizationId}) as packs`);
    return row;
  });

async function company(zone = "UTC") {
  const actor = await newOrganization(zone);
  const mixed = await importText(actor, "summer.csv", csv(...JULY, ...AUGUST));
  await setRetention(actor, { months: 2 });
  return { actor, mixed };
}

const drop = (actor: Actor) => dropOldEvents(actor.organizationId, TODAY);

describe("dropping old rows", () => {
  test("changes no figure, and a second time finds nothing", async () => {
    const { actor } = await company("Europe/Berlin");
    const before = await figures(actor);
    expect(await drop(actor)).toMatchObject({ from: KEPT_FROM, rows: 3, aside: 0, postponed: false });
    expect(await eventsOf(actor)).toMatchObject({ live: 2 });
    expect(await figures(actor)).toEqual(before);
    expect(await drop(actor)).toMatchObject({ rows: 0, aside: 0 });
    const audit = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ action: string; after: object }>(
        sql`select action, after from audit_entry where organization_id = ${actor.organizationId} and action = 'events.drop'`,
      ),
    );
    expect(audit).toMatchObject([{ after: { before: KEPT_FROM, rows: 3 } }]);
  });

  test("an organization that keeps all loses nothing, nor does another one", async () => {
    const { actor } = await company();
    const other = await company();
    await setRetention(other.actor, { months: null });
    expect(await drop(other.actor)).toMatchObject({ from: null, rows: 0 });
    await drop(actor);
    expect(await eventsOf(other.actor)).toMatchObject({ live: 5 });
  });

  test("is done for every organization that has files", async () => {
    const { actor } = await company();
    await dropOldEventsOfAll(TODAY);
    expect(await eventsOf(actor)).toMatchObject({ live: 2 });
  });

  test("waits for an import under way, and lets nothing older in meanwhile", async () => {
    const { actor } = await company();
    const org = actor.organizationId;
    const [running] = await inOrganization(org, (tx) =>
      tx.rows<{
        id: number;
      }>(sql`insert into "import" (organization_id, status, file_name, content_hash, byte_size)
        values (${org}, 'running', 'x', 'x', 0) returning id`),
    );
    expect(await drop(actor)).toMatchObject({ rows: 0, postponed: true });
    expect(await eventsOf(actor)).toMatchObject({ live: 5 });
    await inOrganization(org, (tx) =>
      tx.run(
        sql`update "import" set status = 'failed' where organization_id = ${org} and id = ${running?.id}`,
      ),
    );
    expect(await drop(actor)).toMatchObject({ rows: 3, postponed: false });
  });
});

describe("afterwards", () => {
  test("the same months are not added again, in other bytes or another form; newer rows are", async () => {
    const { actor } = await company();
    await drop(actor);
    const before = await figures(actor);
    const again = await importText(actor, "again.csv", csv(...[...JULY, ...AUGUST].reverse()));
    const report = await importReport(actor, Number(again));
    expect(report?.rows).toMatchObject({ accepted: 0, duplicate: 2, rejected: 3 });
    expect(report?.rejections[0]?.reason).toContain(
      "older than what this organization keeps (rows from 2026-08-01 on)",
    );
    expect(await figures(actor)).toEqual(before);
    const more = await importText(actor, "more.csv", csv(...JULY, row("c1", "2026-09-01T08:00:00Z", 50)));
    expect((await importReport(actor, Number(more)))?.rows).toMatchObject({ accepted: 1, rejected: 3 });
    const text = csv(...JULY, row("d1", "2026-09-02T08:00:00Z", 50));
    const looked = await previewFile(actor, async () => Readable.from([Buffer.from(text)]), {
      bytes: text.length,
    });
    expect(looked.preview.rows).toMatchObject({ rejected: 3 });
  });

  test("an import whose rows went can be neither voided nor restored; others can, exactly", async () => {
    const actor = await newOrganization();
    const july = await importText(actor, "july.csv", csv(...JULY));
    const voided = await importText(actor, "june.csv", csv(row("z1", "2026-06-03T10:00:00Z", 70)));
    await voidImport(actor, { importId: voided });
    const withoutAugust = await figures(actor);
    const august = await importText(actor, "august.csv", csv(...AUGUST));
    await setRetention(actor, { months: 2 });
    expect(await drop(actor)).toMatchObject({ rows: 3, aside: 1 });
    await expect(voidImport(actor, { importId: july })).rejects.toMatchObject({
      code: "rows_dropped",
      status: 409,
    });
    await expect(restoreImport(actor, { importId: voided })).rejects.toMatchObject({ code: "rows_dropped" });
    const withAugust = await figures(actor);
    await voidImport(actor, { importId: august });
    expect(await figures(actor)).toEqual(withoutAugust);
    await restoreImport(actor, { importId: august });
    expect(await figures(actor)).toEqual(withAugust);
  });

  test("rows aside go with those that count: corrections and duplicates of the time", async () => {
    const actor = await newOrganization();
    const first = await importText(actor, "first.csv", csv(...JULY, ...AUGUST));
    const corrected = await importText(
      actor,
      "corrected.csv",
      csv(row("a1", "2026-07-03T10:20:00Z", 1200), ...AUGUST),
    );
    const before = await figures(actor);
    await setRetention(actor, { months: 2 });
    const { rows, aside } = await drop(actor);
    expect([rows, aside]).toEqual([3, 1]);
    expect(await figures(actor)).toEqual(before);
    for (const importId of [first, corrected])
      await expect(voidImport(actor, { importId })).rejects.toMatchObject({ code: "rows_dropped" });
  });

  test("duplicates kept together across the limit are taken apart", async () => {
    const { actor } = await company();
    await importText(actor, "twice.csv", csv(...[...JULY, ...AUGUST].reverse()));
    const before = await figures(actor);
    await drop(actor);
    expect(await figures(actor)).toEqual(before);
    expect(await eventsOf(actor)).toEqual({ live: 2, aside: 2, packs: 0 });
  });

  test("prices and charges are laid anew from the cube: another cost policy and back", async () => {
    const { actor } = await company();
    const before = await figures(actor);
    await drop(actor);
    const policy = (costPolicy: "reported" | "computed") =>
      updateProviderSetting(actor, { provider: "openai", defaultAccount: null, costPolicy });
    await policy("computed");
    expect(await figures(actor)).not.toEqual(before);
    await policy("reported");
    expect(await figures(actor)).toEqual(before);
  });

  test("charges of the time are still read, laid over the cube, and voided", async () => {
    const { actor } = await company();
    await drop(actor);
    const before = await figures(actor, "model");
    const start = Date.parse("2026-07-03") / 1000;
    const costs = await importText(
      actor,
      "costs.csv",
      `start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id\n${start},${start + 86_400},2026-07-03T00:00:00,2026-07-04T00:00:00,3.5,usd,"gpt-5, input",proj_a\n`,
    );
    expect(JSON.stringify(await figures(actor, "model"))).toContain('"reported_cost":"3.5"');
    await voidImport(actor, { importId: costs });
    expect(await figures(actor, "model")).toEqual(before);
  });

  test("the list of rows says why some are missing", async () => {
    const { actor } = await company();
    const ask = () =>
      contextOf(actor, "from=2026-07-01&to=2026-08-31").then((context) => rowsReport(actor, context));
    expect(await ask()).toMatchObject({ keptFrom: null, counts: { usage: 5 } });
    await drop(actor);
    const report = await ask();
    expect(report).toMatchObject({ keptFrom: KEPT_FROM, counts: { usage: 5 } });
    expect(report.lines).toHaveLength(2);
    const later = await contextOf(actor, "from=2026-08-01&to=2026-08-31");
    expect(await rowsReport(actor, later)).toMatchObject({ keptFrom: null });
  });
});

describe("another reporting zone", () => {
  const change = (actor: Actor, zone: string) =>
    updateOrganization(actor, { name: actor.organizationName, zone });

  test("is exact for dropped days too where its hours are ours", async () => {
    const [kept, dropped] = [await company(), await company()];
    await setRetention(kept.actor, { months: null });
    await drop(dropped.actor);
    const figuresIn = async ({ actor }: { actor: Actor }, zone: string) => {
      await change(actor, zone);
      return figures({ ...actor, timeZone: zone });
    };
    for (const zone of ["Europe/Berlin", "America/Los_Angeles", "UTC"])
      expect(await figuresIn(dropped, zone)).toEqual(await figuresIn(kept, zone));
  });

  test("is refused where hours that are dropped would have to be cut", async () => {
    const { actor } = await company();
    await drop(actor);
    const before = await figures(actor);
    await expect(change(actor, "Asia/Kolkata")).rejects.toMatchObject({
      code: "zone_splits_hours",
      status: 409,
    });
    expect(await figures(actor)).toEqual(before);
  });
});

test("rejected texts and, where asked for, stored files of the time go; lines and reasons stay", async () => {
  const actor = await newOrganization();
  const org = actor.organizationId;
  const old = await importText(actor, "old.csv", csv(...JULY, "x,yesterday,openai,gpt-5,1,1,0,1,p,"));
  const recent = await importText(actor, "recent.csv", csv(...AUGUST));
  await inOrganization(org, (tx) =>
    tx.run(
      sql`update "import" set created_at = '2026-07-31T12:00:00Z' where organization_id = ${org} and id = ${Number(old)}`,
    ),
  );
  await setRetention(actor, { months: 2, dropsFiles: true });
  expect(await drop(actor)).toMatchObject({ rows: 3, texts: 1, files: 1 });
  const report = await importReport(actor, Number(old), { rejections: 10 });
  expect(report?.rejections).toMatchObject([{ line: 5, column: "timestamp" }]);
  expect((await importReport(actor, Number(recent)))?.status).toBe("committed");
  expect(await drop(actor)).toMatchObject({ texts: 0, files: 0 });
});
