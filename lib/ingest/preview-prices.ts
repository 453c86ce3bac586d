import { bookOf } from "@/lib/db/ledger/book";
import { assignedSteps } from "@/lib/db/ledger/prices";
import type { Transaction } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { type BookEntry, costOf, type PriceStep, priceAt, pricesOf } from "@/lib/pricing";
import { bandOf } from "./load/row-keys";
import type { RowMoney } from "./preview-totals";
import type { UsageRecord } from "./records";

type SkuRow = {
  id: number;
  provider: string;
  model: string;
  serviceTier: string | null;
  geography: string | null;
  contextBand: string | null;
};

const nameOf = (sku: Omit<SkuRow, "id">): string =>
  JSON.stringify([sku.provider, sku.model, sku.serviceTier, sku.geography, sku.contextBand]);

/** The prices rows of a file would get: those the organization's price book has, else what they would be assigned. */
export class PreviewPrices {
  readonly #steps = new Map<string, readonly PriceStep[] | null>();
  readonly #book: readonly BookEntry[];

  private constructor(book: readonly BookEntry[]) {
    this.#book = book;
  }

  static async load(tx: Transaction): Promise<PreviewPrices> {
    const prices = new PreviewPrices(await bookOf(tx));
    const skus =
      await tx.rows<SkuRow>(sql`select id, provider, model, service_tier as "serviceTier", geography,
      context_band as "contextBand" from sku
      where organization_id = ${tx.organizationId} and unit = 'tokens' and model is not null`);
    const assigned = await assignedSteps(tx);
    for (const sku of skus) prices.#steps.set(nameOf(sku), assigned.get(sku.id) ?? null);
    return prices;
  }

  /** What a row costs at our price, whatever amount it states itself. */
  computed(record: UsageRecord): RowMoney {
    const { tokens } = record;
    // What is counted in another unit has no price here yet, and no tokens that could lack one.
    if (record.unit !== undefined) return { cost: 0n, unpriced: 0 };
    const steps = this.#stepsOf(record);
    const prices = steps && priceAt(steps, record.period.startMs);
    if (!prices) return { cost: 0n, unpriced: tokens.inputTokens + tokens.outputTokens };
    const { cost, unpricedTokens } = costOf(
      tokens,
      record.modalities,
      record.webSearches,
      prices,
      record.requests ?? 0,
    );
    return { cost, unpriced: unpricedTokens };
  }

  #stepsOf(record: UsageRecord): readonly PriceStep[] | null {
    const { provider, model, serviceTier, geography } = record;
    if (model === null) return null;
    const sku = { provider, model, serviceTier, geography, contextBand: bandOf(record) };
    const name = nameOf(sku);
    let steps = this.#steps.get(name);
    if (steps === undefined) {
      steps = pricesOf(sku, this.#book).contract;
      this.#steps.set(name, steps);
    }
    return steps;
  }
}
