import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chosenLabel,
  comparedLabel,
  dimensionWord,
  type FilterChange,
  type FilterContext,
  hrefWith,
  parseFilters,
  queryWith,
  rangeLabel,
} from "@/lib/filters";
import { parseQuestion } from "@/lib/reports/parse-question";

const context: FilterContext = { today: "2026-11-23", zone: "Europe/Berlin", dataThrough: "2026-11-22" };
const parse = (query: string, over: Partial<FilterContext> = {}) =>
  parseFilters(new URLSearchParams(query), { ...context, ...over });

describe("the period shown", () => {
  test("without dates it is last month, compared with the month before", () => {
    expect(parse("")).toMatchObject({
      from: "2026-10-01",
      to: "2026-10-31",
      preset: "last-month",
      isDefaultPeriod: true,
      compare: { from: "2026-09-01", to: "2026-09-30" },
      notices: [],
    });
  });

  test("older data open on the month they end in", () => {
    expect(parse("", { dataThrough: "2026-08-20" })).toMatchObject({
      from: "2026-08-01",
      to: "2026-08-31",
      compare: { from: "2026-07-01", to: "2026-07-20" },
    });
  });

  test("data that end inside last month still open on last month, compared over the same days", () => {
    expect(parse("", { dataThrough: "2026-10-27" })).toMatchObject({
      from: "2026-10-01",
      to: "2026-10-31",
      compare: { from: "2026-09-01", to: "2026-09-27" },
    });
  });

  test("no data at all open on last month", () => {
    expect(parse("", { dataThrough: null })).toMatchObject({ from: "2026-10-01", to: "2026-10-31" });
  });

  test("a preset follows today and survives in links", () => {
    const filters = parse("preset=last-7");
    expect(filters).toMatchObject({ from: "2026-11-16", to: "2026-11-22", preset: "last-7" });
    expect(filters.compare).toEqual({ from: "2026-11-09", to: "2026-11-15" });
    expect(hrefWith(filters)).toBe("?preset=last-7");
  });

  test.each([
    ["this-month", "2026-11-01", "2026-11-23"],
    ["last-month", "2026-10-01", "2026-10-31"],
    ["last-30", "2026-10-24", "2026-11-22"],
    ["last-90", "2026-08-25", "2026-11-22"],
    ["this-year", "2026-01-01", "2026-11-23"],
    ["last-12-months", "2025-11-01", "2026-10-31"],
  ])("%s", (preset, from, to) => {
    expect(parse(`preset=${preset}`)).toMatchObject({ from, to, preset });
  });

  test("own dates win over a preset and may be open on one side", () => {
    expect(parse("from=2026-10-05&to=2026-10-09&preset=last-7")).toMatchObject({
      from: "2026-10-05",
      to: "2026-10-09",
      preset: null,
    });
    expect(parse("to=2026-10-09")).toMatchObject({ from: "2026-10-01", to: "2026-10-09" });
    expect(parse("from=2026-11-10")).toMatchObject({ from: "2026-11-10", to: "2026-11-22" });
    expect(parse("from=2026-10-09&to=2026-10-05")).toMatchObject({ from: "2026-10-05", to: "2026-10-09" });
  });

  test.each([
    "from=2026-02-30&to=2026-03-01",
    "from=x",
    "to=9999-01-01",
    "preset=yesterweek",
    "compare=moon",
  ])("%s falls back with a notice", (query) => {
    const filters = parse(query);
    expect(filters).toMatchObject({ from: "2026-10-01", to: "2026-10-31", comparison: "previous" });
    expect(filters.notices).toHaveLength(1);
  });
});

describe("the comparison", () => {
  test("a running month stands beside the same days of the month before, as far as data reach", () => {
    expect(parse("preset=this-month").compare).toEqual({ from: "2026-10-01", to: "2026-10-22" });
    expect(parse("preset=this-month", { dataThrough: "2026-11-20" }).compare).toEqual({
      from: "2026-10-01",
      to: "2026-10-20",
    });
  });
  test("a running year stands beside the same days of the year before", () => {
    expect(parse("preset=this-year").compare).toEqual({ from: "2025-01-01", to: "2025-11-22" });
  });
  test("a part of a month stands beside the same part of the month before", () => {
    expect(parse("from=2026-10-01&to=2026-10-15").compare).toEqual({ from: "2026-09-01", to: "2026-09-15" });
  });
  test("any other range stands beside as many days before it", () => {
    expect(parse("from=2026-10-05&to=2026-10-09").compare).toEqual({ from: "2026-09-30", to: "2026-10-04" });
  });
  test("the year before, and none", () => {
    expect(parse("compare=year").compare).toEqual({ from: "2025-10-01", to: "2025-10-31" });
    expect(parse("compare=none").compare).toBeNull();
  });
});

describe("dimensions", () => {
  test("several values hold as one of; empty is the absent value", () => {
    const filters = parse("product=Copilot&product=&provider=openai&tag.team=search&tag.team=search");
    expect(filters.where).toEqual({
      product: ["Copilot", null],
      provider: ["openai"],
      "tag.team": ["search"],
    });
  });
  test("other parameters belong to the page and stay in its links only", () => {
    const filters = parse("by=model&provider=openai");
    expect(hrefWith(filters)).toBe("?provider=openai&by=model");
    expect(hrefWith(filters, {}, "/spend")).toBe("/spend?provider=openai");
    expect(hrefWith(filters, { rest: { by: [] } })).toBe("?provider=openai");
  });
  test("a value that cannot be one is left out and named", () => {
    const filters = parse("model=a%00b&user=ok");
    expect(filters.where).toEqual({ user: ["ok"] });
    expect(filters.notices).toHaveLength(1);
  });
  test("names of built-in properties are parameters like any other", () => {
    expect(() => parse("__proto__=1&constructor=2")).not.toThrow();
  });
});

describe("links", () => {
  test("change one thing and keep the rest", () => {
    const filters = parse("preset=last-30&provider=openai&compare=year");
    expect(hrefWith(filters, { where: { model: ["gpt-5"] } })).toBe(
      "?preset=last-30&compare=year&provider=openai&model=gpt-5",
    );
    expect(hrefWith(filters, { where: { provider: [] } })).toBe("?preset=last-30&compare=year");
    expect(hrefWith(filters, { from: "2026-10-14", to: "2026-10-14" })).toBe(
      "?from=2026-10-14&to=2026-10-14&compare=year&provider=openai",
    );
    expect(hrefWith(filters, { preset: null, comparison: "previous", where: { provider: [] } })).toBe("?");
  });

  test("what a link says is what is read back", () => {
    const value = fc.option(
      fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !text.includes("\u0000")),
    );
    const where = fc.dictionary(
      fc.constantFrom("provider", "model", "product", "customer", "api_key", "tag.team", "tag.Größe"),
      fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
    );
    const day = fc.constantFrom("2026-01-31", "2026-02-28", "2026-10-01", "2026-11-22");
    fc.assert(
      fc.property(where, day, day, fc.constantFrom("previous", "year", "none"), (where, a, b, comparison) => {
        const range = a <= b ? { from: a, to: b } : { from: b, to: a };
        const filters = parse(queryWith(parse(""), { ...range, comparison, where } as FilterChange));
        expect(filters).toMatchObject({ ...range, comparison, notices: [] });
        expect(filters.where).toEqual({ ...where });
        expect(parse(queryWith(filters))).toEqual(filters);
      }),
    );
  });

  test("no query makes it throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parse(text).from <= parse(text).to).toBe(true);
      }),
    );
  });
});

describe("labels", () => {
  test("periods", () => {
    expect(rangeLabel({ from: "2026-10-01", to: "2026-10-31" })).toBe("1–31 Oct 2026");
    expect(rangeLabel({ from: "2026-05-01", to: "2026-10-31" })).toBe("May – Oct 2026");
    expect(rangeLabel({ from: "2025-11-01", to: "2026-10-31" })).toBe("Nov 2025 – Oct 2026");
    expect(rangeLabel({ from: "2026-09-28", to: "2026-10-04" })).toBe("28 Sep – 4 Oct 2026");
  });
  test("comparisons", () => {
    expect(comparedLabel(parse(""))).toBe("Sep");
    expect(comparedLabel(parse("compare=year"))).toBe("Oct 2025");
    expect(comparedLabel(parse("preset=this-month"))).toBe("1–22 Oct");
    expect(comparedLabel(parse("preset=last-12-months"))).toBe("Nov 2024 – Oct 2025");
    expect(comparedLabel(parse("compare=none"))).toBeNull();
  });
  test("filters", () => {
    expect(chosenLabel("provider", [])).toBe("All providers");
    expect(chosenLabel("product", [null])).toBe("Unallocated");
    expect(chosenLabel("customer", [null])).toBe("Customer not given");
    expect(chosenLabel("model", ["a", "b"])).toBe("2 models");
  });
});

describe("names of dimensions", () => {
  test("read like words within a sentence", () => {
    const names = ["project", "api_key", "cost_kind", "tag.feature", "tag", "projct"];
    expect(names.map(dimensionWord)).toEqual([
      "project",
      "API key",
      "kind of cost",
      "tag feature",
      "tag",
      "projct",
    ]);
  });

  test("which units of work count is a filter that stays on its page, and nothing to group by", () => {
    const filters = parse("unit=tickets&product=P");
    expect(filters.where).toEqual({ unit: ["tickets"], product: ["P"] });
    expect(hrefWith(filters, {})).toBe("?product=P&unit=tickets");
    expect(hrefWith(filters, {}, "/spend")).toBe("/spend?product=P");
    const asked = { metrics: "units", from: "2026-10-01", to: "2026-10-31" };
    expect(parseQuestion({ ...asked, filters: [["unit", "tickets"]] }).where).toEqual({ unit: ["tickets"] });
    expect(() => parseQuestion({ ...asked, by: "unit", filters: [] })).toThrow("not grouped by “unit”");
  });
});
