import fc from "fast-check";
import { expect, test } from "vitest";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { relive } from "../support/history";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that rows of one key meet within a batch and across batches.
batching.rows = 2;

/** By which of several rows of one call counts: the first, the one with the most output, the latest; and charges: the latest. */
const KINDS = ["first", "most", "latest", "charge"] as const;
type Kind = (typeof KINDS)[number];
/** Calls by name with their output, in the order of the file; one call may stand there several times. */
type File = { kind: Kind; calls: readonly (readonly [name: string, output: number])[] };

const TIME = "2026-10-05T10:00:00Z";
const lineOf: Readonly<Record<Kind, (name: string, output: number) => object>> = {
  first: (name, output) => ({
    request_id: name,
    call_type: "acompletion",
    spend: 0,
    startTime: TIME,
    endTime: TIME,
    model: "gpt-5",
    custom_llm_provider: "openai",
    prompt_tokens: 0,
    completion_tokens: output,
    metadata: {},
  }),
  most: (name, output) => ({
    id: `chatcmpl-${name}`,
    object: "chat.completion",
    created: Date.parse(TIME) / 1000,
    model: "gpt-5",
    usage: { prompt_tokens: 0, completion_tokens: output, total_tokens: output },
  }),
  latest: (name, output) => ({
    id: `own-${name}`,
    timestamp: TIME,
    provider: "openai",
    model: "gpt-5",
    output_tokens: output,
  }),
  charge: (name, output) => ({
    object: "bucket",
    start_time: Date.parse("2026-10-05") / 1000,
    end_time: Date.parse("2026-10-06") / 1000,
    results: [
      {
        object: "organization.costs.result",
        amount: { value: output, currency: "usd" },
        line_item: null,
        project_id: name,
      },
    ],
  }),
};

const textOf = ({ kind, calls }: File, serial: number): string =>
  [...calls.map(([name, output]) => JSON.stringify(lineOf[kind](name, output))), " ".repeat(serial)].join(
    "\n",
  );

/** Of two rows of one call, the later one after the earlier: which counts. */
const chosen = (kind: Kind, earlier: number | undefined, later: number): number => {
  if (earlier === undefined || kind === "latest" || kind === "charge") return later;
  return kind === "first" ? earlier : Math.max(earlier, later);
};

/** All rows of all files that count, in the order of commits and lines, each met with what stands by then. */
function expected(kept: readonly File[]): number {
  const counts = new Map<string, number>();
  for (const { kind, calls } of kept)
    for (const [name, output] of calls)
      counts.set(kind + name, chosen(kind, counts.get(kind + name), output));
  return [...counts.values()].reduce((sum, output) => sum + output, 0);
}

const calls = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 1, max: 3 })), {
  minLength: 1,
  maxLength: 4,
});
type Act = ({ act: "import" } & File) | { act: "void" | "restore"; which: number };
const file = (kind: Kind, ...calls: File["calls"]): Act => ({ act: "import", kind, calls });
/** A correction comes back between the row that counts and an equal one of a later file, which then goes. */
const betweenEquals = (kind: Kind): Act[] => [
  file(kind, ["a", 2]),
  file(kind, ["a", 3]),
  { act: "void", which: 1 },
  file(kind, ["a", 2], ["b", 1]),
  { act: "restore", which: 0 },
  { act: "void", which: 2 },
];
/** The last batch of a file holds nothing but an answer that has grown since. */
const GROWN_AT_THE_END: Act[] = [file("most", ["c", 1], ["a", 1], ["a", 3])];
/** One file tells of a call as an earlier one did, and then otherwise. */
const TOLD_TWICE: Act[] = [
  file("latest", ["a", 1]),
  file("latest", ["a", 1], ["b", 1], ["a", 2]),
  { act: "void", which: 1 },
  { act: "restore", which: 0 },
];
const histories = fc
  .tuple(
    fc.constantFrom(...KINDS),
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: calls.map((calls) => ({ act: "import" as const, calls })) },
        { weight: 2, arbitrary: fc.nat().map((which) => ({ act: "void" as const, which })) },
        { weight: 2, arbitrary: fc.nat().map((which) => ({ act: "restore" as const, which })) },
      ),
      { minLength: 3, maxLength: 10 },
    ),
  )
  .map(([kind, acts]) => acts.map((step): Act => (step.act === "import" ? { ...step, kind } : step)));

test("after any history of logs with repeated calls, voids and restores, each call counts once, by its row that goes first", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const actor = await newOrganization();
      await relive(actor, history, {
        take: (file, serial) => importText(actor, `${serial}.jsonl`, textOf(file, serial)),
        check: async (kept) => {
          const { totals } = await answer(actor, {
            metrics: ["output_tokens", "reported_cost", "requests"],
            from: "2026-10-01",
            to: "2026-10-31",
            grain: "none",
            by: [],
            where: {},
          });
          expect(Number(totals.output_tokens) + Number(totals.reported_cost)).toEqual(expected(kept));
          const isCounted = kept.some(({ kind }) => kind === "first" || kind === "most");
          const names = new Set(kept.flatMap(({ calls }) => calls.map(([name]) => name)));
          expect(isCounted ? totals.requests : names.size).toEqual(names.size);
        },
      });
    }),
    {
      numRuns: 15,
      examples: [[betweenEquals("latest")], [betweenEquals("charge")], [GROWN_AT_THE_END], [TOLD_TWICE]],
    },
  );
});
