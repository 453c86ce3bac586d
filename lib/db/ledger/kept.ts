import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import type { MergeCounts } from "./merge";

/**
 * Charges and revenue are few, so all rows stay in their table and `counts` marks the one of each key that does.
 * What these two share: bringing rows in, and taking an import out again.
 */
export type Kept = {
  readonly table: "provider_charge" | "revenue";
  /** The temporary table its rows gather in. */
  readonly incoming: string;
  readonly columns: readonly string[];
  readonly types: string;
  /** Columns whose difference makes a second row of one key a correction; none: always a duplicate. */
  readonly compared: readonly string[];
};

export const CHARGES: Kept = {
  table: "provider_charge",
  incoming: "incoming_charge",
  columns: [
    "line",
    "key",
    "utc_day",
    "period_start",
    "period_end",
    "scope_id",
    "sku_id",
    "line_item",
    "for_tokens",
    "amount",
    "amount_text",
    "currency",
    "quantity_text",
    "quantity_unit",
  ],
  types: `line int, key uuid, occurrence int, utc_day date, period_start timestamptz, period_end timestamptz,
    scope_id int, sku_id int, line_item text, for_tokens boolean, amount numeric, amount_text text, currency text,
    quantity_text text, quantity_unit text`,
  compared: ["amount", "scope_id", "sku_id"],
};

export const REVENUE: Kept = {
  table: "revenue",
  incoming: "incoming_revenue",
  columns: [
    "line",
    "key",
    "from_day",
    "to_day",
    "product_id",
    "customer",
    "amount",
    "amount_text",
    "currency",
  ],
  types: `line int, key uuid, occurrence int, from_day date, to_day date, product_id uuid, customer text,
    amount numeric, amount_text text, currency text`,
  compared: [],
};

const SLICE = 5_000;

/** Makes the temporary table that rows of this kind gather in; for revenue and charges of one import each its own. */
export async function createIncoming(tx: Transaction, kept: Kept): Promise<void> {
  await tx.run(`create temp table ${kept.incoming} (${kept.types}) on commit drop`);
}

/** Adds rows: objects with the table's columns and `occurrence`, the rank among rows of one key in the file. */
export async function addIncoming(tx: Transaction, kept: Kept, rows: readonly object[]): Promise<void> {
  for (let i = 0; i < rows.length; i += SLICE) {
    await tx.client.query({
      text: `insert into ${kept.incoming} select * from json_to_recordset($1::json) as x(${kept.types})`,
      values: [JSON.stringify(rows.slice(i, i + SLICE))],
    });
  }
}

/**
 * Brings what has gathered into the ledger. The rules are those of usage (ledger rules 12 and 13): a known key with equal
 * numbers is a duplicate, with others a correction whose latest commit counts.
 */
export async function mergeKept(tx: Transaction, kept: Kept, importId: number): Promise<MergeCounts> {
  const org = tx.organizationId;
  const table = identifier(kept.table);
  const incoming = identifier(kept.incoming);
  const names = join(kept.columns.map((c) => identifier(c)));
  await tx.run(`analyze ${kept.incoming}`);
  const differs = (other: string) =>
    kept.compared.length === 0
      ? sql`false`
      : sql`(${join(kept.compared.map((c) => sql`a.${identifier(c)}`))}) is distinct from (${join(
          kept.compared.map((c) => sql`${identifier(other)}.${identifier(c)}`),
        )})`;
  await tx.run(sql`create temp table judged on commit drop as
    select a.*, n.key is not null as repeated, ${differs("n")} as repeat_differs,
      b.import_id as earlier, b.import_id is not null and ${differs("b")} as corrected
    from ${incoming} a
    left join ${incoming} n on n.key = a.key and n.occurrence = a.occurrence + 1
    left join ${table} b on b.organization_id = ${org} and b.key = a.key and b.counts`);
  // Those the newcomers correct step aside first: one row of a key counts.
  await tx.run(sql`update ${table} t set counts = false, shadowed_by = ${importId} from judged j
    where t.organization_id = ${org} and t.key = j.key and t.counts and j.corrected and not j.repeated`);
  await tx.run(sql`insert into ${table} (organization_id, import_id, ${names}, counts, shadowed_by)
    select ${org}::int, ${importId}, ${names}, not repeated and (earlier is null or corrected),
      case when repeated then ${importId} when earlier is not null and not corrected then earlier end from judged`);
  const [counts] = await tx.rows<{
    total: bigint;
    duplicate: bigint;
    replaced: bigint;
  }>(`select count(*) as total,
      count(*) filter (where (repeated and not repeat_differs) or (not repeated and earlier is not null and not corrected)) as duplicate,
      count(*) filter (where (repeated and repeat_differs) or (not repeated and corrected)) as replaced from judged`);
  await tx.run(`drop table ${kept.incoming}, judged`);
  const duplicate = Number(counts?.duplicate ?? 0n);
  return {
    accepted: Number(counts?.total ?? 0n) - duplicate,
    duplicate,
    replaced: Number(counts?.replaced ?? 0n),
    differing: 0,
  };
}
