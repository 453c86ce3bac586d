import type { Dimension, Where } from "@/lib/filters";
import { pricedAt, priceSpans, type SkuPrices } from "@/lib/pricing";
import { type DayRange, monthEnd, monthStart, utcDayStartMs } from "@/lib/time";
import { conditionsOn } from "./cube-query";
import { COUNTS, TRAITS } from "./ledger/columns";
import type { Transaction } from "./organization";
import { planDays } from "./plans";
import { empty, identifier, join, type Sql, sql } from "./sql";
import { hasParted, IS_PARTED, isOfTarget, ofTarget, partsOfPieces, targetJoins } from "./targeted";

const USAGE_MEASURES = [
  ...COUNTS,
  "unpriced_tokens",
  "computed_cost",
  "effective_cost",
  "carried_cost",
] as const;
export type UsageSums = Readonly<Record<(typeof USAGE_MEASURES)[number], bigint>>;

/** Usage of one sku that was priced at the prices of one instant; pico-dollars. */
export type PricedUsage = Readonly<{ skuId: number; atMs: number; sums: UsageSums }>;

export type SkuName = Readonly<{
  id: number;
  provider: string;
  model: string | null;
  tier: string | null;
  geography: string | null;
  band: string | null;
}>;

const ofSku = (dimension: string): boolean => ["provider", "model", "tier"].includes(dimension);
const part = (where: Where, keep: (dimension: string) => boolean): Where =>
  Object.fromEntries(
    Object.entries(where).filter(([dimension, values]) => keep(dimension) && values && values.length > 0),
  );

/** The skus a filter lets through. */
export async function skusWhere(tx: Transaction, where: Where): Promise<SkuName[]> {
  const conditions = conditionsOn(part(where, ofSku));
  return tx.rows<SkuName>(sql`select id, provider, model, service_tier as tier, geography, context_band as band
    from sku k where k.organization_id = ${tx.organizationId}
      ${conditions.length > 0 ? sql`and ${join(conditions, " and ")}` : empty} order by id`);
}

/**
 * Usage of a range of local days by sku and price, exactly as it was priced: whole spans of days between two price
 * changes from the narrowest roll-up, only the days around a change from the wide one, by UTC day and price step.
 * @param skus those to read, of `skusWhere`
 */
export async function askPricedUsage(
  tx: Transaction,
  q: DayRange & Readonly<{ where: Where }>,
  skus: readonly SkuName[],
  prices: ReadonlyMap<number, SkuPrices>,
): Promise<PricedUsage[]> {
  const spans: { sku: number; span: number; first: string; last: string }[] = [];
  const edges: { sku: number; day: string }[] = [];
  const plain: number[] = [];
  for (const { id } of skus) {
    const own = prices.get(id);
    const cut = own ? priceSpans(own, q) : null;
    if (!cut) plain.push(id);
    for (const [span, { from, to }] of (cut?.spans ?? []).entries())
      spans.push({ sku: id, span, first: from, last: to });
    for (const day of cut?.edges ?? []) edges.push({ sku: id, day });
  }
  const source = await sourceOf(tx, q);
  const firstOf = new Map(spans.map(({ sku, span, first }) => [`${sku} ${span}`, first]));
  const found = [
    ...(await asked(tx, source.whole, { skuIds: plain })),
    ...(await asked(tx, source.daily, { spans })),
    ...(await asked(tx, source.wide, { edges })),
  ];
  return found.map(({ sku_id, span, utc_day, step, ...sums }) => {
    const own = prices.get(sku_id);
    const first = firstOf.get(`${sku_id} ${span}`) ?? q.from;
    return {
      skuId: sku_id,
      atMs: own && utc_day !== null ? pricedAt(own, utc_day, step ?? 0) : utcDayStartMs(first),
      sums: Object.fromEntries(USAGE_MEASURES.map((m) => [m, BigInt(sums[m])])) as UsageSums,
    };
  });
}

type Row = {
  sku_id: number;
  span: number | null;
  utc_day: string | null;
  step: number | null;
} & Record<(typeof USAGE_MEASURES)[number], string>;

type Wanted = Readonly<{
  skuIds?: readonly number[];
  spans?: readonly object[];
  edges?: readonly Readonly<{ sku: number; day: string }>[];
}>;

const SUMS = join(USAGE_MEASURES.map((m) => sql`sum(d.${identifier(m)})::text as ${identifier(m)}`));

async function asked(tx: Transaction, from: Sql, { skuIds, spans, edges }: Wanted): Promise<Row[]> {
  if ((skuIds ?? spans ?? edges ?? []).length === 0) return [];
  if (skuIds)
    return tx.rows<Row>(sql`select d.sku_id, null::int as span, null::text as utc_day, null::int as step, ${SUMS}
      from ${from} and d.sku_id = any(${skuIds}::int[]) group by 1`);
  if (spans)
    return tx.rows<Row>(sql`with x as materialized (select * from json_to_recordset(${JSON.stringify(spans)}::json)
        as x(sku int, span int, first date, last date))
      select d.sku_id, x.span, null::text as utc_day, null::int as step, ${SUMS}
      from x join ${once(from)} on d.sku_id = x.sku and d.day between x.first and x.last group by 1, 2`);
  const days = [...new Set(edges?.map(({ day }) => day))];
  return tx.rows<Row>(sql`with x as materialized (select * from json_to_recordset(${JSON.stringify(edges)}::json)
      as x(sku int, day date))
    select d.sku_id, null::int as span, d.utc_day::text as utc_day, d.traits >> ${TRAITS.priceStepShift} as step, ${SUMS}
    from x join ${once(sql`${from} and d.day = any(${days}::date[])`)} on d.sku_id = x.sku and d.day = x.day group by 1, 3, 4`);
}

/** Read once and joined by hash: the planner would look each span up by a key that begins with the day. */
const once = (from: Sql): Sql => sql`(select d.* from ${from} offset 0) d`;

type Sources = Readonly<{ whole: Sql; daily: Sql; wide: Sql }>;

/** The roll-ups to read: for days between which nothing changes, for spans of days, and for days taken apart. */
async function sourceOf(tx: Transaction, q: DayRange & { where: Where }): Promise<Sources> {
  const { from, to, where } = q;
  const org = tx.organizationId;
  const scoped = part(where, (dimension) => !ofSku(dimension));
  // A customer's plan is of a day, so that scopes are let through by day.
  const byPlan = (where.plan?.length ?? 0) > 0;
  const conditions = conditionsOn(scoped, sql`pl.plan`);
  const byScope = conditions.length > 0;
  const byTarget = (Object.keys(scoped) as Dimension[]).some(isOfTarget);
  const isParted = byTarget && (await hasParted(tx));
  const scopes = byScope
    ? sql`and ${byPlan ? sql`(d.scope_id, d.day) in (select s.id, g.day::date` : sql`d.scope_id in (select s.id`}
        from scope s ${byTarget ? targetJoins(org, sql`s.id`, null) : empty} ${byPlan ? plansOfDays(tx, q) : empty}
        where s.organization_id = ${org} and ${join(conditions, " and ")} ${isParted ? sql`and not ${IS_PARTED}` : empty})`
    : empty;
  const days = sql`d.day >= ${from}::date and d.day <= ${to}::date`;
  const months = sql`d.month >= ${from}::date and d.month <= ${to}::date`;
  const wide = sql`usage_daily d where d.organization_id = ${org} and ${days} ${scopes}`;
  const daily = byScope ? wide : sql`usage_daily_sku d where d.organization_id = ${org} and ${days}`;
  const wholeMonths = byScope && !byPlan && from.endsWith("-01") && to === monthEnd(monthStart(to));
  const monthly = sql`usage_monthly d where d.organization_id = ${org} and ${months} ${scopes}`;
  const sources = { whole: wholeMonths ? monthly : daily, daily, wide };
  if (!isParted) return sources;
  const parts = partedSources(tx, q, { conditions, byPlan });
  const both = (columns: readonly string[], one: Sql, other: Sql): Sql => {
    const named = join([...columns, ...USAGE_MEASURES].map((c) => sql`d.${identifier(c)}`));
    return sql`(select ${named} from ${one} union all select ${named} from ${other}) d where true`;
  };
  return {
    whole: wholeMonths ? both(["sku_id"], monthly, parts.monthly) : both(["sku_id"], daily, parts.daily),
    daily: both(["day", "sku_id"], daily, parts.daily),
    wide: both(["day", "sku_id", "utc_day", "traits"], wide, parts.wide),
  };
}

/** Every day of a range as `g`, with the plan of the customer of `s` and its target `t` on it as `pl`. */
const plansOfDays = (tx: Transaction, { from, to }: DayRange): Sql =>
  sql`cross join generate_series(${from}::timestamp, ${to}::timestamp, '1 day'::interval) g(day)
    left join ${planDays(tx, { from, to })} pl on pl.customer = coalesce(t.customer, s.customer) and pl.day = g.day::date`;

/** The parts of parted scopes that a filter lets through, from the roll-ups by target. */
function partedSources(
  tx: Transaction,
  { from, to }: DayRange,
  { conditions, byPlan }: { conditions: readonly Sql[]; byPlan: boolean },
) {
  const org = tx.organizationId;
  const filtered = (cells: Sql): Sql => sql`(select u.* from ${cells} u
      join scope s on s.organization_id = ${org} and s.id = u.scope_id
      left join allocation_target t on t.organization_id = ${org} and t.id = u.target_id
      left join product p on p.organization_id = ${org} and p.id = t.product_id
      ${byPlan ? sql`left join ${planDays(tx, { from, to })} pl on pl.customer = coalesce(t.customer, s.customer) and pl.day = u.day` : empty}
    where ${join([...conditions], " and ")}) d where true`;
  const within = (column: Sql) =>
    sql`organization_id = ${org} and ${column} >= ${from}::date and ${column} <= ${to}::date`;
  const pieces = sql`select day, scope_id, sku_id, utc_day, traits, ${join(USAGE_MEASURES.map((m) => sql`${identifier(m)}::numeric`))}
    from usage_daily where ${within(sql`day`)} and ${ofTarget(org, "parted")}`;
  return {
    monthly: filtered(sql`(select * from usage_parted_monthly where ${within(sql`month`)})`),
    daily: filtered(sql`(select * from usage_parted where ${within(sql`day`)})`),
    wide: filtered(
      sql`(${partsOfPieces(tx, { from, to }, { pieces, keys: ["utc_day", "traits"], measures: USAGE_MEASURES })})`,
    ),
  };
}
