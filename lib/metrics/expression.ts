/**
 * What can be added up: columns of the roll-ups, what allocation makes of them, revenue and units. Costs are pico-dollars,
 * units millionths.
 * Every metric is an expression over their sums, so it holds at any grouping.
 */
export const MEASURE_NAMES = [
  "events",
  "requests",
  "unknown_requests",
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cache_known_tokens",
  "unpriced_tokens",
  "computed_cost",
  "reported_cost",
  "effective_cost",
  "covered_cost",
  "gross_savings",
  "write_premium",
  "standard_cost",
  "list_cost",
  "carried_cost",
  "batch_possible",
  "fixed_cost",
  "allocated_cost",
  "research_cost",
  "fixed_research_cost",
  "entered_cost",
  "revenue",
  "units_sold",
  "units",
  "successes",
] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

export type Expression =
  | { readonly shape: "sum"; readonly of: MeasureName }
  | { readonly shape: "total"; readonly of: readonly Expression[] }
  | { readonly shape: "difference"; readonly of: Expression; readonly less: Expression }
  /** of ÷ (per × unit); null where the divisor is 0. */
  | { readonly shape: "ratio"; readonly of: Expression; readonly per: Expression; readonly unit: bigint }
  /** A sum that is null where no event states it (ledger rule 6). */
  | {
      readonly shape: "known";
      readonly of: MeasureName;
      readonly unknown: MeasureName;
      readonly all: MeasureName;
    };

export const sum = (of: MeasureName): Expression => ({ shape: "sum", of });
export const total = (...of: Expression[]): Expression => ({ shape: "total", of });
export const difference = (of: Expression, less: Expression): Expression => ({
  shape: "difference",
  of,
  less,
});
export const ratio = (of: Expression, per: Expression, unit = 1n): Expression => ({
  shape: "ratio",
  of,
  per,
  unit,
});

/** Sums by measure; one that is missing is 0, one that is null is not defined at this grouping. */
export type Sums = Readonly<Partial<Record<MeasureName, bigint | null>>>;

/** An exact fraction, or null where it is undefined. */
export type Fraction = Readonly<{ n: bigint; d: bigint }> | null;

/** The exact value of an expression over sums. */
export function exactValue(e: Expression, sums: Sums): Fraction {
  switch (e.shape) {
    case "sum":
      return whole(at(sums, e.of));
    case "total": {
      let n = 0n;
      for (const part of e.of) {
        const value = exactValue(part, sums);
        if (value === null) return null;
        n += value.n;
      }
      return whole(n);
    }
    case "difference": {
      const of = exactValue(e.of, sums);
      const less = exactValue(e.less, sums);
      return of === null || less === null ? null : whole(of.n - less.n);
    }
    case "ratio": {
      const of = exactValue(e.of, sums);
      const per = exactValue(e.per, sums);
      return of === null || per === null || per.n === 0n ? null : { n: of.n, d: per.n * e.unit };
    }
    case "known": {
      const all = at(sums, e.all);
      return all !== null && all > 0n && at(sums, e.unknown) === all ? null : whole(at(sums, e.of));
    }
  }
}

/** The measures an expression reads. */
export function measuresOf(e: Expression): MeasureName[] {
  switch (e.shape) {
    case "sum":
      return [e.of];
    case "total":
      return e.of.flatMap(measuresOf);
    case "difference":
      return [...measuresOf(e.of), ...measuresOf(e.less)];
    case "ratio":
      return [...measuresOf(e.of), ...measuresOf(e.per)];
    case "known":
      return [e.of, e.unknown, e.all];
  }
}

const at = (sums: Sums, name: MeasureName): bigint | null => {
  const value = sums[name];
  return value === undefined ? 0n : value;
};
const whole = (n: bigint | null): Fraction => (n === null ? null : { n, d: 1n });
