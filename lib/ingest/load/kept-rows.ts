import {
  addIncoming,
  CHARGES,
  createIncoming,
  EXCHANGE_RATES,
  type Kept,
  mergeKept,
  REVENUE,
  WORK_UNITS,
} from "@/lib/db/ledger/kept";
import type { MergeCounts } from "@/lib/db/ledger/merge";
import { productIds } from "@/lib/db/ledger/products";
import type { Transaction } from "@/lib/db/organization";
import type { SourceRecord, UsageRecord } from "@/lib/ingest/records";
import type { LineMaker } from "./lines";

const ROWS_AT_ONCE = 5_000;

/** `product` is a name, to be made an id; absent in rows without products. */
type KeptRow = Readonly<{ key: string; product?: string | null }>;
export type KeptBatch = readonly (readonly [Kept, readonly KeptRow[]])[];

/** Gathers the rows of a file that are no usage: charges, revenue, units of work, exchange rates. One instance an import. */
export class KeptRows {
  /** Products that were not known before. */
  readonly newProducts = new Set<string>();
  readonly #lines: LineMaker;
  #waiting = new Map<Kept, KeptRow[]>();
  #count = 0;
  readonly #met = new Set<Kept>();

  constructor(lines: LineMaker) {
    this.#lines = lines;
  }

  /** True where enough has come together to be handed over. */
  add(record: Exclude<SourceRecord, UsageRecord>): boolean {
    const [kept, rows] = this.#rowsOf(record);
    const list = this.#waiting.get(kept) ?? [];
    list.push(...rows);
    this.#waiting.set(kept, list);
    this.#count += rows.length;
    return this.#count >= ROWS_AT_ONCE;
  }

  /** What has come together since; null where nothing has. */
  take(): KeptBatch | null {
    const batch = [...this.#waiting];
    this.#waiting = new Map();
    this.#count = 0;
    return batch.length === 0 ? null : batch;
  }

  async gather(tx: Transaction, batch: KeptBatch): Promise<void> {
    for (const [kept, rows] of batch) {
      if (!this.#met.has(kept)) await createIncoming(tx, kept);
      this.#met.add(kept);
      await addIncoming(tx, kept, kept.columns.includes("product_id") ? await this.#withIds(tx, rows) : rows);
    }
  }

  async merge(tx: Transaction, importId: number): Promise<MergeCounts[]> {
    const counts: MergeCounts[] = [];
    for (const kept of this.#met) counts.push(await mergeKept(tx, kept, importId));
    return counts;
  }

  #rowsOf(record: Exclude<SourceRecord, UsageRecord>): readonly [Kept, readonly KeptRow[]] {
    switch (record.kind) {
      case "charge":
        return [CHARGES, [this.#lines.charge(record)]];
      case "revenue":
        return [REVENUE, [this.#lines.revenue(record)]];
      case "units":
        return [WORK_UNITS, [this.#lines.units(record)]];
      case "rates":
        return [EXCHANGE_RATES, this.#lines.rates(record)];
    }
  }

  async #withIds(tx: Transaction, rows: readonly KeptRow[]): Promise<object[]> {
    const ids = await productIds(
      tx,
      rows.flatMap(({ product }) => (product ? [product] : [])),
    );
    for (const name of ids.created) this.newProducts.add(name);
    return rows.map((row) => ({
      ...row,
      product_id: row.product ? ids.get(row.product.toLowerCase()) : null,
    }));
  }
}
