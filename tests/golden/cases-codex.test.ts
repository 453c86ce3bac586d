import { describe, expect, test } from "vitest";
import type { UsageRecord } from "@/lib/ingest/records";
import { forkFamily } from "../support/codex";
import { readText } from "../support/golden";
import { countsOf, readGolden, usageOf } from "../support/golden-records";

/** Of rows that the ledger knows by one key the first. */
function onceEach(records: readonly UsageRecord[]): UsageRecord[] {
  const byKey = new Map<string, UsageRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.period.startMs, record.provider, ...record.naturalKey]);
    if (!byKey.has(key)) byKey.set(key, record);
  }
  return [...byKey.values()];
}

/** Rows, input, read from the cache, output, reasoning. */
const sumsOf = (records: readonly UsageRecord[]): number[] => {
  const sum = (of: (tokens: UsageRecord["tokens"]) => number): number =>
    records.reduce((all, { tokens }) => all + of(tokens), 0);
  return [
    records.length,
    sum(({ inputTokens }) => inputTokens),
    sum(({ cacheReadTokens }) => cacheReadTokens),
    sum(({ outputTokens }) => outputTokens),
    sum(({ reasoningTokens }) => reasoningTokens ?? 0),
  ];
};

const family = forkFamily();

describe.skipIf(family === null)(
  "G25: a real session and its fork (skipped where the samples are absent)",
  () => {
    const read = async (text = ""): Promise<UsageRecord[]> => usageOf((await readText(text)).records);

    test("summed as they are they come to 28,707,291; each call once, to 15,309,178", async () => {
      const [parent, child] = [await read(family?.parent), await read(family?.child)];
      const [, input = 0, , output = 0] = sumsOf([...parent, ...child]);
      expect(input + output).toBe(28_707_291);
      for (const both of [
        [...parent, ...child],
        [...child, ...parent],
      ])
        expect(sumsOf(onceEach(both)).slice(1)).toEqual([15_253_283, 13_549_696, 55_895, 25_017]);
      expect(15_253_283 + 55_895).toBe(15_309_178);
      // 155 of the child's 158 rows; 135 of them, but for the compactions, are its parent's.
      expect(child).toHaveLength(155);
    });

    test("the child's last sum is what its calls add up to", async () => {
      const { summary } = await readText(family?.child ?? "");
      expect(summary.tally["sum-differs"]).toBeUndefined();
      expect(sumsOf(await read(family?.child))).toEqual([155, 15_253_283, 13_549_696, 55_895, 25_017]);
    });
  },
);

describe("Codex sessions and their forks", () => {
  const read = async (name = "") => usageOf((await readGolden("codex-sessions", name)).records);

  test("copies of copies have the time, key and session of the first", async () => {
    const [parent, fork, grandchild] = [await read(), await read("fork"), await read("grandchild")];
    const told = ({ line: _, ...record }: UsageRecord) => record;
    expect(fork.slice(0, 4).map(told)).toEqual(parent.map(told));
    expect(grandchild.slice(0, 5).map(told)).toEqual(fork.map(told));
    expect(grandchild.map(({ dimensions }) => dimensions.tags.session?.slice(-1))).toEqual([
      ...["1", "1", "1", "1", "2", "3"],
    ]);
  });

  test("cached tokens stand inside the input, reasoning inside the output", async () => {
    expect((await read("fork")).map(countsOf)).toEqual([
      [1000, 800, 200, 0, 50, 20],
      [1500, 500, 1000, 0, 80, 30],
      [2000, 500, 1500, 0, 100, 0],
      [700, 700, 0, 0, 40, 10],
      [3000, 900, 2000, 100, 60, 10],
    ]);
  });

  test("a model the log does not name stays unknown, and a sum that drops begins anew", async () => {
    const { records, summary } = await readGolden("codex-sessions", "older");
    expect(usageOf(records).map(({ model, provider }) => [provider, model])).toEqual([
      ["azure", null],
      ["azure", "gpt-5-codex"],
      ["azure", "gpt-5-codex"],
      ["azure", "gpt-5-mini"],
    ]);
    expect(usageOf(records).map(({ tokens }) => tokens.inputTokens)).toEqual([100, 250, 80, 200]);
    expect(summary.tally).toMatchObject({ "model-missing": 1, "at-session-start": 4, "sum-differs": 1 });
  });

  test("two sessions that happen to count the same are two", async () => {
    const text = (id: string) =>
      [
        { type: "session_meta", payload: { id } },
        {
          type: "event_msg",
          payload: { type: "token_count", info: { last_token_usage: { input_tokens: 5, output_tokens: 1 } } },
        },
      ]
        .map((line) => `${JSON.stringify({ timestamp: "2026-10-01T00:00:00Z", ...line })}\n`)
        .join("");
    const calls = await Promise.all(
      ["019b796d-d600-7000-8000-000000000001", "019b796d-d600-7000-8000-000000000002"].map(
        async (id) => (await readText(text(id))).records,
      ),
    );
    expect(onceEach(usageOf(calls.flat()))).toHaveLength(2);
  });
});
