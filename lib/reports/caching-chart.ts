import type { CubeRow } from "@/lib/db/cube-query";
import { type Filters, hrefWith } from "@/lib/filters";
import { formatPoints, ratioText } from "@/lib/money";
import { type DayRange, dayLabel } from "@/lib/time";
import { bucketsOf, type ChartGrain } from "./period";

const PRODUCTS_MAX = 5;
/** A fall of more than ten points from one day to the next is marked. */
const DROP_PERCENT = 10n;
/** Of a product with at least a hundredth of the day's input: a handful of requests says nothing. */
const VOLUME_SHARE = 100n;

/** Cache hit rate by product over time, as the chart draws it: shares as decimal text, null where nothing was counted. */
export type HitRateChart = Readonly<{
  grain: ChartGrain;
  points: readonly Readonly<{ label: string; name: string; href: string }>[];
  series: readonly Readonly<{
    id: string;
    name: string;
    values: readonly (string | null)[];
    other?: boolean;
  }>[];
  annotations: readonly Readonly<{ at: number; text: string }>[];
}>;

type Counts = { read: bigint; known: bigint };

/** @param rows by period and product, with reads and the input whose reads are counted */
export function hitRateChart(
  rows: readonly CubeRow[],
  asked: { filters: Filters; shown: DayRange; grain: ChartGrain },
): HitRateChart {
  const { filters, shown, grain } = asked;
  const buckets = bucketsOf(shown, grain);
  const place = new Map(buckets.map((bucket, index) => [bucket.start, index]));
  const byProduct = new Map<string | null, Counts[]>();
  for (const { period, keys, sums } of rows) {
    const at = place.get(period ?? "");
    const known = sums.cache_known_tokens ?? 0n;
    if (at === undefined || known === 0n) continue;
    const product = keys[0] ?? null;
    const counts = byProduct.get(product) ?? buckets.map(() => ({ read: 0n, known: 0n }));
    counts[at] = { read: sums.cache_read_tokens ?? 0n, known };
    byProduct.set(product, counts);
  }
  const products = [...byProduct]
    .map(([product, counts]) => ({ product, counts, volume: counts.reduce((n, c) => n + c.known, 0n) }))
    .sort((a, b) => (a.volume === b.volume ? 0 : a.volume > b.volume ? -1 : 1));
  const named = products.filter(({ product }) => product !== null).slice(0, PRODUCTS_MAX);
  const outside = products.filter(({ product }) => product === null);
  const drop = grain === "day" ? largestDrop(products) : null;
  return {
    grain,
    points: buckets.map(({ label, name, from, to }) => ({
      label,
      name,
      href: hrefWith(filters, { from, to, rest: { by: ["product"] } }, "/spend"),
    })),
    series: [...named, ...outside].map(({ product, counts }) => ({
      id: JSON.stringify(product),
      name: product ?? "Unallocated",
      values: counts.map(({ read, known }) => ratioText(read, known)),
      ...(product === null ? { other: true } : {}),
    })),
    annotations: drop
      ? [
          {
            at: drop.at,
            text: `${dayLabel(buckets[drop.at]?.from ?? "")}: ${drop.product} ${formatPoints(drop.points)}`,
          },
        ]
      : [],
  };
}

type Drop = Readonly<{ product: string; at: number; points: string; n: bigint; d: bigint }>;

/** The deepest fall of one product from a day to the next, or null where none is deep enough. */
function largestDrop(
  products: readonly Readonly<{ product: string | null; counts: readonly Counts[] }>[],
): Drop | null {
  let deepest: Drop | null = null;
  for (const { product, counts } of products) {
    if (product === null) continue;
    for (const [at, now] of counts.entries()) {
      const before = counts[at - 1];
      if (!before || before.known === 0n || now.known === 0n) continue;
      const day = products.reduce((n, p) => n + (p.counts[at]?.known ?? 0n), 0n);
      if (now.known * VOLUME_SHARE < day) continue;
      const n = before.read * now.known - now.read * before.known;
      const d = before.known * now.known;
      if (n * 100n <= d * DROP_PERCENT) continue;
      if (deepest && n * deepest.d <= deepest.n * d) continue;
      deepest = { product, at, points: ratioText(-n, d) ?? "0", n, d };
    }
  }
  return deepest;
}
