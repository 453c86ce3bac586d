import { type Case, type Rejected, type Totals, utf8 } from "../case";

const DAY = 1_790_812_800; // 2026-10-01 UTC
const USAGE = {
  object: "organization.usage.completions.result",
  input_tokens: 1000,
  input_cached_tokens: 200,
  output_tokens: 50,
  num_model_requests: 4,
  model: "gpt-5",
};
const COST = {
  object: "organization.costs.result",
  amount: { value: "1.25", currency: "usd" },
  line_item: "gpt-5, input",
};
type Values = Readonly<Record<string, unknown>>;

/** Pages of OpenAI's usage API: one bucket of a day for each list of results. */
const openaiPage = (...results: readonly (readonly unknown[])[]): Values => ({
  object: "page",
  data: results.map((each, day) => ({
    object: "bucket",
    start_time: DAY + day * 86_400,
    end_time: DAY + (day + 1) * 86_400,
    results: each,
  })),
  has_more: false,
  next_page: null,
});
const file = (value: unknown) => utf8(JSON.stringify(value));
const one: Totals = { input: 1000, cacheRead: 200, output: 50 };
const two: Totals = { input: 2000, cacheRead: 400, output: 100 };
const other = { ...USAGE, model: "gpt-4o" };

/** OpenAI's usage as its API gives it, one result of two changed. */
const changed = (
  what: string,
  values: Values,
  rejected: Omit<Rejected, "length"> | null,
  more: Partial<Case> = {},
): Case => ({
  name: `openai: ${what}`,
  bytes: file(openaiPage([USAGE, { ...other, ...values }])),
  expect: rejected
    ? { records: 1, totals: one, source: "openai-usage", rejected: [rejected as Rejected] }
    : { records: 2, totals: two, source: "openai-usage" },
  ...more,
});

/** OpenAI's usage and costs, CSV and API. */
export const openai: readonly Case[] = [
  changed("a page", {}, null, { ledger: true }),
  changed(
    "parts that do not add up",
    { input_uncached_tokens: 900 },
    [2, "input_tokens", /add up to 1100 .* stated input total is 1000/],
    { ledger: true },
  ),
  changed("more cached than input", { input_cached_tokens: 1001 }, [
    2,
    "input_tokens",
    /Cache tokens \(1001/,
  ]),
  changed("a negative count", { output_tokens: -50 }, [2, "output_tokens", /negative/]),
  changed("a count as a word", { output_tokens: "many" }, [2, "output_tokens", /not a whole number/]),
  changed("a count as an object", { output_tokens: { value: 50 } }, [
    2,
    "output_tokens",
    /not a whole number/,
  ]),
  changed("no count of requests", { num_model_requests: null }, [2, "num_model_requests", /empty/]),
  changed("audio beyond its total", { output_audio_tokens: 51 }, [2, null, /exceed the output tokens/]),
  changed("a flag that is none", { batch: "maybe" }, [2, "batch", /neither true nor false/]),
  changed("keys from a time to come", { hologram_tokens: 7, future: { a: 1 } }, null),
  {
    name: "openai: no models, since the export was not grouped",
    bytes: file(openaiPage([{ ...USAGE, model: null }])),
    expect: { records: 1, totals: one, messages: [/exported without the model.*group_by=model/] },
    ledger: true,
  },
  {
    name: "openai: a bucket without results, a bucket with",
    bytes: file(openaiPage([], [USAGE])),
    expect: { records: 1, totals: one, empty: 1 },
  },
  {
    name: "openai: results that are no objects",
    bytes: file(openaiPage([USAGE, 7, null, other])),
    expect: {
      records: 2,
      totals: two,
      rejected: [
        [2, null, /object is expected/],
        [3, null, /object is expected/],
      ],
    },
  },
  {
    name: "openai: a page that says more follow",
    bytes: file({ ...openaiPage([USAGE]), has_more: true }),
    expect: { records: 1, totals: one, messages: [/more pages follow/] },
  },
  {
    name: "openai: pages on a line each, the middle one broken",
    bytes: utf8(
      `${JSON.stringify(openaiPage([USAGE]))}\n{"object":"page","data":[\n${JSON.stringify(openaiPage([other]))}\n`,
    ),
    expect: { records: 2, totals: two, rejected: [[2, null, /not valid JSON/]] },
    ledger: true,
  },
  {
    name: "openai: a page 10,000 levels deep between two others",
    bytes: utf8(
      `${JSON.stringify(openaiPage([USAGE]))}\n{"data":${"[".repeat(10_000)}${"]".repeat(10_000)}}\n${JSON.stringify(openaiPage([other]))}\n`,
    ),
    expect: { records: 2, totals: two, rejected: [[2, null, /64 levels deep/]] },
  },
  {
    name: "openai: a bucket that ends before it begins",
    bytes: file({
      ...openaiPage(),
      data: [{ object: "bucket", start_time: DAY, end_time: DAY - 1, results: [USAGE] }],
    }),
    expect: { records: 0, totals: {}, rejected: [[1, "end_time", /ends .* before it begins/]] },
  },
  {
    name: "openai: a bucket without a time",
    bytes: file({
      ...openaiPage(),
      data: [{ object: "bucket", start_time: null, end_time: DAY, results: [USAGE] }],
    }),
    expect: { records: 0, totals: {}, rejected: [[1, "start_time", /missing/]] },
  },
  {
    name: "openai: a bucket in 1970",
    bytes: file({
      ...openaiPage(),
      data: [{ object: "bucket", start_time: 86_400, end_time: 172_800, results: [USAGE] }],
    }),
    expect: { records: 0, totals: {}, rejected: [[1, "start_time", /not a time|before 2020/]] },
  },
  {
    name: "openai: the dashboard's CSV, empty buckets cut short, one row with a cell too few",
    bytes: utf8(
      [
        "start_time,end_time,start_time_iso,end_time_iso,num_model_requests,model,input_tokens,output_tokens,input_cached_tokens",
        `${DAY},${DAY + 86_400},2026-10-01T00:00:00+00:00,2026-10-02T00:00:00+00:00,4,gpt-5,1000.0,50.0,200.0`,
        `${DAY + 86_400},${DAY + 172_800},2026-10-02T00:00:00+00:00,2026-10-03T00:00:00+00:00`,
        `${DAY + 172_800},${DAY + 259_200},2026-10-03T00:00:00+00:00,2026-10-04T00:00:00+00:00,4,gpt-5,1000.0,50.0`,
      ].join("\n"),
    ),
    ledger: true,
    expect: { records: 1, totals: one, empty: 1, rejected: [[4, null, /8 cells where the header has 9/]] },
  },
  {
    name: "openai: the CSV without the column of input",
    bytes: utf8("start_time,end_time,start_time_iso,num_model_requests,model,output_tokens\n1,2,3,4,5,6\n"),
    expect: { refused: "unknown-format", reason: /input_tokens|No known export/ },
  },
  ...(
    [
      ['"12.50"', "12.50"],
      ["0.06", "0.06"],
      ['"0E-6176"', "0"],
      ['"-1.25"', "-1.25"],
      ['"0.003835980000000000000000000000"', "0.00383598"],
      ["0.10000000000000000555", "0.1"],
      ["null", "0"],
      ['"1,234"', /can be read as/],
      ['"lots"', /not an amount/],
      ["1e400", /not an amount/],
    ] as const
  ).map(
    ([literal, taken]): Case => ({
      name: `openai: costs of ${literal}`,
      bytes: utf8(
        JSON.stringify(openaiPage([{ ...COST, amount: { value: "?", currency: "usd" } }])).replace(
          '"?"',
          literal,
        ),
      ),
      ledger: literal === "null",
      expect:
        typeof taken === "string"
          ? { records: 1, totals: { usd: taken }, source: "openai-costs" }
          : { records: 0, totals: {}, rejected: [[1, "amount.value", taken]] },
    }),
  ),
  {
    name: "openai: costs in EUR",
    bytes: file(openaiPage([{ ...COST, amount: { value: "1", currency: "eur" } }, COST])),
    ledger: true,
    expect: { records: 1, totals: { usd: "1.25" }, rejected: [[1, "amount.currency", /“eur”/]] },
  },
];
