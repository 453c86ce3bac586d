import type { CubeRow } from "@/lib/db/cube-query";
import { breakEvenReadsPerWrite } from "@/lib/economics";
import { pico, ratioText } from "@/lib/money";
import { priceAt, type UnitPrices } from "@/lib/pricing";
import type { PricedSku } from "./list-prices";

/** How cells are told apart for prices: the keys of their rows. */
export const CELL_BY = ["product", "model", "provider", "tier"] as const;

/** Cache writes of some cells against the reads they were written for (economics §5.3); null where undefined. */
export type WriteUse = Readonly<{
  /** Reads of the cells that count writes ÷ their writes. */
  readsPerWrite: string | null;
  /** Reads per write at which the cache pays for itself, over all writes and for each lifetime that was written. */
  breakEven: string | null;
  breakEven5m: string | null;
  breakEven1h: string | null;
}>;

/** The prices a cell's usage has at an instant, or null where it has none. */
export type PricesOf = (row: CubeRow) => UnitPrices | null;

/** Looks prices up by the keys of `CELL_BY`, at one instant in milliseconds. */
export function pricesAt(skus: readonly PricedSku[], at: number): PricesOf {
  return ({ keys: [, model, provider, tier] }) => {
    const sku = skus.find((s) => s.model === model && s.provider === provider && s.tier === tier);
    return sku ? priceAt(sku.steps, at) : null;
  };
}

/** The three sides of a break-even, each weighted by the tokens written. */
type Sides = { input: bigint; write: bigint; read: bigint };

/**
 * How often what was written was read, and how often it has to be. The break-even comes from the prices in use,
 * weighted by the tokens written; cells without all three prices stay out of it.
 */
export function writeUse(cells: readonly CubeRow[], pricesOf: PricesOf): WriteUse {
  const five: Sides = { input: 0n, write: 0n, read: 0n };
  const hour: Sides = { input: 0n, write: 0n, read: 0n };
  let writes = 0n;
  let reads = 0n;
  for (const cell of cells) {
    const w5 = cell.sums.cache_write_5m_tokens ?? 0n;
    const w1 = cell.sums.cache_write_1h_tokens ?? 0n;
    if (w5 + w1 === 0n) continue;
    writes += w5 + w1;
    reads += cell.sums.cache_read_tokens ?? 0n;
    const prices = pricesOf(cell);
    if (prices === null) continue;
    weigh(five, w5, prices, prices.cacheWrite5m);
    weigh(hour, w1, prices, prices.cacheWrite1h);
  }
  const both = {
    input: five.input + hour.input,
    write: five.write + hour.write,
    read: five.read + hour.read,
  };
  return {
    readsPerWrite: ratioText(reads, writes),
    breakEven: evenOf(both),
    breakEven5m: evenOf(five),
    breakEven1h: evenOf(hour),
  };
}

function weigh(sides: Sides, tokens: bigint, { input, cacheRead }: UnitPrices, write: bigint | null): void {
  if (input === null || cacheRead === null || write === null) return;
  sides.input += tokens * input;
  sides.write += tokens * write;
  sides.read += tokens * cacheRead;
}

const evenOf = ({ input, write, read }: Sides): string | null =>
  input === 0n ? null : breakEvenReadsPerWrite({ input: pico(input), write: pico(write), read: pico(read) });
