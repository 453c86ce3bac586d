import { describe, expect, test } from "vitest";
import type { SourceRecord, UsageRecord } from "@/lib/ingest/records";
import { goldenCases, readText, readWhole } from "../support/golden";

const golden = (name: string) => {
  const found = goldenCases("otlp-traces").find((each) => each.name === name);
  if (!found) throw new Error(`no golden case ${name}`);
  return readWhole(found.bytes);
};

const usageOf = (records: readonly SourceRecord[]): UsageRecord[] =>
  records.filter((record): record is UsageRecord => record.kind === "usage");

/** input, uncached, read, write 5m, write 1h, output, reasoning */
const counts = ({ tokens: t }: UsageRecord) => [
  t.inputTokens,
  t.uncachedTokens,
  t.cacheReadTokens,
  t.cacheWrite5mTokens,
  t.cacheWrite1hTokens,
  t.outputTokens,
  t.reasoningTokens,
];
const inputOf = (records: readonly UsageRecord[]): number =>
  records.reduce((sum, { tokens }) => sum + tokens.inputTokens, 0);

type Attribute = string | number;
const NANOS = "1793091600000000000";

/** One request with these spans, in OTLP's JSON. */
function request(
  spans: readonly { id: number; parent?: number; attributes: Record<string, Attribute> }[],
): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [] },
        scopeSpans: [
          {
            scope: {},
            spans: spans.map(({ id, parent, attributes }) => ({
              traceId: "5b".repeat(16),
              spanId: id.toString(16).padStart(16, "0"),
              ...(parent === undefined ? {} : { parentSpanId: parent.toString(16).padStart(16, "0") }),
              startTimeUnixNano: NANOS,
              endTimeUnixNano: NANOS,
              attributes: Object.entries(attributes).map(([key, value]) => ({
                key,
                value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
              })),
            })),
          },
        ],
      },
    ],
  });
}

const chat = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5",
};

describe("golden cases of OpenTelemetry", () => {
  test("G26: an agent's sum is ignored; an input that cannot contain its cache gets it added", async () => {
    const { records, rejected } = await golden("agent");
    const calls = usageOf(records);
    expect(rejected).toEqual([]);
    expect(calls.map(counts)).toEqual([
      [5120, 120, 4500, 500, 0, 100, null],
      [5120, 120, 4500, 500, 0, 100, null],
    ]);
    expect(inputOf(calls)).toBe(10240);
    expect(calls.map(({ naturalKey }) => naturalKey.at(-1))).toEqual([
      "0000000000000002",
      "0000000000000003",
    ]);
  });

  test("prompts and answers leave no trace, not even in a refused row", async () => {
    const { records, rejected } = await readText(
      request([
        {
          id: 1,
          attributes: { ...chat, "gen_ai.usage.input_tokens": 1, "gen_ai.input.messages": "secret words" },
        },
        {
          id: 2,
          attributes: { ...chat, "gen_ai.usage.input_tokens": -1, "gen_ai.prompt.0.content": "secret words" },
        },
      ]),
    );
    expect([records.length, rejected.length]).toEqual([1, 1]);
    expect(JSON.stringify([records, rejected])).not.toContain("secret");
  });

  test("a parent that ends a line after its calls adds nothing", async () => {
    const usage = { "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 1 };
    const text = [
      request([{ id: 2, parent: 1, attributes: { ...chat, ...usage } }]),
      request([{ id: 3, parent: 1, attributes: { ...chat, ...usage } }]),
      request([{ id: 1, attributes: { "gen_ai.usage.input_tokens": 20, "gen_ai.usage.output_tokens": 2 } }]),
    ].join("\n");
    const { records, summary } = await readText(text);
    expect(inputOf(usageOf(records))).toBe(20);
    expect(summary.messages.join()).toContain("1 span of agents, workflows or frameworks");
  });

  test("two instrumentations of one call count once; a short id makes no two calls one", async () => {
    const usage = (response: string, input: number) => ({
      ...chat,
      "gen_ai.response.id": response,
      "gen_ai.usage.input_tokens": input,
      "gen_ai.usage.output_tokens": 3,
    });
    const { records } = await readText(
      request([
        { id: 1, attributes: usage("chatcmpl-812", 10) },
        { id: 2, attributes: usage("chatcmpl-812", 10) },
        // Another call that a local server gave the same of its thousand numbers.
        { id: 3, attributes: usage("chatcmpl-812", 11) },
        { id: 4, attributes: usage("chatcmpl-CqZ4m1yVnPdWJbQ0xTtRk8Lh", 100) },
        // One instrumentation counts the cache, the other does not.
        { id: 5, attributes: usage("chatcmpl-CqZ4m1yVnPdWJbQ0xTtRk8Lh", 60) },
      ]),
    );
    expect(usageOf(records).map(({ tokens }) => tokens.inputTokens)).toEqual([10, 11, 100]);
  });

  test("a circle of parents ends, and the call outside it counts", async () => {
    const attributes = { ...chat, "gen_ai.usage.input_tokens": 10 };
    const { records } = await readText(
      request([
        { id: 1, parent: 2, attributes },
        { id: 2, parent: 1, attributes },
        { id: 3, parent: 3, attributes },
      ]),
    );
    expect(inputOf(usageOf(records))).toBe(10);
  });

  test("counts of a kind nobody reads are named; other attributes are not", async () => {
    const { summary } = await readText(
      request([
        {
          id: 1,
          attributes: {
            ...chat,
            "gen_ai.usage.input_tokens": 1,
            "gen_ai.usage.video.input_tokens": 9,
            "http.route": "/",
          },
        },
      ]),
    );
    expect(summary.messages.join()).toContain("gen_ai.usage.video.input_tokens");
    expect(summary.messages.join()).not.toContain("http.route");
  });

  test("OTLP logs and metrics are refused with what to export instead", async () => {
    await expect(readText('{"resourceLogs":[]}')).rejects.toThrow("Export traces");
    await expect(readText('{"resourceMetrics":[]}')).rejects.toThrow("Export traces");
  });
});
