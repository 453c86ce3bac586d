import { type Money, pico } from "@/lib/money";
import type { SkuPrices } from "@/lib/pricing";
import { addDays, type DayRange, utcDayOf, utcDayStartMs } from "@/lib/time";
import type { Transaction } from "../organization";
import { identifier, join, type Sql, sql, trusted } from "../sql";
import { type Arithmetic, COMPUTED, joinPrices } from "./amounts";
import { COUNTS, TRAITS } from "./columns";

type Sums = Readonly<{ month: string; before: Money; after: Money }>;

/** Computed cost of what is priced otherwise, before and after, by month: of each model, and of each product. */
export type Changes = Readonly<{
  models: readonly (Sums & Readonly<{ provider: string; model: string }>)[];
  products: readonly (Sums & Readonly<{ product: string | null }>)[];
}>;

export const NO_CHANGES: Changes = { models: [], products: [] };

export const COUNT_NAMES: Sql = join(COUNTS.map((c) => identifier(c)));

/**
 * What cells come to by the prices that lie ready (`stagePriceSpans`): `was`, as the ledger has it, and `computed`, by
 * `keys`. They are added up over days of equal price first, and multiplied last.
 * @param cells the keys, sku_id, utc_day, traits, computed_cost and counts
 */
export function pricedBy(cells: Sql, keys: Sql, arithmetic: Arithmetic): Sql {
  // Without a parameter, so that it is the same expression twice.
  const step = trusted(`((traits >> ${TRAITS.priceStepShift}) << ${TRAITS.priceStepShift})`);
  const sums = join(
    COUNTS.map((c) => sql`sum(${identifier(c)})::${trusted(arithmetic)} as ${identifier(c)}`),
  );
  const spanned = sql`select ${keys}, s.first as utc_day, ${step} as traits, sum(computed_cost) as was, ${sums}
    from (${cells}) d left join price_span s on s.of_sku = d.sku_id and d.utc_day >= s.first and d.utc_day <= s.last
    group by ${keys}, s.first, ${step}`;
  return sql`select ${keys}, sum(was) as was, sum(computed) as computed
    from (select c.*, ${COMPUTED[arithmetic]} as computed from (${spanned}) c ${joinPrices(["contract"])}) p group by ${keys}`;
}

/** The UTC days of a period on which the price of a sku changes; a change at the start of its first day is none within it. */
export function changesWithin({ contract }: SkuPrices, { from, to }: DayRange): string[] {
  const [startMs, endMs] = [utcDayStartMs(from), utcDayStartMs(addDays(to, 1))];
  return contract
    .flatMap((step) => [step.from, step.to])
    .flatMap((at) => (at === null ? [] : [Date.parse(at)]))
    .filter((ms) => ms > startMs && ms < endMs)
    .map(utcDayOf);
}

type Row = Readonly<{
  month: string;
  provider: string | null;
  model: string | null;
  product: string | null;
  before: string;
  after: string;
}>;

/** The months, models and products whose cost moves. @param moved month, sku_id, product_id, was, computed */
export async function changed(tx: Transaction, moved: Sql): Promise<Changes> {
  const org = tx.organizationId;
  const rows =
    await tx.rows<Row>(sql`select to_char(month, 'YYYY-MM') as month, k.provider, k.model, p.name as product,
      sum(was)::text as before, sum(computed)::text as after
    from (${moved}) c join sku k on k.organization_id = ${org} and k.id = c.sku_id
    left join product p on p.organization_id = ${org} and p.id = c.product_id
    group by grouping sets ((month, k.provider, k.model), (month, p.name)) having sum(was) <> sum(computed)
    order by 1, 2, 3, 4 nulls last`);
  const amounts = ({ month, before, after }: Row) => ({
    month,
    before: pico(BigInt(before)),
    after: pico(BigInt(after)),
  });
  return {
    models: rows.flatMap((row) =>
      row.provider === null || row.model === null
        ? []
        : [{ ...amounts(row), provider: row.provider, model: row.model }],
    ),
    products: rows.flatMap((row) =>
      row.provider === null ? [{ ...amounts(row), product: row.product }] : [],
    ),
  };
}
