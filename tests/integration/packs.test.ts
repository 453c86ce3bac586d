import { once } from "node:events";
import { to as copyTo } from "pg-copy-streams";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { voidImport } from "@/lib/commands/void-import";
import { isConstant, layoutOfForm } from "@/lib/db/ledger/staging";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const HEADER = "timestamp,id,provider,model,project,input_tokens,cache_read_tokens,output_tokens,cost,status";
const ROWS = [
  "2026-10-05T10:00:00Z,r1,openai,gpt-4o,p1,1000,200,30,0.5,ok",
  "2026-10-05T11:00:00Z,r2,openai,gpt-4o,p2,2000,0,40,,ok",
  "2026-10-06T12:00:00Z,r3,openai,gpt-4o-mini,p1,3000000000,100,50,,it's “late”",
];

const figures = (actor: Actor) =>
  answer(actor, {
    metrics: [
      "spend",
      "computed_cost",
      "reported_cost",
      "input_tokens",
      "output_tokens",
      "cache_read_tokens",
    ],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "day",
    by: ["model", "project"],
    where: {},
  });

/** Writes the one pack of an organization as earlier releases did: all columns of a form, and the hour, in each row. */
async function asBefore(actor: Actor, form: "lean" | "full"): Promise<void> {
  const org = actor.organizationId;
  await inOrganization(org, async (tx) => {
    const columns = layoutOfForm(form)
      .filter((column) => !isConstant(column))
      .map(({ name, type }) => {
        if (name === "hour") return "date_trunc('hour', ts)";
        return name === "occurrence" ? "0" : `${name}::${type}`;
      });
    const out = tx.client.query(
      copyTo(
        `copy (select ${columns.join(", ")} from usage_event where organization_id = ${org} order by ts) to stdout with (format binary)`,
      ),
    );
    const chunks: Buffer[] = [];
    out.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(out, "end");
    const changed =
      await tx.run(sql`update usage_event_pack set form = ${form}, layout = null, bytes = ${Buffer.concat(chunks)}::bytea
      where organization_id = ${org}`);
    expect(changed).toBe(1);
  });
}

test.each([
  ["lean", ROWS.slice(0, 2)],
  ["full", ROWS],
] as const)("packs that an earlier release kept as “%s” come back whole", async (form, rows) => {
  const actor = await newOrganization();
  const first = await importText(actor, "first.csv", [HEADER, ...rows, ""].join("\n"));
  const before = await figures(actor);
  await importText(actor, "again.csv", [HEADER, ...rows, "", ""].join("\n"));
  await asBefore(actor, form);
  await voidImport(actor, { importId: first });
  expect(await figures(actor)).toEqual(before);
});

test("rows kept aside in a pack of today come back whole, with what all of them had alike", async () => {
  const actor = await newOrganization();
  const rows = ROWS.map((row) => row.replace("gpt-4o-mini", "gpt-4o"));
  const first = await importText(actor, "first.csv", [HEADER, ...rows, ""].join("\n"));
  const before = await figures(actor);
  const texts = () =>
    inOrganization(actor.organizationId, (tx) =>
      tx.rows(sql`select key::text, ts::text, requests, uncached_tokens, ttft_ms, status, web_searches, reported_cost::text
        from usage_event where organization_id = ${actor.organizationId} order by key`),
    );
  const events = await texts();
  await importText(actor, "again.csv", [HEADER, ...rows, "", ""].join("\n"));
  await voidImport(actor, { importId: first });
  expect(await figures(actor)).toEqual(before);
  expect(await texts()).toEqual(events);
});
