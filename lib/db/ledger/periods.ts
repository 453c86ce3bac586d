import type { Transaction } from "../organization";
import { sql } from "../sql";
import { type Coverage, type Overlap, replaceOverlapped } from "./coverage";
import { unpack } from "./packs";
import { WHOLE } from "./standing";

type Period = Pick<Coverage, "provider" | "account" | "grouping" | "days">;

/**
 * Of several deliveries of one billing period the latest counts: what earlier ones have on its days, and it has not, is
 * set aside. Voids and restores find that again by themselves (`settle-standing.ts`).
 * @param coverage what the import that is being committed covers; other groupings than whole periods are passed over
 * @returns the UTC days whose figures may change.
 */
export async function settlePeriods(
  tx: Transaction,
  options: { coverage: readonly Coverage[]; importId: number; zone: string },
): Promise<string[]> {
  const { importId, zone } = options;
  const days: string[] = [];
  for (const period of periodsOf(options.coverage)) {
    const overlaps = await earlierDeliveries(tx, period, importId);
    if (overlaps.length === 0) continue;
    await unpack(tx, importId, { own: true });
    await replaceOverlapped(tx, { overlaps, importId, zone });
    for (const overlap of overlaps) days.push(...overlap.days);
  }
  return days;
}

/**
 * An earlier delivery of a period that has no row in common with the one being committed: a part of the same delivery,
 * perhaps, which it must not push aside unasked. Null where there is none.
 */
export async function strangeDelivery(
  tx: Transaction,
  coverage: readonly Coverage[],
  importId: number,
): Promise<Overlap | null> {
  const org = tx.organizationId;
  for (const period of periodsOf(coverage)) {
    const overlaps = await earlierDeliveries(tx, period, importId);
    if (overlaps.length === 0) continue;
    const ids = overlaps.map((overlap) => overlap.importId);
    const [common] = await tx.rows<{ any: boolean }>(sql`select exists (select from usage_event_shadow
        where organization_id = ${org} and import_id = ${importId} and shadowed_by = any(${ids}::int[]))
      or exists (select from usage_event_pack where organization_id = ${org} and import_id = ${importId} and shadowed_by = any(${ids}::int[]))
      or exists (select from provider_charge where organization_id = ${org} and import_id = ${importId} and shadowed_by = any(${ids}::int[])) as any`);
    if (!common?.any) return overlaps[0] ?? null;
  }
  return null;
}

/** The billing periods a file covers, its usage and its charges together. */
function periodsOf(coverage: readonly Coverage[]): Period[] {
  const periods = new Map<string, Period>();
  for (const { provider, account, grouping, days } of coverage) {
    if (!grouping.startsWith(WHOLE)) continue;
    const key = JSON.stringify([provider, account, grouping]);
    const known = periods.get(key)?.days ?? [];
    periods.set(key, { provider, account, grouping, days: [...new Set([...known, ...days])] });
  }
  return [...periods.values()];
}

/** Those before an import, on the days it reaches too. */
async function earlierDeliveries(tx: Transaction, period: Period, importId: number): Promise<Overlap[]> {
  const covered = new Set(period.days);
  return (await deliveriesOf(tx, period))
    .filter((delivery) => delivery.importId !== importId)
    .map((delivery) => ({ ...delivery, days: delivery.days.filter((day) => covered.has(day)) }))
    .filter(({ days }) => days.length > 0);
}

/** The committed deliveries of one billing period, the latest first. */
async function deliveriesOf(tx: Transaction, c: Period): Promise<Overlap[]> {
  return tx.rows<Overlap>(sql`select k.import_id as "importId", i.file_name as "fileName", k.provider,
      nullif(k.account, '') as account, string_agg(distinct k.covers, ',') as covers, k.grouping,
      array_agg(distinct k.utc_day::text order by k.utc_day::text) as days
    from import_coverage k join "import" i on i.organization_id = k.organization_id and i.id = k.import_id
    where k.organization_id = ${tx.organizationId} and i.status = 'committed' and k.provider = ${c.provider}
      and k.account = ${c.account ?? ""} and k.grouping = ${c.grouping}
    group by k.import_id, i.file_name, k.provider, k.account, k.grouping, i.committed_at
    order by i.committed_at desc, k.import_id desc`);
}
