import { expect, test } from "vitest";
import type { ChargeRecord } from "@/lib/ingest/records";
import { dimensions } from "@/lib/ingest/sources/charge-row";
import { PeriodCoverage } from "@/lib/ingest/sources/coverage-periods";

const charge = (day: string, period: string, account: string | null = "a"): ChargeRecord => ({
  kind: "charge",
  line: 1,
  path: null,
  naturalKey: ["some.bill", period, day],
  ranked: true,
  period: { startMs: Date.parse(`${day}T05:00:00Z`), endMs: null, wholeUtcDay: null },
  provider: "acme",
  model: null,
  serviceTier: null,
  geography: null,
  contextBand: null,
  dimensions: dimensions({ account }),
  category: "Usage",
  lineItem: null,
  forTokens: false,
  amount: null,
  amountText: null,
  currency: "USD",
  quantityText: null,
  quantityUnit: null,
});

function covered(...records: readonly ChargeRecord[]) {
  const coverage = new PeriodCoverage("whole-periods");
  for (const record of records) coverage.add(record, "*/cost");
  return coverage.result();
}

test("a period is covered from its start to the last day seen, gaps included", () => {
  expect(covered(charge("2026-10-03", "2026-10"), charge("2026-10-05", "2026-10"))).toEqual([
    {
      provider: "acme",
      account: "a",
      covers: "*/cost",
      grouping: "period:2026-10:some.bill",
      days: ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"],
      isWholePeriod: true,
    },
  ]);
});

test("days outside of the period are covered as they are", () => {
  expect(
    covered(
      charge("2026-02-02", "2026-02"),
      charge("2026-03-01", "2026-02"),
      charge("2026-01-20", "2026-02"),
    )[0]?.days,
  ).toEqual(["2026-01-20", "2026-02-01", "2026-02-02", "2026-03-01"]);
});

test("a period may begin within a month", () => {
  const [found] = covered(charge("2026-10-17", "2026-10-15"));
  expect(found?.days).toEqual(["2026-10-15", "2026-10-16", "2026-10-17"]);
  expect(found?.grouping).toBe("period:2026-10-15:some.bill");
});

test("accounts and periods are covered apart, in whatever order their rows come", () => {
  const rows = [
    charge("2026-10-01", "2026-10"),
    charge("2026-09-30", "2026-09"),
    charge("2026-10-01", "2026-10", "b"),
  ];
  expect(covered(...rows, ...rows).map(({ account, grouping }) => `${account} ${grouping}`)).toEqual([
    "a period:2026-10:some.bill",
    "a period:2026-09:some.bill",
    "b period:2026-10:some.bill",
  ]);
});

test("appended rows cover their own days in one grouping, and replace nothing", () => {
  const coverage = new PeriodCoverage("appended");
  for (const day of ["2026-10-03", "2026-10-07"]) coverage.add(charge(day, "2026-10"), "*");
  expect(coverage.result()).toEqual([
    {
      provider: "acme",
      account: "a",
      covers: "*",
      grouping: "some.bill",
      days: ["2026-10-03", "2026-10-07"],
    },
  ]);
});
