import { type Case, csv, jsonLine, line, sound, utf8 } from "../case";

/** Output counts as people and programs write them: what each is taken for, or why it is not taken. */
const written: readonly (readonly [text: string, taken: number | RegExp])[] = [
  ["0", 0],
  ["7", 7],
  ["0007", 7],
  [" 12 ", 12],
  ["\t12", 12],
  ["12\u00a0", 12],
  ["1234.0", 1234],
  ["59200.000", 59_200],
  ["5.", 5],
  ["", 0],
  ["   ", 0],
  ["1,234", 1234],
  ["1,000", 1000],
  ["1,234,567", 1_234_567],
  ["1,234.0", 1234],
  ["1 234 567", 1_234_567],
  ["1\u202f234", 1234],
  ["1'234", 1234],
  ["9007199254740991", 9_007_199_254_740_991],
  ["9007199254740993", /larger than can be counted/],
  ["99999999999999999999999", /larger than can be counted/],
  ["9,007,199,254,740,993", /not a whole number/],
  ["1.000", /can be read as 1 and as 1000/],
  ["12.000", /can be read as 12 and as 12000/],
  ["1.234", /thousands separators/],
  ["1.234.567", /thousands separators/],
  ["1.234,5", /not a whole number/],
  ["1,234.5", /not a whole number/],
  ["12,34,567", /not a whole number/],
  ["0,123", /not a whole number/],
  ["1,23", /not a whole number/],
  ["1e3", /rounded form/],
  ["1.23E+11", /rounded form/],
  ["1.5", /not a whole number/],
  ["-5", /negative/],
  ["-0", /negative|not a whole number/],
  ["+5", /not a whole number/],
  ["(5)", /not a whole number/],
  ["NaN", /not a whole number/],
  ["Infinity", /not a whole number/],
  ["null", /not a whole number/],
  ["N/A", /not a whole number/],
  ["-", /not a whole number/],
  ["#REF!", /not a whole number/],
  ["0x10", /not a whole number/],
  ["1_000", /not a whole number/],
  ["１２", /not a whole number/],
  ["٣", /not a whole number/],
  ["²", /not a whole number/],
  ["12 tokens", /not a whole number/],
  ["1.2k", /not a whole number/],
  ["=10+5", /not a whole number/],
  ["true", /not a whole number/],
  [".0", /not a whole number/],
  ["1\u200b2", /not a whole number/],
];

/** Counts as JSON literals. */
const literals: readonly (readonly [literal: string, taken: number | RegExp])[] = [
  ["7", 7],
  ["7.0", 7],
  ["1e3", 1000],
  ['"1234"', 1234],
  ['"1,234"', 1234],
  ["null", 0],
  ["-0", 0],
  ["9007199254740991", 9_007_199_254_740_991],
  ["9007199254740993", /larger than can be counted|not a whole number/],
  ["1234567890123456789012345678901234567890", /not a whole number|larger/],
  ["1e400", /Infinity.*not a whole number/],
  ["-5", /negative/],
  ["1.5", /not a whole number/],
  ["true", /not a whole number/],
  ["[7]", /not a whole number/],
  ['{"value":7}', /not a whole number/],
  ['"seven"', /not a whole number/],
];

const total = (taken: number) => ({ ...sound(3), output: 20n + BigInt(taken) });

export const counts: readonly Case[] = [
  ...written.map(
    ([text, taken]): Case => ({
      name: `counts: “${text}” in CSV`,
      bytes: utf8(csv(line("a"), line("b", { output_tokens: text }), line("c"))),
      ledger: text === "1,234" || text === "9007199254740991" || text === "9007199254740993" || text === "-5",
      expect:
        typeof taken === "number"
          ? { records: 3, totals: total(taken) }
          : { records: 2, totals: sound(2), rejected: [[3, "output_tokens", taken]] },
    }),
  ),
  ...literals.map(
    ([literal, taken]): Case => ({
      name: `counts: ${literal} in JSON lines`,
      bytes: utf8(
        [jsonLine("a"), jsonLine("b", { output_tokens: "?" }).replace('"?"', literal), jsonLine("c")].join(
          "\n",
        ),
      ),
      ledger: literal === "1e400",
      expect:
        typeof taken === "number"
          ? { records: 3, totals: total(taken) }
          : {
              records: 2,
              totals: sound(2),
              rejected: [[2, "output_tokens", taken]],
            },
    }),
  ),
];

const relation = (name: string, cells: Parameters<typeof line>[1], reason: RegExp): Case => ({
  name: `counts: ${name}`,
  bytes: utf8(csv(line("a"), line("b", cells), line("c"))),
  expect: { records: 2, totals: sound(2), rejected: [[3, null, reason]] },
});

/** Counts that contradict each other. */
export const contradictions: readonly Case[] = [
  { ...relation("more cached than input", { cache_read_tokens: "101" }, /Cache tokens \(101/), ledger: true },
  relation(
    "cached tokens and no input",
    { input_tokens: "0", cache_read_tokens: "1" },
    /exceed the input total \(0\)/,
  ),
  {
    name: "counts: more reasoning than output",
    bytes: utf8(
      "timestamp,provider,model,output_tokens,reasoning_tokens\n2026-10-01T12:00:00Z,openai,gpt-5,10,11\n2026-10-01T12:00:00Z,openai,gpt-5,10,10\n",
    ),
    expect: { records: 1, totals: { output: 10 }, rejected: [[2, null, /Reasoning tokens \(11\)/]] },
  },
  {
    name: "counts: parts whose sum is beyond what can be counted",
    bytes: utf8(
      "timestamp,provider,model,input_tokens,cache_read_tokens,cache_write_5m_tokens\n2026-10-01T12:00:00Z,openai,gpt-5,9007199254740991,9007199254740991,9007199254740991\n",
    ),
    expect: { records: 0, totals: {}, rejected: [[2, null, /exceed/]] },
  },
];
