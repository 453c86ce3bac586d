import fc from "fast-check";
import { expect, test } from "vitest";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { billText, DAYS, type Delivery, lastDay } from "../support/cur-bill";
import { relive } from "../support/history";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that batches of nothing but duplicates occur.
batching.rows = 2;

/** Each day counts as the latest delivery tells that reaches it. */
function expected(deliveries: readonly Delivery[]): number {
  let tokens = 0;
  for (const [id, day] of Object.entries(DAYS)) {
    const tells = deliveries.findLast((delivery) => lastDay(delivery) >= day);
    tokens += (tells?.[id] ?? 0) * 1000;
  }
  return tokens;
}

const delivery = fc.dictionary(fc.constantFrom(...Object.keys(DAYS)), fc.integer({ min: 1, max: 9 }), {
  minKeys: 1,
  noNullPrototype: true,
});
type Act = { act: "import"; rows: Delivery } | { act: "void" | "restore"; which: number };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: delivery.map((rows) => ({ act: "import" as const, rows })) },
  { weight: 1, arbitrary: fc.nat().map((which) => ({ act: "void" as const, which })) },
  { weight: 1, arbitrary: fc.nat().map((which) => ({ act: "restore" as const, which })) },
);

/** The second of three deliveries comes back over the first, on a day that the third does not reach. */
const RESTORED_BELOW_THE_LATEST: Act[] = [
  { act: "import", rows: { e: 2, a: 1 } },
  { act: "import", rows: { e: 1, a: 1 } },
  { act: "void", which: 0 },
  { act: "void", which: 0 },
  { act: "restore", which: 0 },
  { act: "import", rows: { a: 1 } },
  { act: "restore", which: 0 },
];

test("a bill delivered again takes the place of the one before, through voids and restores", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 8 }), async (history) => {
      const actor = await newOrganization();
      await relive(actor, history, {
        take: ({ rows }, serial) =>
          importText(actor, `${serial}.csv`, billText(rows, serial), { overlap: "replace" }),
        check: async (kept) => {
          const { totals } = await answer(actor, {
            metrics: ["output_tokens", "spend"],
            from: "2026-10-01",
            to: "2026-10-31",
            grain: "none",
            by: [],
            where: {},
          });
          const tokens = expected(kept.map(({ rows }) => rows));
          expect(totals).toEqual({
            output_tokens: tokens,
            spend: String(Number((tokens * 0.000015).toFixed(6))),
          });
        },
      });
    }),
    { numRuns: 25, examples: [[RESTORED_BELOW_THE_LATEST]] },
  );
});

test("a part of a delivery does not push the other part aside unasked", async () => {
  const actor = await newOrganization();
  await importText(actor, "part-1.csv", billText({ a: 1, b: 2 }, 1));
  await expect(importText(actor, "part-2.csv", billText({ a: 3, c: 4 }, 2))).rejects.toThrow(
    /no row in common.*one zip/s,
  );
  await importText(actor, "next-day.csv", billText({ a: 1, b: 5, c: 4 }, 3));
  const { totals } = await answer(actor, {
    metrics: ["output_tokens"],
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "none",
    by: [],
    where: {},
  });
  expect(totals).toEqual({ output_tokens: 10_000 });
});
