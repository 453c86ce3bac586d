import { type Dimension, ofCost, type Where } from "@/lib/filters";
import type { MeasureName, Sums } from "@/lib/metrics";
import type { CubeQuestion, CubeRow } from "./cube-query";
import type { Transaction } from "./organization";
import { askRevenue } from "./revenue-query";
import { askUnits } from "./units-query";

/** Figures that come in beside usage: they know few dimensions, and at any other grouping are not defined. */
type Beside = Readonly<{
  measures: readonly MeasureName[];
  dimensions: readonly Dimension[];
  ask: (tx: Transaction, q: CubeQuestion) => Promise<CubeRow[]>;
}>;

const BESIDE: readonly Beside[] = [
  { measures: ["revenue", "units_sold"], dimensions: ["product", "customer", "plan"], ask: askRevenue },
  { measures: ["units", "successes"], dimensions: ["product", "customer", "plan"], ask: askUnits },
];

/** Puts what comes in beside usage to its groups; by the hour, and where a dimension is not known, it is null. */
export async function withBeside(
  tx: Transaction,
  q: CubeQuestion,
  usage: readonly CubeRow[],
): Promise<CubeRow[]> {
  let rows = [...usage];
  const zero = Object.fromEntries(q.measures.map((m) => [m, 0n]));
  for (const { measures, dimensions, ask } of BESIDE) {
    const asked = measures.filter((measure) => q.measures.includes(measure));
    if (asked.length === 0) continue;
    const known = q.grain !== "hour" && isKnown(dimensions, q);
    const blank = Object.fromEntries(asked.map((m) => [m, known ? 0n : null]));
    const merged = new Map(
      rows.map((row) => [groupOf(row), { ...row, sums: { ...row.sums, ...blank } as Sums }]),
    );
    for (const row of known ? await ask(tx, q) : []) {
      const at = groupOf(row);
      const base = merged.get(at) ?? { ...row, sums: zero };
      const sums = Object.fromEntries(asked.map((m) => [m, row.sums[m] ?? null]));
      merged.set(at, { ...base, sums: { ...base.sums, ...sums } });
    }
    rows = [...merged.values()];
  }
  return rows;
}

const isKnown = (
  dimensions: readonly Dimension[],
  { by, where }: { by: readonly Dimension[]; where: Where },
) => [...by, ...(Object.keys(ofCost(where)) as Dimension[])].every((d) => dimensions.includes(d));

const groupOf = (row: CubeRow) => JSON.stringify([row.period, row.keys]);
