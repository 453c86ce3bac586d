import type { Rhythm } from "./workloads/workload";

/** Weights of weekdays (Sunday first) and of hours (UTC; customers in Europe and on the American east coast). */
type Pattern = Readonly<{ weekdays: readonly number[]; hours: readonly number[]; noise: number }>;

/** Hour weights as shares of the day. */
const day = (...weights: number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

export const rhythms: Readonly<Record<Rhythm, Pattern>> = {
  support: {
    weekdays: [0.52, 1.08, 1.14, 1.12, 1.08, 1.0, 0.55],
    hours: day(3, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 9, 10, 11, 12, 12, 11, 10, 9, 8, 6, 5, 4),
    noise: 0.05,
  },
  coding: {
    weekdays: [0.2, 1.1, 1.26, 1.26, 1.2, 1.04, 0.22],
    hours: day(2, 1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 9, 8, 9, 11, 12, 12, 11, 9, 7, 5, 4, 3, 2),
    noise: 0.07,
  },
  nightly: {
    weekdays: [0.45, 1.0, 1.1, 1.1, 1.1, 1.05, 0.5],
    hours: day(0, 5, 6, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    noise: 0.04,
  },
  voice: {
    weekdays: [0.68, 1.06, 1.08, 1.07, 1.06, 1.05, 0.74],
    hours: day(4, 3, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 10, 11, 12, 12, 12, 12, 11, 10, 9, 8, 6, 5),
    noise: 0.04,
  },
  research: {
    weekdays: [0.35, 1.1, 1.2, 1.25, 1.15, 0.95, 0.38],
    hours: day(2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 7, 9, 10, 10, 9, 8, 7, 5, 4, 4, 3, 2),
    noise: 0.12,
  },
  lab: {
    weekdays: [0.1, 1.0, 1.2, 1.25, 1.2, 0.9, 0.1],
    hours: day(0, 0, 0, 0, 0, 0, 1, 3, 6, 8, 8, 6, 5, 7, 8, 8, 7, 5, 3, 2, 1, 1, 0, 0),
    noise: 0.25,
  },
};

const means = new Map<Pattern, number>();

/** The mean weekday weight of a pattern. */
export function meanWeekday(pattern: Pattern): number {
  let mean = means.get(pattern);
  if (mean === undefined) {
    mean = pattern.weekdays.reduce((sum, weight) => sum + weight, 0) / pattern.weekdays.length;
    means.set(pattern, mean);
  }
  return mean;
}
