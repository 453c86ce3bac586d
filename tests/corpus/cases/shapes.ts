import { type Case, COLUMNS, csv, HEADER, jsonLine, line, sound, utf8 } from "../case";

const rows = [HEADER, line("a"), line("b"), line("c")];
const cells = rows.map((row) => row.split(","));
const joined = (delimiter: string): string => cells.map((row) => row.join(delimiter)).join("\n");
const three = { records: 3, totals: sound(3), source: "costcurve-usage" } as const;
const cut = (text: string, cells: number): string => text.split(",").slice(0, cells).join(",");

/** How rows and cells are set apart, and what becomes of them where they are not. */
export const shapes: readonly Case[] = [
  { name: "shape: line ends of Unix", bytes: utf8(rows.join("\n")), expect: three },
  { name: "shape: line ends of Windows", bytes: utf8(rows.join("\r\n")), expect: three, ledger: true },
  { name: "shape: line ends of an old Mac", bytes: utf8(rows.join("\r")), expect: three, ledger: true },
  { name: "shape: line ends doubled by a text mode", bytes: utf8(rows.join("\r\r\n")), expect: three },
  {
    name: "shape: all three line ends in one file",
    bytes: utf8(`${HEADER}\r\n${line("a")}\r${line("b", { output_tokens: "x" })}\n${line("c")}\r`),
    ledger: true,
    expect: { records: 2, totals: sound(2), rejected: [[3, "output_tokens", /not a whole/]] },
  },
  { name: "shape: no line end after the last row", bytes: utf8(rows.join("\n")), expect: three },
  {
    name: "shape: blank lines and rows of empty cells between",
    bytes: utf8(`\n\n${HEADER}\n\n${line("a")}\n  \n,,,,,,,,,\n${line("b")}\n\n\n${line("c")}\n\n`),
    expect: three,
  },
  { name: "shape: semicolons", bytes: utf8(joined(";")), expect: three },
  { name: "shape: tabs", bytes: utf8(joined("\t")), expect: three },
  {
    name: "shape: sep=; before the header",
    bytes: utf8(`sep=;\n${joined(";")}`),
    expect: three,
    ledger: true,
  },
  { name: "shape: sep=| before the header", bytes: utf8(`sep=|\r\n${joined("|")}`), expect: three },
  {
    name: "shape: bars without saying so",
    bytes: utf8(joined("|")),
    expect: { refused: "unknown-format", reason: /timestamp\|provider/, line: 1 },
  },
  {
    name: "shape: every cell in quotes",
    bytes: utf8(cells.map((row) => row.map((cell) => `"${cell}"`).join(",")).join("\n")),
    expect: three,
  },
  {
    name: "shape: blanks after closing quotes",
    bytes: utf8(cells.map((row) => row.map((cell) => `"${cell}" `).join(",")).join("\n")),
    expect: three,
  },
  {
    name: "shape: quotes doubled inside quotes",
    bytes: utf8(csv(line("a").replace("Globex", '"Globex ""West"", Inc."'), line("b"))),
    expect: { records: 2, totals: sound(2), customers: ['Globex "West", Inc.', "Globex"] },
  },
  {
    name: "shape: a quoted cell over three lines counts them",
    bytes: utf8(csv(line("a", { customer: "Globex\r\nWest\nInc." }), line("b", { output_tokens: "x" }))),
    expect: {
      records: 1,
      totals: sound(1),
      rejected: [[5, "output_tokens", /not a whole/]],
      customers: ["Globex\r\nWest\nInc."],
    },
  },
  {
    name: "shape: quotes inside a cell without quotes",
    bytes: utf8(csv(line("a").replace("Globex", 'Globex "West"'), line("b").replace("Globex", '5" disks'))),
    expect: { records: 2, totals: sound(2), customers: ['Globex "West"', '5" disks'] },
  },
  {
    name: "shape: a quote that never closes costs its row alone",
    bytes: utf8(csv(line("a"), line("b").replace("Globex", '"Globex'), line("c"))),
    ledger: true,
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /quote is opened .* never closed/]] },
  },
  {
    name: "shape: a quote that never closes in the last row",
    bytes: utf8(`${csv(line("a"))}"b`),
    expect: { records: 1, totals: sound(1), rejected: [[3, null, /never closed/]] },
  },
  {
    name: "shape: a quote that never closes in the header",
    bytes: utf8(`"${csv(line("a"))}`),
    expect: { refused: "unknown-format", reason: /header row cannot be read.*quote/ },
  },
  {
    name: "shape: text after a closing quote",
    bytes: utf8(csv(line("a"), line("b").replace("Globex", '"Globex" West'), line("c"))),
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /text after a closing quote/]] },
  },
  {
    name: "shape: quotes escaped by a backslash",
    bytes: utf8(csv(line("a"), line("b").replace("Globex", '"Globex \\"West\\""'), line("c"))),
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /text after a closing quote/]] },
  },
  {
    name: "shape: single quotes are no quotes",
    bytes: utf8(csv(line("a").replace("Globex", "'Globex, West'"), line("b"))),
    expect: { records: 1, totals: sound(1), rejected: [[2, null, /11 cells where the header has 10/]] },
  },
  {
    name: "shape: a row cut short",
    bytes: utf8(csv(line("a"), cut(line("b"), 6), line("c"))),
    ledger: true,
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /6 cells where the header has 10/]] },
  },
  {
    name: "shape: a file that ends within a row",
    bytes: utf8(`${csv(line("a"), line("b"))}${line("c").slice(0, 40)}`),
    expect: { records: 2, totals: sound(2), rejected: [[4, null, /cut short/]] },
  },
  {
    name: "shape: a comma too many, with text behind it",
    bytes: utf8(csv(line("a"), `${line("b")},surplus`, line("c"))),
    expect: { records: 2, totals: sound(2), rejected: [[3, null, /11 cells where the header has 10/]] },
  },
  {
    name: "shape: commas too many, with nothing behind them",
    bytes: utf8(csv(`${line("a")},,,`, line("b"))),
    expect: { records: 2, totals: sound(2) },
  },
  {
    name: "shape: rows with another delimiter than the header",
    bytes: utf8(csv(line("a"), line("b").replaceAll(",", ";"))),
    expect: { records: 1, totals: sound(1), rejected: [[3, null, /1 cells? where the header has 10/]] },
  },
  {
    name: "shape: the header again between the rows, as joined files have it",
    bytes: utf8(`${csv(line("a"))}${csv(line("b"))}`),
    expect: { records: 2, totals: sound(2), rejected: [[3, "timestamp", /“timestamp” is not a time/]] },
  },
  {
    name: "shape: a line of totals below the rows",
    bytes: utf8(`${csv(line("a"))}Total,,,,100,20,10,,0.005,\n`),
    expect: { records: 1, totals: sound(1), rejected: [[3, "timestamp", /missing/]] },
  },
  {
    name: "shape: a title above the header",
    bytes: utf8(`Usage of October\n${csv(line("a"))}`),
    expect: { refused: "unknown-format", reason: /The header is: Usage of October/, line: 1 },
  },
  {
    name: "shape: a comment above the header",
    bytes: utf8(`# exported by hand\n${csv(line("a"))}`),
    expect: { refused: "unknown-format", reason: /# exported by hand/ },
  },
  {
    name: "shape: an empty file",
    bytes: () => Buffer.alloc(0),
    expect: { refused: "empty-file", reason: /empty/ },
    ledger: true,
  },
  {
    name: "shape: a byte order mark alone",
    bytes: utf8("\ufeff"),
    expect: { refused: "empty-file", reason: /empty/ },
  },
  {
    name: "shape: line ends alone",
    bytes: utf8("\n\r\n\n \n"),
    expect: { refused: "empty-file", reason: /empty/ },
  },
  {
    name: "shape: the header alone",
    bytes: utf8(`${HEADER}\n`),
    expect: { records: 0, totals: {} },
    ledger: true,
  },
  {
    name: "shape: the header alone, without a line end",
    bytes: utf8(HEADER),
    expect: { records: 0, totals: {} },
  },
  {
    name: "shape: commas alone",
    bytes: utf8(",,,\n,,,\n"),
    expect: { refused: "unknown-format", reason: /header/ },
  },
  {
    name: "shape: no header, rows at once",
    bytes: utf8(`${line("a")}\n${line("b")}\n`),
    expect: { refused: "unknown-format", reason: /The header is: a, 2026-10-01/ },
  },
];

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
