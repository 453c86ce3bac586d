import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvFileName, csvOf, guarded, unguarded } from "@/lib/exports";

describe("CSV", () => {
  test("has a header, CRLF lines, quotes where needed, and empty cells for null", () => {
    const file = csvOf(
      [{ header: "Product" }, { header: "Spend, USD", number: true }],
      [
        ['Copilot "Pro"', "12.340000000001"],
        ["line\nbreak", null],
        ["Größe", 3n],
      ],
    );
    expect(file).toBe(
      'Product,"Spend, USD"\r\n"Copilot ""Pro""",12.340000000001\r\n"line\nbreak",\r\nGröße,3\r\n',
    );
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\u0000x"])("%j as text is no formula", (text) => {
    expect(guarded(text)).toBe(`'${text}`);
    expect(csvOf([{ header: "Name" }], [[text]])).toContain("'");
  });

  test("negative money stays a number, a formula in a number column does not become one", () => {
    const file = csvOf(
      [{ header: "Change", number: true }],
      [["-227.00"], [-3], ["-1+cmd|'/c calc'!A1"], ["unpriced"]],
    );
    expect(file).toBe("Change\r\n-227.00\r\n-3\r\n'-1+cmd|'/c calc'!A1\r\nunpriced\r\n");
  });

  test("headers are guarded too", () => {
    expect(csvOf([{ header: "=x", number: true }], [])).toBe("'=x\r\n");
  });

  test("guarding is undone exactly", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+\-@\t\r\0]?.{0,5}$/));
    fc.assert(
      fc.property(text, (value) => {
        expect(unguarded(guarded(value))).toBe(value);
        expect(guarded(value)).not.toMatch(/^[=+\-@\t\r\0]/);
      }),
    );
  });

  test("file names are plain", () => {
    expect(csvFileName("Spend by model", "1–31 Oct 2026")).toBe("spend-by-model-1-31-oct-2026.csv");
    expect(csvFileName("…")).toBe("costcurve.csv");
  });
});
