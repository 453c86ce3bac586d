import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  dayStartMs,
  daysBetween,
  eachDay,
  hourStartMs,
  instantOfLocal,
  isDay,
  isZone,
  makeDayOf,
  makeHourOf,
  monthOf,
  PRESETS,
  parseInstant,
  periodLabel,
  presetOf,
  presetRange,
  previousPeriod,
  samePeriodBefore,
  shortPeriodLabel,
  utcDayOf,
  weekStart,
} from "@/lib/time";

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const at = (text: string) => Date.parse(text);

test("a zone is an IANA name; bare offsets are not", () => {
  for (const zone of ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    expect(isZone(zone)).toBe(true);
  for (const zone of ["+02:00", "Berlin", "Europe/Atlantis", "", "Europe/Berlin; drop"])
    expect(isZone(zone)).toBe(false);
  expect(() => makeHourOf("Nowhere")).toThrow(RangeError);
});

describe("the local hour", () => {
  test.each([
    ["Asia/Kolkata", "2026-10-01T00:00:00Z", "2026-09-30T23:30:00.000Z"],
    ["Asia/Kathmandu", "2026-10-01T00:20:00Z", "2026-10-01T00:15:00.000Z"],
    ["Europe/Berlin", "2026-03-29T01:10:00Z", "2026-03-29T01:00:00.000Z"],
    // 02:30 twice: two hours, an hour apart.
    ["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00.000Z"],
    // Lord Howe moves by half an hour: the cut hour begins at the change.
    ["Australia/Lord_Howe", "2026-10-03T15:45:00Z", "2026-10-03T15:30:00.000Z"],
    ["Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T14:00:00.000Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:10:00Z", "2026-04-04T15:00:00.000Z"],
  ])("%s at %s", (zone, text, start) => {
    expect(iso(hourStartMs(at(text), zone))).toBe(start);
  });
});

describe("the local day", () => {
  test.each([
    ["UTC", "2026-10-25T23:59:59.999Z", "2026-10-25"],
    ["Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"],
    ["Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"],
    ["Pacific/Kiritimati", "2026-10-25T10:00:00Z", "2026-10-26"],
    ["America/Los_Angeles", "2026-01-01T07:59:59Z", "2025-12-31"],
  ])("%s at %s is %s", (zone, text, day) => {
    expect(makeDayOf(zone)(at(text))).toBe(day);
  });
  test("begins where clocks say so, also where they skip midnight", () => {
    expect(iso(dayStartMs("2026-10-25", "Europe/Berlin"))).toBe("2026-10-24T22:00:00.000Z");
    expect(iso(dayStartMs("2026-09-06", "America/Santiago"))).toBe("2026-09-06T04:00:00.000Z");
    expect(utcDayOf(at("2026-10-25T23:59:59Z"))).toBe("2026-10-25");
  });
});

test("calendar arithmetic", () => {
  expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(daysBetween("2026-10-01", "2026-11-01")).toBe(31);
  expect(monthOf("2026-10-31")).toBe("2026-10");
  expect(addMonths("2026-01-31", -1)).toBe("2025-12-01");
  expect(weekStart("2026-10-04")).toBe("2026-09-28");
  expect(weekStart("2026-10-05")).toBe("2026-10-05");
  expect(weekStart("1969-12-30")).toBe("1969-12-29");
  expect(eachDay("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(eachDay("2026-03-02", "2026-03-01")).toEqual([]);
  expect(isDay("2026-02-29")).toBe(false);
  expect(isDay("2028-02-29")).toBe(true);
  expect(() => addDays("2026-13-01", 1)).toThrow(RangeError);
});

describe("an instant is read from text", () => {
  test.each([
    ["2026-06-28 03:46:57.713", "2026-06-28T03:46:57.713Z"],
    ["2026-06-28T03:46:57Z", "2026-06-28T03:46:57.000Z"],
    ["2026-06-28T03:46:57.123456+05:30", "2026-06-27T22:16:57.123Z"],
    ["2026-06-28T03:46:57-0800", "2026-06-28T11:46:57.000Z"],
    ["2025-11-28 15:04", "2025-11-28T15:04:00.000Z"],
    ["2026-05-12 00:00:00 UTC", "2026-05-12T00:00:00.000Z"],
    ["2026-06-28", "2026-06-28T00:00:00.000Z"],
    ["1782618417", "2026-06-28T03:46:57.000Z"],
    ["1759276800.0", "2025-10-01T00:00:00.000Z"],
    ["1782618417713", "2026-06-28T03:46:57.713Z"],
    ["1782618417713123456", "2026-06-28T03:46:57.713Z"],
  ])("%s", (text, expected) => {
    expect(iso(parseInstant(text))).toBe(expected);
  });
  test("a time without a zone is local to the zone given", () => {
    expect(iso(parseInstant("2026-07-01 00:00", "Europe/Berlin"))).toBe("2026-06-30T22:00:00.000Z");
    expect(iso(parseInstant("2026-07-01T00:00Z", "Europe/Berlin"))).toBe("2026-07-01T00:00:00.000Z");
    expect(iso(parseInstant("2026-03-29 02:30", "Europe/Berlin"))).toBe("2026-03-29T01:30:00.000Z");
    expect(iso(parseInstant("2026-10-25 02:30", "Europe/Berlin"))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(instantOfLocal(at("2026-10-25T03:30:00Z"), "Europe/Berlin"))).toBe("2026-10-25T02:30:00.000Z");
  });
  test.each([
    "",
    "yesterday",
    "5/1/25",
    "2026-02-30",
    "2026-13-01",
    "2026-06-28T24:00:00Z",
    "2026",
    "12345678",
  ])("“%s” names none", (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

describe("periods", () => {
  const today = "2026-11-23";
  test.each([
    ["thisMonth", "2026-11-01", "2026-11-23"],
    ["lastMonth", "2026-10-01", "2026-10-31"],
    ["last7", "2026-11-16", "2026-11-22"],
    ["last30", "2026-10-24", "2026-11-22"],
    ["last90", "2026-08-25", "2026-11-22"],
    ["thisQuarter", "2026-10-01", "2026-11-23"],
    ["lastQuarter", "2026-07-01", "2026-09-30"],
    ["last6Months", "2026-05-01", "2026-10-31"],
    ["last12Months", "2025-11-01", "2026-10-31"],
    ["thisYear", "2026-01-01", "2026-11-23"],
    ["lastYear", "2025-01-01", "2025-12-31"],
  ])("%s is %s to %s", (id, from, to) => {
    expect(presetRange(id, today)).toEqual({ from, to });
    expect(presetOf({ from, to }, today)).toBe(id);
  });
  test("every preset has a range, an unknown one none", () => {
    expect(PRESETS).toHaveLength(11);
    expect(presetRange("someday", today)).toBeNull();
    expect(presetOf({ from: "2026-11-02", to: "2026-11-03" }, today)).toBeNull();
  });
  test("a whole month is compared with the month before, other ranges with as many days before", () => {
    expect(previousPeriod("2026-10-01", "2026-10-31")).toEqual({ from: "2026-09-01", to: "2026-09-30" });
    expect(previousPeriod("2026-03-01", "2026-03-31")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(previousPeriod("2026-07-01", "2026-09-30")).toEqual({ from: "2026-04-01", to: "2026-06-30" });
    expect(previousPeriod("2026-10-05", "2026-10-11")).toEqual({ from: "2026-09-28", to: "2026-10-04" });
    expect(previousPeriod("2026-10-01", "2026-10-27")).toEqual({ from: "2026-09-04", to: "2026-09-30" });
  });
  test("a running period is compared with the same days before (ledger rule 18)", () => {
    expect(samePeriodBefore("2026-11-01", "2026-11-23", 1)).toEqual({ from: "2026-10-01", to: "2026-10-23" });
    expect(samePeriodBefore("2026-03-01", "2026-03-31", 1)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(samePeriodBefore("2026-01-01", "2026-02-10", 12)).toEqual({
      from: "2025-01-01",
      to: "2025-02-10",
    });
  });
  test("labels", () => {
    expect(periodLabel("2026-10-01", "2026-10-31")).toBe("1–31 Oct 2026");
    expect(periodLabel("2026-09-28", "2026-10-04")).toBe("28 Sep – 4 Oct 2026");
    expect(periodLabel("2025-12-20", "2026-01-09")).toBe("20 Dec 2025 – 9 Jan 2026");
    expect(periodLabel("2026-10-05", "2026-10-05")).toBe("5 Oct 2026");
    expect(shortPeriodLabel("2026-09-01", "2026-09-30")).toBe("Sep");
    expect(shortPeriodLabel("2026-10-01", "2026-10-23")).toBe("1–23 Oct");
  });
});
