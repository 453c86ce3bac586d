import { type Basis, ONE, reduced, type Target } from "@/lib/allocation";
import { monthEnd } from "@/lib/time";
import { askCube } from "../cube-query";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { partBetween } from "../targeted";
import { COUNTS, type Measure } from "./columns";
import type { Plan } from "./plan";
import type { TargetIdOf } from "./targets";

const SLICE = 20_000;
const isMoney = (measure: Measure): boolean =>
  measure !== "events" &&
  !(COUNTS as readonly string[]).includes(measure) &&
  !["unknown_requests", "cache_known_tokens", "unpriced_tokens"].includes(measure);

/** The product of a target's number; null or undefined where it has none. */
type ProductOf = (target: number) => string | null | undefined;

/**
 * Stages the parts of a plan in `plan_part` and what each way gives to whom in `plan_way`, for `partedCells`. Shares by a
 * basis are those of each month: what the products got of it whole or by fixed shares, not by a basis.
 * @param idOf numbers the targets in the staged tables
 * @param productOf the product of such a number; the targets of whole scopes are among them
 * @param wholes where whole scopes go: a table or query of (scope_id, target_id)
 * @param months first days of the months whose cells are asked for
 */
export async function stagePlan(
  tx: Transaction,
  plan: Plan,
  {
    idOf,
    productOf,
    wholes,
    months,
  }: { idOf: TargetIdOf; productOf: ProductOf; wholes: Sql; months: readonly string[] },
): Promise<void> {
  await tx.run(
    `create temp table plan_part (scope_id int, sku_id int, from_day date, to_day date, rule int, way int) on commit drop`,
  );
  await tx.run(
    `create temp table plan_way (way int, month date, target_id int, low numeric, high numeric, whole numeric) on commit drop`,
  );
  for (let i = 0; i < plan.parts.length; i += SLICE)
    await tx.run(sql`insert into plan_part select scope, sku, coalesce("from", '-infinity'), coalesce("to", 'infinity'), rule, way
      from json_to_recordset(${JSON.stringify(plan.parts.slice(i, i + SLICE))}::json)
        as x(scope int, sku int, "from" date, "to" date, rule int, way int)`);
  const fixed = plan.ways.flatMap((way, n) => {
    if (way.kind === "whole") return sharesOf(n, null, [way.target], [1n], idOf);
    return way.kind === "shares" ? sharesOf(n, null, way.targets, way.shares.numerators, idOf) : [];
  });
  await writeWays(tx, fixed);
  await tx.run("analyze plan_part");
  const bases = new Set(plan.ways.flatMap((way) => (way.kind === "basis" ? way.basis : [])));
  if (bases.size === 0) return;
  const settled = await settledSums(tx, bases, { wholes, months, productOf });
  await writeWays(
    tx,
    plan.ways.flatMap((way, n) => {
      if (way.kind !== "basis") return [];
      return months.flatMap((month) => {
        const weights = way.targets.map(({ product }) => settled(way.basis, month, product ?? ""));
        return weights.every((weight) => weight === 0n)
          ? sharesOf(n, month, [way.rest], [1n], idOf)
          : sharesOf(n, month, way.targets, reduced(weights).numerators, idOf);
      });
    }),
  );
}

type WayRow = { way: number; month: string | null; target: number; low: string; high: string; whole: string };

/** A product without a share has no part: an empty one would only be stored. */
function sharesOf(
  way: number,
  month: string | null,
  targets: readonly Target[],
  numerators: readonly bigint[],
  idOf: TargetIdOf,
): WayRow[] {
  const whole = numerators.reduce((sum, n) => sum + n, 0n).toString();
  let low = 0n;
  return targets.flatMap((target, i) => {
    const high = low + (numerators[i] ?? 0n);
    const row = { way, month, target: idOf(target), low: low.toString(), high: high.toString(), whole };
    const isEmpty = high === low;
    low = high;
    return isEmpty ? [] : [row];
  });
}

async function writeWays(tx: Transaction, rows: readonly WayRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += SLICE)
    await tx.run(sql`insert into plan_way select way, month, target, low, high, whole
      from json_to_recordset(${JSON.stringify(rows.slice(i, i + SLICE))}::json)
        as x(way int, month date, target int, low numeric, high numeric, whole numeric)`);
  await tx.run("analyze plan_way");
}

const TOKEN_MEASURES = [
  "uncached_tokens",
  "cache_read_tokens",
  "cache_write_5m_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
] as const satisfies readonly Measure[];
const TOKENS = sql`(${join(TOKEN_MEASURES.map(identifier), " + ")})`;

const MONTH_OF_CELL = sql`date_trunc('month', d.day::timestamp)::date`;
/** The ways of daily cells, as `w`, and the stretches that say so, as `p`. */
const joinWays = sql`join plan_part p on p.scope_id = d.scope_id and p.sku_id in (0, d.sku_id) and d.day between p.from_day and p.to_day
    join plan_way w on w.way = p.way and (w.month is null or w.month = ${MONTH_OF_CELL})`;

/**
 * What products have of a basis by month, in units of 10⁻¹⁸ so that fixed shares of it stay exact, never less than 0: a
 * credit earns no share. Of parted scopes it is what is staged so far: whole stretches and fixed shares.
 */
async function settledSums(
  tx: Transaction,
  bases: ReadonlySet<Basis>,
  at: { wholes: Sql; months: readonly string[]; productOf: ProductOf },
): Promise<(basis: Basis, month: string, product: string) => bigint> {
  const org = tx.organizationId;
  const sums = new Map<string, bigint>();
  const keyOf = (basis: Basis, month: string, product: string) =>
    JSON.stringify([basis, month, product.toLowerCase()]);
  const add = (basis: Basis, month: string, product: string, amount: bigint) => {
    const key = keyOf(basis, month, product);
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  };
  if (bases.has("tokens") || bases.has("cost") || bases.has("requests")) {
    const what = sql`sum(effective_cost)::text as cost, sum(requests)::text as requests, sum(${TOKENS})::text as tokens`;
    const rows = await tx.rows<
      Record<Exclude<Basis, "revenue"> | "month" | "share" | "whole", string> & { target: number }
    >(sql`select month::text, w.target_id as target, '1' as share, '1' as whole, ${what} from usage_monthly m
          join (${at.wholes}) w on w.scope_id = m.scope_id
        where m.organization_id = ${org} and month = any(${at.months}::date[]) group by 1, 2
      union all select ${MONTH_OF_CELL}::text, w.target_id, (w.high - w.low)::text, w.whole::text, ${what}
        from usage_daily d ${joinWays} where d.organization_id = ${org} and ${inMonths(at.months)} group by 1, 2, 3, 4`);
    for (const { month, target, share, whole, ...of } of rows) {
      const product = at.productOf(target);
      if (!product) continue;
      const units = (BigInt(share) * ONE) / BigInt(whole);
      for (const basis of ["cost", "requests", "tokens"] as const)
        add(basis, month, product, BigInt(of[basis]) * units);
    }
  }
  const [first, last] = [at.months.toSorted()[0], at.months.toSorted().at(-1)];
  if (bases.has("revenue") && first && last) {
    const rows = await askCube(tx, {
      measures: ["revenue"],
      from: first,
      to: monthEnd(last),
      grain: "month",
      by: ["product"],
      where: {},
      zone: "UTC",
    });
    for (const { period, keys, sums: of } of rows)
      if (period && keys[0]) add("revenue", period, keys[0], of.revenue ?? 0n);
  }
  return (basis, month, product) => {
    const sum = sums.get(keyOf(basis, month, product)) ?? 0n;
    return sum > 0n ? sum : 0n;
  };
}

/** Days of whole months, as a condition on `day` that its key can answer. @param months their first days */
export const inMonths = (months: readonly string[]): Sql => {
  const sorted = months.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return sql`false`;
  return sql`(day between ${first}::date and ${monthEnd(last)}::date
    and date_trunc('month', day::timestamp)::date = any(${months}::date[]))`;
};

const SHARE = { low: sql`w.low`, high: sql`w.high`, whole: sql`w.whole` };

/**
 * The staged parts of daily cells: (day, scope_id, sku_id, target_id, rule, low, high, whole, measures). The parts of a
 * cell lie between cumulated shares, so they add up to it exactly.
 * @param cells which cells, on `usage_daily`
 */
export function partedCells(tx: Transaction, measures: readonly Measure[], cells: Sql): Sql {
  const sums = measures.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`);
  const partOf = (m: Measure) => partBetween(sql`d.${identifier(m)}`, SHARE);
  const all = (of: (m: Measure) => Sql) => join(TOKEN_MEASURES.map(of), " + ");
  const parts = measures.map((m) => {
    // Rounded class by class, so that where nothing has a price no part of it seems to have one.
    const part =
      m === "unpriced_tokens"
        ? sql`case when d.unpriced_tokens = ${all((each) => sql`d.${identifier(each)}`)} then ${all(partOf)} else ${partOf(m)} end`
        : partOf(m);
    return isMoney(m) ? sql`${part} as ${identifier(m)}` : sql`(${part})::bigint as ${identifier(m)}`;
  });
  return sql`select d.day, d.scope_id, d.sku_id, w.target_id, p.rule, w.low, w.high, w.whole, ${join(parts)}
    from (select day, scope_id, sku_id, ${join(sums)} from usage_daily
      where organization_id = ${tx.organizationId} and scope_id in (select scope_id from plan_part) and ${cells}
      group by 1, 2, 3) d
    ${joinWays}`;
}

export async function dropStaged(tx: Transaction): Promise<void> {
  await tx.run("drop table plan_part, plan_way");
}
