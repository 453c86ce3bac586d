import type { DatedRate } from "@/lib/money";
import type { Transaction } from "../organization";
import { sql } from "../sql";

/** The rates that can tell what one currency is worth in dollars: those to or from either, by the day. */
export async function ratesFor(tx: Transaction, currency: string): Promise<DatedRate[]> {
  const names = [currency, "USD"];
  const rows = await tx.rows<Omit<DatedRate, "rate"> & { rate: string }>(sql`select day::text, base, quote,
      (rate * 1e18)::numeric(38,0)::text as rate, coalesce(source, 'import ' || import_id) as source
    from exchange_rate where organization_id = ${tx.organizationId} and counts
      and (base = any(${names}::text[]) or quote = any(${names}::text[]))`);
  return rows.map((row) => ({ ...row, rate: BigInt(row.rate) }));
}
