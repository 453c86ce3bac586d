import fc from "fast-check";
import { expect, test } from "vitest";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { relive } from "../support/history";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that batches of nothing but duplicates occur.
batching.rows = 2;

const file = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer({ min: 1, max: 4 }), {
  minKeys: 1,
  noNullPrototype: true,
});
const act = fc.oneof(
  { weight: 3, arbitrary: file.map((rows) => ({ act: "import" as const, rows })) },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ act: "void" as const, which })) },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ act: "restore" as const, which })) },
);

const textOf = (rows: Record<string, number>, serial: number) =>
  [
    "id,timestamp,provider,model,output_tokens,environment",
    // The last row differs in every file, so that no two files are the same bytes.
    ...Object.entries(rows).map(
      ([id, output]) =>
        `${id},2026-10-0${1 + (id.charCodeAt(0) % 5)}T10:00:00Z,openai,gpt-5,${output * 100},`,
    ),
    `only-${serial},2026-10-09T10:00:00Z,openai,gpt-5,0,`,
  ].join("\n");

test("after any history of imports, corrections, voids and restores, each row counts by the latest import that still holds it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 12 }), async (history) => {
      const actor = await newOrganization();
      await relive(actor, history, {
        take: ({ rows }, serial) => importText(actor, `${serial}.csv`, textOf(rows, serial)),
        check: async (kept) => {
          const latest = Object.assign({}, ...kept.map((k) => k.rows)) as Record<string, number>;
          const tokens = Object.values(latest).reduce((sum, output) => sum + output * 100, 0);
          for (const grain of ["none", "day", "hour"] as const) {
            const { totals } = await answer(actor, {
              metrics: ["output_tokens", "spend"],
              from: "2026-10-01",
              to: "2026-10-31",
              grain,
              by: [],
              where: {},
            });
            // gpt-5: 10 dollars per million output tokens.
            expect(totals).toEqual({ output_tokens: tokens, spend: String(tokens / 100_000) });
          }
        },
      });
    }),
    { numRuns: 25 },
  );
});
