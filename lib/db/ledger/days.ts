import { addDays } from "@/lib/time";
import { identifier, type Sql, sql } from "../sql";

/**
 * Cells of the daily roll-up on some UTC days, as a condition. Its key begins with the local day, which is at most a day
 * away from the UTC day of a cell, so that naming these too spares an index of UTC days.
 * @param table the name it goes by
 */
export function onUtcDays(days: readonly string[], table = "usage_daily"): Sql {
  const near = [...new Set(days.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]))].sort();
  const name = identifier(table);
  return sql`${name}.utc_day = any(${days}::date[]) and ${name}.day = any(${near}::date[])`;
}
