import { type Case, utf8 } from "../case";

const AT = "# scraped_at 2026-10-01T10:00:00Z\n";
const LATER = "# scraped_at 2026-10-01T10:01:00Z\n";
const scrape = (input: string, output = input, labels = 'model_name="m"') =>
  `vllm:prompt_tokens_total{${labels}} ${input}\nvllm:generation_tokens_total{${labels}} ${output}\n`;
const refused = (reason: RegExp) => ({ refused: "missing-column", reason }) as const;
const range = (...values: readonly (readonly [time: unknown, value: unknown])[]) =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "matrix",
      result: ["vllm:prompt_tokens_total", "vllm:generation_tokens_total"].map((name) => ({
        metric: { __name__: name, model_name: "m" },
        values,
      })),
    },
  });

/** Files of metrics of which nothing can be taken. */
const useless: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
  ["one scrape", AT + scrape("5"), /holds one scrape/],
  ["two scrapes without any time", scrape("5") + scrape("7"), /say no time/],
  ["two scrapes at one moment", AT + scrape("5") + scrape("7"), /two values at one moment/],
  ["a time of scraping that is none", `# scraped_at yesterday\n${scrape("5")}`, /“yesterday” behind/],
  ["a time of scraping in 2019", `# scraped_at 2019-01-01T00:00:00Z\n${scrape("5")}`, /no time between 2020/],
  ["an empty time of scraping", `# scraped_at\n${scrape("5")}`, /no time between 2020/],
  [
    "input without output",
    `${AT}vllm:prompt_tokens_total 1\n${LATER}vllm:prompt_tokens_total 2\n`,
    /both counters/,
  ],
  ["metrics of another program", '# TYPE up gauge\nup{job="a"} 1\n', /None of the metrics counts/],
  ["comments alone", "# HELP up Whether it is up.\n", /None of the metrics counts/],
  [
    "a query's answer without series",
    '{"status":"success","data":{"resultType":"matrix","result":[]}}',
    /None of the/,
  ],
  ["a query of one moment", range([1790848800, "5"]), /holds one scrape/],
  [
    "a query of rates, without names",
    range([1790848800, "5"]).replaceAll(/"__name__":"[^"]*",/g, ""),
    /None of the/,
  ],
];

/** Counters of engines, as Prometheus has them. */
export const metrics: readonly Case[] = [
  ...useless.map(
    ([what, text, reason]): Case => ({
      name: `metrics: ${what}`,
      bytes: utf8(text),
      expect: refused(reason),
    }),
  ),
  {
    name: "metrics: a last line cut short is no count",
    bytes: utf8(AT + scrape("100") + LATER + scrape("150", "2").trimEnd()),
    expect: {
      records: 0,
      totals: {},
      empty: 6,
      rejected: [[6, null, /cut short/]],
      messages: [/last scrape breaks off/],
    },
  },
  {
    name: "metrics: values that are no counts are rejected, and made up for by the next scrape",
    bytes: utf8(
      AT + scrape("100") + LATER + scrape("NaN", "1e400") + AT.replace(":00:00Z", ":02:00Z") + scrape("150"),
    ),
    expect: {
      records: 1,
      totals: { input: 50, output: 50 },
      empty: 7,
      rejected: [
        [5, null, /“NaN” is no whole number/],
        [6, null, /“1e400” is no whole number/],
      ],
    },
    ledger: true,
  },
  {
    name: "metrics: a model's name with a NUL is rejected where it stands",
    bytes: utf8(AT + scrape("1", "1", 'model_name="a\0"') + scrape("1") + LATER + scrape("3")),
    expect: {
      records: 1,
      totals: { input: 2, output: 2 },
      empty: 6,
      rejected: [
        [2, "model", /NUL/],
        [3, "model", /NUL/],
      ],
    },
    ledger: true,
  },
  {
    name: "metrics: a megabyte of blanks inside a line",
    bytes: utf8(
      `${AT + scrape("1") + LATER + scrape("3")}vllm:prompt_tokens_total ${" ".repeat(1e6)}x y z\n`,
    ),
    expect: {
      records: 1,
      totals: { input: 2, output: 2 },
      empty: 6,
      rejected: [[7, null, /no line of metrics/]],
    },
  },
  {
    name: "metrics: a query whose values are no counts, or have no time",
    bytes: utf8(
      range([1790848800, "5"], ["x", "6"], [1790848860, "7"], [1e300, "8"], [1790848920, 9], [1, null]),
    ),
    expect: {
      records: 2,
      totals: { input: 4, output: 4 },
      rejectedRows: 6,
      rejected: [[1, null, /no whole number/]],
    },
  },
  {
    name: "metrics: a query of times before 2020",
    bytes: utf8(range([1500000000, "5"], [1500000060, "6"])),
    expect: { records: 0, totals: {}, rejected: [[1, "time", /before 2020/]] },
  },
];
