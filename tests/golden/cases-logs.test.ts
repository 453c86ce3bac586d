import { describe, expect, test } from "vitest";
import type { UsageRecord } from "@/lib/ingest/records";
import { readText } from "../support/golden";
import { countsOf, readGolden, usageOf } from "../support/golden-records";

// Costs are worked out by hand: tokens × price per million, in pico-dollars ($1 = 10¹²; $1 a million = 10⁶ a token).

/** The rows that count where one key stands several times: those with the most output. */
function fullest(records: readonly UsageRecord[]): UsageRecord[] {
  const byKey = new Map<string, UsageRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.period.startMs, ...record.naturalKey]);
    const known = byKey.get(key);
    if (!known || record.tokens.outputTokens > known.tokens.outputTokens) byKey.set(key, record);
  }
  return [...byKey.values()];
}

const sumOf = (records: readonly UsageRecord[], name: "inputTokens" | "outputTokens"): number =>
  records.reduce((sum, { tokens }) => sum + tokens[name], 0);

describe("golden cases of Claude Code's sessions", () => {
  test("G24: an answer written several times, and a sidechain's copy of it, are one call", async () => {
    const { records, summary } = await readGolden("claude-code-sessions");
    expect(summary.rows).toMatchObject({ records: 4, rejected: 0, empty: 2 });
    const calls = fullest(usageOf(records));
    expect(calls.map(({ naturalKey }) => naturalKey)).toEqual([
      ["anthropic.message", "msg_1"],
      ["anthropic.message", "msg_2"],
    ]);
    expect([sumOf(calls, "inputTokens"), sumOf(calls, "outputTokens")]).toEqual([20, 57]);
  });

  test("G8: an advisor's step is a call of its own model, outside its message's counts", async () => {
    const { records, summary } = await readGolden("claude-code-sessions", "cache");
    const [message, advisor] = usageOf(records).slice(2);
    expect(message && [message.model, ...countsOf(message)]).toEqual([
      ...["claude-sonnet-5", 2390, 2390, 0, 0, 121, 28],
    ]);
    expect(advisor && [advisor.model, advisor.requests, ...countsOf(advisor)]).toEqual([
      ...["claude-opus-4-8", 0, 2518, 2518, 0, 0, 22, null],
    ]);
    // 2390 × 2 + 121 × 10, and 2518 × 5 + 22 × 25
    expect(2390n * 2_000_000n + 121n * 10_000_000n).toBe(5_990_000_000n);
    expect(2518n * 5_000_000n + 22n * 25_000_000n).toBe(13_140_000_000n);
    expect(summary.tally["extra-steps"]).toBe(1);
  });

  test("G7's counts in a session: writes without a time to live are taken as five minutes, and told", async () => {
    const { records, summary } = await readGolden("claude-code-sessions", "cache");
    const [row] = usageOf(records);
    expect(row && countsOf(row)).toEqual([135, 100, 10, 25, 50, null]);
    expect(summary.tally["ttl-assumed"]).toBe(1);
    // An old estimate of the client's is no money.
    expect(row).toMatchObject({ reportedCost: null, reportedCostText: "0.12" });
  });
});

describe("the Claude Code report", () => {
  test("what API customers use overlaps the messages report, what a subscription covers does not", async () => {
    const { summary } = await readGolden("anthropic-claude-code");
    expect(summary.coverage.map(({ covers, days }) => [covers, days])).toEqual([
      ["anthropic/messages", ["2026-10-05"]],
      ["anthropic/claude-code", ["2026-10-06"]],
    ]);
  });

  test("its estimates, in cents, are told and are no money", async () => {
    const { records, summary } = await readGolden("anthropic-claude-code");
    expect(usageOf(records).map(({ reportedCost }) => reportedCost)).toEqual([null, null, null, null, null]);
    // 1025 + 3 + 1 + 1.5 cents, shown to the cent
    expect(summary.messages.join(" ")).toContain("estimates $10.30 for 5 rows");
    expect(summary.tally["ttl-assumed"]).toBe(1);
  });
});

test("a message logged as it begins and as it ends is one call, whenever each line was written", async () => {
  const line = (second: number, response: object) =>
    JSON.stringify({ timestamp: `2026-10-05T01:00:0${second}Z`, response });
  const message = (output: number) => ({
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-20250514",
    usage: { input_tokens: 100, cache_read_input_tokens: 5, output_tokens: output },
  });
  const { records } = await readText(
    [line(0, { type: "message_start", message: message(1) }), line(2, message(60))].join("\n"),
  );
  const [call, ...others] = fullest(usageOf(records));
  expect(others).toEqual([]);
  expect(call && countsOf(call)).toEqual([105, 100, 5, 0, 60, null]);
});
