import type { Money } from "@/lib/money/money";
import {
  midDaySteps,
  PRICE_BASES,
  type PriceBasis,
  type PriceStep,
  priceAt,
  type SkuPrices,
  samePrices,
  type UnitPrices,
} from "@/lib/pricing";
import { addDays, utcDayOf, utcDayStartMs } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql, trusted } from "../sql";

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
  request: "request_price",
} as const satisfies Record<keyof UnitPrices, string>;
export const PRICE_FIELDS = Object.keys(PRICE_COLUMNS) as (keyof UnitPrices)[];

export const priceText = (amount: Money | null) => (amount === null ? null : amount.toString());

type StepRow = {
  sku_id: number;
  basis: PriceBasis;
  valid_from: Date | null;
  valid_to: Date | null;
  day_from: string | null;
  day_to: string | null;
  source: string;
} & Record<(typeof PRICE_COLUMNS)[keyof typeof PRICE_COLUMNS], bigint | null>;

/**
 * The assigned prices of skus on every basis. A basis that is not written down is the one below it: without a list
 * price of its own a sku is listed at what is computed, without a standard price at its list price.
 * @param skuIds all of the organization where none are named
 */
export async function assignedPrices(
  tx: Transaction,
  skuIds?: readonly number[],
): Promise<Map<number, SkuPrices>> {
  const rows = await tx.rows<StepRow>(
    sql`select * from sku_price where organization_id = ${tx.organizationId}
      and (${skuIds === undefined} or sku_id = any(${skuIds ?? []}::int[])) order by sku_id, basis, step`,
  );
  const written = new Map<number, Partial<Record<PriceBasis, PriceStep[]>>>();
  for (const row of rows) {
    const prices = Object.fromEntries(PRICE_FIELDS.map((f) => [f, row[PRICE_COLUMNS[f]]])) as UnitPrices;
    const timeOfDay = row.day_from && row.day_to ? { from: row.day_from, to: row.day_to } : null;
    const step = {
      from: row.valid_from?.toISOString() ?? null,
      to: row.valid_to?.toISOString() ?? null,
      timeOfDay,
      prices,
      source: row.source,
    };
    const sku = written.get(row.sku_id) ?? {};
    written.set(row.sku_id, sku);
    const steps = sku[row.basis] ?? [];
    sku[row.basis] = steps;
    steps.push(step);
  }
  return new Map(
    [...written].map(([id, { contract = [], list = contract, standard = list, batch = [], cuts = [] }]) => [
      id,
      { contract, list, standard, batch, cuts },
    ]),
  );
}

/** What is computed with, of every sku that has a price. */
export async function assignedSteps(tx: Transaction): Promise<Map<number, PriceStep[]>> {
  return new Map([...(await assignedPrices(tx))].map(([id, { contract }]) => [id, contract]));
}

type Staged = Record<string, string | number | null>;

/**
 * Lays the prices of the given UTC days ready in the temporary table `day_price` (basis, sku, day, price step of the
 * day), so that roll-ups multiply sums of tokens by one price each. A basis has a row only where it differs from the
 * next: "list" from "contract", "standard" from "list"; "batch" where usage can wait for it. Days of equal price travel
 * as one range.
 * @param days ascending YYYY-MM-DD
 */
export async function stageDayPrices(
  tx: Transaction,
  days: readonly string[],
  options: { readonly assigned?: ReadonlyMap<number, SkuPrices>; readonly batch?: boolean } = {},
): Promise<void> {
  const assigned = options.assigned ?? (await assignedPrices(tx));
  await stage(tx, rangesOf(days, assigned, options.batch ?? false), sql`interval '1 day'`);
}

/**
 * The same for cells that are added up over days of equal price first: `day_price` has a row only for the first day of such
 * days, and the temporary table `price_span` says of each sku which days these are, both inclusive.
 */
export async function stagePriceSpans(
  tx: Transaction,
  days: readonly string[],
  assigned: ReadonlyMap<number, SkuPrices>,
): Promise<void> {
  const ranges = rangesOf(days, assigned, false);
  await stage(tx, ranges, sql`interval '1000 years'`);
  const spans = ranges.filter(({ basis, step }) => basis === "contract" && step === 0);
  await tx.run(sql`create temp table price_span on commit drop as
    select sku as of_sku, first, last from json_to_recordset(${JSON.stringify(spans)}::json) as x(sku int, first date, last date)`);
  await tx.run("analyze price_span");
}

function rangesOf(
  days: readonly string[],
  assigned: ReadonlyMap<number, SkuPrices>,
  batch: boolean,
): Staged[] {
  const runs = runsOf(days);
  const ranges: Staged[] = [];
  for (const [sku, prices] of assigned)
    for (const run of runs) stageRun(ranges, sku, batch ? prices : { ...prices, batch: [] }, run);
  return ranges;
}

/** @param every how far apart the days of a range lie that get a row */
async function stage(tx: Transaction, ranges: readonly Staged[], every: Sql): Promise<void> {
  const columns = Object.values(PRICE_COLUMNS);
  const types = columns.map((c) => `${c} bigint`).join(", ");
  await tx.run(
    `create temp table day_price (basis text, sku_id int, utc_day date, step int, ${types}) on commit drop`,
  );
  await tx.run(sql`insert into day_price select basis, sku, d::date, step, ${join(columns.map((c) => identifier(c)))}
    from json_to_recordset(${JSON.stringify(ranges)}::json) as x(basis text, sku int, step int, first date, last date, ${trusted(types)}),
      generate_series(first, last, ${every}) d`);
  await tx.run("analyze day_price (basis, sku_id, utc_day, step)");
}

type Run = Readonly<{ first: string; last: string }>;

function runsOf(days: readonly string[]): Run[] {
  const runs: { first: string; last: string }[] = [];
  for (const day of days) {
    const open = runs.at(-1);
    if (open && addDays(open.last, 1) === day) open.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs;
}

function stageRun(ranges: Staged[], sku: number, prices: SkuPrices, { first, last }: Run): void {
  const starts = new Set([first]);
  for (const basis of PRICE_BASES)
    for (const { from, to } of prices[basis])
      for (const edge of [from, to]) {
        if (edge === null) continue;
        const day = utcDayOf(Date.parse(edge));
        // A change inside a day makes that day and the next begin anew.
        for (const start of [day, addDays(day, 1)]) if (start > first && start <= last) starts.add(start);
      }
  const sorted = [...starts].sort();
  for (const [index, start] of sorted.entries()) {
    const end = addDays(sorted[index + 1] ?? addDays(last, 1), -1);
    const instants = [utcDayStartMs(start), ...midDaySteps(prices.cuts, start)];
    for (const [step, at] of instants.entries()) {
      const contract = priceAt(prices.contract, at);
      if (!contract) continue;
      const list = priceAt(prices.list, at) ?? contract;
      const standard = priceAt(prices.standard, at) ?? list;
      const batch = priceAt(prices.batch, at);
      const put = (basis: string, held: UnitPrices) =>
        ranges.push({
          basis,
          sku,
          step,
          first: start,
          last: end,
          ...Object.fromEntries(PRICE_FIELDS.map((f) => [PRICE_COLUMNS[f], priceText(held[f])])),
        });
      put("contract", contract);
      if (!samePrices(list, contract)) put("list", list);
      if (!samePrices(standard, list)) put("standard", standard);
      if (batch) put("batch", batch);
    }
  }
}
