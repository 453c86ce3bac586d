import { describe, expect, test } from "vitest";
import { establish, type StatedTokens } from "@/lib/tokens";

const counts = (stated: StatedTokens) => {
  const found = establish(stated);
  expect(found).toHaveProperty("counts");
  const c = (found as { counts: import("@/lib/tokens").TokenCounts }).counts;
  return [
    c.inputTokens,
    c.uncachedTokens,
    c.cacheReadTokens,
    c.cacheWrite5mTokens,
    c.cacheWrite1hTokens,
    c.outputTokens,
    c.reasoningTokens,
  ];
};
const reason = (stated: StatedTokens) => (establish(stated) as { reason?: string }).reason;

describe("the token identity (economics §5.0)", () => {
  test("G1: total and parts agree", () => {
    expect(counts({ input: 5000, uncached: 3000, cacheRead: 1800, cacheWrite5m: 200, output: 1000 })).toEqual(
      [5000, 3000, 1800, 200, 0, 1000, null],
    );
  });
  test("G1: total and parts disagree, refused with both figures", () => {
    const found = reason({ input: 5000, uncached: 3200, cacheRead: 1800, cacheWrite5m: 200, output: 1000 });
    expect(found).toContain("5200");
    expect(found).toContain("5000");
  });
  test("G2: the uncached part follows from the total", () => {
    expect(counts({ input: 59_200, cacheRead: 5760, output: 10_646 })).toEqual([
      59_200,
      53_440,
      5760,
      0,
      0,
      10_646,
      null,
    ]);
  });
  test("G5: the total follows from the parts", () => {
    expect(
      counts({ uncached: 1500, cacheRead: 200, cacheWrite5m: 500, cacheWrite1h: 1000, output: 500 }),
    ).toEqual([3200, 1500, 200, 500, 1000, 500, null]);
  });
  test("G7: writes without a lifetime", () => {
    expect(counts({ uncached: 100, cacheRead: 10, cacheWrite5m: 25, output: 50, reasoning: null })).toEqual([
      135,
      100,
      10,
      25,
      0,
      50,
      null,
    ]);
  });
  test("G17: reasoning inside output", () => {
    expect(counts({ input: 10_389, cacheRead: 8192, output: 137, reasoning: 100 })).toEqual([
      10_389, 2197, 8192, 0, 0, 137, 100,
    ]);
  });
  test("a row of nothing is a row of nothing", () => {
    expect(counts({ output: null })).toEqual([0, 0, 0, 0, 0, 0, null]);
  });
});

test("a negative remainder is refused, never clamped (formats rule 3)", () => {
  const found = reason({ input: 1500, cacheRead: 1800, cacheWrite5m: 200, output: 1 });
  expect(found).toContain("2000");
  expect(found).toContain("1500");
});

test.each([
  [{ input: -1, output: 0 }, "-1"],
  [{ input: 1.5, output: 0 }, "1.5"],
  [{ input: Number.NaN, output: 0 }, "NaN"],
  [{ input: 2 ** 53, output: 0 }, "9007199254740992"],
  [{ input: 1, output: 5, reasoning: 6 }, "6"],
  [{ input: 1, cacheRead: -1, output: 5 }, "-1"],
  [{ uncached: 2 ** 53 - 1, cacheRead: 2 ** 53 - 1, output: 0 }, "counted exactly"],
])("%j is refused and says why", (stated, part) => {
  expect(reason(stated)).toContain(part);
});
