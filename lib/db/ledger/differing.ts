import { type BookEntry, isAbout, priceAt, pricesOf, samePrices } from "@/lib/pricing";
import { eachDay, utcDayStartMs } from "@/lib/time";
import type { Transaction } from "../organization";
import { usedRuns } from "./assign";
import { bookOf } from "./book";
import { pricedSkus } from "./enter";
import { assignedPrices } from "./prices";

/** Used days of a sku that the book as it stands would price otherwise than they are priced. */
export type DifferingSku = Readonly<{
  provider: string;
  model: string;
  /** UTC days in order. */
  days: readonly string[];
  /** Whether own entries are about it, or only the published catalogue has changed. */
  isOwn: boolean;
}>;

/** What a re-price of everything would touch. It moves nothing, and reads no cell's figures. */
export async function differingSkus(tx: Transaction): Promise<DifferingSku[]> {
  const skus = await pricedSkus(tx);
  const [book, assigned] = [await bookOf(tx), await assignedPrices(tx)];
  const used = await usedRuns(
    tx,
    skus.map(({ id }) => id),
  );
  return skus.flatMap((sku) => {
    const now = pricesOf(sku, book).contract;
    const then = assigned.get(sku.id)?.contract ?? [];
    const days = (used.get(sku.id) ?? [])
      .flatMap(({ first, last }) => eachDay(first, last))
      .filter((day) => {
        const at = utcDayStartMs(day);
        return !samePrices(priceAt(then, at), priceAt(now, at));
      });
    if (days.length === 0) return [];
    const isOwn = book.some((entry: BookEntry) => isAbout(entry, sku));
    return [{ provider: sku.provider, model: sku.model, days, isOwn }];
  });
}
