import { describe, expect, test } from "vitest";
import { logBounds, logTicks, timeTicks } from "@/app/ui/chart/curve-axes";
import { amountText } from "@/app/ui/chart/units";
import { numberOfDay } from "@/lib/time/days";

describe("a logarithmic axis", () => {
  test("has 1, 2 and 5 of each decade, and over many decades their beginnings alone", () => {
    expect(logTicks(0.4, 12)).toEqual([0.5, 1, 2, 5, 10]);
    expect(logTicks(0.15, 95)).toEqual([0.2, 0.5, 1, 2, 5, 10, 20, 50]);
    expect(logTicks(0.08, 950)).toEqual([0.1, 1, 10, 100]);
  });

  test("has even steps where all values lie close together", () => {
    expect(logTicks(88, 122)).toEqual([90, 100, 110, 120]);
    expect(logTicks(0.5, 0.7)).toEqual([0.5, 0.55, 0.6, 0.65, 0.7]);
  });

  test("leaves room on both sides, also around a single value, and never reaches zero", () => {
    const { min, max } = logBounds([100, 100, 0, -5]);
    expect(min).toBeLessThan(100);
    expect(max).toBeGreaterThan(100);
    expect(min).toBeGreaterThan(0);
    expect(logBounds([])).toEqual({ min: 1, max: 10 });
  });
});

describe("an axis of time", () => {
  const labels = (from: string, to: string) => timeTicks(from, to).map(({ label }) => label);

  test("names days in a few weeks, months in a year, and years in many", () => {
    expect(labels("2026-10-01", "2026-10-09")).toEqual(expect.arrayContaining(["1 Oct", "9 Oct"]));
    expect(labels("2025-11-30", "2026-10-31")).toEqual(["Jan 2026", "Mar", "May", "Jul", "Sep"]);
    expect(labels("2019-03-14", "2026-11-25")).toEqual([
      "2020",
      "2021",
      "2022",
      "2023",
      "2024",
      "2025",
      "2026",
    ]);
  });

  test("places each at its day", () => {
    const [first] = timeTicks("2025-11-30", "2026-10-31");
    expect(first?.value).toBe(numberOfDay("2026-01-01"));
  });
});

test("an index reads with a decimal where it has one", () => {
  expect([
    amountText("index", "100.000000"),
    amountText("index", "96.44"),
    amountText("index", null),
  ]).toEqual(["100", "96.4", "–"]);
});
