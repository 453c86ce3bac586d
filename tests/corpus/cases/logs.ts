import { gzipSync } from "node:zlib";
import { type Case, type Rejected, type Totals, utf8 } from "../case";

type Values = Readonly<Record<string, unknown>>;
const at = "2026-10-05T10:00:00Z";
const lines = (...rows: readonly unknown[]): string =>
  `${rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n")}\n`;

const USAGE = {
  promptTokenCount: 100,
  cachedContentTokenCount: 20,
  candidatesTokenCount: 10,
  totalTokenCount: 110,
};
const answer = (id: string | null, usage: Values, more: Values = {}): Values => ({
  candidates: [{ content: { parts: [{ text: "…" }] }, finishReason: "STOP" }],
  usageMetadata: usage,
  modelVersion: "gemini-2.5-flash",
  ...(id === null ? {} : { responseId: id }),
  ...more,
});
const gemini = (id: string | null, usage: Values = USAGE, more: Values = {}): Values => ({
  timestamp: at,
  response: answer(id, usage),
  ...more,
});
const one: Totals = { input: 100, cacheRead: 20, output: 10 };
const two: Totals = { input: 200, cacheRead: 40, output: 20 };

/** Two responses of Gemini's, the second with this in place of its usage or envelope. */
const second = (what: string, row: unknown, rejected: readonly [string | null, RegExp] | Totals): Case => {
  const isRejected = Array.isArray(rejected);
  return {
    name: `gemini: ${what}`,
    bytes: utf8(lines(gemini("a"), row)),
    expect: {
      source: "gemini-logs",
      records: isRejected ? 1 : 2,
      totals: isRejected ? one : (rejected as Totals),
      rejected: isRejected ? [[2, ...(rejected as readonly [string | null, RegExp])] as Rejected] : [],
    },
  };
};
const changed = (values: Values): Values => gemini("b", { ...USAGE, ...values });

const geminiCases: readonly Case[] = [
  {
    name: "gemini: an array of responses, gzipped",
    bytes: () => gzipSync(JSON.stringify([gemini("a"), gemini("b")])),
    ledger: true,
    expect: { records: 2, totals: two, source: "gemini-logs" },
  },
  second("counts as text", changed({ promptTokenCount: "100", totalTokenCount: "110.0" }), two),
  second("counts of null, as Python writes them", changed({ thoughtsTokenCount: null }), two),
  second("details without a count", changed({ promptTokensDetails: [{ modality: "AUDIO" }] }), two),
  second("details that are no list", changed({ promptTokensDetails: { modality: "AUDIO" } }), two),
  second("a modality of an object", changed({ promptTokensDetails: [{ modality: {}, tokenCount: 3 }] }), two),
  second(
    "more audio than prompt",
    changed({ promptTokensDetails: [{ modality: "AUDIO", tokenCount: 101 }] }),
    [null, /exceed the cached input/],
  ),
  second("a fraction", changed({ candidatesTokenCount: 1.5 }), [
    "candidatesTokenCount",
    /not a whole number/,
  ]),
  second("a count of true", changed({ candidatesTokenCount: true }), ["candidatesTokenCount", /not a whole/]),
  second("a list for a count", changed({ candidatesTokenCount: [10] }), [
    "candidatesTokenCount",
    /not a whole/,
  ]),
  second("2^53 + 1", changed({ promptTokenCount: "9007199254740993" }), [
    "promptTokenCount",
    /counted exactly/,
  ]),
  second("a total one short", changed({ totalTokenCount: 109 }), ["totalTokenCount", /110 .* is 109/]),
  second("a total one over, with thoughts", changed({ thoughtsTokenCount: 0, totalTokenCount: 111 }), [
    "totalTokenCount",
    /110 .* is 111/,
  ]),
  second("a total over its parts, without thoughts", changed({ totalTokenCount: 115 }), {
    ...two,
    output: 25,
  }),
  second("a model with a NUL", { timestamp: at, response: answer("b", USAGE, { modelVersion: "g\0" }) }, [
    "modelVersion",
    /NUL/,
  ]),
  second("half a surrogate pair in a tag", gemini("b", USAGE, { "tag.team": "\ud83d" }), [
    "tag.team",
    /UTF-8/,
  ]),
  second("a user of 600 characters: no name", gemini("b", USAGE, { user: "u".repeat(600) }), two),
  second("a tag named __proto__", `{"tag.__proto__":"x",${JSON.stringify(gemini("b")).slice(1)}`, two),
  second("a time of another year", gemini("b", USAGE, { timestamp: "2019-10-05T10:00:00Z" }), [
    "time",
    /before 2020/,
  ]),
  second("usage of a list", { timestamp: at, response: answer("b", [] as unknown as Values) }, [
    "usageMetadata",
    /no counts/,
  ]),
  second("an empty object", {}, [null, /no Gemini response/]),
  second("a number in its place", { timestamp: at, response: 42 }, [null, /no Gemini response/]),
  {
    name: "gemini: what LangChain makes of it is not taken for it",
    bytes: utf8(lines({ usage_metadata: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } })),
    expect: { refused: "unknown-format", reason: /No known export/ },
  },
];

const record = (id: string, values: Values = {}, usage: Values = {}): Values => ({
  ...{ schemaType: "ModelInvocationLog", schemaVersion: "1.0", timestamp: at, accountId: "123456789012" },
  ...{ requestId: id, operation: "Converse", modelId: "amazon.nova-lite-v1:0", region: "us-east-1" },
  input: { inputTokenCount: 80 },
  output: {
    outputTokenCount: 10,
    outputBodyJson: {
      usage: { inputTokens: 80, cacheReadInputTokens: 20, outputTokens: 10, totalTokens: 110, ...usage },
    },
  },
  ...values,
});
const bedrock = (what: string, row: unknown, rejected: readonly [string | null, RegExp] | Totals): Case => {
  const { expect } = second(what, row, rejected);
  return {
    name: `bedrock: ${what}`,
    bytes: utf8(lines(record("a"), row)),
    expect: { ...expect, source: "bedrock-invocations" },
  };
};
const event = (row: unknown): Values => ({ id: "1", timestamp: 1, message: JSON.stringify(row) });

const bedrockCases: readonly Case[] = [
  {
    name: "bedrock: records as S3 has them, gzipped",
    bytes: () => gzipSync(lines(record("a"), record("b"))),
    ledger: true,
    expect: { records: 2, totals: two, source: "bedrock-invocations" },
  },
  {
    name: "bedrock: log events that hold other things too",
    bytes: utf8(JSON.stringify({ events: [event(record("a")), event("START"), event(record("b")), 7] })),
    expect: {
      records: 2,
      totals: two,
      source: "bedrock-invocations",
      rejected: [
        [2, null, /no record of an invocation/],
        [4, null, /object is expected/],
      ],
    },
  },
  {
    name: "bedrock: events inside events, deeper than any log",
    bytes: utf8(
      JSON.stringify({ events: [{ events: [{ events: [{ events: [{ events: [record("a")] }] }] }] }] }),
    ),
    expect: { refused: "unknown-format", reason: /No known export/ },
  },
  bedrock(
    "an answer as JSON text",
    record("b", { output: { outputBodyJson: JSON.stringify(record("b").output) } }),
    {
      ...two,
      input: 180,
      cacheRead: 20,
      output: 10,
    },
  ),
  bedrock("a total that is not its parts", record("b", {}, { totalTokens: 111 }), [
    "totalTokens",
    /110 .* is 111/,
  ]),
  bedrock("a total without its cache", record("b", {}, { totalTokens: 90 }), two),
  bedrock("a cache count told twice, differently", record("b", {}, { cacheReadInputTokenCount: 21 }), [
    "cacheReadInputTokens",
    /is 20, but .* is 21/,
  ]),
  bedrock("a cache write of a day", record("b", {}, { cacheDetails: [{ ttl: "24h", inputTokens: 1 }] }), [
    "cacheDetails",
    /“24h”: only 5m and 1h/,
  ]),
  bedrock(
    "a lifetime named __proto__",
    record("b", {}, { cacheDetails: [{ ttl: "__proto__", inputTokens: 1 }] }),
    ["cacheDetails", /only 5m and 1h/],
  ),
  bedrock("a negative count", record("b", {}, { inputTokens: -1 }), ["inputTokens", /negative/]),
  bedrock("no request id", record("", {}), ["requestId", /missing/]),
  bedrock("no model", record("b", { modelId: null }), ["modelId", /missing/]),
  bedrock("no time", record("b", { timestamp: null }), ["timestamp", /missing/]),
  bedrock("no counts", record("b", { input: {}, output: {} }), [null, /no token counts/]),
  bedrock("an error, and what was asked", record("b", { errorCode: "Throttling", output: undefined }), one),
  bedrock(
    "a stream of events that are none",
    record("b", { output: { outputBodyJson: [1, null, "x", {}] } }),
    {
      ...one,
      input: 180,
    },
  ),
  bedrock("other counts in the log than in the answer", record("b", { input: { inputTokenCount: 81 } }), two),
  bedrock("a NUL in the caller", record("b", { identity: { arn: "arn:aws:iam::1:user/a\0" } }), [
    "identity.arn",
    /NUL/,
  ]),
  bedrock("a tag of an object", record("b", { requestMetadata: { "tag.team": { a: 1 } } }), two),
  bedrock("metadata of a list", record("b", { requestMetadata: ["tag.team"] }), two),
  bedrock("a record of another schema", { schemaType: "CloudTrail" }, [null, /no record of an invocation/]),
];

const analytics = (results: readonly Values[]): Values => ({
  data: [{ starting_at: "2026-10-01T00:00:00Z", ending_at: "2026-10-02T00:00:00Z", results }],
  has_more: false,
  next_page: null,
});
const tokens = { uncached_input_tokens: 1000, output_tokens: 300, requests: 7, product: "chat", model: null };

/** What looks like a report or log that is read, and tells the same again. */
const likenesses: readonly Case[] = [
  ...(
    [
      ["usage, by product", analytics([tokens])],
      ["usage, with its date", { ...analytics([]), data_refreshed_at: "2026-10-02T08:00:00Z" }],
      ["costs", analytics([{ amount: "1.5", currency: "USD", product: "chat" }])],
      [
        "costs by user",
        { data: [{ actor: { id: "u" }, amount: "1.5", starting_at: "2026-10-01T00:00:00Z" }] },
      ],
    ] as const
  ).map(
    ([what, page]): Case => ({
      name: `anthropic: an analytics report of ${what}`,
      bytes: utf8(JSON.stringify(page)),
      ledger: what === "costs",
      expect: {
        refused: "unknown-format",
        reason: /Claude Enterprise's analytics API.*usage_report\/messages/,
      },
    }),
  ),
];

/** Logs of single calls in their providers' own shapes. */
export const logs: readonly Case[] = [...geminiCases, ...bedrockCases, ...likenesses];
