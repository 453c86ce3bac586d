import type { Transaction } from "../organization";
import { sql } from "../sql";
import { type Coverage, type Overlap, replaceOverlapped } from "./coverage";
import { unpack } from "./packs";

/** How the grouping of a delivery of whole billing periods begins: "period:2026-10:aws.cur". */
const WHOLE = "period:";

type Period = Pick<Coverage, "provider" | "account" | "grouping" | "days">;

/**
 * Of several deliveries of one billing period the latest counts: what earlier ones have on its days, and it has not, is
 * set aside. To be asked after each change of what is committed: an import, a void, a restore.
 * @param coverage what the changed import covers; other groupings than whole periods are passed over
 * @param importId the import that is being committed, later than all
 * @returns the UTC days whose figures may change.
 */
export async function settlePeriods(
  tx: Transaction,
  options: { coverage: readonly Coverage[]; importId: number | null; zone: string },
): Promise<string[]> {
  const days: string[] = [];
  for (const period of periodsOf(options.coverage)) {
    for (const { latest, overlaps } of await standings(tx, period, options.importId)) {
      await unpack(tx, latest, { own: true });
      await replaceOverlapped(tx, { overlaps, importId: latest, zone: options.zone });
      for (const overlap of overlaps) days.push(...overlap.days);
    }
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
    const [standing] = await standings(tx, period, importId);
    if (!standing) continue;
    const { overlaps } = standing;
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

type Standing = { latest: number; overlaps: Overlap[] };

/**
 * Who counts on which days of a period: a delivery on those it reaches and no later one does, over all before it. With
 * `importId`, which nobody has settled yet, only its own standing is told: those before it stand as they stood.
 */
async function standings(tx: Transaction, period: Period, importId: number | null): Promise<Standing[]> {
  const deliveries = await deliveriesOf(tx, period);
  if (importId !== null) {
    const earlier = deliveries.filter((delivery) => delivery.importId !== importId);
    return standing(importId, new Set(period.days), earlier);
  }
  const settled = new Set<string>();
  return deliveries.flatMap(({ importId: latest, days }, at) => {
    const own = days.filter((day) => !settled.has(day));
    for (const day of own) settled.add(day);
    return standing(latest, new Set(own), deliveries.slice(at + 1));
  });
}

function standing(latest: number, own: ReadonlySet<string>, earlier: readonly Overlap[]): Standing[] {
  const overlaps = earlier
    .map((delivery) => ({ ...delivery, days: delivery.days.filter((day) => own.has(day)) }))
    .filter((delivery) => delivery.days.length > 0);
  return overlaps.length > 0 ? [{ latest, overlaps }] : [];
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
