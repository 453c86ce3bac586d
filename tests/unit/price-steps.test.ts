import { describe, expect, test } from "vitest";
import type { Money } from "@/lib/money";
import { midDaySteps, type PriceStep, priceAt, pricesOfDay, UNPRICED, type UnitPrices } from "@/lib/pricing";

const at = (input: bigint): UnitPrices => ({ ...UNPRICED, input: input as Money });
const step = (input: bigint, rest: Partial<PriceStep> = {}): PriceStep => ({
  from: null,
  to: null,
  timeOfDay: null,
  ...rest,
  prices: at(input),
});
const inputs = (steps: readonly PriceStep[], day: string) =>
  pricesOfDay(steps, day).map((p) => p?.input ?? null);
const times = (steps: readonly PriceStep[], day: string) =>
  midDaySteps(steps, day).map((ms) => new Date(ms).toISOString().slice(11, 16));

describe("a price by date", () => {
  const steps = [step(2n, { to: "2026-09-01T00:00:00Z" }), step(3n, { from: "2026-09-01T00:00:00Z" })];
  test("holds from its first instant", () => {
    expect(priceAt(steps, Date.parse("2026-08-31T23:59:59.999Z"))?.input).toBe(2n);
    expect(priceAt(steps, Date.parse("2026-09-01T00:00:00Z"))?.input).toBe(3n);
  });
  test("that begins with a UTC day does not break it", () => {
    expect(inputs(steps, "2026-08-31")).toEqual([2n]);
    expect(inputs(steps, "2026-09-01")).toEqual([3n]);
  });
  test("has no price before its start", () => {
    expect(priceAt(steps.slice(1), Date.parse("2026-01-01T00:00:00Z"))).toBeNull();
    expect(inputs(steps.slice(1), "2026-01-01")).toEqual([null]);
  });
});

test("a change in the middle of a UTC day breaks that day once (ledger rule 16)", () => {
  const steps = [step(2n), step(3n, { from: "2025-09-05T16:00:00Z" })];
  expect(times(steps, "2025-09-05")).toEqual(["16:00"]);
  expect(inputs(steps, "2025-09-05")).toEqual([2n, 3n]);
  expect(times(steps, "2025-09-04")).toEqual([]);
  expect(inputs(steps, "2025-09-06")).toEqual([3n]);
});

test("a later step with the same price breaks nothing", () => {
  const steps = [step(2n), step(2n, { from: "2025-09-05T16:00:00Z" })];
  expect(times(steps, "2025-09-05")).toEqual([]);
});

describe("a price by time of day", () => {
  const peak = [step(1n), step(2n, { timeOfDay: { from: "01:00:00", to: "04:00:00" } })];
  test("comes and goes every day", () => {
    expect(times(peak, "2026-10-01")).toEqual(["01:00", "04:00"]);
    expect(inputs(peak, "2026-10-01")).toEqual([1n, 2n, 1n]);
    expect(priceAt(peak, Date.parse("2026-10-01T03:59:59.999Z"))?.input).toBe(2n);
    expect(priceAt(peak, Date.parse("2026-10-01T04:00:00Z"))?.input).toBe(1n);
  });
  test("may pass midnight", () => {
    const night = [step(1n), step(2n, { timeOfDay: { from: "16:30:00", to: "00:30:00" } })];
    expect(times(night, "2025-03-01")).toEqual(["00:30", "16:30"]);
    expect(inputs(night, "2025-03-01")).toEqual([2n, 1n, 2n]);
  });
  test("begins with its own date", () => {
    const dated = [
      step(1n),
      step(2n, { from: "2026-08-17T02:00:00Z", timeOfDay: { from: "01:00:00", to: "04:00:00" } }),
    ];
    expect(times(dated, "2026-08-16")).toEqual([]);
    expect(times(dated, "2026-08-17")).toEqual(["02:00", "04:00"]);
    expect(times(dated, "2026-08-18")).toEqual(["01:00", "04:00"]);
  });
});

test("steps that cannot be read are refused", () => {
  expect(() => priceAt([step(1n, { from: "soon" })], 0)).toThrow(RangeError);
  expect(() => priceAt([step(1n, { timeOfDay: { from: "25:00:00", to: "01:00:00" } })], 0)).toThrow(
    RangeError,
  );
});
