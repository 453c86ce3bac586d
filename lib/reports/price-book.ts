import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { forbidden } from "@/lib/commands/errors";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type CsvColumn, csvOf } from "@/lib/exports";
import { pico } from "@/lib/money";
import { isPriceUnit, percentText, unitPriceText } from "@/lib/pricing";
import { addDays } from "@/lib/time";

/** One line of the price book; days are UTC, both inclusive; absent parts are null. */
export type BookLine = Readonly<{
  id: string;
  kind: "list" | "price" | "discount" | "markup";
  provider: string;
  model: string | null;
  tier: string | null;
  geography: string | null;
  context_band: string | null;
  unit: string | null;
  /** USD per million tokens, or per thousand searches or requests. */
  price: string | null;
  percent: string | null;
  /** As it was entered, where in another currency, with the rate it was turned into USD at. */
  currency: string | null;
  rate: string | null;
  amount: string | null;
  from: string | null;
  to: string | null;
  /** UTC times of a day between which it holds; null = all day. */
  time_from: string | null;
  time_to: string | null;
  source: string;
  /** Which version of a published catalogue it was taken from. */
  source_version: string | null;
  note: string | null;
  entered_by: string | null;
  recorded_at: string;
  removed_at: string | null;
  removed_by: string | null;
}>;

type Row = Omit<BookLine, "price" | "percent" | "from" | "to"> & {
  price: bigint | null;
  millionths: bigint | null;
  from: string | null;
  until: string | null;
};

/** The organization's price book: own entries first, then the list prices of what it uses. */
export async function priceBook(
  actor: Actor,
  filter: {
    readonly provider: string | null;
    readonly model: string | null;
    readonly isWhole: boolean;
    readonly own?: boolean;
  },
): Promise<BookLine[]> {
  if (!can(actor, "report:read")) throw forbidden();
  const org = actor.organizationId;
  const rows = await inOrganization(
    org,
    (tx) =>
      tx.rows<Row>(sql`select p.id, kind, provider, model, service_tier as tier, geography, context_band, unit, price,
          millionths, currency, rate_text as rate, amount_text as amount, (valid_from at time zone 'UTC')::date::text as "from",
          (valid_to at time zone 'UTC')::date::text as until, day_from as time_from, day_to as time_to, source, source_version, note,
          u.email as entered_by, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as recorded_at,
          to_char(retired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as removed_at, r.email as removed_by
        from price p left join app_user u on u.id = p.entered_by left join app_user r on r.id = p.retired_by
        where p.organization_id = ${org} and (${filter.isWhole} or retired_at is null)
          and (${filter.own !== true} or kind <> 'list')
          and (${filter.provider}::text is null or lower(provider) = lower(${filter.provider}))
          and (${filter.model}::text is null or lower(model) = lower(${filter.model}))
        order by kind = 'list', provider, model nulls first, service_tier nulls first, geography nulls first,
          context_band nulls first, unit, valid_from nulls first, p.recorded_at, p.id`),
    { readOnly: true },
  );
  return rows.map(({ price, millionths, until, ...row }) => ({
    ...row,
    price:
      price === null || row.unit === null || !isPriceUnit(row.unit)
        ? null
        : unitPriceText(row.unit, pico(price)),
    percent: millionths === null ? null : percentText(millionths),
    to: until === null ? null : addDays(until, -1),
  }));
}

const COLUMNS: readonly CsvColumn[] = [
  { header: "kind" },
  { header: "provider" },
  { header: "model" },
  { header: "tier" },
  { header: "geography" },
  { header: "context_band" },
  { header: "unit" },
  { header: "price", number: true },
  { header: "percent", number: true },
  { header: "currency" },
  { header: "rate", number: true },
  { header: "from" },
  { header: "to" },
  { header: "note" },
];

/** The own entries as CSV, which `importPrices` reads again. */
export async function priceBookCsv(actor: Actor): Promise<string> {
  const lines = await priceBook(actor, { provider: null, model: null, isWhole: false, own: true });
  return csvOf(
    COLUMNS,
    lines.map((l) => [
      l.kind,
      l.provider,
      l.model,
      l.tier,
      l.geography,
      l.context_band,
      l.unit,
      l.kind === "price" ? l.amount : null,
      l.percent,
      l.currency === "USD" ? null : l.currency,
      l.rate,
      l.from,
      l.to,
      l.note,
    ]),
  );
}
