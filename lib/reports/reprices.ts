import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { forbidden, notFound } from "@/lib/commands/errors";
import type { RepriceAnswer } from "@/lib/commands/reprice";
import { inOrganization } from "@/lib/db/organization";
import { pico, usdText } from "@/lib/money";

/** A re-price on record: what it was about, before and after, who looked, applied and undid it, and when (UTC). */
export type RepriceEntry = Omit<RepriceAnswer, "status"> &
  Readonly<{
    status: "previewed" | "applied" | "undone";
    provider: string | null;
    model: string | null;
    reason: string;
    created_at: string;
    created_by: string | null;
    applied_at: string | null;
    applied_by: string | null;
    undone_at: string | null;
    undone_by: string | null;
  }>;

const MONEY = ["before", "after", "spend_before", "spend_after"] as const;
const KEPT_SHOWN = 200;

/** The re-prices that were applied, undone ones too, latest first; with `previews` also those only looked at. */
export async function repriceList(
  actor: Actor,
  options: { readonly previews?: boolean } = {},
): Promise<RepriceEntry[]> {
  return read(actor, { id: null, previews: options.previews === true });
}

/** One re-price, whatever became of it. @throws UserError not_found */
export async function repriceOne(actor: Actor, id: string): Promise<RepriceEntry> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw notFound("re-price", id);
  const [found] = await read(actor, { id, previews: true });
  if (!found) throw notFound("re-price", id);
  return found;
}

async function read(
  actor: Actor,
  { id, previews }: { readonly id: string | null; readonly previews: boolean },
): Promise<RepriceEntry[]> {
  if (!can(actor, "report:read")) throw forbidden();
  const at = (column: "created_at" | "applied_at" | "undone_at") =>
    `to_char(r.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ${column}`;
  const rows = await inOrganization(
    actor.organizationId,
    (tx) =>
      tx.rows<RepriceEntry>({
        text: `select r.id, status, from_day::text as "from", to_day::text as "to", provider, model, reason,
            before::text, after::text, spend_before::text, spend_after::text, changes, products,
            ${at("created_at")}, c.email as created_by, ${at("applied_at")}, a.email as applied_by,
            ${at("undone_at")}, u.email as undone_by
          from reprice r left join app_user c on c.id = created_by left join app_user a on a.id = applied_by
            left join app_user u on u.id = undone_by
          where r.organization_id = $1 and ($2::uuid is null or r.id = $2) and ($3 or status <> 'previewed')
          order by coalesce(r.applied_at, r.created_at) desc, r.id limit ${KEPT_SHOWN}`,
        values: [actor.organizationId, id, previews],
      }),
    { readOnly: true },
  );
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      MONEY.map((name) => {
        const amount = row[name];
        return [name, amount === null ? null : usdText(pico(BigInt(amount)))];
      }),
    ),
  }));
}
