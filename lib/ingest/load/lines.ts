import { contentKey } from "@/lib/db/ledger/key";
import type { Registry } from "@/lib/db/ledger/registry";
import type {
  ChargeRecord,
  Dimensions,
  RatesRecord,
  RevenueRecord,
  RowRate,
  UnitsRecord,
} from "@/lib/ingest/records";
import { decimalText, RATE_SCALE } from "@/lib/money";
import { addDays, eachDay, utcDayOf } from "@/lib/time";
import { RowKeys } from "./row-keys";

/** Turns charges, revenue, units of work and rates into rows for the ledger. One instance an import. */
export class LineMaker {
  readonly days = new Set<string>();
  readonly #registry: Registry;
  readonly #accountOf: (provider: string) => string | null;
  readonly #keys = new RowKeys();

  /** @param accountOf the organization's account for a provider whose rows name none (ledger rule 9) */
  constructor(registry: Registry, accountOf: (provider: string) => string | null) {
    this.#registry = registry;
    this.#accountOf = accountOf;
  }

  charge(record: ChargeRecord) {
    const registry = this.#registry;
    const dimensions = this.#withAccount(record.provider, record.dimensions);
    const ms = record.period.startMs;
    const { key, occurrence } = this.#keys.next(record, dimensions.account);
    const day = utcDayOf(ms);
    if (record.toDay === undefined) this.days.add(day);
    else for (const each of eachDay(day, addDays(record.toDay, -1))) this.days.add(each);
    return {
      key,
      occurrence,
      line: record.line,
      utc_day: record.period.wholeUtcDay ?? utcDayOf(ms),
      period_start: new Date(ms).toISOString(),
      period_end: record.period.endMs === null ? null : new Date(record.period.endMs).toISOString(),
      scope_id: registry.scopeId(dimensions),
      sku_id: registry.skuId({
        provider: record.provider,
        model: record.model,
        serviceTier: record.serviceTier,
        geography: record.geography,
        contextBand: record.contextBand,
        unit: record.lineItem ?? "charge",
        category: record.category,
      }),
      line_item: record.lineItem,
      for_tokens: record.forTokens,
      amount: record.amount === null ? null : record.amount.toString(),
      amount_text: record.amountText,
      currency: record.currency,
      quantity_text: record.quantityText,
      quantity_unit: record.quantityUnit,
      to_day: record.toDay ?? null,
      is_fixed: record.isFixed ?? false,
      details: record.details ?? null,
      ...rateCells(record.rate ?? null),
    };
  }

  revenue(record: RevenueRecord) {
    const { key, occurrence } = this.#keys.next(record, null);
    this.days.add(record.fromDay);
    return {
      key,
      occurrence,
      line: record.line,
      from_day: record.fromDay,
      to_day: record.toDay,
      product: record.product,
      customer: record.customer,
      amount: record.amount.toString(),
      amount_text: record.amountText,
      currency: record.currency,
      plan: record.plan,
      units: record.units?.toString() ?? null,
      ...rateCells(record.rate),
    };
  }

  units(record: UnitsRecord) {
    const { key, occurrence } = this.#keys.next(record, null);
    this.days.add(record.day);
    return {
      key,
      occurrence,
      line: record.line,
      day: record.day,
      unit: record.unit,
      product: record.product,
      customer: record.customer,
      quantity: record.quantity.toString(),
      quantity_text: record.quantityText,
      successes: record.successes?.toString() ?? null,
    };
  }

  /** Each rate of a row stands by itself, so that a table and single rates of one day are the same rows. */
  rates(record: RatesRecord) {
    this.days.add(record.day);
    const { line, day, base, source } = record;
    return record.rates.map(({ quote, rate, text }) => {
      const naturalKey = ["rates", day, base, quote];
      const { key, occurrence } = this.#keys.next({ ...record, naturalKey }, null);
      return {
        key,
        occurrence,
        line,
        day,
        base,
        quote,
        rate: decimalText(rate, RATE_SCALE),
        rate_text: text,
        source,
      };
    });
  }

  /** A scope's or sku's identity, hashed. */
  static readonly hash = contentKey;

  #withAccount(provider: string, dimensions: Dimensions): Dimensions {
    if (dimensions.account !== null) return dimensions;
    const account = this.#accountOf(provider);
    return account === null ? dimensions : { ...dimensions, account };
  }
}

const rateCells = (rate: RowRate | null) => ({
  rate_text: rate?.text ?? null,
  rate_day: rate?.day ?? null,
  rate_source: rate?.source ?? null,
});
