import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column, TableRow } from "@/app/ui/table/columns";
import { compareCells, compareDecimals } from "@/app/ui/table/compare";
import { tableCsv } from "@/app/ui/table/csv";
import { formatRatio, shownCell } from "@/app/ui/table/format";

const cost: Column = { id: "cost", header: "Cost", kind: "usd", good: "up" };
const change: Column = { id: "change", header: "vs Sep", kind: "points", good: "up" };
const product: Column = { id: "product", header: "Product", kind: "text" };
const row = (cells: TableRow["cells"], over: Partial<TableRow> = {}): TableRow => ({
  id: "1",
  cells,
  ...over,
});

describe("order of amounts", () => {
  test("is exact beyond the digits of a float", () => {
    expect(compareDecimals("9007199254740993.000000000001", "9007199254740993.000000000002")).toBeLessThan(0);
    expect(compareDecimals("-2", "-10")).toBeGreaterThan(0);
    expect(compareDecimals("007.50", "7.5")).toBe(0);
    expect(compareDecimals("-0.00", "0")).toBe(0);
    expect(compareDecimals("0.1", "0.09")).toBeGreaterThan(0);
  });

  test("is that of the numbers, whatever their spelling", () => {
    const units = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
    const text = (value: bigint) => {
      const size = (value < 0n ? -value : value).toString().padStart(13, "0");
      return `${value < 0n ? "-" : ""}${size.slice(0, -12)}.${size.slice(-12)}`;
    };
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(Math.sign(compareDecimals(text(a), text(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  test("words go by number and letter, days by time", () => {
    expect(compareCells("text", "gpt-5", "gpt-10")).toBeLessThan(0);
    expect(compareCells("date", "2026-10-02", "2026-09-30")).toBeGreaterThan(0);
  });
});

describe("a cell as shown", () => {
  test("is rounded, and tells its full value", () => {
    expect(shownCell(row({ cost: "38025.123456789" }), cost)).toEqual({
      text: "$38,025",
      exact: "$38,025.123456789",
      tone: undefined,
    });
  });
  test("null is never zero: it reads as the row says, else as a dash", () => {
    expect(shownCell(row({ cost: null }), cost).text).toBe("–");
    expect(shownCell(row({ cost: null }, { missing: { cost: "unpriced" } }), cost)).toMatchObject({
      text: "unpriced",
      tone: "warn",
    });
  });
  test("is coloured by its good direction, and not where its line is of another kind", () => {
    expect(shownCell(row({ change: "0.021" }), change)).toMatchObject({ text: "+2.1 pt", tone: "good" });
    expect(shownCell(row({ change: "-0.112" }), change)).toMatchObject({ text: "−11.2 pt", tone: "bad" });
    expect(shownCell(row({ change: "0.000" }), change).tone).toBeUndefined();
    expect(shownCell(row({ cost: "-154" }), cost)).toMatchObject({ text: "−$154", tone: "bad" });
    const line = row({ change: "-0.022" }, { kinds: { change: "change" } });
    expect(shownCell(line, change)).toMatchObject({ text: "−2.2%", tone: undefined });
  });
  test("quotients", () => {
    expect([0.28, 4.9, 2.94, 1204, -0.2].map(formatRatio)).toEqual(["0.28", "4.9", "2.9", "1,204", "−0.2"]);
  });
});

describe("a table's CSV", () => {
  test("holds exact values in the order given, words where values are missing, lines under their row", () => {
    const parent = row({ product: "=Copilot", cost: "-12.340000000001", change: null });
    const file = tableCsv(
      [product, cost, change],
      [
        { row: parent },
        {
          row: row({ product: "Revenue", cost: null, change: "0.1" }, { missing: { cost: "unpriced" } }),
          parent,
        },
        { row: row({ product: null, cost: "1", change: null }, { missing: { product: "Unallocated" } }) },
      ],
    );
    expect(file).toBe(
      "Product,Cost,vs Sep\r\n'=Copilot,-12.340000000001,\r\n'=Copilot / Revenue,unpriced,0.1\r\nUnallocated,1,\r\n",
    );
  });
});
