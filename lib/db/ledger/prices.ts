import type { Money } from "@/lib/money/money";
import { catalogueSteps, type PriceStep, pricesOfDay, type UnitPrices } from "@/lib/pricing";
import { addDays } from "@/lib/time";
import type { Transaction } from "../organization";
import { sql } from "../sql";
import type { Sku } from "./registry";

/** Price columns of `sku_price`, by the name each has in arithmetic. */
export const PRICE_COLUMNS = {
  input: "input_price",
  cacheRead: "cache_read_price",
  cacheWrite5m: "cache_write_5m_price",
  cacheWrite1h: "cache_write_1h_price",
  output: "output_price",
  audioInput: "audio_input_price",
  audioCacheRead: "audio_cache_read_price",
  audioOutput: "audio_output_price",
  imageInput: "image_input_price",
  imageOutput: "image_output_price",
  webSearch: "web_search_price",
} as const satisfies Record<keyof UnitPrices, string>;
const FIELDS = Object.keys(PRICE_COLUMNS) as (keyof UnitPrices)[];

const textOf = (amount: Money | null) => (amount === null ? null : amount.toString());

/**
 * Copies the public catalogue's prices of new skus into the organization's price book and assigns them. From then on
 * the copy counts: another version of the catalogue never moves what is already priced (architecture, promise 3).
 * A sku the catalogue does not know gets no row: its usage reads "unpriced".
 */
export async function assignCataloguePrices(tx: Transaction, skus: readonly Sku[]): Promise<void> {
  const assigned = [];
  const book = [];
  for (const sku of skus) {
    if (sku.unit !== "tokens" || sku.model === null) continue;
    const found = catalogueSteps({ ...sku, model: sku.model });
    if (!found) continue;
    for (const [step, s] of found.steps.entries()) {
      const when = {
        from: s.from,
        to: s.to,
        dayFrom: s.timeOfDay?.from ?? null,
        dayTo: s.timeOfDay?.to ?? null,
      };
      const source = { source: found.source, version: found.sourceVersion };
      const prices = Object.fromEntries(FIELDS.map((f) => [PRICE_COLUMNS[f], textOf(s.prices[f])]));
      assigned.push({ sku: sku.id, step, ...when, ...source, matched: found.matchedModel, ...prices });
      for (const field of FIELDS) {
        const price = textOf(s.prices[field]);
        if (price === null) continue;
        book.push({ ...sku, ...when, ...source, unit: PRICE_COLUMNS[field].replace(/_price$/, ""), price });
      }
    }
  }
  if (assigned.length === 0) return;
  const columns = FIELDS.map((f) => PRICE_COLUMNS[f]);
  await tx.client.query({
    text: `insert into sku_price (organization_id, sku_id, step, valid_from, valid_to, day_from, day_to, source,
        source_version, matched_model, ${columns.join(", ")})
      select $1::int, sku, step, "from", "to", "dayFrom", "dayTo", source, version, matched, ${columns.join(", ")}
      from json_to_recordset($2::json) as x(sku int, step int, "from" timestamptz, "to" timestamptz, "dayFrom" text,
        "dayTo" text, source text, version text, matched text, ${columns.map((c) => `${c} bigint`).join(", ")})`,
    values: [tx.organizationId, JSON.stringify(assigned)],
  });
  await tx.run(sql`insert into price (organization_id, provider, model, service_tier, geography, context_band, unit, price,
      valid_from, valid_to, day_from, day_to, source, source_version)
    select ${tx.organizationId}::int, provider, model, "serviceTier", geography, "contextBand", unit, price, "from", "to",
      "dayFrom", "dayTo", source, version
    from json_to_recordset(${JSON.stringify(book)}::json) as x(provider text, model text, "serviceTier" text,
      geography text, "contextBand" text, unit text, price bigint, "from" timestamptz, "to" timestamptz, "dayFrom" text,
      "dayTo" text, source text, version text)`);
}

type StepRow = {
  sku_id: number;
  valid_from: Date | null;
  valid_to: Date | null;
  day_from: string | null;
  day_to: string | null;
} & Record<(typeof PRICE_COLUMNS)[keyof typeof PRICE_COLUMNS], bigint | null>;

/** The assigned prices of every sku, as the pricing arithmetic takes them. */
export async function assignedSteps(tx: Transaction): Promise<Map<number, PriceStep[]>> {
  const rows = await tx.rows<StepRow>(
    sql`select * from sku_price where organization_id = ${tx.organizationId} order by sku_id, step`,
  );
  const bySku = new Map<number, PriceStep[]>();
  for (const row of rows) {
    const prices = Object.fromEntries(FIELDS.map((f) => [f, row[PRICE_COLUMNS[f]]])) as UnitPrices;
    const timeOfDay = row.day_from && row.day_to ? { from: row.day_from, to: row.day_to } : null;
    const step = {
      from: row.valid_from?.toISOString() ?? null,
      to: row.valid_to?.toISOString() ?? null,
      timeOfDay,
      prices,
    };
    const steps = bySku.get(row.sku_id);
    if (steps) steps.push(step);
    else bySku.set(row.sku_id, [step]);
  }
  return bySku;
}

/**
 * Lays the prices of the given UTC days ready in the temporary table `day_price` (sku, day, price step of the day),
 * so that roll-ups multiply sums of tokens by one price each. Days of equal price travel as one range.
 * @param days ascending YYYY-MM-DD
 */
export async function stageDayPrices(tx: Transaction, days: readonly string[]): Promise<void> {
  const ranges: Record<string, string | number | null>[] = [];
  for (const [sku, steps] of await assignedSteps(tx)) {
    let open: { text: string; last: string; row: Record<string, string | number | null> }[] = [];
    for (const day of days) {
      const next: typeof open = [];
      for (const [step, prices] of pricesOfDay(steps, day).entries()) {
        if (!prices) continue;
        const values = Object.fromEntries(FIELDS.map((f) => [PRICE_COLUMNS[f], textOf(prices[f])]));
        const text = JSON.stringify(values);
        const running = open[step];
        if (running && running.text === text && addDays(running.last, 1) === day) {
          running.last = day;
          running.row.last = day;
          next[step] = running;
        } else {
          const row = { sku, step, first: day, last: day, ...values };
          ranges.push(row);
          next[step] = { text, last: day, row };
        }
      }
      open = next;
    }
  }
  const columns = Object.values(PRICE_COLUMNS);
  await tx.client.query({
    text: `create temp table day_price (sku_id int, utc_day date, step int, ${columns.map((c) => `${c} bigint`).join(", ")}) on commit drop`,
  });
  await tx.client.query({
    text: `insert into day_price select sku, d::date, step, ${columns.join(", ")}
      from json_to_recordset($1::json) as x(sku int, step int, first date, last date, ${columns.map((c) => `${c} bigint`).join(", ")}),
        generate_series(first, last, interval '1 day') d`,
    values: [JSON.stringify(ranges)],
  });
  await tx.run("analyze day_price");
}
