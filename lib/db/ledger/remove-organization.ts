import pg from "pg";
import { fence } from "../organization";

/** Children before the rows they point at. */
const TABLES = [
  "usage_event",
  "usage_event_shadow",
  "usage_event_pack",
  "usage_hourly",
  "usage_daily",
  "usage_daily_sku",
  "usage_daily_scope",
  "usage_monthly",
  "provider_charge",
  "revenue",
  "exchange_rate",
  "work_unit",
  "unit_tag",
  "usage_parted",
  "usage_parted_monthly",
  "scope_allocation",
  "allocation_target",
  "allocation_rule_set",
  "reprice",
  "sku_price",
  "price",
  "product",
  "scope",
  "sku",
  "import_rejection",
  "import_coverage",
  "import",
  "column_mapping",
  "provider_setting",
  "api_key",
  "audit_entry",
] as const;

/**
 * Deletes an organization and all it holds, in one transaction, as the owner of the tables: the application's own role
 * may not end a history of acts. Row-level security binds the owner too, so nothing of another organization is reached.
 * People who belonged nowhere else go with it.
 * @returns false where there is no such organization
 */
export async function removeOrganization(ownerUrl: string, organizationId: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(`begin; ${fence(organizationId)}`);
    const members = await client.query<{ id: string }>(
      "delete from membership where organization_id = $1 returning user_id as id",
      [organizationId],
    );
    for (const table of TABLES) await deleteAll(client, table, organizationId);
    const removed = await client.query("delete from organization where id = $1", [organizationId]);
    for (const { id } of members.rows) await removeIfNowhere(client, id);
    await client.query("commit");
    return removed.rowCount === 1;
  } finally {
    // An open transaction ends with its connection.
    await client.end();
  }
}

async function deleteAll(client: pg.Client, table: string, organizationId: number): Promise<void> {
  const there = await client.query("select to_regclass($1) is not null as there", [table]);
  if (!there.rows[0]?.there) return;
  await client.query(`delete from ${client.escapeIdentifier(table)} where organization_id = $1`, [
    organizationId,
  ]);
}

/** Memberships elsewhere are visible to the policies once the person is named. */
async function removeIfNowhere(client: pg.Client, userId: string): Promise<void> {
  await client.query("select set_config('app.person', $1, true)", [userId]);
  await client.query(
    "delete from app_user where id = $1 and not exists (select from membership where user_id = $1)",
    [userId],
  );
}
