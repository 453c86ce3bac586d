import type { Transaction } from "../organization";
import { sql } from "../sql";
import { type Coverage, type Overlap, replaceOverlapped } from "./coverage";
import { unpack } from "./packs";

/** How the grouping of a delivery of whole billing periods begins: "period:2026-10:aws.cur". */
const WHOLE = "period:";

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
  for (const c of options.coverage) {
    if (!c.grouping.startsWith(WHOLE)) continue;
    const deliveries = await deliveriesOf(tx, c);
    const latest = options.importId ?? deliveries[0]?.importId;
    const covered = new Set(options.importId === null ? deliveries[0]?.days : c.days);
    const overlaps = deliveries
      .filter(({ importId }) => importId !== latest)
      .map((earlier) => ({ ...earlier, days: earlier.days.filter((day) => covered.has(day)) }))
      .filter((earlier) => earlier.days.length > 0);
    if (latest === undefined || overlaps.length === 0) continue;
    await unpack(tx, latest, { own: true });
    await replaceOverlapped(tx, { overlaps, importId: latest, zone: options.zone });
    for (const overlap of overlaps) days.push(...overlap.days);
  }
  return days;
}

/** The committed deliveries of one billing period, the latest first. */
async function deliveriesOf(tx: Transaction, c: Coverage): Promise<Overlap[]> {
  return tx.rows<Overlap>(sql`select k.import_id as "importId", i.file_name as "fileName", k.provider,
      nullif(k.account, '') as account, k.covers, k.grouping, array_agg(k.utc_day::text order by k.utc_day) as days
    from import_coverage k join "import" i on i.organization_id = k.organization_id and i.id = k.import_id
    where k.organization_id = ${tx.organizationId} and i.status = 'committed' and k.provider = ${c.provider}
      and k.account = ${c.account ?? ""} and k.covers = ${c.covers} and k.grouping = ${c.grouping}
    group by k.import_id, i.file_name, k.provider, k.account, k.covers, k.grouping, i.committed_at
    order by i.committed_at desc, k.import_id desc`);
}
