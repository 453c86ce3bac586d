import type { Actor } from "@/lib/access/actor";
import { askCube, type CubeRow, type Grain } from "@/lib/db/cube-query";
import { inOrganization } from "@/lib/db/organization";
import type { Dimension, Where } from "@/lib/filters";
import {
  type MeasureName,
  type MetricId,
  measuresFor,
  metricOf,
  type Sums,
  type Value,
  valueText,
} from "@/lib/metrics";
import { ratioText } from "@/lib/money";
import { offsetMsAt } from "@/lib/time/zone";

export type Question = Readonly<{
  metrics: readonly MetricId[];
  /** Days of the organization's zone, both inclusive. */
  from: string;
  to: string;
  grain: Grain;
  by: readonly Dimension[];
  where: Where;
}>;

export type Coverage = Readonly<{
  /** Shares as decimal text; null where there is nothing to cover. */
  tokens_priced: string | null;
  cost_allocated: string | null;
  cost_reported: string | null;
}>;

export type Answer = Readonly<{
  from: string;
  to: string;
  grain: Grain;
  zone: string;
  by: readonly Dimension[];
  rows: readonly Readonly<Record<string, Value>>[];
  totals: Readonly<Record<string, Value>>;
  coverage: Coverage;
}>;

const COVERAGE_MEASURES = [
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "unpriced_tokens",
  "effective_cost",
  "covered_cost",
] as const satisfies readonly MeasureName[];

/**
 * Answers what `query` on the command line and `/api/v1/metrics` ask. Rows are sorted by period, then by their
 * dimensions with absent values last. Money and ratios are decimal text, counts whole numbers (ledger rule 4).
 */
export async function answer(actor: Actor, q: Question): Promise<Answer> {
  const rows = await cubeRows(actor, q, measuresFor(q.metrics));
  const valuesOf = (sums: Sums) =>
    Object.fromEntries(q.metrics.map((id) => [id, valueText(metricOf(id), sums)]));
  return {
    from: q.from,
    to: q.to,
    grain: q.grain,
    zone: actor.timeZone,
    by: q.by,
    rows: rows.map((row) => ({
      ...(q.grain === "none" ? {} : { period: periodText(row.period, q.grain, actor.timeZone) }),
      ...Object.fromEntries(q.by.map((dimension, i) => [dimension, row.keys[i] ?? null])),
      ...valuesOf(row.sums),
    })),
    totals: valuesOf(await totalSums(actor, q, rows)),
    coverage: await coverageOf(actor, q),
  };
}

/** The sums behind an answer, sorted; for reports that go on calculating. */
export async function cubeRows(
  actor: Actor,
  q: Omit<Question, "metrics">,
  measures: readonly MeasureName[],
): Promise<CubeRow[]> {
  const rows = await inOrganization(actor.organizationId, (tx) =>
    askCube(tx, { ...q, measures, zone: actor.timeZone }),
  );
  return rows.sort(compareRows);
}

/** Adds rows up; a measure that is undefined in one is undefined in the sum. */
export function addUp(rows: readonly CubeRow[]): Sums {
  const total: Partial<Record<MeasureName, bigint | null>> = {};
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.sums) as [MeasureName, bigint | null][]) {
      const before = total[name];
      total[name] = value === null || before === null ? null : (before ?? 0n) + value;
    }
  }
  return total;
}

const BESIDE = ["revenue", "units_sold", "units", "successes"] as const satisfies readonly MeasureName[];
const NAMED = new Set<MeasureName>(["units", "successes"]);

/**
 * Revenue and units have a total even where their rows, by model say, are undefined. Units of rows that each have one name
 * add up only where it is the same one, which no row tells: their total is asked for.
 */
async function totalSums(actor: Actor, q: Question, rows: readonly CubeRow[]): Promise<Sums> {
  const sums = addUp(rows);
  const asked = measuresFor(q.metrics);
  const isOpen = (m: MeasureName) =>
    rows.length === 0 || sums[m] === null || (NAMED.has(m) && rows.length > 1);
  const open = BESIDE.filter((m) => asked.includes(m) && isOpen(m));
  if (open.length === 0) return sums;
  const [alone] = await cubeRows(actor, { ...q, by: [], grain: "none" }, open);
  return { ...sums, ...Object.fromEntries(open.map((m) => [m, alone ? (alone.sums[m] ?? null) : 0n])) };
}

/** What limits the totals of a question (architecture, promise 4). */
export async function coverageOf(
  actor: Actor,
  q: Pick<Question, "from" | "to" | "where">,
): Promise<Coverage> {
  const rows = await cubeRows(actor, { ...q, grain: "none", by: ["product"] }, COVERAGE_MEASURES);
  const all = addUp(rows);
  const of = (name: MeasureName, sums: Sums = all) => sums[name] ?? 0n;
  const tokens = COVERAGE_MEASURES.slice(0, 5).reduce((n, name) => n + of(name), 0n);
  const spend = of("effective_cost");
  const allocated = of("effective_cost", addUp(rows.filter((row) => row.keys[0] !== null)));
  return {
    tokens_priced: ratioText(tokens - of("unpriced_tokens"), tokens),
    cost_allocated: ratioText(allocated, spend),
    cost_reported: ratioText(of("covered_cost"), spend),
  };
}

function compareRows(a: CubeRow, b: CubeRow): number {
  if (a.period !== b.period) return (a.period ?? "") < (b.period ?? "") ? -1 : 1;
  for (const [i, key] of a.keys.entries()) {
    const other = b.keys[i] ?? null;
    if (key === other) continue;
    if (key === null) return 1;
    if (other === null) return -1;
    return key < other ? -1 : 1;
  }
  return 0;
}

/** The date a period starts; for an hour RFC 3339 with the zone's offset (ledger rule 18). */
export function periodText(period: string | null, grain: Grain, zone: string): string | null {
  if (period === null || grain !== "hour") return period;
  const at = Date.parse(period);
  const offset = offsetMsAt(at, zone);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const pad = (n: number) => String(Math.floor(n)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}
