import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { settleDays } from "@/lib/db/ledger/settle";
import { inOrganization, type Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { load } from "@/lib/ingest/load/load";
import { readFile } from "@/lib/ingest/read";
import { newOrganization } from "../support/ledger";

/** Loads a text in batches of a few rows, or all at once, as an import of its own. */
async function loadIn(actor: Actor, text: string, batchRows: number) {
  const org = actor.organizationId;
  const importId = await inOrganization(org, async (tx) => {
    const [row] = await tx.rows<{ id: number }>(sql`insert into "import"
      (organization_id, status, file_name, content_hash, byte_size)
      values (${org}, 'running', 'usage.csv', md5(${text} || clock_timestamp()::text), 1) returning id`);
    return row?.id ?? 0;
  });
  const reading = await readFile(Readable.from([Buffer.from(text)]), { now: Date.now() });
  return load(reading, { organizationId: org, importId, account: null, overlap: "ask", batchRows });
}

/** What the ledger holds of an organization, but for numbers: of imports, scopes, skus, and which of two equal rows counts. */
async function stateOf(actor: Actor) {
  const org = actor.organizationId;
  return inOrganization(org, async (tx) => ({
    events: await tx.rows(sql`select e.key::text, k.model, s.customer, e.output_tokens::text, e.traits
      from usage_event e join sku k on k.organization_id = ${org} and k.id = e.sku_id
      join scope s on s.organization_id = ${org} and s.id = e.scope_id where e.organization_id = ${org} order by e.key`),
    aside: await tx.rows(sql`select sum(rows)::int as rows, cause from (
        select count(*) as rows, cause from usage_event_shadow where organization_id = ${org} group by cause
        union all select sum(rows), 'duplicate' from usage_event_pack where organization_id = ${org} having sum(rows) > 0) a
      group by cause order by cause`),
    cube: await tx.rows(sql`select h.hour::text, k.model, s.customer, h.utc_day::text, h.traits, h.events::text,
        h.requests::text, h.uncached_tokens::text, h.cache_read_tokens::text, h.output_tokens::text,
        h.unknown_requests::text, h.reported_cost::text
      from usage_hourly h join sku k on k.organization_id = ${org} and k.id = h.sku_id
      join scope s on s.organization_id = ${org} and s.id = h.scope_id where h.organization_id = ${org}
      order by 1, 2, 3, 4, 5`),
    daily: await tx.rows(sql`select day::text, sum(events)::text as events, sum(effective_cost)::text as cost,
      sum(reported_cost)::text as reported from usage_daily where organization_id = ${org} group by 1 order by 1`),
  }));
}

const HEADER =
  "timestamp,id,provider,model,customer,input_tokens,cache_read_tokens,output_tokens,requests,cost";

/** Rows over three months, out of order: some ids twice (equal, or corrected), some rows without id, several times equal. */
function rowsOf(seed: number): string[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const rows: string[] = [];
  for (let i = 0; i < 240; i += 1) {
    const time = new Date(
      Date.UTC(2026, 7 + random(3), 1 + random(28), random(24), random(60)),
    ).toISOString();
    const id = random(4) === 0 ? "" : `req_${i}`;
    const huge = random(40) === 0 ? 3_000_000_000 : 900;
    const cost = random(5) === 0 ? "0.0125" : "";
    const requests = random(3) === 0 ? "" : "1";
    const row = (output: number) =>
      `${time},${id},openai,gpt-5${random(2) ? "-mini" : ""},c${random(3)},${huge},${random(900)},${output},${requests},${cost}`;
    const first = row(random(500));
    rows.push(first);
    if (random(6) === 0) rows.splice(random(rows.length), 0, first);
    else if (id !== "" && random(10) === 0) rows.push(first.replace(/,\d+,(1?),([\d.]*)$/, ",777,$1,$2"));
  }
  return rows;
}

describe("the size of a batch changes nothing", () => {
  test.each([1, 2, 3])(
    "rows of file %i, in batches of 1, 7 and all at once",
    async (seed) => {
      const text = [HEADER, ...rowsOf(seed)].join("\n");
      const whole = await newOrganization("America/New_York");
      const expected = await loadIn(whole, text, 50_000);
      const state = await stateOf(whole);
      expect(expected.accepted).toBeGreaterThan(200);
      expect(expected.duplicate).toBeGreaterThan(5);
      expect(expected.replaced).toBeGreaterThan(5);
      for (const batchRows of [1, 7]) {
        const other = await newOrganization("America/New_York");
        expect(await loadIn(other, text, batchRows)).toEqual(expected);
        expect(await stateOf(other)).toEqual(state);
      }
    },
    120_000,
  );

  test("a second file over the same days, in other batches", async () => {
    const [first, second] = [rowsOf(4), rowsOf(5)].map((rows) => [HEADER, ...rows].join("\n"));
    const both = [HEADER, ...rowsOf(4).slice(0, 150), ...rowsOf(5).slice(0, 90)].join("\n");
    const organizations = [await newOrganization(), await newOrganization()];
    const [a, b] = organizations;
    if (!a || !b || !first || !second) throw new Error("nothing to load");
    const counts = [];
    for (const [actor, batchRows] of [
      [a, 50_000],
      [b, 11],
    ] as const)
      counts.push([
        await loadIn(actor, first, batchRows),
        await loadIn(actor, both, batchRows),
        await loadIn(actor, second, batchRows),
      ]);
    expect(counts[1]).toEqual(counts[0]);
    expect(await stateOf(b)).toEqual(await stateOf(a));
  }, 180_000);
});

test.each(["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"])(
  "daily figures added up while reading are those that settling the days anew gives, in %s",
  async (zone) => {
    const actor = await newOrganization(zone);
    const org = actor.organizationId;
    const days = ["2026-09-27,w1", "2026-11-01,w2"].map(
      (start) => `${start},openai,gpt-5,c1,5000,100,70,12,0.25`,
    );
    const rows = rowsOf(6).filter((row) => !row.includes("3000000000"));
    const once = [...new Map(rows.map((row) => [row.split(",")[1] || row, row])).values()];
    const loaded = await loadIn(actor, [HEADER, ...once, ...days].join("\n"), 50);
    expect(loaded).toMatchObject({ duplicate: 0, replaced: 0, rejected: 0 });
    const daily = (tx: Transaction) =>
      tx.rows<{
        utc_day: string;
      }>(sql`select * from usage_daily where organization_id = ${org}
        order by day, scope_id, sku_id, utc_day, traits`);
    await inOrganization(org, async (tx) => {
      const read = await daily(tx);
      expect(read.length).toBeGreaterThan(100);
      await settleDays(tx, new Set(read.map((row) => row.utc_day)), zone);
      expect(await daily(tx)).toEqual(read);
    });
  },
);
