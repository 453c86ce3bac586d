import { type Case, csv, HEADER, line, sound, utf8 } from "../case";

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
