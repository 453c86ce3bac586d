import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql } from "../sql";
import { layCharges } from "./charges";
import { MEASURES } from "./columns";
import { onUtcDays } from "./days";
import { settleParted } from "./parted";
import { priceAgain } from "./price-again";
import { rebuildDaily } from "./rollups";
import { raiseDataVersion } from "./settle";

const measures = join(MEASURES.map((m) => identifier(m)));

/**
 * Brings the figures of some skus on some UTC days up to date after their prices changed, and touches no other, except
 * that on days with reported charges all usage of the provider is laid anew, since its parts share the money. Roll-ups
 * above the daily one take the difference, so the work grows with the cells that move.
 */
export async function resettle(
  tx: Transaction,
  { skuIds, days }: { readonly skuIds: readonly number[]; readonly days: readonly string[] },
  zone: string,
): Promise<void> {
  if (skuIds.length > 0 && days.length > 0) {
    const charged = await chargedDays(tx, skuIds, days);
    const isCharged = new Set(charged.days);
    const plain = days.filter((day) => !isCharged.has(day));
    const moved = new Set<string>();
    const noteDays = async (table: "repriced" | "narrow_sum") => {
      const rows = await tx.rows<{ day: string }>(
        sql`select distinct day::text as day from ${identifier(table)}`,
      );
      for (const { day } of rows) moved.add(day);
      await tx.run(sql`drop table ${identifier(table)}`);
    };
    if (plain.length > 0) {
      await priceAgain(tx, { skuIds, days: plain });
      await noteDays("repriced");
    }
    if (charged.days.length > 0) {
      await layAgain(tx, charged, zone);
      await noteDays("narrow_sum");
    }
    await settleParted(tx, [...moved].sort());
  }
  await raiseDataVersion(tx);
}

/** Prices all usage of some providers on some days again and lays their charges anew; leaves `narrow_sum` behind. */
async function layAgain(
  tx: Transaction,
  { days, providers, skuIds }: Awaited<ReturnType<typeof chargedDays>>,
  zone: string,
): Promise<void> {
  await tx.run(sql`create temp table narrow_change on commit drop as
    select day, scope_id, sku_id, ${measures} from usage_daily where false`);
  await note(tx, days, skuIds, sql`-`);
  await rebuildDaily(tx, days, zone, { skuIds });
  await layCharges(tx, days, providers);
  await note(tx, days, skuIds, sql``);
  await tx.run(sql`create temp table narrow_sum on commit drop as select day, scope_id, sku_id,
      ${join(MEASURES.map((m) => sql`sum(${identifier(m)}) as ${identifier(m)}`))}
    from narrow_change group by 1, 2, 3 having ${join(
      MEASURES.map((m) => sql`sum(${identifier(m)}) <> 0`),
      " or ",
    )}`);
  await tx.run("drop table narrow_change");
  await tx.run("analyze narrow_sum");
  await add(tx, "usage_daily_sku", sql`day, sku_id`, sql`day`);
  await add(tx, "usage_daily_scope", sql`day, scope_id`, sql`day`);
  await add(
    tx,
    "usage_monthly",
    sql`month, scope_id, sku_id`,
    sql`date_trunc('month', day::timestamp)::date`,
  );
  await dropEmpty(tx);
}

/**
 * The days on which a provider of these skus reported charges, and all skus of these providers. An amount over a period
 * is a line of its own sku and counts where it is one of these.
 */
async function chargedDays(tx: Transaction, skuIds: readonly number[], days: readonly string[]) {
  const org = tx.organizationId;
  const found = await tx.rows<{
    day: string;
    provider: string;
  }>(sql`select distinct d.day::text as day, k.provider
    from provider_charge c join sku k on k.organization_id = ${org} and k.id = c.sku_id
    join unnest(${days}::date[]) d(day) on d.day >= c.utc_day and d.day < coalesce(c.to_day, c.utc_day + 1)
    where c.organization_id = ${org} and c.counts and c.amount is not null
      and case when c.to_day is null
        then k.provider in (select provider from sku where organization_id = ${org} and id = any(${skuIds}::int[]))
        else c.sku_id = any(${skuIds}::int[]) end`);
  const providers = [...new Set(found.map(({ provider }) => provider))];
  const all = await tx.rows<{ id: number }>(
    sql`select id from sku where organization_id = ${org} and provider = any(${providers}::text[])`,
  );
  return {
    days: [...new Set(found.map(({ day }) => day))].sort(),
    providers,
    skuIds: [...new Set([...skuIds, ...all.map(({ id }) => id)])],
  };
}

async function note(
  tx: Transaction,
  days: readonly string[],
  skuIds: readonly number[],
  sign: Sql,
): Promise<void> {
  await tx.run(sql`insert into narrow_change
    select day, scope_id, sku_id, ${join(MEASURES.map((m) => sql`${sign}${identifier(m)}`))} from usage_daily
    where organization_id = ${tx.organizationId} and ${onUtcDays(days)} and sku_id = any(${skuIds}::int[])`);
}

async function add(tx: Transaction, table: string, keys: Sql, day: Sql): Promise<void> {
  const by = table === "usage_monthly" ? sql`${day} as month, scope_id, sku_id` : keys;
  await tx.run(sql`insert into ${identifier(table)} as t (organization_id, ${keys}, ${measures})
    select ${tx.organizationId}::int, ${keys}, ${join(MEASURES.map((m) => sql`sum(${identifier(m)})`))}
    from (select ${by}, ${measures} from narrow_sum) s group by ${keys} order by ${keys}
    on conflict (organization_id, ${keys}) do update set ${join(
      MEASURES.map((m) => sql`${identifier(m)} = t.${identifier(m)} + excluded.${identifier(m)}`),
    )}`);
}

/** A charge that now meets usage leaves no line of its own behind. */
async function dropEmpty(tx: Transaction): Promise<void> {
  const where = [
    ["usage_daily_sku", sql`t.day = s.day and t.sku_id = s.sku_id`],
    ["usage_daily_scope", sql`t.day = s.day and t.scope_id = s.scope_id`],
    [
      "usage_monthly",
      sql`t.month = date_trunc('month', s.day::timestamp)::date and t.scope_id = s.scope_id and t.sku_id = s.sku_id`,
    ],
  ] as const;
  for (const [table, same] of where)
    await tx.run(sql`delete from ${identifier(table)} t using narrow_sum s where t.organization_id = ${tx.organizationId}
      and ${same} and t.events = 0 and t.reported_cost = 0 and t.effective_cost = 0 and s.events <= 0`);
}
