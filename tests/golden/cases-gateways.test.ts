import { describe, expect, test } from "vitest";
import type { SourceRecord, UsageRecord } from "@/lib/ingest/records";
import { goldenCases, readText, readWhole } from "../support/golden";

const usageOf = (records: readonly SourceRecord[]): UsageRecord[] =>
  records.filter((record): record is UsageRecord => record.kind === "usage");

const read = async (id: string, name = "") => {
  const found = goldenCases(id).find((each) => each.name === name);
  if (!found) throw new Error(`no golden case ${id} ${name}`);
  return readWhole(found.bytes);
};

/** input, uncached, read, write 5m, output, reasoning */
const counts = ({ tokens: t }: UsageRecord) => [
  t.inputTokens,
  t.uncachedTokens,
  t.cacheReadTokens,
  t.cacheWrite5mTokens,
  t.outputTokens,
  t.reasoningTokens,
];

describe("LiteLLM spend logs", () => {
  test.each(["", "array"])(
    "G30 (%s): cache inside the prompt or beside it, told by the provider's usage",
    async (name) => {
      const [inside, beside] = usageOf((await read("litellm-spend", name)).records);
      expect(inside && counts(inside)).toEqual([1510, 10, 1000, 500, 50, null]);
      expect(beside && counts(beside)).toEqual([1284, 31, 0, 1253, 467, null]);
    },
  );

  test("LiteLLM's estimates are told of, and are no reported money", async () => {
    const { records, summary } = await read("litellm-spend");
    const reported = usageOf(records).filter(({ reportedCost }) => reportedCost !== null);
    expect(reported.map(({ status, reportedCost }) => [status, reportedCost])).toEqual([["cache_hit", 0n]]);
    expect(summary.messages.join(" ")).toContain("LiteLLM estimates $0.0287 for 7 rows");
    expect(summary.tally).toMatchObject({ "own-cache": 1, "failed-calls": 1, "cache-unknown": 1 });
  });

  test("every shape of the logs has the same keys", async () => {
    const keys = async (name: string) =>
      usageOf((await read("litellm-spend", name)).records).map(({ naturalKey, period }) => [
        naturalKey,
        period,
      ]);
    expect(await keys("array")).toEqual(await keys(""));
    expect(await keys("paged")).toEqual((await keys("")).slice(0, 3));
  });

  test("a daily table is refused with the reason, and so is a summary", async () => {
    const daily =
      "user_id,date,api_key,model,prompt_tokens,completion_tokens,spend,api_requests\nu,2026-10-01,k,m,1,2,0.1,1\n";
    await expect(readText(daily)).rejects.toThrow(/daily tables/);
    const summary = [{ startTime: "2026-10-01", spend: 0.1, users: {}, models: {} }];
    await expect(readText(JSON.stringify(summary))).rejects.toThrow(/summarize=false/);
  });
});
