import { expect, test } from "vitest";
import { unitCosts } from "@/lib/economics";
import { pico } from "@/lib/money";

const dollars = (n: number) => pico(BigInt(n) * 1_000_000_000_000n);

test("of twenty tickets the middle is the tenth and the 95th percentile the nineteenth, whatever their order", () => {
  const costs = Array.from({ length: 20 }, (_, i) => dollars(((i * 7) % 20) + 1));
  expect(unitCosts(costs)).toEqual({ n: 20, total: "210", mean: "10.5", p50: "10", p95: "19" });
});

test("too few cases show their number and their mean, and no percentile", () => {
  expect(unitCosts([dollars(1), dollars(2)])).toEqual({
    n: 2,
    total: "3",
    mean: "1.5",
    p50: null,
    p95: null,
  });
  expect(unitCosts([], 0)).toEqual({ n: 0, total: "0", mean: null, p50: null, p95: null });
  expect(unitCosts([dollars(1), dollars(2)], 2)).toMatchObject({ p50: "1", p95: "2" });
});
