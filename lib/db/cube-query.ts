import { type Dimension, ofCost, type Where } from "@/lib/filters";
import type { MeasureName, Sums } from "@/lib/metrics";
import { withBeside } from "./beside-query";
import { hourlyCells, stageHourlyPrices } from "./hourly";
import { MEASURES } from "./ledger/columns";
import type { Transaction } from "./organization";
import { planDays } from "./plans";
import { empty, identifier, join, type Sql, sql } from "./sql";
import { hasParted, hourlyParts, isOfTarget, ofTarget, targetColumn, targetJoins } from "./targeted";

export type Grain = "none" | "hour" | "day" | "week" | "month";

export type CubeQuestion = Readonly<{
  measures: readonly MeasureName[];
  /** Local days, both inclusive. */
  from: string;
  to: string;
  grain: Grain;
  by: readonly Dimension[];
  where: Where;
  zone: string;
}>;

/** One group: `period` is the date it starts (for hours an instant), null at grain none; `keys` follow `by`. */
export type CubeRow = Readonly<{ period: string | null; keys: readonly (string | null)[]; sums: Sums }>;

const SCOPE_COLUMNS: Partial<Record<string, Sql>> = Object.fromEntries(
  ["account", "project", "workspace", "api_key", "user", "customer", "feature", "environment"].map((c) => [
    c,
    sql`s.${identifier(c)}`,
  ]),
);
const SKU_COLUMNS: Partial<Record<string, Sql>> = {
  provider: sql`k.provider`,
  model: sql`k.model`,
  tier: sql`k.service_tier`,
};

const needsSku = (d: Dimension) => d in SKU_COLUMNS;
const rollupMeasures = new Set<string>(MEASURES);
/** Parts of a cost by whose it is: they are not in the roll-ups. */
const SHARED_OUT: Partial<
  Record<MeasureName, Readonly<{ of: "effective_cost" | "fixed_cost"; where: Sql }>>
> = {
  allocated_cost: { of: "effective_cost", where: sql`t.product_id is not null` },
  research_cost: { of: "effective_cost", where: sql`t.cost_kind = 'research'` },
  fixed_research_cost: { of: "fixed_cost", where: sql`t.cost_kind = 'research'` },
  // Costs by period carry their category as a tag; what of them is not fixed varies with use, but is no inference.
  entered_cost: {
    of: "effective_cost",
    where: sql`s.tags ->> 'cost_category' is not null and t.cost_kind is distinct from 'research'`,
  },
};

/** The column of a dimension among the joined names; the plan's is to be joined as `pl`. A tag's name travels as a parameter. */
export function columnOf(dimension: Dimension): Sql {
  const column = targetColumn(dimension) ?? SKU_COLUMNS[dimension] ?? SCOPE_COLUMNS[dimension];
  if (column) return column;
  if (dimension === "plan") return sql`pl.plan`;
  return sql`s.tags ->> ${dimension.slice("tag.".length)}`;
}

/** Sums of the asked measures by period and dimension, from the smallest roll-up that can answer. */
export async function askCube(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  return withBeside(tx, q, await askUsage(tx, { ...q, where: ofCost(q.where) }));
}

async function askUsage(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  const dimensions = [...q.by, ...(Object.keys(q.where) as Dimension[])];
  const parts = q.measures.flatMap((name) => {
    const part = SHARED_OUT[name];
    return part ? [{ name, ...part }] : [];
  });
  const measures = q.measures.filter((m) => rollupMeasures.has(m));
  const { cells, joins } = await namedCells(tx, q, {
    dimensions,
    byTarget: parts.length > 0,
    measures: [...new Set([...measures, ...parts.map(({ of }) => of)])],
  });
  const keys = q.by.map((d, i) => sql`${columnOf(d)} as ${identifier(`key_${i}`)}`);
  const outer = [
    ...measures.map((m) => sql`coalesce(sum(c.${identifier(m)}), 0)::text as ${identifier(m)}`),
    ...parts.map(
      ({ name, of, where }) =>
        sql`coalesce(sum(c.${identifier(of)}) filter (where ${where}), 0)::text as ${identifier(name)}`,
    ),
  ];
  const rows = await tx.rows<
    Record<string, string | null>
  >(sql`select ${join([sql`c.period`, ...keys, ...outer, sql`count(*) as cells`])}
    from (${cells}) c ${joins} ${conditionsOf(q.where)}
    group by ${join([sql`c.period`, ...q.by.map((_, i) => identifier(`key_${i}`))])}`);
  return rows.map((row) => ({
    period: row.period ?? null,
    keys: q.by.map((_, i) => row[`key_${i}`] ?? null),
    sums: Object.fromEntries(
      [...measures, ...parts.map(({ name }) => name)].map((m) => [m, BigInt(row[m] ?? "0")]),
    ),
  }));
}

/**
 * Cells summed by `period`, `scope_id` and `sku_id` as far as asked, from the smallest roll-up that can answer, and the
 * joins of their names to them as `c`: `s` the scope, `t` its target, `p` the product of that, `k` the sku.
 * @param need the dimensions whose names are used; `bySku` and `byTarget` join these names in any case
 */
export async function namedCells(
  tx: Transaction,
  q: Period,
  need: {
    dimensions: readonly Dimension[];
    measures: readonly string[];
    bySku?: boolean;
    byTarget?: boolean;
  },
): Promise<{ cells: Sql; joins: Sql }> {
  const org = tx.organizationId;
  const { dimensions, measures } = need;
  const byTarget = need.byTarget === true || dimensions.some(isOfTarget);
  const bySku = need.bySku === true || dimensions.some(needsSku);
  // A customer's plan is of a day, so that its figures are summed by day before it is looked up.
  const byPlan = dimensions.includes("plan");
  const byScope = byTarget || dimensions.some((d) => !needsSku(d));
  const ids = [...(byScope ? [sql`scope_id`] : []), ...(bySku ? [sql`sku_id`] : [])];
  const sums = measures.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`);
  // Sum by id first, then look up names: the names are joined to few rows.
  const summed = (which: Which) => {
    const source = sourceOf(tx, q, { bySku, byScope, byPlan, which, measures });
    const day = byPlan ? [sql`${source.day} as plan_day`] : [];
    const target =
      which === "all" ? [] : [which === "whole" ? sql`null::int as part` : sql`target_id as part`];
    return sql`select ${join([source.period, ...ids, ...day, ...sums, ...target, sql`1 as one`])} from ${source.from}
      group by ${join([
        sql`1`,
        ...ids,
        ...(byPlan ? [sql`plan_day`] : []),
        ...(which === "parted" ? [sql`target_id`] : []),
      ])}`;
  };
  const isParted = byTarget && (await hasParted(tx));
  if (q.grain === "hour") await stageHourlyPrices(tx, q);
  return {
    cells: isParted ? sql`${summed("whole")} union all ${summed("parted")}` : summed("all"),
    joins: sql`${byScope ? sql`join scope s on s.organization_id = ${org} and s.id = c.scope_id` : empty}
      ${byTarget ? targetJoins(org, sql`c.scope_id`, isParted ? sql`c.part` : null) : empty}
      ${bySku ? sql`join sku k on k.organization_id = ${org} and k.id = c.sku_id` : empty}
      ${
        byPlan
          ? sql`left join ${planDays(tx, q)} pl on pl.customer = coalesce(t.customer, s.customer) and pl.day = c.plan_day`
          : empty
      }`,
  };
}

function conditionsOf(where: Where): Sql {
  const conditions = conditionsOn(where, sql`pl.plan`);
  return conditions.length === 0 ? empty : sql`where ${join(conditions, " and ")}`;
}

/**
 * What a filter asks of the joined names: `s` the scope, `k` the sku, `t` its target, `p` the product of that.
 * @param plan the column of the plan on the row's day; without it no plan may be asked for
 */
export function conditionsOn(where: Where, plan?: Sql): Sql[] {
  return (Object.entries(ofCost(where)) as [Dimension, readonly (string | null)[]][])
    .filter(([, values]) => values.length > 0)
    .map(([dimension, values]) => {
      const column = dimension === "plan" ? plan : columnOf(dimension);
      if (!column) throw new Error("A filter on the plan needs the day of its rows.");
      const named = values.filter((v) => v !== null);
      const none = values.includes(null) ? sql`${column} is null` : sql`false`;
      return sql`(${column} = any(${named}::text[]) or ${none})`;
    });
}

type Period = Pick<CubeQuestion, "from" | "to" | "grain" | "zone">;
/** All cells, or those of whole scopes, or the parts of the others. */
type Which = "all" | "whole" | "parted";

/** The table to read and how its rows fall into periods. */
function sourceOf(
  tx: Transaction,
  q: Period,
  need: { bySku: boolean; byScope: boolean; byPlan: boolean; which: Which; measures: readonly string[] },
): { from: Sql; period: Sql; day: Sql } {
  const org = tx.organizationId;
  const which = need.which === "whole" ? sql`and ${ofTarget(org, "whole")}` : empty;
  if (q.grain === "hour") {
    const period = sql`to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as period`;
    const from = hourlyCells(tx, q);
    if (need.which === "parted")
      return { from: hourlyParts(tx, q, from, need.measures), period, day: sql`day` };
    return { from: sql`${from} ${which}`, period, day: sql`(hour at time zone ${q.zone}::text)::date` };
  }
  const wholeMonths = q.from.endsWith("-01") && isMonthEnd(q.to);
  if (wholeMonths && !need.byPlan && (q.grain === "none" || q.grain === "month")) {
    const table = need.which === "parted" ? sql`usage_parted_monthly` : sql`usage_monthly`;
    return {
      from: sql`${table} where organization_id = ${org} and month >= ${q.from}::date and month <= ${q.to}::date ${which}`,
      period: q.grain === "month" ? sql`month::text as period` : sql`null as period`,
      day: sql`month`,
    };
  }
  const table =
    need.which === "parted"
      ? "usage_parted"
      : need.bySku
        ? need.byScope
          ? "usage_daily"
          : "usage_daily_sku"
        : need.byScope
          ? "usage_daily_scope"
          : "usage_daily_sku";
  return {
    from: sql`${identifier(table)} where organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date ${which}`,
    period: periodOf(q.grain),
    day: sql`day`,
  };
}

function periodOf(grain: Grain): Sql {
  if (grain === "none") return sql`null as period`;
  if (grain === "day") return sql`day::text as period`;
  return sql`date_trunc(${grain}, day::timestamp)::date::text as period`;
}

const isMonthEnd = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).getUTCDate() === 1;
