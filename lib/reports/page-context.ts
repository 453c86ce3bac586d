import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type Filters, parseFilters, type SearchParams } from "@/lib/filters";
import { makeDayOf } from "@/lib/time";
import { cached } from "./cached";

/** What there is to filter by and how far data reach: the same for every page. */
export type Extent = Readonly<{
  /** First and last local day with usage or charges; null where the organization has none. */
  dataFrom: string | null;
  dataThrough: string | null;
  /** Last day of each provider, so that a late one can be named. */
  providers: readonly Readonly<{ provider: string; through: string }>[];
  models: readonly string[];
  products: readonly string[];
  /** Values of the other dimensions, up to 200 each; `tag.NAME` among them. */
  others: Readonly<Record<string, readonly string[]>>;
  /** Names of units of work, each in one way of writing. */
  units: readonly string[];
  hasRevenue: boolean;
  hasRules: boolean;
  imports: number;
  rejectedRows: number;
}>;

export type PageContext = Readonly<{ filters: Filters; extent: Extent; today: string }>;

/** Reads a page's URL against what the organization has. Call once a page, after `requireActor()`. */
export async function pageContext(actor: Actor, params: SearchParams): Promise<PageContext> {
  const today = makeDayOf(actor.timeZone)(Date.now());
  const extent = await extentOf(actor);
  const filters = parseFilters(params, { today, zone: actor.timeZone, dataThrough: extent.dataThrough });
  return { filters, extent, today };
}

export const extentOf = (actor: Actor): Promise<Extent> =>
  cached(actor, "extent", null, () => readExtent(actor));

async function readExtent(actor: Actor): Promise<Extent> {
  const org = actor.organizationId;
  const today = makeDayOf(actor.timeZone)(Date.now());
  return inOrganization(org, async (tx) => {
    // Costs by period are known in advance: how far data reach is told by the rest, where there is any.
    const providers = await tx.rows<{
      provider: string;
      first: string;
      through: string;
      is_reported: boolean;
    }>(sql`select k.provider, min(d.day)::text as first,
        coalesce(max(d.day) filter (where not (d.sku_id = any(periods.skus))), least(max(d.day), ${today}::date))::text as through,
        bool_or(not (d.sku_id = any(periods.skus))) as is_reported
      from usage_daily_sku d cross join (select coalesce(array_agg(distinct c.sku_id), '{}') as skus from provider_charge c
        where c.organization_id = ${org} and c.counts and c.to_day is not null) periods join sku k on k.organization_id = ${org} and k.id = d.sku_id
      where d.organization_id = ${org} group by 1 order by 1`);
    const models = await tx.rows<{
      model: string;
    }>(sql`select distinct k.model from sku k where k.organization_id = ${org}
      and k.model is not null and exists (select from usage_daily_sku d where d.organization_id = ${org} and d.sku_id = k.id) order by 1`);
    const products = await tx.rows<{ name: string }>(
      sql`select name from product where organization_id = ${org} order by name`,
    );
    const others: Record<string, string[]> = {};
    const values = await tx.rows<{ name: string; value: string }>(sql`select name, value from (
        select v.name, v.value, row_number() over (partition by v.name order by v.value) as n from (
          select x.key as name, x.value from scope s,
            jsonb_each_text(jsonb_strip_nulls(jsonb_build_object('account', account, 'project', project, 'workspace', workspace,
              'api_key', api_key, 'user', "user", 'customer', customer, 'feature', feature, 'environment', environment))) x
          where s.organization_id = ${org}
          union select 'tag.' || x.key, x.value from scope s, jsonb_each_text(s.tags) x where s.organization_id = ${org}
          union select x.key, x.value from allocation_target t,
            jsonb_each_text(jsonb_strip_nulls(jsonb_build_object('customer', customer, 'team', team))) x
          where t.organization_id = ${org}
          union select 'plan', plan from revenue where organization_id = ${org} and counts and plan is not null
          union select 'cost_kind', kind from unnest(array['cost_of_revenue', 'research']) kind
          where exists (select from allocation_target where organization_id = ${org} and cost_kind = 'research')) v) w
      where n <= 200 order by name, value`);
    for (const { name, value } of values) {
      const list = others[name] ?? [];
      list.push(value);
      others[name] = list;
    }
    const units = await tx.rows<{ unit: string }>(sql`select min(unit) as unit from (
        select unit from work_unit where organization_id = ${org} and counts
        union select unit from unit_tag where organization_id = ${org}) u group by lower(unit) order by lower(unit)`);
    const [more] = await tx.rows<{
      revenue: boolean;
      rules: boolean;
      imports: number;
      rejected: bigint;
    }>(sql`select
      exists (select from revenue where organization_id = ${org} and counts) as revenue,
      exists (select from allocation_rule_set where organization_id = ${org} and retired_at is null) as rules,
      (select count(*)::int from "import" where organization_id = ${org}) as imports,
      (select coalesce(sum(rows_rejected), 0)::bigint from "import" where organization_id = ${org} and status = 'committed') as rejected`);
    const reported = providers.filter((p) => p.is_reported);
    return {
      dataFrom: providers.map((p) => p.first).sort()[0] ?? null,
      dataThrough:
        (reported.length > 0 ? reported : providers)
          .map((p) => p.through)
          .sort()
          .at(-1) ?? null,
      providers: reported.map(({ provider, through }) => ({ provider, through })),
      models: models.map((m) => m.model),
      products: products.map((p) => p.name),
      others,
      units: units.map(({ unit }) => unit),
      hasRevenue: more?.revenue ?? false,
      hasRules: more?.rules ?? false,
      imports: more?.imports ?? 0,
      rejectedRows: Number(more?.rejected ?? 0n),
    };
  });
}
