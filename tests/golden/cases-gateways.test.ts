import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readText, readWhole } from "../support/golden";
import { countsOf, readGolden, usageOf } from "../support/golden-records";

describe("LiteLLM spend logs", () => {
  test.each(["", "array"])(
    "G30 (%s): cache inside the prompt or beside it, told by the provider's usage",
    async (name) => {
      const [inside, beside] = usageOf((await readGolden("litellm-spend", name)).records);
      expect(inside && countsOf(inside)).toEqual([1510, 10, 1000, 500, 50, null]);
      expect(beside && countsOf(beside)).toEqual([1284, 31, 0, 1253, 467, null]);
    },
  );

  test("LiteLLM's estimates are told of, and are no reported money", async () => {
    const { records, summary } = await readGolden("litellm-spend");
    const reported = usageOf(records).filter(({ reportedCost }) => reportedCost !== null);
    expect(reported.map(({ status, reportedCost }) => [status, reportedCost])).toEqual([["cache_hit", 0n]]);
    expect(summary.messages.join(" ")).toContain("LiteLLM estimates $0.0287 for 7 rows");
    expect(summary.tally).toMatchObject({ "own-cache": 1, "failed-calls": 1, "cache-unknown": 1 });
  });

  test("every shape of the logs has the same keys", async () => {
    const keys = async (name: string) =>
      usageOf((await readGolden("litellm-spend", name)).records).map(({ naturalKey, period }) => [
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

describe("Langfuse observations", () => {
  test.each(["", "array", "blob"])(
    "G28 (%s): disjoint and inclusive maps, told apart by the total",
    async (name) => {
      const [disjoint, inclusive] = usageOf((await readGolden("langfuse-observations", name)).records);
      for (const row of [disjoint, inclusive]) {
        expect(row && countsOf(row)).toEqual([500, 100, 400, 0, 80, 30]);
        expect(row).toMatchObject({ reportedCost: null, reportedCostText: "0.000061049999" });
      }
    },
  );

  test("spans and agents are left out and told of; estimates too", async () => {
    const { records, summary } = await readGolden("langfuse-observations");
    expect(summary.rows).toMatchObject({ read: 12, records: 8, rejected: 4, empty: 2 });
    expect(summary.tally).toMatchObject({ "not-calls": 2, "provider-unknown": 1 });
    expect(usageOf(records).every(({ reportedCost }) => reportedCost === null)).toBe(true);
    expect(summary.messages.join(" ")).toContain("Langfuse estimates $0.0203 for 5 rows");
  });

  test("every shape has the same keys", async () => {
    const keys = async (name: string) =>
      usageOf((await readGolden("langfuse-observations", name)).records).map(({ naturalKey, period }) => [
        naturalKey,
        period,
      ]);
    expect(await keys("array")).toEqual(await keys(""));
    expect(await keys("blob")).toEqual(await keys(""));
  });

  test("an input map whose output alone holds its reasoning", async () => {
    const row = {
      ...{ id: "a", type: "GENERATION", traceId: "t", startTime: "2026-10-27T09:00:00Z", model: "gpt-5" },
      usageDetails: {
        input: 100,
        input_cached_tokens: 400,
        output: 80,
        output_reasoning_tokens: 30,
        total: 580,
      },
    };
    const [found] = usageOf((await readText(JSON.stringify([row]))).records);
    expect(found && countsOf(found)).toEqual([500, 100, 400, 0, 80, 30]);
  });

  test("traces are refused with what to export instead", async () => {
    const trace = [{ id: "t", timestamp: "2026-10-27T09:00:00Z", name: "x", sessionId: null, totalCost: 1 }];
    await expect(readText(JSON.stringify(trace))).rejects.toThrow(/traces of Langfuse/);
  });
});

describe("Helicone requests", () => {
  test("the cache is inside the prompt or beside it: told by the provider's usage, else by provider and total", async () => {
    const { records, summary } = await readGolden("helicone-requests");
    expect(usageOf(records).slice(0, 4).map(countsOf)).toEqual([
      [2000, 464, 1536, 0, 300, null],
      [1510, 10, 1000, 500, 50, null],
      [2000, 464, 1536, 0, 300, null],
      [864, 464, 400, 0, 300, 100],
    ]);
    expect(usageOf(records)[4]?.tokens).toMatchObject({ cacheWrite5mTokens: 253, cacheWrite1hTokens: 1000 });
    expect(summary.tally).toMatchObject({ "cache-convention": 3, "own-cache": 1 });
    expect(summary.messages.join(" ")).toContain("Helicone estimates $0.018");
  });

  test("the query API and the tool's CSV name a call as JSON lines do", async () => {
    const keys = async (name: string) =>
      usageOf((await readGolden("helicone-requests", name)).records).map(({ naturalKey }) => naturalKey);
    const lines = await keys("");
    expect(await keys("query")).toEqual(lines.slice(0, 3));
    expect((await keys("tool")).slice(0, 3)).toEqual([lines[0], lines[1], lines[6]]);
  });

  test("estimates are no reported money, and an answer from its own cache is free", async () => {
    const reported = usageOf((await readGolden("helicone-requests")).records).filter(
      ({ reportedCost }) => reportedCost !== null,
    );
    expect(reported.map(({ provider, reportedCost }) => [provider, reportedCost])).toEqual([
      ["helicone", 0n],
    ]);
  });
});

const folder = path.join(import.meta.dirname, "../../../shared/samples/langfuse");
const samples = ((): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
})();

// Exported traces of Langfuse's own: read where they lie beside the project, skipped elsewhere.
describe.skipIf(samples.length === 0)("real traces of Langfuse's", () => {
  test.each(samples)("%s", async (name) => {
    const bytes = readFileSync(path.join(folder, name));
    const { observations } = JSON.parse(bytes.toString("utf8")) as {
      observations: Record<string, unknown>[];
    };
    const calls = observations.filter(({ type }) => type === "GENERATION" || type === "EMBEDDING");
    const { records, rejected, summary } = await readWhole(bytes);
    expect(rejected).toEqual([]);
    expect(summary.rows.empty).toBe(observations.length - calls.length);
    expect(
      usageOf(records).map(({ tokens, reportedCostText }) => [
        tokens.inputTokens,
        tokens.outputTokens,
        Number(reportedCostText),
      ]),
    ).toEqual(calls.map(({ inputUsage, outputUsage, totalCost }) => [inputUsage, outputUsage, totalCost]));
  });
});
