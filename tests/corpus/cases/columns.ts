import { type Case, COLUMNS, csv, HEADER, jsonLine, line, sound, utf8 } from "../case";

const rows = [HEADER, line("a"), line("b"), line("c")];
const cells = rows.map((row) => row.split(","));
const three = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const without = (name: string): string =>
  cells.map((row) => row.filter((_, at) => COLUMNS[at] !== name).join(",")).join("\n");
const order = [9, 3, 0, 5, 1, 8, 2, 7, 4, 6];
const long = (length: number): string => `${rows[0]},${"x".repeat(length)}\n${rows[1]},1\n`;

/** Headers: columns missing, strange, twice, in another order. */
export const columns: readonly Case[] = [
  {
    name: "columns: in another order",
    bytes: utf8(cells.map((row) => order.map((at) => row[at]).join(",")).join("\n")),
    expect: three,
    ledger: true,
  },
  {
    name: "columns: in capitals, with blanks around",
    bytes: utf8(rows.join("\n").replace(HEADER, ` ${HEADER.toUpperCase().replaceAll(",", " , ")} `)),
    expect: three,
  },
  {
    name: "columns: with characters of no width around their names",
    bytes: utf8(rows.join("\n").replace("timestamp", "\u200btimestamp\u00a0")),
    expect: three,
  },
  ...["timestamp", "provider", "model"].map(
    (name): Case => ({
      name: `columns: without ${name}`,
      bytes: utf8(without(name)),
      expect: { refused: "unknown-format", reason: new RegExp(`column “${name}” is missing`), line: 1 },
      ledger: name === "model",
    }),
  ),
  {
    name: "columns: without the counts, which are none then",
    bytes: utf8("timestamp,provider,model\n2026-10-01T12:00:00Z,openai,gpt-5\n"),
    expect: { records: 1, totals: {} },
  },
  {
    name: "columns: unknown ones are named once and stay in the file",
    bytes: utf8(
      "timestamp,provider,model,mood,weather\n2026-10-01T12:00:00Z,openai,gpt-5,good,fine\n".repeat(1),
    ),
    expect: { records: 1, totals: {}, messages: [/Not read.*“mood”, “weather”/] },
    ledger: true,
  },
  {
    name: "columns: the same needed one twice",
    bytes: utf8("timestamp,provider,model,model\n2026-10-01T12:00:00Z,openai,gpt-5,gpt-4o\n"),
    expect: { refused: "missing-column", reason: /“model” stands twice/, line: 1 },
  },
  {
    name: "columns: the same count twice",
    bytes: utf8(
      "timestamp,provider,model,input_tokens,Input_Tokens \n2026-10-01T12:00:00Z,openai,gpt-5,1,2\n",
    ),
    expect: { refused: "missing-column", reason: /“input_tokens” stands twice/ },
  },
  {
    name: "columns: the same unknown one twice",
    bytes: utf8("timestamp,provider,model,note,note\n2026-10-01T12:00:00Z,openai,gpt-5,1,2\n"),
    expect: { records: 1, totals: {}, messages: [/“note”/] },
  },
  {
    name: "columns: without names between those with",
    bytes: utf8("timestamp,,provider,,model,\n2026-10-01T12:00:00Z,,openai,x,gpt-5,\n"),
    expect: { records: 1, totals: {} },
  },
  {
    name: "columns: named like the machinery of objects",
    bytes: utf8(
      "timestamp,provider,model,__proto__,constructor,tag.__proto__,tag.toString,hasOwnProperty\n2026-10-01T12:00:00Z,openai,gpt-5,a,b,c,d,e\n",
    ),
    expect: { records: 1, totals: {}, messages: [/“__proto__”/] },
    ledger: true,
  },
  {
    name: "columns: 300 tags, of which 200 are taken",
    bytes: utf8(
      `timestamp,provider,model,${Array.from({ length: 300 }, (_, at) => `tag.t${at}`).join(",")}\n2026-10-01T12:00:00Z,openai,gpt-5${",v".repeat(300)}\n`,
    ),
    expect: { records: 1, totals: {}, messages: [/“tag.t200”.* and more/] },
  },
  {
    name: "columns: 10,000 of them",
    bytes: utf8(
      `${HEADER},${Array.from({ length: 10_000 }, (_, at) => `extra_${at}`).join(",")}\n${Array.from({ length: 20 }, (_, at) => `${line(`r${at}`)}${",1".repeat(10_000)}\n`).join("")}`,
    ),
    expect: { records: 20, totals: sound(20), messages: [/“extra_0”.* and more/] },
  },
  {
    name: "columns: a header of 1 MB",
    bytes: utf8(long(1_000_000)),
    expect: { records: 1, totals: sound(1), messages: [/“x{60}”/] },
  },
  {
    name: "columns: a header of 1 MB that fits nothing",
    bytes: utf8(`${Array.from({ length: 100_000 }, (_, at) => `column_${at}`).join(",")}\n1,2\n`),
    expect: { refused: "unknown-format", reason: /^No known export.*column_39, …/ },
  },
  {
    name: "columns: a mapping that names one the file has not",
    bytes: utf8("When,Model\n2026-10-01,gpt-5\n"),
    options: {
      mapping: {
        columns: { timestamp: "When", model: "Modell" },
        constants: { provider: "openai" },
        cacheInsideInput: true,
      },
    },
    expect: { refused: "bad-mapping", reason: /“Modell”, which this file has not/ },
  },
  {
    name: "columns: a mapping on JSON",
    bytes: utf8(`${jsonLine("a")}\n${jsonLine("b")}\n`),
    options: { mapping: { columns: { timestamp: "timestamp" } } },
    expect: { refused: "wrong-format", reason: /mapping is for CSV/ },
  },
  {
    name: "columns: a format asked for that the file has not",
    bytes: utf8(csv(line("a"))),
    options: { as: "openai-usage" },
    expect: { refused: "wrong-format", reason: /not “OpenAI usage/ },
  },
];

/** Texts a customer's name may be: what is kept of it, or why the row is not taken. */
const names: readonly (readonly [what: string, text: string, taken: string | null | RegExp])[] = [
  ["a formula of a spreadsheet", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"],
  ["a formula as our own CSV writes it", "'=1+1", "=1+1"],
  ["an apostrophe of its own", "'s-Hertogenbosch", "'s-Hertogenbosch"],
  ["at, plus and minus", "@SUM(A1)", "@SUM(A1)"],
  ["a script of a web page", "<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["a statement of SQL", "'; drop table usage_event; --", "'; drop table usage_event; --"],
  ["a path that climbs", "../../etc/passwd", "../../etc/passwd"],
  ["Hebrew, from right to left", "\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"],
  ["a mark that turns the direction", "Glo\u202exeb", "Glo\u202exeb"],
  ["no width around", "\u200bGlobex\u200b\ufeff", "Globex"],
  ["no width within", "Glo\u200bbex", "Glo\u200bbex"],
  ["an emoji of several parts", "👩‍👩‍👧", "👩‍👩‍👧"],
  ["letters put together from two", "Cafe\u0301", "Cafe\u0301"],
  ["blanks alone", "   ", null],
  ["no width alone", "\u200b\u2060", null],
  ["the word null", "null", "null"],
  ["the word of an object's machinery", "__proto__", "__proto__"],
  ["a NUL", "Glo\0bex", /NUL characters/],
  ["a character that stands for broken ones", "Caf\ufffd", /not valid UTF-8/],
  ["500 characters", "x".repeat(500), "x".repeat(500)],
  ["501 characters", "x".repeat(501), /501 characters long/],
  ["100,000 blanks between two letters", `a${" ".repeat(100_000)}b`, /100002 characters long/],
  ["backslashes and tabs, as COPY writes them", "a\\tb\\N\tc", "a\\tb\\N\tc"],
  ["the end of COPY's data", "\\.", "\\."],
];

export const texts: readonly Case[] = names.map(([what, text, taken]) => ({
  name: `text: ${what}`,
  bytes: utf8(csv(line("a", { customer: text }), line("b"))),
  ledger: !(taken instanceof RegExp) || what === "a NUL",
  expect:
    taken instanceof RegExp
      ? { records: 1, totals: sound(1), rejected: [[2, "customer", taken]] }
      : { records: 2, totals: sound(2), customers: [taken, "Globex"] },
}));
