import type { Dimension, Where } from "@/lib/filters";
import type { MeasureName, Sums } from "@/lib/metrics";
import { withBeside } from "./beside-query";
import { hourlyCells, stageHourlyPrices } from "./hourly";
import { MEASURES } from "./ledger/columns";
import type { Transaction } from "./organization";
import { lastPlan, planDays } from "./plans";
import { empty, identifier, join, type Sql, sql } from "./sql";

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

/** The column of a dimension among the joined names; the plan's is to be joined as `pl`. A tag's name travels as a parameter. */
export function columnOf(dimension: Dimension): Sql {
  const column = SKU_COLUMNS[dimension] ?? SCOPE_COLUMNS[dimension];
  if (column) return column;
  if (dimension === "product") return sql`p.name`;
  if (dimension === "plan") return sql`pl.plan`;
  return sql`s.tags ->> ${dimension.slice("tag.".length)}`;
}

/** Sums of the asked measures by period and dimension, from the smallest roll-up that can answer. */
export async function askCube(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  return withBeside(tx, q, await askUsage(tx, q));
}

async function askUsage(tx: Transaction, q: CubeQuestion): Promise<CubeRow[]> {
  const org = tx.organizationId;
  const dimensions = [...q.by, ...(Object.keys(q.where) as Dimension[])];
  const bySku = dimensions.some(needsSku);
  const byScope = dimensions.some((d) => !needsSku(d));
  const measures = q.measures.filter((m) => rollupMeasures.has(m));
  const sums = measures.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`);
  const source = await sourceOf(tx, q, { bySku, byScope, byPlan: dimensions.includes("plan") });
  // A customer's plan is of a day, so that its figures are summed by day before it is looked up.
  const byPlan = dimensions.includes("plan");
  const ids = [
    ...(byScope ? [sql`scope_id`] : []),
    ...(bySku ? [sql`sku_id`] : []),
    ...(byPlan ? [sql`plan_day`] : []),
  ];
  // Sum by id first, then look up names: the names are joined to few rows.
  const columns = ids.map((id, i) => (byPlan && i === ids.length - 1 ? sql`${source.day} as plan_day` : id));
  const inner = sql`select ${join([source.period, ...columns, ...sums, sql`1 as one`])} from ${source.from}
    group by ${join([sql`1`, ...ids])}`;
  const keys = q.by.map((d, i) => sql`${columnOf(d)} as ${identifier(`key_${i}`)}`);
  const outer = measures.map((m) => sql`coalesce(sum(c.${identifier(m)}), 0)::text as ${identifier(m)}`);
  const rows = await tx.rows<
    Record<string, string | null>
  >(sql`select ${join([sql`c.period`, ...keys, ...outer, sql`count(*) as cells`])}
    from (${inner}) c
    ${byScope ? sql`join scope s on s.organization_id = ${org} and s.id = c.scope_id` : empty}
    ${
      dimensions.includes("product")
        ? sql`left join scope_allocation a on a.organization_id = ${org} and a.scope_id = c.scope_id
      left join product p on p.organization_id = ${org} and p.id = a.product_id`
        : empty
    }
    ${bySku ? sql`join sku k on k.organization_id = ${org} and k.id = c.sku_id` : empty}
    ${byPlan ? sql`left join ${planDays(tx, q)} pl on pl.customer = s.customer and pl.day = c.plan_day` : empty}
    ${conditionsOf(q.where)}
    group by ${join([sql`c.period`, ...q.by.map((_, i) => identifier(`key_${i}`))])}`);
  return rows.map((row) => ({
    period: row.period ?? null,
    keys: q.by.map((_, i) => row[`key_${i}`] ?? null),
    sums: Object.fromEntries(measures.map((m) => [m, BigInt(row[m] ?? "0")])),
  }));
}

function conditionsOf(where: Where): Sql {
  const conditions = conditionsOn(where, sql`pl.plan`);
  return conditions.length === 0 ? empty : sql`where ${join(conditions, " and ")}`;
}

/**
 * What a filter asks of the joined names: `s` the scope, `k` the sku, `p` the product.
 * @param plan the column of the plan on the row's day, where it is joined; absent: the plan the customer came to last
 */
export function conditionsOn(where: Where, plan: Sql = lastPlan): Sql[] {
  return (Object.entries(where) as [Dimension, readonly (string | null)[]][])
    .filter(([, values]) => values.length > 0)
    .map(([dimension, values]) => {
      const column = dimension === "plan" ? plan : columnOf(dimension);
      const named = values.filter((v) => v !== null);
      const none = values.includes(null) ? sql`${column} is null` : sql`false`;
      return sql`(${column} = any(${named}::text[]) or ${none})`;
    });
}

/** The table to read and how its rows fall into periods. */
export async function sourceOf(
  tx: Transaction,
  q: CubeQuestion,
  need: { bySku: boolean; byScope: boolean; byPlan?: boolean },
): Promise<{ from: Sql; period: Sql; day: Sql }> {
  const org = tx.organizationId;
  if (q.grain === "hour") {
    await stageHourlyPrices(tx, q);
    return {
      from: hourlyCells(tx, q),
      period: sql`to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as period`,
      day: sql`(hour at time zone ${q.zone}::text)::date`,
    };
  }
  const wholeMonths = q.from.endsWith("-01") && isMonthEnd(q.to);
  if (wholeMonths && !need.byPlan && (q.grain === "none" || q.grain === "month")) {
    return {
      from: sql`usage_monthly where organization_id = ${org} and month >= ${q.from}::date and month <= ${q.to}::date`,
      period: q.grain === "month" ? sql`month::text as period` : sql`null as period`,
      day: sql`month`,
    };
  }
  const table = need.bySku
    ? need.byScope
      ? "usage_daily"
      : "usage_daily_sku"
    : need.byScope
      ? "usage_daily_scope"
      : "usage_daily_sku";
  return {
    from: sql`${identifier(table)} where organization_id = ${org} and day >= ${q.from}::date and day <= ${q.to}::date`,
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
