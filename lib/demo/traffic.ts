import { addDays, DAY_MS, dayMs, HOUR_MS, type Plan, weekdayOf } from "./calendar";
import { pricesOn } from "./prices";
import { jitter, normal, type Random, randomFor, wholeNumber } from "./random";
import { meanWeekday, rhythms } from "./rhythms";
import type { Shape, Workload } from "./workloads";

/** What one workload sent to one model in one stretch of time. The five input parts are disjoint (economics §5.0). */
export type Use = {
  readonly workload: Workload;
  readonly model: string;
  readonly startMs: number;
  requests: number;
  uncached: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  reasoning: number | null;
};

export const inputOf = (use: Use): number =>
  use.uncached + use.cacheRead + use.cacheWrite5m + use.cacheWrite1h;

const MIGRATION_DAYS = 10;
const DAYS_A_MONTH = 365.25 / 12;

/** Which models serve the workload on a day, and with what share of its requests. */
function modelShares(workload: Workload, day: string): { model: string; share: number }[] {
  const { models } = workload;
  for (let i = models.length - 1; i >= 0; i--) {
    const entry = models[i];
    if (!entry || (entry.from !== null && entry.from > day)) continue;
    const before = models[i - 1];
    const age = entry.from === null ? MIGRATION_DAYS : (dayMs(day) - dayMs(entry.from)) / DAY_MS;
    if (!before || age >= MIGRATION_DAYS) return [{ model: entry.model, share: 1 }];
    const share = (age + 1) / (MIGRATION_DAYS + 1);
    return [
      { model: before.model, share: 1 - share },
      { model: entry.model, share },
    ];
  }
  return [];
}

/** Models that do not bill cache writes report none. */
const writesToCache = (workload: Workload, model: string): boolean =>
  workload.provider === "anthropic" || model.startsWith("gpt-5.6");

function shapeOn(plan: Plan, workload: Workload, model: string, day: string): Shape {
  const { shape } = workload;
  const regressed = workload.regressedRead !== null && day >= plan.cacheRegressionDay;
  const writes = writesToCache(workload, model);
  return {
    ...shape,
    read: regressed ? (workload.regressedRead ?? shape.read) : shape.read,
    write5m: writes ? shape.write5m : 0,
    write1h: writes ? shape.write1h : 0,
  };
}

/** Mean requests a day in the middle of the last complete month, from the size the workload is given in dollars. */
function requestsPerDay(plan: Plan, workload: Workload): number {
  if ("requests" in workload.monthly) return workload.monthly.requests / DAYS_A_MONTH;
  const reference = `${plan.lastCompleteMonth}-01`;
  const model = modelShares(workload, reference).at(-1)?.model ?? "";
  const prices = pricesOn(plan, workload.provider, model, reference);
  if (!prices) throw new Error(`The demo has no price for ${workload.provider} ${model}.`);
  const { input, output, read, write5m, write1h } = writesToCache(workload, model)
    ? workload.shape
    : { ...workload.shape, write5m: 0, write1h: 0 };
  const perInputToken =
    (1 - read - write5m - write1h) * Number(prices.uncached) +
    read * Number(prices.cacheRead) +
    write5m * Number(prices.cacheWrite5m) +
    write1h * Number(prices.cacheWrite1h);
  const picoPerRequest =
    (input * perInputToken + output * Number(prices.output)) * (workload.batch ? 0.5 : 1);
  return (workload.monthly.dollars * 1e12) / DAYS_A_MONTH / picoPerRequest;
}

const baseRates = new WeakMap<Plan, Map<string, number>>();

function baseRate(plan: Plan, workload: Workload): number {
  let rates = baseRates.get(plan);
  if (!rates) {
    rates = new Map();
    baseRates.set(plan, rates);
  }
  let rate = rates.get(workload.id);
  if (rate === undefined) {
    rate = requestsPerDay(plan, workload);
    rates.set(workload.id, rate);
  }
  return rate;
}

/** Expected requests of a day: size, growth, weekday, holidays, and the noise of the day. */
function expectedRequests(plan: Plan, workload: Workload, day: string, random: Random): number {
  const rhythm = rhythms[workload.rhythm];
  const months = (dayMs(day) - dayMs(`${plan.lastCompleteMonth}-15`)) / DAY_MS / DAYS_A_MONTH;
  const weekday = (rhythm.weekdays[weekdayOf(day)] ?? 1) / meanWeekday(rhythm);
  const quiet = /-(12-2[456]|12-31|01-01)$/.test(day) ? 0.65 : 1;
  return (
    baseRate(plan, workload) *
    (1 + workload.growth) ** months *
    weekday *
    quiet *
    jitter(random, rhythm.noise)
  );
}

function useOf(
  workload: Workload,
  model: string,
  startMs: number,
  requests: number,
  shape: Shape,
  random: Random,
): Use {
  const spread = 0.03 + 0.25 / Math.sqrt(requests);
  const input = Math.max(8, Math.round(requests * shape.input * jitter(random, spread)));
  const ceiling = 0.985 - shape.write5m - shape.write1h;
  const read = Math.round(
    input * Math.min(ceiling, shape.read === 0 ? 0 : Math.max(0, shape.read + 0.02 * normal(random))),
  );
  const write5m = Math.round(input * shape.write5m * jitter(random, 0.08));
  const write1h = Math.round(input * shape.write1h * jitter(random, 0.08));
  const written = Math.min(input - read, write5m + write1h);
  const output = Math.max(1, Math.round(requests * shape.output * jitter(random, spread)));
  return {
    workload,
    model,
    startMs,
    requests,
    uncached: input - read - written,
    cacheRead: read,
    cacheWrite5m: Math.min(write5m, written),
    cacheWrite1h: written - Math.min(write5m, written),
    output,
    reasoning:
      shape.reasoning === null
        ? null
        : Math.round(output * Math.min(0.95, shape.reasoning * jitter(random, 0.1))),
  };
}

/** One request: lengths spread far more than means of an hour do, many short ones and a few very long. */
function singleRequest(workload: Workload, model: string, hourMs: number, shape: Shape, random: Random): Use {
  const draw = random();
  const longTail = 0.45 + 0.2 * draw + 1.4 * draw ** 4 + 0.34 * random();
  const startMs = hourMs + Math.floor(random() * HOUR_MS);
  return useOf(workload, model, startMs, 1, { ...shape, input: shape.input * longTail }, random);
}

/**
 * The traffic of one workload on one UTC day, hour by hour (or request by request), in order of time.
 * It depends on the seed, the workload and the day alone, so any file can be produced without the others.
 */
export function trafficOf(plan: Plan, workload: Workload, day: string): Use[] {
  const random = randomFor(plan.seed, `${workload.id} ${day}`);
  const shares = modelShares(workload, day).map((entry) => ({
    ...entry,
    shape: shapeOn(plan, workload, entry.model, day),
  }));
  if (shares.length === 0) return [];
  const hours = rhythms[workload.rhythm].hours;
  const expected = expectedRequests(plan, workload, day, random);
  const uses: Use[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const weight = hours[hour] ?? 0;
    if (weight === 0) continue;
    const startMs = dayMs(day) + hour * HOUR_MS;
    for (const { model, share, shape } of shares) {
      const requests = wholeNumber(random, expected * weight * share * jitter(random, 0.09));
      if (workload.perRequest)
        for (let i = 0; i < requests; i++) uses.push(singleRequest(workload, model, startMs, shape, random));
      else if (requests > 0) uses.push(useOf(workload, model, startMs, requests, shape, random));
    }
  }
  return uses;
}

/** Adds uses of the same model up to buckets of so many hours; the first of each bucket gives its place. */
export function bucketed(uses: readonly Use[], hours: number): Use[] {
  const width = hours * HOUR_MS;
  const buckets = new Map<string, Use>();
  for (const use of uses) {
    const startMs = Math.floor(use.startMs / width) * width;
    const key = `${use.workload.id} ${use.model} ${startMs}`;
    const sum = buckets.get(key);
    if (!sum) {
      buckets.set(key, { ...use, startMs });
      continue;
    }
    sum.requests += use.requests;
    sum.uncached += use.uncached;
    sum.cacheRead += use.cacheRead;
    sum.cacheWrite5m += use.cacheWrite5m;
    sum.cacheWrite1h += use.cacheWrite1h;
    sum.output += use.output;
    if (sum.reasoning !== null && use.reasoning !== null) sum.reasoning += use.reasoning;
  }
  return [...buckets.values()];
}

/** The traffic of several workloads on one day in buckets of so many hours, in order of time. */
export function dayOfTraffic(plan: Plan, workloads: readonly Workload[], day: string, hours: number): Use[] {
  const uses = workloads.flatMap((workload) => {
    const traffic = trafficOf(plan, workload, day);
    return hours === 1 ? traffic : bucketed(traffic, hours);
  });
  return uses.sort((a, b) => a.startMs - b.startMs);
}

/** The days of the plan from `from` through `through`. */
export function daysBetween(plan: Plan, from: string, through: string): string[] {
  const days: string[] = [];
  const end = through < plan.lastDay ? through : plan.lastDay;
  for (let day = from; day <= end; day = addDays(day, 1)) days.push(day);
  return days;
}
