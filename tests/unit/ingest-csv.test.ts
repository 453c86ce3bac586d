import { describe, expect, test } from "vitest";
import { CsvRows, delimiterOf } from "@/lib/ingest/csv";
import { Row } from "@/lib/ingest/sources/row";
import { Clock, countOf } from "@/lib/ingest/sources/values";
import { readText } from "../support/golden";

/** All rows of a text: line, cells, problem. */
function rowsOf(text: string, delimiter = ","): [number, string[] | string][] {
  const rows = new CsvRows(delimiter);
  rows.push(text, true);
  const all: [number, string[] | string][] = [];
  while (rows.next()) all.push([rows.line, rows.problem ?? [...rows.cells]]);
  return all;
}

describe("splitting", () => {
  test("quotes, doubled quotes, delimiters and line breaks inside quotes; the line is the physical one", () => {
    expect(rowsOf('a,"b,1","c ""x""",\r\n"d\ne",,f"g,h\n1,2,3,4')).toEqual([
      [1, ["a", "b,1", 'c "x"', ""]],
      [2, ["d\ne", "", 'f"g', "h"]],
      [4, ["1", "2", "3", "4"]],
    ]);
  });

  test("a quote that never closes costs its own line only", () => {
    expect(rowsOf('a,"b\nc,d\ne,f\n')).toEqual([
      [1, "A quote is opened in this row and never closed."],
      [2, ["c", "d"]],
      [3, ["e", "f"]],
    ]);
  });

  test("text after a closing quote costs its own line only", () => {
    const [first, second] = rowsOf('a,"b"c\nd,e');
    expect(first?.[1]).toMatch(/after a closing quote/);
    expect(second).toEqual([2, ["d", "e"]]);
  });

  test("lines end with LF, CRLF, CR, or returns before a newline, in one file too", () => {
    expect(rowsOf('a,b\rc,"d\re"\r\nf,g\r\r\nh,i\n\rj')).toEqual([
      [1, ["a", "b"]],
      [2, ["c", "d\re"]],
      [4, ["f", "g"]],
      [5, ["h", "i"]],
      [6, [""]],
      [7, ["j"]],
    ]);
  });

  test("a quote given up does not hide the breaks behind it", () => {
    expect(rowsOf('a,"b\rc,d\re,f').map(([line]) => line)).toEqual([1, 2, 3]);
    expect(rowsOf('a,"b\rc",d"x\re,f').map(([, cells]) => cells)).toEqual([
      ["a", "b\rc", 'd"x'],
      ["e", "f"],
    ]);
    expect(rowsOf('a,"b\rc"d\re,f').map(([line]) => line)).toEqual([1, 2, 3]);
  });

  test("a row may arrive in pieces", () => {
    const rows = new CsvRows(",");
    rows.push('a,"b\n', false);
    expect(rows.next()).toBe(false);
    rows.push("c\n", false);
    expect(rows.next()).toBe(false);
    rows.push('d",e\n', true);
    expect(rows.next()).toBe(true);
    expect(rows.cells).toEqual(["a", "b\nc\nd", "e"]);
    expect(rows.rowText()).toBe('a,"b\nc\nd",e');
    expect(rows.next()).toBe(false);
  });

  test.each([
    ["a,b,c", ","],
    ["a;b;c,d", ";"],
    ["a\tb\tc", "\t"],
    ['"a,b,c";d', ";"],
    ["alone", ","],
  ])("the delimiter of %j", (header, delimiter) => {
    expect(delimiterOf(header)).toBe(delimiter);
  });

  test("blank lines and rows of empty cells are no rows", async () => {
    const { summary } = await readText(
      "\n\ntimestamp,provider,model\n\n,,\n2026-10-01T00:00:00Z,openai,gpt-5\n   \n2026-10-01T00:00:00Z,openai,gpt-5",
    );
    expect(summary.rows).toEqual({ read: 2, records: 2, rejected: 0, empty: 0 });
  });
});

describe("cells", () => {
  test.each([
    ["0", 0],
    ["1234", 1234],
    ["1234.0", 1234],
    ["59200.000", 59200],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", -1],
    ["12345678901234567890", -1],
    ["1,234", -1],
    ["-5", -1],
    ["1.5", -1],
    ["1e3", -1],
    [".0", -1],
    ["1.", 1],
    ["", -1],
  ])("a count %j", (text, count) => {
    expect(countOf(text)).toBe(count);
  });

  test.each([
    ["2026-10-01T12:34:56Z", "2026-10-01T12:34:56.000Z"],
    ["2026-10-01T12:34:56.7Z", "2026-10-01T12:34:56.700Z"],
    ["2026-10-01 12:34:56.789123Z", "2026-10-01T12:34:56.789Z"],
    ["2026-10-01T14:34:56+02:00", "2026-10-01T12:34:56.000Z"],
    ["2026-10-01 12:34", "2026-10-01T12:34:00.000Z"],
    ["1790858096", "2026-10-01T12:34:56.000Z"],
    ["1790858096789", "2026-10-01T12:34:56.789Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ])("an instant %j", (text, iso) => {
    expect(new Date(new Clock().instant(text)).toISOString()).toBe(iso);
  });

  test.each([
    "2026-02-30T00:00:00Z",
    "2026-10-01T24:00:00Z",
    "2026-10-01T12:60:00Z",
    "2026-10-01T12:00:00.Z",
    "soon",
  ])("no instant %j", (text) => {
    expect(new Clock().instant(text)).toBeNaN();
  });

  test("an apostrophe that our own CSV put before a formula is taken off again, no other", () => {
    const row = new Row(["a"]);
    const text = (cell: string): string | null => {
      row.cells = [cell];
      return row.text(0);
    };
    expect([
      text("'=1+1"),
      text("'-x"),
      text("'s Hertogenbosch"),
      text("=1"),
      text("  "),
      text(" a "),
    ]).toEqual(["=1+1", "-x", "'s Hertogenbosch", "=1", null, "a"]);
  });

  test("an empty cost is unpriced, a zero is free, another currency is refused only with an amount", async () => {
    const { records, rejected } = await readText(
      "timestamp,provider,model,cost,currency\n" +
        ["", "0", "0.10"].map((cost) => `2026-10-01T00:00:00Z,openai,gpt-5,${cost},EUR\n`).join("") +
        "2026-10-01T00:00:00Z,openai,gpt-5,0,\n",
    );
    expect(records.map((each) => each.kind === "usage" && each.reportedCost)).toEqual([null, 0n]);
    expect(rejected.map(({ line }) => line)).toEqual([3, 4]);
  });

  test("the text of a rejected row is its first 2 KB", async () => {
    const { rejected } = await readText(
      `timestamp,provider,model,customer\nsoon,openai,gpt-5,${"ä".repeat(5000)}\n`,
    );
    expect(Buffer.byteLength(rejected[0]?.text ?? "")).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(rejected[0]?.text ?? "")).toBeGreaterThan(2000);
  });
});
