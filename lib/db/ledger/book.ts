import { type Money, pico } from "@/lib/money";
import {
  type BookEntry,
  CATALOGUE_VERSION,
  catalogueSteps,
  closed,
  isPriceUnit,
  PRICE_UNITS,
  type PriceClass,
} from "@/lib/pricing";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import { PRICE_COLUMNS, PRICE_FIELDS, priceText } from "./prices";
import type { Sku } from "./registry";

/** A price class as it is called in the book's table, in files and on the command line. */
const unitName = (field: PriceClass): string => PRICE_COLUMNS[field].replace(/_price$/, "");

type Row = {
  id: string;
  kind: "price" | "discount" | "markup";
  provider: string;
  model: string | null;
  service_tier: string | null;
  geography: string | null;
  context_band: string | null;
  unit: string | null;
  price: bigint | null;
  millionths: bigint | null;
  valid_from: Date | null;
  valid_to: Date | null;
};

/** An entry that stands in the book, as it was entered. */
export type StandingEntry = BookEntry & { readonly id: string };

/** What the organization entered and has not replaced or removed; an end is there only where one was given. */
export async function standingEntries(tx: Transaction): Promise<StandingEntry[]> {
  const rows =
    await tx.rows<Row>(sql`select id, kind, provider, model, service_tier, geography, context_band, unit, price,
      millionths, valid_from, valid_to from price
    where organization_id = ${tx.organizationId} and kind <> 'list' and retired_at is null order by recorded_at, id`);
  return rows.flatMap((row): StandingEntry[] => {
    const term = {
      id: row.id,
      provider: row.provider,
      model: row.model,
      serviceTier: row.service_tier,
      geography: row.geography,
      contextBand: row.context_band,
      from: row.valid_from?.toISOString() ?? null,
      to: row.valid_to?.toISOString() ?? null,
    };
    const unit = row.unit !== null && isPriceUnit(row.unit) ? PRICE_UNITS[row.unit].field : null;
    if (row.kind === "price")
      return unit && row.price !== null ? [{ ...term, kind: "price", unit, price: pico(row.price) }] : [];
    return row.millionths === null ? [] : [{ ...term, kind: row.kind, millionths: row.millionths }];
  });
}

/** The organization's own part of the price book as it holds over time. */
export const bookOf = async (tx: Transaction): Promise<BookEntry[]> => closed(await standingEntries(tx));

/** Keeps the published prices of skus in the book, with their source and version: what the assignment was made of. */
export async function keepListPrices(
  tx: Transaction,
  skus: readonly (Sku & { readonly model: string })[],
): Promise<void> {
  const book = skus.flatMap((sku) => {
    const found = catalogueSteps(sku);
    return (found?.steps ?? []).flatMap((step) =>
      PRICE_FIELDS.flatMap((field) => {
        const price: Money | null = step.prices[field];
        if (price === null) return [];
        return [
          {
            ...sku,
            from: step.from,
            to: step.to,
            dayFrom: step.timeOfDay?.from ?? null,
            dayTo: step.timeOfDay?.to ?? null,
            source: found?.source ?? "",
            version: found?.sourceVersion ?? CATALOGUE_VERSION,
            unit: unitName(field),
            price: priceText(price),
          },
        ];
      }),
    );
  });
  if (book.length === 0) return;
  await tx.run(sql`insert into price (organization_id, provider, model, service_tier, geography, context_band, unit, price,
      valid_from, valid_to, day_from, day_to, source, source_version)
    select ${tx.organizationId}::int, provider, model, "serviceTier", geography, "contextBand", unit, price, "from", "to",
      "dayFrom", "dayTo", source, version
    from json_to_recordset(${JSON.stringify(book)}::json) as x(provider text, model text, "serviceTier" text,
      geography text, "contextBand" text, unit text, price bigint, "from" timestamptz, "to" timestamptz, "dayFrom" text,
      "dayTo" text, source text, version text)`);
}
