import type { CubeRow } from "@/lib/db/cube-query";
import { type Filters, hrefWith } from "@/lib/filters";
import { metricOf, type Sums, valueText } from "@/lib/metrics";
import { type Money, pico, usdText } from "@/lib/money";
import { type PricesOf, writeUse } from "./cache-writes";
import type { Line } from "./line";
import { addUp } from "./query";
import type { RequestRate } from "./request-hits";
import type { LosingCache } from "./words-caching";

/** Cells that share a product, and a model where `model` is set. */
export type CacheGroup = Readonly<{
  product: string | null;
  model: string | null;
  cells: readonly CubeRow[];
  sums: Sums;
  /** Net savings, §5.3; below zero a loss. */
  net: Money;
}>;

export const netOf = (sums: Sums): Money => pico((sums.gross_savings ?? 0n) - (sums.write_premium ?? 0n));
export const writesOf = (sums: Sums): bigint =>
  (sums.cache_write_5m_tokens ?? 0n) + (sums.cache_write_1h_tokens ?? 0n);
export const inputOf = (sums: Sums): bigint =>
  (sums.uncached_tokens ?? 0n) + (sums.cache_read_tokens ?? 0n) + writesOf(sums);

/** Groups the cells whose source counts cache (ledger rule 6), the best net savings first. */
export function cacheGroups(rows: readonly CubeRow[], by: "product" | "product and model"): CacheGroup[] {
  const groups = new Map<string, CubeRow[]>();
  for (const row of rows) {
    if ((row.sums.cache_known_tokens ?? 0n) === 0n) continue;
    const key = JSON.stringify(row.keys.slice(0, by === "product" ? 1 : 2));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((cells) => {
      const sums = addUp(cells);
      const [product = null, model = null] = cells[0]?.keys ?? [];
      return { product, model: by === "product" ? null : model, cells, sums, net: netOf(sums) };
    })
    .sort((a, b) => order(b, a));
}

function order(a: CacheGroup, b: CacheGroup): number {
  if (a.net !== b.net) return a.net > b.net ? 1 : -1;
  const [x, y] = [inputOf(a.sums), inputOf(b.sums)];
  return x === y ? 0 : x > y ? 1 : -1;
}

/**
 * True where cache was used and nothing of that has a price: its savings are unknown, not zero (ledger rule 2). Usage
 * that states its own cost needs no list price to be spent, and still says nothing about savings.
 */
function isUnpriced(cells: readonly CubeRow[], pricesOf: PricesOf): boolean {
  const used = cells.filter(({ sums }) => (sums.cache_read_tokens ?? 0n) + writesOf(sums) > 0n);
  return used.length > 0 && used.every((cell) => !isPriced(cell, pricesOf));
}

function isPriced(cell: CubeRow, pricesOf: PricesOf): boolean {
  const { gross_savings, write_premium } = cell.sums;
  if ((gross_savings ?? 0n) !== 0n || (write_premium ?? 0n) !== 0n) return true;
  const prices = pricesOf(cell);
  return prices !== null && prices.input !== null && prices.cacheRead !== null;
}

/** True where what caching saved can be told for any of the cells. */
export const knowsSavings = (rows: readonly CubeRow[], pricesOf: PricesOf): boolean =>
  rows.some(({ sums }) => (sums.cache_read_tokens ?? 0n) + writesOf(sums) > 0n) &&
  !isUnpriced(rows, pricesOf);

/** “Where caching pays”: one line a product and model, and their total. */
export function cacheLines(
  rows: readonly CubeRow[],
  filters: Filters,
  pricesOf: PricesOf,
  single: Pick<RequestRate, "rate" | "of">,
): { lines: Line[]; total: Line } {
  const groups = cacheGroups(rows, "product and model");
  const cells = groups.flatMap((group) => group.cells);
  return {
    lines: groups.map((group) => lineOf(group, filters, pricesOf, single.of(group.product, group.model))),
    total: {
      id: "total",
      cells: {
        product: "Total",
        model: null,
        ...cellsOf(cells, addUp(cells), pricesOf),
        request_hit_rate: single.rate,
      },
    },
  };
}

function lineOf(
  group: CacheGroup,
  filters: Filters,
  pricesOf: PricesOf,
  requestHitRate: string | null,
): Line {
  const { product, model, cells, sums } = group;
  const where = { product: [product], model: [model] };
  const parts = hrefWith(filters, { where, rest: { by: ["api_key"] } }, "/spend");
  const source = hrefWith(filters, { where }, "/rows");
  const values = cellsOf(cells, sums, pricesOf);
  const losing = group.net < 0n;
  return {
    id: JSON.stringify([product, model]),
    cells: { product, model, ...values, request_hit_rate: requestHitRate },
    links: {
      product: hrefWith(filters, { where: { product: [product] }, rest: { by: ["model"] } }, "/spend"),
      model: parts,
      hit_rate: source,
      request_hit_rate: source,
      gross: source,
      premium: source,
      net: source,
    },
    missing: {
      product: "Unallocated",
      ...(isUnpriced(cells, pricesOf) ? { gross: "unpriced", premium: "unpriced", net: "unpriced" } : {}),
    },
    ...(losing ? { tones: { net: "bad", reads_per_write: "bad" } } : {}),
    ...(product === null ? { muted: true } : {}),
  };
}

function cellsOf(cells: readonly CubeRow[], sums: Sums, pricesOf: PricesOf) {
  const use = writeUse(cells, pricesOf);
  const unpriced = isUnpriced(cells, pricesOf);
  const usd = (amount: bigint) => (unpriced ? null : usdText(pico(amount)));
  const rate = valueText(metricOf("cache_hit_rate"), sums);
  return {
    hit_rate: rate === null ? null : String(rate),
    gross: usd(sums.gross_savings ?? 0n),
    // Where nothing counts as written there is no premium to speak of.
    premium: writesOf(sums) === 0n ? null : usd(sums.write_premium ?? 0n),
    net: usd(netOf(sums)),
    reads_per_write: use.readsPerWrite,
    break_even: use.breakEven,
  };
}

/** Products whose cache loses money, else the models that lose inside products that gain; the worst first. */
export function losingCaches(rows: readonly CubeRow[], pricesOf: PricesOf): LosingCache[] {
  const of = (by: "product" | "product and model") =>
    cacheGroups(rows, by)
      .filter(({ net }) => net < 0n)
      .reverse()
      .map(({ product, model, cells, net }) => {
        const { readsPerWrite, breakEven } = writeUse(cells, pricesOf);
        return { product, model, loss: pico(-net), readsPerWrite, breakEven };
      });
  const products = of("product");
  return products.length > 0 ? products : of("product and model");
}
