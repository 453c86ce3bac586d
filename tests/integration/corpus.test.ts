import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { parseMapping } from "@/lib/ingest/sources/mapping";
import { importReport } from "@/lib/reports/imports";
import { type Case, isRefused } from "../corpus/case";
import { cases } from "../corpus/cases";
import { pico } from "../corpus/laws";
import { newOrganization } from "../support/ledger";

const chosen = cases.filter(({ ledger }) => ledger);

test("at least 60 files of the corpus go through the whole pipeline", () => {
  expect(chosen.length).toBeGreaterThanOrEqual(60);
});

describe("a hostile or broken file and the ledger", () => {
  test.each(chosen)("$name", { timeout: 60_000 }, async (each) => {
    const actor = await newOrganization();
    const { report, held } = await imported(actor, each);
    const expected = typeof each.ledger === "object" ? each.ledger : each.expect;
    const { rows } = report;
    expect(rows.read).toBe(rows.accepted + rows.duplicate + rows.rejected);
    if (isRefused(expected)) {
      expect(report.status).toBe("refused");
      expect(report.reason).toMatch(expected.reason);
      expect(rows).toEqual({ read: 0, accepted: 0, duplicate: 0, replaced: 0, rejected: 0 });
      expect(held).toEqual(NOTHING);
      return;
    }
    expect([report.status, report.reason]).toEqual(["committed", null]);
    expect([rows.accepted, rows.rejected]).toEqual([expected.records, (expected.rejected ?? []).length]);
    expect(report.rejections.map(({ line, column, reason }) => [line, column, reason])).toEqual(
      (expected.rejected ?? []).map(([line, column, reason]) => [
        line,
        column,
        expect.stringMatching(reason),
      ]),
    );
    for (const { text } of report.rejections) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
    const { input = 0, cacheRead = 0, output = 0, usd = "0" } = expected.totals;
    expect(held).toEqual({
      rows: expected.records,
      input: BigInt(input),
      cacheRead: BigInt(cacheRead),
      output: BigInt(output),
      money: pico(usd),
      hourly: [input, cacheRead, output].map(BigInt),
    });
  });
});

type Held = {
  rows: number;
  input: bigint;
  cacheRead: bigint;
  output: bigint;
  money: bigint;
  hourly: readonly bigint[];
};
const NOTHING: Held = { rows: 0, input: 0n, cacheRead: 0n, output: 0n, money: 0n, hourly: [0n, 0n, 0n] };

async function imported(actor: Actor, { bytes, options, name }: Case) {
  const mapping = options?.mapping === undefined ? undefined : parseMapping(options.mapping);
  const begun = await beginImport(actor, Readable.from([Buffer.from(bytes())]), {
    fileName: name,
    as: options?.as,
    mapping,
  });
  await runImport(actor.organizationId, begun.importId);
  const report = await importReport(actor, begun.importId);
  if (!report) throw new Error("The import is not on record.");
  return { report, held: await heldBy(actor.organizationId) };
}

/** What the ledger of an organization holds: its rows, its cube, its money in pico-dollars. */
async function heldBy(organizationId: number): Promise<Held> {
  const [found] = await inOrganization(organizationId, (tx) =>
    tx.rows<Record<"rows" | "input" | "read" | "output" | "money" | "hin" | "hread" | "hout", string>>(sql`
      with event as (select count(*) as n, coalesce(sum(uncached_tokens + cache_read_tokens + cache_write_5m_tokens
            + cache_write_1h_tokens), 0) as input, coalesce(sum(cache_read_tokens), 0) as read,
            coalesce(sum(output_tokens), 0) as output, coalesce(sum(reported_cost::numeric), 0) as money
          from usage_event where organization_id = ${organizationId}),
        charge as (select count(*) as n, coalesce(sum(amount), 0) as money from provider_charge
          where organization_id = ${organizationId}),
        income as (select count(*) as n, coalesce(sum(amount), 0) as money from revenue
          where organization_id = ${organizationId}),
        cell as (select coalesce(sum(uncached_tokens + cache_read_tokens + cache_write_5m_tokens
            + cache_write_1h_tokens), 0) as input, coalesce(sum(cache_read_tokens), 0) as read,
            coalesce(sum(output_tokens), 0) as output from usage_hourly where organization_id = ${organizationId})
      select (event.n + charge.n + income.n)::text as rows, event.input::text, event.read::text, event.output::text,
        (event.money + charge.money + income.money)::text as money,
        cell.input::text as hin, cell.read::text as hread, cell.output::text as hout
      from event, charge, income, cell`),
  );
  if (!found) throw new Error("The ledger does not answer.");
  return {
    rows: Number(found.rows),
    input: BigInt(found.input),
    cacheRead: BigInt(found.read),
    output: BigInt(found.output),
    money: BigInt(found.money),
    hourly: [found.hin, found.hread, found.hout].map(BigInt),
  };
}
