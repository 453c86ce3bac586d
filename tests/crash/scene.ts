import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { importReport } from "@/lib/reports/imports";
import { answer } from "@/lib/reports/query";

const ROWS = 10_000;
const HEADER = "id,timestamp,provider,model,customer,input_tokens,cache_read_tokens,output_tokens,cost";

/** Rows over forty days, a few of them broken; those of the second file are half known, some with other numbers. */
function rowsOf(from: number, output: number): string[] {
  const rows: string[] = [];
  for (let i = from; i < from + ROWS; i += 1) {
    const time = new Date(Date.UTC(2026, 8, 10) + ((i * 7_919) % (2 * ROWS)) * 86_400).toISOString();
    const tokens = i % 1_000 === 7 ? "many" : 1_000 + (i % 50);
    const cost = i % 11 === 0 ? "0.0125" : "";
    const changed = i % 100 === 0 ? output : i % 300;
    rows.push(`r${i},${time},openai,gpt-5,c${i % 40},${tokens},${i % 900},${changed},${cost}`);
  }
  return rows;
}

const first = Buffer.from([HEADER, ...rowsOf(0, 1)].join("\n"));
const second = Buffer.from([HEADER, ...rowsOf(ROWS / 2, 2)].join("\n"));

/** An organization with one file in its ledger and a second one begun. */
export async function setScene(): Promise<{ actor: Actor; importId: number }> {
  const actor = systemActor(
    await createOrganization({ name: `Crash ${randomUUID()}`, zone: "America/New_York", currency: "USD" }),
  );
  const one = await beginImport(actor, Readable.from([first]), { fileName: "first.csv" });
  await runImport(actor.organizationId, one.importId);
  const two = await beginImport(actor, Readable.from([second]), { fileName: "second.csv" });
  return { actor, importId: two.importId };
}

/** All that an import leaves behind, but for the numbers of organization and import. */
export async function stateOf({ actor, importId }: { actor: Actor; importId: number }) {
  const org = actor.organizationId;
  const report = await importReport(actor, importId, { rejections: 100 });
  const figures = await answer(actor, {
    metrics: [
      "requests",
      "input_tokens",
      "cache_read_tokens",
      "output_tokens",
      "spend",
      "reported_cost",
      "net_cache_savings",
    ],
    from: "2026-09-01",
    to: "2026-10-31",
    grain: "day",
    by: ["model", "customer"],
    where: {},
  });
  const [ledger] = await inOrganization(org, (tx) =>
    tx.rows(sql`select
      (select count(*)::int from usage_event where organization_id = ${org}) as events,
      (select sum(events)::int from usage_hourly where organization_id = ${org}) as in_cube,
      (select sum(events)::int from usage_daily where organization_id = ${org}) as in_days,
      (select sum(output_tokens)::text from usage_event where organization_id = ${org}) as output,
      (select sum(output_tokens)::text from usage_hourly where organization_id = ${org}) as output_in_cube,
      (select count(*)::int from usage_event_shadow where organization_id = ${org}) as aside,
      (select coalesce(sum(rows), 0)::int from usage_event_pack where organization_id = ${org}) as packed,
      (select count(*)::int from import_rejection where organization_id = ${org}) as rejections`),
  );
  const { status, rows, rejections, reason } = report ?? {};
  return { status, rows, rejections, reason, figures, ledger };
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
