import fc from "fast-check";
import { expect, test } from "vitest";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { billText, DAYS, type Delivery, lastDay } from "../support/cur-bill";
import { relive } from "../support/history";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that batches of nothing but duplicates occur.
batching.rows = 2;

/** Deliveries of one month's bill, and logs of the same calls, each with its choice; a bill always replaces. */
type File = { kind: "bill" | "log"; rows: Delivery; overlap: "keep" | "replace" };

const logText = (rows: Delivery, serial: number): string =>
  [
    `id,timestamp,provider,account,model,output_tokens,serial${serial}`,
    ...Object.entries(rows).map(
      ([id, n]) => `${id},2026-10-0${DAYS[id]}T10:00:00Z,aws,222222222222,m,${n * 1000},`,
    ),
  ].join("\n");

const isTold = ({ kind, rows }: File, id: string, day: number) =>
  kind === "bill" ? lastDay(rows) >= day : rows[id] !== undefined;

/** What has to count, day by day: a bill in place of what was there, a log beside logs or as was chosen for it. */
function expected(files: readonly File[]): number {
  let tokens = 0;
  for (const [id, day] of Object.entries(DAYS)) {
    let last: File | undefined;
    for (const file of files.filter((each) => isTold(each, id, day))) {
      const isOverlap = last !== undefined && last.kind !== file.kind;
      if (!(isOverlap && file.overlap === "keep")) last = file;
    }
    tokens += (last?.rows[id] ?? 0) * 1000;
  }
  return tokens;
}

type Act = ({ act: "import" } & File) | { act: "void" | "restore"; which: number };
const rows = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 1, max: 3 }), {
  minKeys: 1,
  noNullPrototype: true,
});
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: rows.map((rows) => ({
      act: "import" as const,
      kind: "bill" as const,
      rows,
      overlap: "replace" as const,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("import" as const),
      kind: fc.constant("log" as const),
      rows,
      overlap: fc.constantFrom("keep" as const, "replace" as const),
    }),
  },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ act: "void" as const, which })) },
  { weight: 1, arbitrary: fc.nat().map((which) => ({ act: "restore" as const, which })) },
);

const file = (kind: File["kind"], rows: Delivery): Act => ({ act: "import", kind, rows, overlap: "replace" });
/** A line that two deliveries have alike gives way to the log with the rest. */
const ALIKE_IN_BOTH: Act[] = [
  file("bill", { a: 3, c: 1 }),
  file("bill", { a: 2, c: 1 }),
  file("log", { a: 1, c: 2 }),
];

test("after any history of bills, logs, voids and restores, each day is told by whom it was chosen for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 9 }), async (history) => {
      const actor = await newOrganization();
      await relive(actor, history, {
        take: ({ kind, rows, overlap }, serial) =>
          importText(actor, `${serial}.csv`, (kind === "bill" ? billText : logText)(rows, serial), {
            overlap,
          }),
        check: async (kept) => {
          const { totals } = await answer(actor, {
            metrics: ["output_tokens"],
            from: "2026-10-01",
            to: "2026-10-31",
            grain: "none",
            by: [],
            where: {},
          });
          expect(totals.output_tokens).toEqual(expected(kept));
        },
      });
    }),
    { numRuns: 12, examples: [[ALIKE_IN_BOTH]] },
  );
});
