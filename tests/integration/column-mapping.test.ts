import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { mapColumns } from "@/lib/commands/map-columns";
import { beginImport, runImport } from "@/lib/ingest/import-file";
import { importReport } from "@/lib/reports/imports";
import { mappingReport } from "@/lib/reports/mapping";
import { answer } from "@/lib/reports/query";
import { importText, newOrganization } from "../support/ledger";

const file = (...rows: string[]) =>
  ["When;Engine;Tokens in;Cached;Tokens out;Charge (cents)", ...rows].join("\n");
const mapping = {
  columns: {
    timestamp: "When",
    model: "Engine",
    input_tokens: "Tokens in",
    cache_read_tokens: "Cached",
    output_tokens: "Tokens out",
    cost: "Charge (cents)",
  },
  constants: { provider: "openai" },
  cacheInsideInput: false,
  zone: "Europe/Berlin",
  dates: "day-first",
  moneyUnit: "cents",
};
const totals = async (actor: Actor) =>
  (
    await answer(actor, {
      metrics: ["input_tokens", "cache_read_tokens", "output_tokens", "spend"],
      from: "2026-05-01",
      to: "2026-05-31",
      grain: "day",
      by: [],
      where: {},
    })
  ).rows;

test("a CSV of one's own is refused, mapped once by a person, and read by that from then on", async () => {
  const actor = await newOrganization("Europe/Berlin");
  const text = file("10/05/2026 00:30;gpt-5;100;40;7;12.5", "11/05/2026 09:00;gpt-5;10;0;1;1");
  const { importId } = await beginImport(actor, Readable.from([text]), { fileName: "own.csv" });
  await runImport(actor.organizationId, importId);
  const refused = await importReport(actor, importId);
  expect(refused).toMatchObject({ status: "refused", isMappable: true });

  const form = await mappingReport(actor, String(importId));
  expect(form?.columns).toEqual(["When", "Engine", "Tokens in", "Cached", "Tokens out", "Charge (cents)"]);
  expect(form?.firstRows).toHaveLength(2);
  await expect(
    mapColumns(actor, { importId, mapping: { ...mapping, zone: "Mars/Base" } }),
  ).rejects.toMatchObject({ code: "bad_mapping" });

  await mapColumns(actor, { importId, mapping });
  await runImport(actor.organizationId, importId);
  // Cache stands beside the input here: 140 tokens in all; half past midnight in Berlin is still 9 May in UTC.
  const first = {
    period: "2026-05-10",
    input_tokens: 140,
    cache_read_tokens: 40,
    output_tokens: 7,
    spend: "0.125",
  };
  expect(await totals(actor)).toEqual([
    first,
    { period: "2026-05-11", input_tokens: 10, cache_read_tokens: 0, output_tokens: 1, spend: "0.01" },
  ]);

  await importText(actor, "next.csv", file("12/05/2026 09:00;gpt-5;5;5;0;0"));
  expect((await totals(actor)).at(-1)).toEqual({
    period: "2026-05-12",
    input_tokens: 10,
    cache_read_tokens: 5,
    output_tokens: 0,
    spend: "0",
  });
});
