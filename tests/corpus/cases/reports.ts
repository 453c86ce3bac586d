import { type Case, type Refused, type Totals, utf8 } from "../case";

const MESSAGES = {
  uncached_input_tokens: 700,
  cache_creation: { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
  cache_read_input_tokens: 200,
  output_tokens: 50,
  model: "claude-sonnet-4-5",
};

type Values = Readonly<Record<string, unknown>>;

const anthropicPage = (...results: readonly unknown[]): Values => ({
  data: [{ starting_at: "2026-10-01T00:00:00Z", ending_at: "2026-10-02T00:00:00Z", results }],
  has_more: false,
  next_page: null,
});
const file = (value: unknown) => utf8(JSON.stringify(value));
const one: Totals = { input: 1000, cacheRead: 200, output: 50 };

const anthropic: readonly Case[] = [
  {
    name: "anthropic: a page",
    bytes: file(anthropicPage(MESSAGES)),
    ledger: true,
    expect: {
      records: 1,
      totals: { input: 1000, cacheRead: 200, cacheWrite: 100, output: 50 },
      source: "anthropic-usage",
    },
  },
  {
    name: "anthropic: no cache keys at all, as real rows have it",
    bytes: file(anthropicPage({ uncached_input_tokens: 100, output_tokens: 50, model: "claude-haiku-4-5" })),
    expect: { records: 1, totals: { input: 100, output: 50 } },
  },
  {
    name: "anthropic: cache_creation as a number",
    bytes: file(anthropicPage({ ...MESSAGES, cache_creation: 100 })),
    expect: {
      records: 1,
      totals: { input: 900, cacheRead: 200, output: 50 },
      messages: [/“cache_creation”/],
    },
  },
  {
    name: "anthropic: a fraction of a token",
    bytes: file(anthropicPage({ ...MESSAGES, cache_read_input_tokens: 0.5 }, MESSAGES)),
    expect: {
      records: 1,
      totals: { input: 1000, cacheRead: 200, cacheWrite: 100, output: 50 },
      rejected: [[1, "cache_read_input_tokens", /not a whole number/]],
    },
  },
  {
    name: "anthropic: times that are none",
    bytes: file({
      data: [{ starting_at: "soon", ending_at: "later", results: [MESSAGES] }],
      has_more: false,
    }),
    expect: { records: 0, totals: {}, rejected: [[1, "starting_at", /not a time/]] },
  },
  {
    name: "anthropic: costs in cents, to a fraction of one",
    bytes: file(
      anthropicPage(
        ...["12345.00", "0.4567", "-50"].map((amount, at) => ({
          amount,
          currency: "USD",
          description: `line ${at}`,
        })),
      ),
    ),
    ledger: true,
    expect: { records: 3, totals: { usd: "122.954567" }, source: "anthropic-cost" },
  },
  {
    name: "anthropic: the console's CSV with its sign for up to",
    bytes: utf8(
      [
        "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed",
        "2026-10-01,claude-sonnet-4-5,backend,Default,standard,≤ 200k,700,60,40,200,50,0,not_available,",
        "2026-10-01 15:04,claude-sonnet-4-5,backend,Default,standard,≤ 200k,7OO,60,40,200,50,0,not_available,",
        "01/10/2026,claude-sonnet-4-5,backend,Default,standard,≤ 200k,700,60,40,200,50,0,not_available,",
      ].join("\r\n"),
    ),
    ledger: true,
    expect: {
      records: 1,
      totals: { input: 1000, cacheRead: 200, cacheWrite: 100, output: 50 },
      source: "anthropic-usage-console",
      rejected: [
        [3, "usage_input_tokens_no_cache", /not a whole number/],
        [4, "usage_date_utc", /not a (time|day)/],
      ],
    },
  },
];

const GENERATIONS =
  "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,user,generation_time_ms,time_to_first_token_ms,api_key_name,app_name,byok_usage_inference";
const generation = (id: string, cells: { cached?: string; cost?: string } = {}): string =>
  `${id},2026-06-28 03:46:57.713,${cells.cost ?? "0.0123"},1000,50,20,${cells.cached ?? "200"},openai/gpt-5,OpenAI,standard,false,true,,4210,812.4,prod,"Bot, support",0`;

const more: readonly Case[] = [
  {
    name: "openrouter: generations, one with more cached than input",
    bytes: utf8([GENERATIONS, generation("gen-1"), generation("gen-2", { cached: "1001" })].join("\n")),
    ledger: true,
    expect: {
      records: 1,
      totals: { ...one, usd: "0.0123" },
      source: "openrouter-generations",
      rejected: [[3, null, /Cache tokens \(1001/]],
    },
  },
  {
    name: "openrouter: a cost with a decimal comma",
    bytes: utf8([GENERATIONS, generation("gen-1", { cost: '"0,0123"' })].join("\n")),
    expect: { records: 0, totals: {}, rejected: [[2, "cost_total", /comma before its decimals/]] },
  },
  {
    name: "openrouter: activity, whose cache nobody knows",
    bytes: utf8(
      '"Date","Slug","Usage","BYOK Usage","Requests","Prompt Tokens","Completion Tokens","Reasoning Tokens"\n"2026-05-12 00:00:00","openai/gpt-5","0.015","0","5","50","125","25"\n"2026-05-12 00:00:00","openai/gpt-5","0.015","0","5","50","125","126"\n',
    ),
    expect: {
      records: 1,
      totals: { input: 50, output: 125, usd: "0.015" },
      source: "openrouter-activity",
      rejected: [[3, null, /Reasoning tokens \(126\)/]],
    },
  },
  ...(
    [
      ["2026-10", null],
      ["2026-13", /not a month/],
      ["10/2026", /not a month/],
      ["October 2026", /not a month/],
      ["2019-12", /before 2020/],
      ["2027-01", /more than a day ahead/],
      ["", /empty/],
    ] as const
  ).map(
    ([period, reason]): Case => ({
      name: `revenue: of “${period}”`,
      bytes: utf8(`period,product,amount\n${period},Copilot,5\n2026-09,Copilot,1\n`),
      ledger: period === "2026-10" || period === "2026-13",
      expect:
        reason === null
          ? { records: 2, totals: { usd: "6" }, source: "costcurve-revenue" }
          : { records: 1, totals: { usd: "1" }, rejected: [[2, "period", reason]] },
    }),
  ),
  {
    name: "revenue: without a product",
    bytes: utf8("period,product,amount\n2026-10,,5\n"),
    expect: { records: 0, totals: {}, rejected: [[2, "product", /empty/]] },
  },
  {
    name: "revenue: rows of usage under its header",
    bytes: utf8("period,product,amount\ngpt-5,openai,2026-10-01\n"),
    expect: { records: 0, totals: {}, rejected: [[2, "period", /not a month/]] },
  },
];

const MAPPING = {
  columns: {
    timestamp: "Datum",
    model: "Modell",
    input_tokens: "Eingabe",
    output_tokens: "Ausgabe",
    cost: "Kosten",
  },
  constants: { provider: "openai" },
  cacheInsideInput: true,
  dates: "day-first",
  zone: "Europe/Berlin",
};
const mapped = (...rows: readonly string[]): Pick<Case, "bytes" | "options"> => ({
  bytes: utf8(`Datum;Modell;Eingabe;Ausgabe;Kosten\n${rows.join("\n")}\n`),
  options: { mapping: MAPPING },
});
const bad: Refused = { refused: "bad-mapping", reason: /mapping cannot be used/ };

const generic: readonly Case[] = [
  {
    name: "generic: German figures, of which those that read two ways are not taken",
    ...mapped(
      "05.10.2026 14:05;gpt-5;1000;50;0.25",
      "05.10.2026 14:05;gpt-5;1.000;50;0.25",
      "05.10.2026 14:05;gpt-5;1000;50;0,25",
      "05.10.2026 14:05;gpt-5;1000;50;1,250",
    ),
    ledger: true,
    expect: {
      records: 1,
      totals: { input: 1000, output: 50, usd: "0.25" },
      rejected: [
        [3, "Eingabe", /1 and as 1000/],
        [4, "Kosten", /comma before its decimals/],
        [5, "Kosten", /1250 and as 1\.250/],
      ],
    },
  },
  {
    name: "generic: money in micro-dollars, rounded to the pico-dollar",
    bytes: utf8("t,m,c\n2026-10-01,gpt-5,1500000\n2026-10-01,gpt-5,0.0000005\n"),
    options: {
      mapping: {
        columns: { timestamp: "t", model: "m", cost: "c" },
        constants: { provider: "openai" },
        cacheInsideInput: true,
        moneyUnit: "micro-usd",
      },
    },
    expect: { records: 2, totals: { usd: "1.5" } },
  },
  ...(
    [
      ["of nothing", {}],
      ["without a time", { columns: { model: "m" }, cacheInsideInput: true }],
      [
        "with a field that is none",
        { columns: { timestamp: "t", model: "m", mood: "c" }, cacheInsideInput: true },
      ],
      ["with a switch too many", { ...MAPPING, delimiter: ";" }],
      ["of text", "timestamp=t"],
      ["of null", null],
    ] as const
  ).map(
    ([what, mapping]): Case => ({
      name: `generic: a mapping ${what}`,
      bytes: utf8("t,m,c\n2026-10-01,gpt-5,1\n"),
      options: { mapping },
      expect: bad,
    }),
  ),
  {
    name: "generic: asked for without a mapping",
    bytes: utf8("t,m,c\n2026-10-01,gpt-5,1\n"),
    options: { as: "generic-csv" },
    expect: { refused: "bad-mapping", reason: /needs a column mapping/ },
  },
];

/** Reports of other providers, revenue and mapped files. */
export const reports: readonly Case[] = [...anthropic, ...more, ...generic];
