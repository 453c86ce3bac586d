import { z } from "zod";
import { resettleAll } from "@/lib/db/ledger/settle";
import { sql } from "@/lib/db/sql";
import { notFound, sqlCommand } from "./command";
import { nameField } from "./fields";

export const COST_POLICIES = ["reported", "computed"] as const;

const accountField = z
  .string()
  .trim()
  .max(200, "at most 200 characters")
  .nullish()
  .transform((text) => text || null);

/**
 * How an organization treats one provider: the account that rows belong to where neither file nor person names one
 * (ledger rule 9), and whose word is the effective cost where a charge was reported (economics §5.15).
 */
export const updateProviderSetting = sqlCommand({
  name: "provider-setting.update",
  needs: "organization:write",
  input: z.object({
    provider: nameField("provider").transform((text) => text.toLowerCase()),
    defaultAccount: accountField,
    costPolicy: z.enum(COST_POLICIES),
  }),
  async run({ tx, input: { provider, ...after } }) {
    const org = tx.organizationId;
    const [organization] = await tx.rows<{ zone: string }>(
      sql`select zone from organization where id = ${org} for update`,
    );
    if (!organization) throw notFound("organization", org);
    const [before] = await tx.rows<{ defaultAccount: string | null; costPolicy: string }>(
      sql`select default_account as "defaultAccount", cost_policy as "costPolicy" from provider_setting
        where organization_id = ${org} and provider = ${provider}`,
    );
    await tx.run(
      sql`insert into provider_setting (organization_id, provider, default_account, cost_policy)
        values (${org}, ${provider}, ${after.defaultAccount}, ${after.costPolicy})
        on conflict (organization_id, provider) do update
        set default_account = excluded.default_account, cost_policy = excluded.cost_policy`,
    );
    if (after.costPolicy !== (before?.costPolicy ?? "reported")) await resettleAll(tx, organization.zone);
    return { result: { provider, ...after }, audit: { entity: provider, before: before ?? null, after } };
  },
});
