import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  addDays,
  dayStartMs,
  daysBetween,
  eachDay,
  makeDayOf,
  makeHourOf,
  parseInstant,
  weekStart,
} from "@/lib/time";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Casablanca",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
] as const;
const zone = fc.constantFrom(...ZONES);
const ts = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2027, 11, 31) });
const day = fc.integer({ min: 0, max: 3000 }).map((count) => addDays("2020-01-01", count));
const localAt = (ms: number, name: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(name);

describe("local time in any zone", () => {
  test("a day is the calendar's day", () => {
    fc.assert(
      fc.property(ts, zone, (ms, name) => {
        expect(makeDayOf(name)(ms)).toBe(localAt(ms, name).toPlainDate().toString());
      }),
      { numRuns: 300 },
    );
  });

  test("an hour begins at most an hour before, in the same local hour and day, and begins itself", () => {
    fc.assert(
      fc.property(ts, zone, (ms, name) => {
        const hourOf = makeHourOf(name);
        const start = hourOf(ms);
        expect(start <= ms && ms - start < 3_600_000).toBe(true);
        expect(hourOf(start)).toBe(start);
        expect(localAt(start, name).hour).toBe(localAt(ms, name).hour);
        expect(makeDayOf(name)(start)).toBe(makeDayOf(name)(ms));
      }),
      { numRuns: 300 },
    );
  });

  test("a day begins with its own first hour", () => {
    fc.assert(
      fc.property(day, zone, (date, name) => {
        const start = dayStartMs(date, name);
        expect(makeDayOf(name)(start)).toBe(date);
        expect(makeDayOf(name)(start - 1)).toBe(addDays(date, -1));
        expect(makeHourOf(name)(start)).toBe(start);
      }),
      { numRuns: 300 },
    );
  });

  test("local text is read as the calendar reads it, also where clocks change", () => {
    fc.assert(
      fc.property(ts, zone, (ms, name) => {
        const local = localAt(ms, name).toPlainDateTime();
        expect(parseInstant(local.toString(), name)).toBe(local.toZonedDateTime(name).epochMilliseconds);
      }),
      { numRuns: 300 },
    );
  });
});

test("days count and come back", () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 400 }), (from, count) => {
      const to = addDays(from, count);
      expect(daysBetween(from, to)).toBe(count);
      expect(eachDay(from, to)).toHaveLength(count + 1);
      expect(Temporal.PlainDate.from(weekStart(to)).dayOfWeek).toBe(1);
      expect(daysBetween(weekStart(to), to) < 7).toBe(true);
    }),
  );
});
