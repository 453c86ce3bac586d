import { addDays } from "@/lib/time";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { layCharges } from "./charges";
import { rebuildCube } from "./cube";
import { settleParted } from "./parted";
import { retentionOf } from "./retention";
import { rebuildDaily, rebuildNarrow, type Which } from "./rollups";

/**
 * Brings every figure of the given UTC days up to date: prices, reported charges, roll-ups, allocated parts, data
 * version. Called in the
 * transaction that changed their events or charges, so no reader ever sees one without the other.
 */
export async function settleDays(
  tx: Transaction,
  utcDays: Iterable<string>,
  zone: string,
  which: Pick<Which, "dayCells"> = {},
): Promise<void> {
  const days = [...new Set(utcDays)].sort();
  if (days.length > 0) {
    await rebuildDaily(tx, days, zone, which);
    await layCharges(tx, days);
    // A UTC day reaches into the local day before or after it.
    const local = new Set(days.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]));
    await rebuildNarrow(tx, [...local].sort());
    await settleParted(tx, [...local].sort());
  }
  await raiseDataVersion(tx);
}

/** Tells readers that what they computed before is of an earlier state. */
export async function raiseDataVersion(tx: Transaction): Promise<void> {
  await tx.run(sql`update organization set data_version = data_version + 1 where id = ${tx.organizationId}`);
}

/** Lays everything out anew, from events up: for another reporting zone. */
export async function rebuildAll(tx: Transaction, zone: string): Promise<void> {
  await rebuildCube(tx, zone, (await retentionOf(tx)).from);
  await settleDays(tx, await allDays(tx), zone);
}

/** Prices and lays charges anew over all days, the cube being right: for another cost policy. */
export async function resettleAll(tx: Transaction, zone: string): Promise<void> {
  await settleDays(tx, await allDays(tx), zone);
}

async function allDays(tx: Transaction): Promise<string[]> {
  const org = tx.organizationId;
  const rows = await tx.rows<{
    day: string;
  }>(sql`select distinct utc_day::text as day from usage_hourly where organization_id = ${org}
    union select distinct utc_day::text from usage_daily where organization_id = ${org}
    union select distinct d::date::text from provider_charge c,
      generate_series(c.utc_day::timestamp, coalesce(c.to_day - 1, c.utc_day)::timestamp, '1 day'::interval) d
      where c.organization_id = ${org}`);
  return rows.map((row) => row.day);
}
