import { describe, expect, test } from "vitest";
import type { UsageRecord } from "@/lib/ingest/records";
import { catalogueSteps } from "@/lib/pricing";
import { readText, readWhole } from "../support/golden";
import { countsOf, readGolden, usageOf } from "../support/golden-records";
import { extractedBy, readSamples, type Sample, sampleFiles, theirCounts } from "../support/oracle";

// Costs are worked out by hand: tokens × price per million, in pico-dollars ($1 = 10¹²; $1 a million = 10⁶ a token).

const call = async (source: string, id: string, name = ""): Promise<UsageRecord> => {
  const found = usageOf((await readGolden(source, name)).records).find(
    ({ naturalKey }) => naturalKey[1] === id,
  );
  if (!found) throw new Error(`no call ${id}`);
  return found;
};

describe("golden cases of Gemini's responses", () => {
  test("G10: thoughts are output beside the candidates, the cache is inside the prompt", async () => {
    const row = await call("gemini-logs", "g-10");
    expect(countsOf(row)).toEqual([373, 169, 204, 0, 256, 167]);
    // 169 × 0.30 + 204 × 0.03, and 256 × 2.50
    expect(169n * 300_000n + 204n * 30_000n).toBe(56_820_000n);
    expect(256n * 2_500_000n).toBe(640_000_000n);
    expect(56_820_000n + 640_000_000n).toBe(696_820_000n);
    expect(row).toMatchObject({ provider: "google", model: "gemini-2.5-flash", serviceTier: "standard" });
  });

  test("G11: what tools put into the prompt is input beside it", async () => {
    const row = await call("gemini-logs", "g-11");
    expect(countsOf(row)).toEqual([136, 136, 0, 0, 414, 213]);
    // 136 × 1.25 + 414 × 10
    expect(136n * 1_250_000n + 414n * 10_000_000n).toBe(4_310_000_000n);
    // The answer says “models/gemini-2.5-pro”, and the price book knows the name alone.
    expect(row.model).toBe("gemini-2.5-pro");
  });

  test("thoughts that only the total shows are output, and said to be inferred", async () => {
    expect(countsOf(await call("gemini-logs", "g-hidden"))).toEqual([35, 35, 0, 0, 74, 62]);
    expect((await readGolden("gemini-logs")).summary.tally["reasoning-inferred"]).toBe(1);
  });

  test("of a stream the last part counts, at the time of the first", async () => {
    const { records, summary } = await readGolden("gemini-logs", "streams");
    const parts = usageOf(records).filter(({ naturalKey }) => naturalKey[1] === "s-1");
    expect(parts.map(({ tokens }) => tokens.outputTokens)).toEqual([20, 50, 70]);
    expect(new Set(parts.map(({ period }) => period.startMs)).size).toBe(1);
    expect(countsOf(await call("gemini-logs", "s-4", "streams"))).toEqual([100, 100, 0, 0, 9, 0]);
    expect(summary.messages.join(" ")).toContain("2 parts of streams are passed over");
  });

  test("the output of a batch is of the batch tier, and its failures are counted apart", async () => {
    const { records, summary } = await readGolden("gemini-logs", "batch");
    expect(usageOf(records).map(({ serviceTier }) => serviceTier)).toEqual(["batch", "batch"]);
    expect(summary.tally["failed-calls"]).toBe(2);
  });

  test("names that nothing reads are told once; the parts that are words are not", async () => {
    const unread = async (name: string) =>
      (await readGolden("gemini-logs", name)).summary.messages.filter((text) => text.startsWith("Not read"));
    expect(await unread("")).toEqual([
      "Not read, but kept in the stored file: columns “usageMetadata.newTokenCount”, “mood”.",
    ]);
    expect(await unread("vertex")).toEqual([]);
  });
});

describe("golden cases of Bedrock's invocation log", () => {
  test("G13: Converse leaves the cache out of its input; writes without a lifetime are of five minutes", async () => {
    const row = await call("bedrock-invocations", "00000000-b");
    expect(countsOf(row)).toEqual([2514, 22, 0, 2492, 13, null]);
    expect(row.tokens.inputTokens + row.tokens.outputTokens).toBe(2527);
    expect((await readGolden("bedrock-invocations", "cloudwatch")).summary.tally["ttl-assumed"]).toBe(1);
  });

  test("G14: OpenAI's models on Bedrock have it inside, and their total counts it twice: told", async () => {
    const row = await call("bedrock-invocations", "00000001-b");
    expect(countsOf(row)).toEqual([151411, 2, 132976, 18433, 639, null]);
    expect(151411 + 132976 + 18433 + 639).toBe(303459);
    const { summary } = await readGolden("bedrock-invocations");
    expect(summary.tally).toMatchObject({ "cache-inside-assumed": 1, "total-double-counts": 1 });
    expect(summary.messages.join(" ")).toContain("compare a day with the bill");
  });

  test("writes by their lifetime are those of the details", async () => {
    const { tokens } = await call("bedrock-invocations", "00000002-b");
    expect([tokens.cacheWrite5mTokens, tokens.cacheWrite1hTokens]).toEqual([30, 60]);
  });

  test("G8 through InvokeModel: an advisor's step is a row of its own model, of the same request", async () => {
    const step = await call("bedrock-invocations", "00000009-b#2");
    expect([step.model, step.requests, ...countsOf(step)]).toEqual([
      ...["anthropic.claude-opus-4-8", 0, 2518, 2518, 0, 0, 22, null],
    ]);
  });

  test("a call that failed is a request without tokens", async () => {
    const row = await call("bedrock-invocations", "00000013-b");
    expect(countsOf(row)).toEqual([0, 0, 0, 0, 0, null]);
    expect(row).toMatchObject({ requests: 1, status: "ThrottlingException" });
    expect((await readGolden("bedrock-invocations")).summary.tally["failed-calls"]).toBe(1);
  });

  test("models named by ARN, profile or router have the list price of the model behind them", async () => {
    const { records } = await readGolden("bedrock-invocations");
    const unpriced = usageOf(records).filter(
      ({ provider, model, serviceTier, geography }) =>
        catalogueSteps({ provider, model: model ?? "", serviceTier, geography, contextBand: null }) === null,
    );
    expect(unpriced.map(({ model, serviceTier }) => [model, serviceTier])).toEqual([
      ["global.anthropic.claude-sonnet-4-5-20250929-v1:0", "flex"],
      ["application-inference-profile/abc123def456", null],
      ["provisioned-model/xyz", "provisioned"],
    ]);
  });

  test("of what an application says of a request only names and tags become dimensions", async () => {
    expect((await call("bedrock-invocations", "00000002-b")).dimensions).toMatchObject({
      project: "search",
      tags: { team: "ranking" },
    });
    const { summary } = await readGolden("bedrock-invocations");
    expect(summary.messages.join(" ")).toContain("“requestMetadata.traceId”");
  });

  test("an old log without cache counts, of an answer kept elsewhere, leaves the cache unknown", async () => {
    const record = {
      schemaType: "ModelInvocationLog",
      timestamp: "2026-10-05T10:00:00Z",
      requestId: "r",
      modelId: "anthropic.claude-3-haiku-20240307-v1:0",
      input: { inputTokenCount: 5 },
      output: { outputBodyS3Path: "s3://b/out.json.gz", outputTokenCount: 8 },
    };
    const [row] = usageOf((await readText(JSON.stringify(record))).records);
    expect(row).toMatchObject({ cacheKnown: false, tokens: { inputTokens: 5, outputTokens: 8 } });
  });

  test("one call has one key in S3, CloudWatch and a subscription", async () => {
    const keys = await Promise.all(
      ["", "cloudwatch", "subscription"].map(async (name) => {
        const { naturalKey, period } = await call("bedrock-invocations", "00000000-b", name);
        return [...naturalKey, period.startMs];
      }),
    );
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });
});

const at = "2026-10-01T00:00:00Z";

const usageIn = ({ body }: Sample): object =>
  typeof body.usage === "object" && body.usage !== null ? body.usage : {};

/** What wraps a body into a row of its source, and who else reads it. */
const natives = [
  {
    source: "gemini-logs",
    extractors: ["google/default"],
    isOf: ({ body }: Sample) => "usageMetadata" in body,
    rowOf: ({ body }: Sample): object => ({ timestamp: at, model: "gemini-embedding-001", response: body }),
    bodies: 230,
  },
  {
    source: "bedrock-invocations",
    extractors: ["aws/default"],
    isOf: (sample: Sample) => "inputTokens" in usageIn(sample),
    rowOf: ({ body, index }: Sample): object => ({
      ...{ schemaType: "ModelInvocationLog", timestamp: at, requestId: `r-${index}` },
      ...{ modelId: "amazon.nova-lite-v1:0", input: {}, output: { outputBodyJson: body } },
    }),
    bodies: 111,
  },
  {
    source: "anthropic-messages",
    extractors: ["anthropic/default"],
    isOf: (sample: Sample) => "input_tokens" in usageIn(sample) && !("total_tokens" in usageIn(sample)),
    rowOf: ({ body, index }: Sample): object => ({
      timestamp: at,
      response: { ...body, type: "message", id: `msg_${index}` },
    }),
    bodies: 108,
  },
] as const;

// Real response bodies with another reader's counts: read where they lie beside the project, skipped elsewhere.
describe.skipIf(sampleFiles.length === 0)("real native responses against an independent reading", () => {
  test.each(natives)("$source: every body gives a valid record, equal to the oracle's", async (native) => {
    const samples = readSamples().filter(native.isOf);
    const text = samples.map((sample) => JSON.stringify(native.rowOf(sample))).join("\n");
    const { records, rejected } = await readWhole(Buffer.from(`${text}\n\n`), { as: native.source });
    expect(rejected).toEqual([]);
    const ours = new Map(
      usageOf(records)
        .filter(({ requests }) => requests === 1)
        .map(({ line, tokens: t }) => [
          line,
          [
            ...[t.inputTokens, t.outputTokens, t.cacheReadTokens],
            t.cacheWrite5mTokens + t.cacheWrite1hTokens,
          ],
        ]),
    );
    const differing = samples
      .map((sample, at) => ({
        index: sample.index,
        ours: ours.get(at + 1),
        theirs: theirCounts(extractedBy(sample, native.extractors)),
      }))
      .filter(({ ours, theirs }) => ours?.join() !== theirs.join());
    expect(differing).toEqual([]);
    expect(samples.length).toBe(native.bodies);
  });
});
