import { type Case, jsonLine, type Refused, sound, utf8 } from "../case";

const lines = (...all: readonly string[]) => utf8(`${all.join("\n")}\n`);
const good = jsonLine("a");
const three = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const array = `[${good},${jsonLine("b")},${jsonLine("c")}]`;
const deep = (levels: number, open = '{"a":', close = "}"): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;
const cutShort: Refused = { refused: "broken-container", reason: /cut short/ };
const more: Refused = { refused: "broken-container", reason: /more follows/ };

/** A middle row of JSON lines: what is rejected of it, or null where it is taken as a sound row. */
const middle: readonly (readonly [
  what: string,
  row: string,
  taken: null | readonly [column: string | null, reason: RegExp],
  ledger?: boolean,
])[] = [
  ["broken", '{"id":"b","timestamp":', [null, /not valid JSON: it is cut short/], true],
  ["text", "[INFO] request done", [null, /not valid JSON/]],
  ["a number", "42", [null, /not an object/]],
  ["null", "null", [null, /not an object/]],
  ["an array", "[]", [null, /not an object/]],
  ["an empty object", "{}", ["timestamp", /missing/]],
  ["blank", "   ", null],
  ["with NaN, as some programs write it", jsonLine("b").replace("0.005", "NaN"), [null, /NaN or Infinity/]],
  ["with -Infinity", jsonLine("b").replace("250", "-Infinity"), [null, /NaN or Infinity/]],
  ["in single quotes", jsonLine("b").replaceAll('"', "'"), [null, /not valid JSON/]],
  ["with a comma too many", jsonLine("b").replace("}", ",}"), [null, /not valid JSON/]],
  ["with a comment", `${jsonLine("b")} // second`, [null, /not valid JSON/]],
  ["two objects on one line", jsonLine("b") + jsonLine("c"), [null, /not valid JSON/]],
  ["with a line end inside a string", jsonLine("b").replace("Globex", "Glo\tbex"), [null, /not valid JSON/]],
  [
    "70 levels deep where nothing is read",
    jsonLine("b", { x: 0 }).replace('"x":0', `"x":${deep(70)}`),
    [null, /64 levels deep/],
  ],
  [
    "10,000 levels deep where nothing is read",
    jsonLine("b", { x: 0 }).replace('"x":0', `"x":${deep(10_000)}`),
    [null, /64 levels deep/],
    true,
  ],
  [
    "10,000 levels deep in the model",
    jsonLine("b", { model: "?" }).replace('"?"', deep(10_000, "[", "]")),
    [null, /64 levels deep/],
  ],
  ["10,000 arrays deep and nothing else", deep(10_000, "[", "]"), [null, /not an object/]],
  [
    "10,000 levels deep, cut short",
    jsonLine("b", { x: 0 }).replace('"x":0}', `"x":${'{"a":'.repeat(10_000)}`),
    [null, /cut short/],
  ],
  [
    "with half of a surrogate pair",
    jsonLine("b").replace("Globex", "Glo\\ud83dbex"),
    ["customer", /not valid UTF-8/],
    true,
  ],
  ["with a NUL", jsonLine("b").replace("Globex", "Glo\\u0000bex"), ["customer", /NUL/]],
  ["with an object for a name", jsonLine("b", { customer: { name: "Globex" } }), ["customer", /not text/]],
  ["with an array for a name", jsonLine("b", { customer: ["Globex"] }), ["customer", /not text/]],
  ["with true for a time", jsonLine("b", { timestamp: true }), ["timestamp", /not a time/]],
  ["with an object for a time", jsonLine("b", { timestamp: {} }), ["timestamp", /not a time/]],
  ["with an array for a model", jsonLine("b", { model: [] }), ["model", /not text/]],
  [
    "with 600 characters for a model",
    jsonLine("b", { model: "m".repeat(600) }),
    ["model", /600 characters long/],
  ],
  ["without a model", jsonLine("b", { model: undefined }), ["model", /empty/]],
  [
    "with words for a latency",
    jsonLine("b", { latency_ms: "fast" }),
    ["latency_ms", /not a number from 0 on/],
  ],
  ["with a negative latency", jsonLine("b", { latency_ms: -1 }), ["latency_ms", /not a number from 0 on/]],
  [
    "with 0x10 for a latency",
    jsonLine("b", { latency_ms: "0x10" }),
    ["latency_ms", /not a number from 0 on/],
  ],
  [
    "with 1e400 for a latency",
    jsonLine("b").replace("250", "1e400"),
    ["latency_ms", /not a number from 0 on/],
  ],
  ["of 3 MB", jsonLine("b", { note: "x".repeat(3 * 1024 ** 2), model: "" }), ["model", /empty/]],
];

/** Rows of JSON that are strange and right. */
const strange: readonly (readonly [what: string, row: string])[] = [
  ["a key twice: the last one counts", jsonLine("b").replace('"id"', '"output_tokens":99999,"id"')],
  [
    "keys of an object's machinery",
    jsonLine("b").replace('"id"', '"__proto__":{"customer":"Mallory"},"constructor":{"prototype":1},"id"'),
  ],
  [
    "keys in another order",
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(jsonLine("b"))).reverse())),
  ],
  ["keys that nothing reads", jsonLine("b", { mood: "good", nested: { deeper: [1, 2, 3] } })],
  ["an empty key", jsonLine("b").replace("{", '{"":12345678901234567890,')],
  [
    "blanks between everything",
    jsonLine("b")
      .replace(/([{}:,])/g, " $1 ")
      .replace(/(\d{2}) : (\d{2}) : /, "$1:$2:"),
  ],
  ["a return before the line's end", `${jsonLine("b")}\r`],
  ["characters as escapes", jsonLine("b").replace("Globex", "\\u0047lobex")],
  ["numbers as text", jsonLine("b", { input_tokens: "100", cost: "0.005", latency_ms: "250.0" })],
  ["nulls where nothing is", jsonLine("b", { project: null, requests: null, "tag.team": null })],
  ["63 levels deep where nothing is read", jsonLine("b", { x: 0 }).replace('"x":0', `"x":${deep(50)}`)],
];

export const json: readonly Case[] = [
  ...middle.map(
    ([what, row, taken, ledger = false]): Case => ({
      name: `json lines: a row ${what}`,
      bytes: lines(good, row, jsonLine("c")),
      ledger,
      expect: {
        records: 2,
        totals: sound(2),
        source: "costcurve-usage",
        rejected: taken === null ? [] : [[2, ...taken]],
      },
    }),
  ),
  ...strange.map(
    ([what, row]): Case => ({
      name: `json lines: ${what}`,
      bytes: lines(good, row, jsonLine("c")),
      ledger: what.includes("machinery") || what.includes("twice"),
      expect: { ...three, customers: ["Globex", "Globex", "Globex"] },
    }),
  ),
  {
    name: "json lines: the first row broken",
    bytes: lines('{"id":"a","timestamp":"2026-', jsonLine("b"), jsonLine("c")),
    expect: { records: 2, totals: sound(2), rejected: [[1, null, /cut short/]] },
  },
  {
    name: "json lines: cut within the last row",
    bytes: utf8(`${good}\n${jsonLine("b")}\n${jsonLine("c").slice(0, 50)}`),
    ledger: true,
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /cut short/]] },
  },
  {
    name: "json lines: no line end after the last row",
    bytes: utf8(`${good}\n${jsonLine("b")}\n${jsonLine("c")}`),
    expect: three,
  },
  {
    name: "json lines: blank lines between",
    bytes: lines("", good, "", jsonLine("b"), "\r", jsonLine("c"), ""),
    expect: three,
  },
  { name: "json lines: one row alone", bytes: lines(good), expect: { records: 1, totals: sound(1) } },
  {
    name: "json lines: an id of 20 digits keeps them all",
    bytes: lines(
      jsonLine("?").replace('"?"', "12345678901234567890").replace('"Globex"', "12345678901234567891"),
      jsonLine("b").replace('"Globex"', "12345678901234567892"),
    ),
    expect: { records: 2, totals: sound(2), customers: ["12345678901234567891", "12345678901234567892"] },
  },
  { name: "json: an array", bytes: utf8(array), expect: three, ledger: true },
  {
    name: "json: an array on many lines",
    bytes: utf8(JSON.stringify(JSON.parse(array), null, 2)),
    expect: three,
  },
  { name: "json: with a byte order mark", bytes: utf8(`\ufeff${array}`), expect: three },
  { name: "json: blanks and zeros behind", bytes: utf8(`${array} \n\0\0\n`), expect: three },
  {
    name: "json: elements that are no objects",
    bytes: utf8(`[${good},7,null,"x",[],${jsonLine("b")}]`),
    expect: {
      records: 2,
      totals: sound(2),
      rejected: [2, 3, 4, 5].map((line) => [line, null, /object is expected/] as const),
    },
  },
  ...[1, 0.9, 0.5, 0.3].map(
    (share): Case => ({
      name: `json: an array cut at ${share === 1 ? "its last byte" : `${share * 100} % of it`}`,
      bytes: utf8(array.slice(0, share === 1 ? -1 : Math.floor(array.length * share))),
      ledger: share === 0.9,
      expect: cutShort,
    }),
  ),
  { name: "json: text behind the array", bytes: utf8(`${array} and more`), expect: more, ledger: true },
  { name: "json: two arrays, one after the other", bytes: utf8(array + array), expect: more },
  { name: "json: two arrays, each on its line", bytes: utf8(`${array}\n${array}\n`), expect: more },
  {
    name: "json: broken in the middle",
    bytes: utf8(array.replace('"openai"', "openai")),
    expect: { refused: "broken-container", reason: /broken at line 1, character \d+/ },
  },
  {
    name: "json: a comma behind the last element",
    bytes: utf8(array.replace(/\]$/, ",]")),
    expect: { refused: "broken-container", reason: /broken at/ },
  },
  {
    name: "json: 70 levels deep",
    bytes: utf8(`[${deep(70)}]`),
    expect: { refused: "too-deep", reason: /64 levels/ },
  },
  {
    name: "json: 10,000 levels deep",
    bytes: utf8(deep(10_000, "[", "]")),
    expect: { refused: "too-deep", reason: /64 levels/ },
    ledger: true,
  },
  {
    name: "json: 1,000,000 brackets and no end",
    bytes: utf8("[".repeat(1_000_000)),
    expect: { refused: "too-deep", reason: /64 levels/ },
  },
  {
    name: "json: 1,000,000 objects and no end",
    bytes: utf8('{"a":'.repeat(1_000_000)),
    expect: { refused: "too-deep", reason: /64 levels/ },
  },
  {
    name: "json: a string that never ends",
    bytes: utf8(`["${"x".repeat(1_000_000)}`),
    expect: cutShort,
  },
  {
    name: "json: backslashes before quotes, a million of them",
    bytes: utf8(`["${'\\\\\\"'.repeat(300_000)}"]`),
    expect: { refused: "unknown-format", reason: /No known export/ },
  },
  {
    name: "json: UTF-16 without a byte order mark",
    bytes: () => Buffer.from(array, "utf16le"),
    expect: { refused: "broken-container", reason: /NUL characters/ },
  },
];
