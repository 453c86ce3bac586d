import type { Transaction } from "../organization";
import { identifier, join, sql } from "../sql";
import type { MergeCounts } from "./merge";

/**
 * Charges, revenue, units of work and exchange rates are few, so all rows stay in their table and `counts` marks the one
 * of each key that does. What these share: bringing rows in, and taking an import out again.
 */
export type Kept = {
  readonly table: "provider_charge" | "revenue" | "work_unit" | "exchange_rate";
  /** The temporary table its rows gather in. */
  readonly incoming: string;
  readonly columns: readonly string[];
  readonly types: string;
  /** Columns whose difference makes a second row of one key a correction; none: always a duplicate. */
  readonly compared: readonly string[];
  /** True where one row of a file makes several here (a day's rates), and is to be counted as one. */
  readonly rowIsLine?: true;
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
    "to_day",
    "is_fixed",
    "details",
    "rate_text",
    "rate_day",
    "rate_source",
  ],
  types: `line int, key uuid, occurrence int, utc_day date, period_start timestamptz, period_end timestamptz,
    scope_id int, sku_id int, line_item text, for_tokens boolean, amount numeric, amount_text text, currency text,
    quantity_text text, quantity_unit text, to_day date, is_fixed boolean, details jsonb, rate_text text, rate_day date,
    rate_source text`,
  compared: ["amount", "scope_id", "sku_id", "is_fixed", "details"],
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
    "plan",
    "units",
    "rate_text",
    "rate_day",
    "rate_source",
  ],
  types: `line int, key uuid, occurrence int, from_day date, to_day date, product_id uuid, customer text,
    amount numeric, amount_text text, currency text, plan text, units numeric, rate_text text, rate_day date,
    rate_source text`,
  compared: [],
};

export const WORK_UNITS: Kept = {
  table: "work_unit",
  incoming: "incoming_work_unit",
  columns: ["line", "key", "day", "unit", "product_id", "customer", "quantity", "quantity_text", "successes"],
  types: `line int, key uuid, occurrence int, day date, unit text, product_id uuid, customer text, quantity numeric,
    quantity_text text, successes numeric`,
  compared: ["unit", "product_id", "customer", "quantity", "successes"],
};

export const EXCHANGE_RATES: Kept = {
  table: "exchange_rate",
  incoming: "incoming_exchange_rate",
  columns: ["line", "key", "day", "base", "quote", "rate", "rate_text", "source"],
  types: `line int, key uuid, occurrence int, day date, base text, quote text, rate numeric, rate_text text, source text`,
  compared: ["rate", "source"],
  rowIsLine: true,
};

/** All of them, for what is done to a whole import. */
export const ALL_KEPT: readonly Kept[] = [CHARGES, REVENUE, WORK_UNITS, EXCHANGE_RATES];

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
  }>(`select count(*) as total, count(*) filter (where duplicate) as duplicate,
      count(*) filter (where replaced and not duplicate) as replaced
    from (select bool_and((repeated and not repeat_differs) or (not repeated and earlier is not null and not corrected)) as duplicate,
        bool_or((repeated and repeat_differs) or (not repeated and corrected)) as replaced
      from judged group by ${kept.rowIsLine ? "line" : "line, key, occurrence"}) of_row`);
  await tx.run(`drop table ${kept.incoming}, judged`);
  const duplicate = Number(counts?.duplicate ?? 0n);
  return {
    accepted: Number(counts?.total ?? 0n) - duplicate,
    duplicate,
    replaced: Number(counts?.replaced ?? 0n),
    differing: 0,
  };
}
