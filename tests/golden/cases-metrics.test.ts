import { describe, expect, test } from "vitest";
import type { UsageRecord } from "@/lib/ingest/records";
import { readText } from "../support/golden";
import { readGolden, usageOf } from "../support/golden-records";

const sumsOf = (records: readonly UsageRecord[]) => ({
  rows: records.length,
  input: records.reduce((sum, { tokens }) => sum + tokens.inputTokens, 0),
  read: records.reduce((sum, { tokens }) => sum + tokens.cacheReadTokens, 0),
  uncached: records.reduce((sum, { tokens }) => sum + tokens.uncachedTokens, 0),
  output: records.reduce((sum, { tokens }) => sum + tokens.outputTokens, 0),
  requests: records.reduce((sum, { requests }) => sum + (requests ?? 0), 0),
});

const START = 1790812800;
/** A range query's answer: of each metric its values, a minute apart. */
const matrix = (series: Readonly<Record<string, readonly (number | null)[]>>, start = START): string =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "matrix",
      result: Object.entries(series).map(([name, values]) => ({
        metric: { __name__: name, instance: "gpu-1:8000", model_name: "m" },
        values: values.flatMap((value, at) => (value === null ? [] : [[start + 60 * at, String(value)]])),
      })),
    },
  });
const tokens = (prompt: readonly (number | null)[], generation: readonly (number | null)[]) => ({
  "vllm:prompt_tokens_total": prompt,
  "vllm:generation_tokens_total": generation,
});

describe("counters of self-hosted engines", () => {
  test("G27: usage is what counters grow by, and all of their value after a restart", async () => {
    const { records, summary } = await readGolden("prometheus-metrics");
    expect(sumsOf(usageOf(records))).toEqual({
      ...{ rows: 3, input: 1700, read: 800, uncached: 900, output: 175, requests: 18 },
    });
    expect(summary.messages.join("\n")).toMatch(/began anew once/);
    // The scrapes end at these lines; each window begins at the scrape before.
    expect(usageOf(records).map(({ period }) => new Date(period.startMs).toISOString())).toEqual([
      ...["2026-10-01T10:00:00.000Z", "2026-10-01T10:01:00.000Z", "2026-10-01T10:02:00.000Z"],
    ]);
  });

  test("G27 as a range query gives the same", async () => {
    const text = matrix({
      ...tokens([1000, 1800, 200, 900], [100, 180, 20, 95]),
      "vllm:prompt_tokens_cached_total": [400, 900, 50, 300],
    });
    expect(sumsOf(usageOf((await readText(text)).records))).toMatchObject({
      ...{ input: 1700, read: 800, uncached: 900, output: 175 },
    });
  });

  test("what SGLang read from device and host is one count of cached tokens", async () => {
    const { records } = await readGolden("prometheus-metrics", "sglang");
    expect(sumsOf(usageOf(records))).toMatchObject({ rows: 3, input: 11_100, read: 3800, output: 1200 });
    expect(usageOf(records).map(({ provider, dimensions }) => [provider, dimensions.tags.instance])).toEqual([
      ["sglang", "gpu-1:30000"],
      ["sglang", "gpu-1:30000"],
      ["sglang", "gpu-2:30000"],
    ]);
  });

  test("TGI's tokens are the sums of its histograms; without a count of its cache all input is uncached", async () => {
    const { records, summary } = await readGolden("prometheus-metrics", "tgi");
    expect(sumsOf(usageOf(records))).toMatchObject({
      rows: 1,
      input: 600,
      uncached: 600,
      output: 100,
      requests: 2,
    });
    expect(usageOf(records)[0]).toMatchObject({ cacheKnown: false, model: null });
    expect(summary.tally).toMatchObject({ "cache-unknown": 1, "model-missing": 1 });
  });

  test("two queries that meet at a moment give what one over both gives, window by window", async () => {
    const [prompt, generation] = [
      [10, 30, 70, 90, 200],
      [1, 2, 3, 4, 5],
    ];
    const whole = usageOf((await readText(matrix(tokens(prompt, generation)))).records);
    const early = matrix(tokens(prompt.slice(0, 3), generation.slice(0, 3)));
    const late = matrix(tokens(prompt.slice(2), generation.slice(2)), START + 120);
    const parts = [...(await readText(early)).records, ...(await readText(late)).records];
    const told = ({ naturalKey, period, tokens: of }: UsageRecord) => ({ naturalKey, period, of });
    expect(usageOf(parts).map(told)).toEqual(whole.map(told));
  });

  test("a missed scrape loses nothing: the next one counts for both", async () => {
    const text = matrix(tokens([0, 10, null, 50], [0, 1, 2, 3]));
    expect(sumsOf(usageOf((await readText(text)).records))).toMatchObject({ input: 50, output: 3 });
  });

  test("a restart is seen by any of a model's counters", async () => {
    // The input has passed its old value again by the next scrape; the output has not.
    const text = matrix(tokens([0, 10, 40], [0, 100, 5]));
    expect(sumsOf(usageOf((await readText(text)).records))).toMatchObject({ input: 50, output: 105 });
  });

  test("a file that grows says of known windows what it said before", async () => {
    const { records } = await readGolden("prometheus-metrics");
    const { bytes } = await growing();
    const shorter = usageOf((await readText(bytes)).records);
    expect(shorter.length).toBe(2);
    expect(usageOf(records).slice(0, 2)).toEqual(shorter);
  });
});

/** The golden file up to its third scrape. */
async function growing(): Promise<{ bytes: string }> {
  const { goldenCases } = await import("../support/golden");
  const text = goldenCases("prometheus-metrics")
    .find(({ name }) => name === "")
    ?.bytes.toString("utf8");
  return {
    bytes:
      text
        ?.split(/^(?=# scraped_at)/m)
        .slice(0, 3)
        .join("") ?? "",
  };
}
