import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CubeRow } from "@/lib/db/cube-query";
import { DIMENSIONS, parseFilters } from "@/lib/filters";
import { parseUsd } from "@/lib/money";
import { walkOf } from "@/lib/reports/caching-ladder";
import { LADDER_MEASURES, ladderLines, ladderOf } from "@/lib/reports/ladder";
import { addUp } from "@/lib/reports/query";

const filters = parseFilters(new URLSearchParams(), { today: "2026-11-01", zone: "UTC", dataThrough: null });
const amount = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 20n });
/** Rows of the cube with any amounts at all: the ladder has to add up even where the figures make no sense. */
const row: fc.Arbitrary<CubeRow> = fc
  .tuple(
    fc.constantFrom(null, "a", "b", "c"),
    fc.tuple(...LADDER_MEASURES.map(() => fc.oneof(fc.constant(0n), amount))),
  )
  .map(([key, amounts]) => ({
    period: null,
    keys: [key],
    sums: Object.fromEntries(LADDER_MEASURES.map((name, index) => [name, amounts[index] ?? 0n])),
  }));
const rows = fc.array(row, { maxLength: 12 });

const pico = (text: unknown): bigint => {
  if (text === null) return 0n;
  const parsed = parseUsd(String(text));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};
const STEPS = ["caching", "tier", "contract", "reported"] as const;

describe("the savings ladder (economics §5.5)", () => {
  test("list price less every step is what counts, whatever the amounts", () => {
    fc.assert(
      fc.property(rows, (some) => {
        const { list_uncached, steps, effective } = ladderOf(addUp(some));
        const saved = steps.reduce((sum, step) => sum + pico(step.amount), 0n);
        expect(pico(list_uncached) - saved).toBe(pico(effective));
      }),
    );
  });

  test("at any grouping each line adds up, and the lines add up to the ladder of all", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...DIMENSIONS), (some, by) => {
        const { lines, total } = ladderLines(some, by, filters);
        for (const { cells } of [...lines, total])
          expect(STEPS.reduce((left, id) => left - pico(cells[id]), pico(cells.list))).toBe(
            pico(cells.effective),
          );
        for (const column of ["list", ...STEPS, "effective"])
          expect(lines.reduce((sum, { cells }) => sum + pico(cells[column]), 0n)).toBe(
            pico(total.cells[column]),
          );
      }),
    );
  });

  test("the bars of the walk lead from its first to its last", () => {
    fc.assert(
      fc.property(rows, (some) => {
        const values = walkOf(addUp(some), filters, "product").map(({ value }) => pico(value));
        const last = values.pop();
        expect(values.reduce((sum, value) => sum + value, 0n)).toBe(last);
      }),
    );
  });
});
