import fc from "fast-check";
import { expect, test } from "vitest";
import { restoreImport } from "@/lib/commands/restore-import";
import { batching } from "@/lib/ingest/load/load";
import { answer } from "@/lib/reports/query";
import { relive } from "../support/history";
import { importText, newOrganization } from "../support/ledger";

// Files of a few rows in several batches, so that batches of nothing but duplicates occur.
batching.rows = 2;

/** Reports of the same usage in three groupings, a log of its calls, and two groupings of its money. */
const KINDS = ["user", "project", "api_key", "log", "cost-project", "cost-item"] as const;
type Kind = (typeof KINDS)[number];
/** Amounts by row ("b2": row b of 2 October). Row d is row a, but batch: a dimension that other rows do not state. */
type Rows = Record<string, number>;
type File = { kind: Kind; rows: Rows; overlap: "keep" | "replace" };

const dayOf = (row: string) => `2026-10-0${row[1]}`;
const isMoney = (kind: Kind) => kind.startsWith("cost");

function textOf({ kind, rows }: File, serial: number): string {
  const all = Object.entries(rows);
  if (kind === "log")
    return [
      `id,timestamp,provider,model,output_tokens,tag.serial${serial}`,
      ...all.map(([row, n]) => `${row},${dayOf(row)}T10:00:00Z,openai,gpt-5,${n},`),
    ].join("\n");
  if (isMoney(kind))
    return JSON.stringify(
      ["2026-10-01", "2026-10-02"].map((day) => ({
        object: "bucket",
        serial,
        start_time: Date.parse(day) / 1000,
        end_time: Date.parse(day) / 1000 + 86_400,
        results: all
          .filter(([row]) => dayOf(row) === day)
          .map(([row, n]) => ({
            object: "organization.costs.result",
            amount: { value: String(n), currency: "usd" },
            line_item: kind === "cost-item" ? row[0] : null,
            project_id: kind === "cost-project" ? row[0] : null,
          })),
      })),
    );
  return [
    `start_time,end_time,start_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,input_tokens,output_tokens,serial${serial}`,
    ...all.map(([row, n]) => {
      const start = Date.parse(dayOf(row)) / 1000;
      const name = row[0] === "d" ? "a" : row[0];
      const [project, user, key] = ["project", "user", "api_key"].map((dim) => (dim === kind ? name : ""));
      return `${start},${start + 86_400},,${project},1,${user},${key},gpt-5,${row[0] === "d"},0,${n},`;
    }),
  ].join("\n");
}

type Kept = File & { id: string; serial: number };

/** Which of two imports a person chose when one of them was restored. */
type Chosen = Map<string, number>;
const pairOf = (a: { serial: number }, b: { serial: number }) =>
  `${Math.min(a.serial, b.serial)} ${Math.max(a.serial, b.serial)}`;

/** What has to count, told without the product: imports one after the other, day by day, each with its choice. */
function expected(kept: readonly Kept[], chosen: Chosen) {
  const sums = { output_tokens: 0, reported_cost: 0 };
  for (const day of ["2026-10-01", "2026-10-02"])
    for (const money of [false, true]) {
      const about = kept
        .filter(({ kind }) => isMoney(kind) === money)
        .map(({ kind, rows, overlap, serial }) => {
          const own = Object.entries(rows).filter(([row]) => dayOf(row) === day);
          const hasBatch = kind !== "log" && !money && own.some(([row]) => row[0] === "d");
          return { kind, grouping: `${kind} ${hasBatch}`, rows: new Map(own), overlap, serial };
        })
        .filter(({ rows }) => rows.size > 0);
      let standing: typeof about = [];
      for (const later of about) {
        const met = standing.filter(
          (earlier) =>
            earlier.grouping !== later.grouping &&
            !(earlier.kind === later.kind && [...earlier.rows.keys()].every((row) => later.rows.has(row))),
        );
        const loses = met.some((earlier) => {
          const winner = chosen.get(pairOf(earlier, later));
          return winner === undefined ? later.overlap === "keep" : winner === earlier.serial;
        });
        if (loses) continue;
        standing = [...standing.filter((earlier) => !met.includes(earlier)), later];
      }
      const counts = new Map(
        standing.flatMap(({ kind, rows }) => [...rows].map(([row, n]) => [kind + row, n])),
      );
      for (const n of counts.values()) sums[money ? "reported_cost" : "output_tokens"] += n;
    }
  return { output_tokens: sums.output_tokens, reported_cost: String(sums.reported_cost) };
}

const rows = fc.dictionary(
  fc.constantFrom("a1", "b1", "d1", "a2", "b2", "d2"),
  fc.integer({ min: 1, max: 3 }),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);
type Act =
  | ({ act: "import" } & File)
  | { act: "void"; which: number }
  | { act: "restore"; which: number; chosen?: "keep" | "replace" | undefined };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("import" as const),
      kind: fc.constantFrom(...KINDS),
      rows,
      overlap: fc.constantFrom("keep" as const, "replace" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("void" as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("restore" as const),
      which: fc.nat(),
      chosen: fc.constantFrom(undefined, undefined, "keep" as const, "replace" as const),
    }),
  },
);
/** Two or three kinds a history, so that they meet. */
const histories = fc
  .tuple(
    fc.subarray([...KINDS], { minLength: 2, maxLength: 3 }),
    fc.array(act, { minLength: 3, maxLength: 9 }),
  )
  .map(([kinds, acts]) =>
    acts.map((step) => {
      if (step.act !== "import") return step;
      return { ...step, kind: kinds[KINDS.indexOf(step.kind) % kinds.length] ?? step.kind };
    }),
  );

const file = (kind: Kind, rows: Rows, overlap: "keep" | "replace" = "replace"): Act => ({
  act: "import",
  kind,
  rows,
  overlap,
});
/** Each import replaces the one before; the one in the middle is taken out, and the first must not come back. */
const TAKEN_OUT_OF_THE_MIDDLE: Act[] = [
  file("user", { a1: 1 }),
  file("project", { a1: 2 }),
  file("api_key", { a1: 3 }),
  { act: "void", which: 1 },
  { act: "restore", which: 0 },
  { act: "void", which: 2 },
  { act: "void", which: 1 },
];
/** What a correction had replaced must not come back beside the report that has replaced both. */
const CORRECTION_TAKEN_OUT: Act[] = [
  file("user", { a1: 1 }),
  file("user", { a1: 2 }),
  file("project", { a1: 3 }),
  { act: "void", which: 1 },
];
/** Two were kept out by the first; when it goes, only one of them may come in. */
const KEEPER_TAKEN_OUT: Act[] = [
  file("cost-item", { a1: 1 }),
  file("cost-project", { a1: 2 }, "keep"),
  file("cost-item", { b1: 3 }),
  { act: "void", which: 0 },
  { act: "restore", which: 0, chosen: "keep" },
];

test("after any history of overlapping imports, voids and restores, what counts is what the choices made say", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const actor = await newOrganization();
      const chosen: Chosen = new Map();
      await relive(actor, history, {
        take: (file, serial) =>
          importText(actor, `${serial}`, textOf(file, serial), { overlap: file.overlap }),
        restore: async (back, kept, { chosen: choice }) => {
          await restoreImport(actor, { importId: back.id, overlap: choice });
          if (choice)
            for (const other of kept)
              chosen.set(pairOf(back, other), (choice === "replace" ? back : other).serial);
        },
        check: async (kept) => {
          for (const grain of ["none", "day"] as const) {
            const { totals } = await answer(actor, {
              metrics: ["output_tokens", "reported_cost"],
              from: "2026-10-01",
              to: "2026-10-31",
              grain,
              by: [],
              where: {},
            });
            expect(totals).toEqual(expected(kept, chosen));
          }
        },
      });
    }),
    {
      numRuns: 15,
      examples: [[TAKEN_OUT_OF_THE_MIDDLE], [CORRECTION_TAKEN_OUT], [KEEPER_TAKEN_OUT]],
    },
  );
});
