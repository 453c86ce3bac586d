import { type Money, pico, plus, ZERO } from "@/lib/money/money";
import { dayOf, type Plan } from "./calendar";
import type { DemoProvider, Product } from "./company";
import { generationCost, gpuCost, listCost, totalOf } from "./costs";
import { pricesOn } from "./prices";
import type { Use } from "./traffic";

/** Money of one month, provider and product, in pico-dollars; charges without usage are not in it. */
export type CostTotal = {
  month: string;
  provider: DemoProvider;
  product: Product | null;
  /** At list price of the catalogue, batch at half; own GPUs have no list price and add nothing. */
  computed: Money;
  /** As charged where a cost export or the row itself says so, else as computed (economics §5.15). */
  effective: Money;
  /** Σ read · (input − read price), at list price. */
  grossCacheSavings: Money;
  /** Σ written · (write − input price), at list price. */
  cacheWritePremium: Money;
};

/** By month, provider and product. */
export type Costs = Map<string, CostTotal>;

/** The total of a month, provider and product, begun where it is the first. */
export function costTotal(
  costs: Costs,
  month: string,
  provider: DemoProvider,
  product: Product | null,
): CostTotal {
  const key = `${month} ${provider} ${product}`;
  let total = costs.get(key);
  if (!total) {
    total = {
      month,
      provider,
      product,
      computed: ZERO,
      effective: ZERO,
      grossCacheSavings: ZERO,
      cacheWritePremium: ZERO,
    };
    costs.set(key, total);
  }
  return total;
}

/** Adds a use; its effective cost only where no cost export (`covered`: "provider day") will bring it. */
export function addCost(plan: Plan, costs: Costs, covered: ReadonlySet<string>, use: Use): void {
  const { provider, product, batch } = use.workload;
  const day = dayOf(use.startMs);
  const total = costTotal(costs, day.slice(0, 7), provider, product);
  if (provider === "self-hosted") {
    total.effective = plus(total.effective, gpuCost(plan, use));
    return;
  }
  const parts = listCost(plan, use);
  const prices = pricesOn(plan, provider, use.model, day);
  if (!parts || !prices) return;
  const computed = totalOf(parts);
  total.computed = plus(total.computed, computed);
  if (provider === "openrouter") total.effective = plus(total.effective, generationCost(plan, use).total);
  else if (!covered.has(`${provider} ${day}`)) total.effective = plus(total.effective, computed);
  const half = batch ? 2n : 1n;
  const gross = (BigInt(use.cacheRead) * (prices.uncached - prices.cacheRead)) / half;
  const premium =
    (BigInt(use.cacheWrite5m) * (prices.cacheWrite5m - prices.uncached) +
      BigInt(use.cacheWrite1h) * (prices.cacheWrite1h - prices.uncached)) /
    half;
  total.grossCacheSavings = pico(total.grossCacheSavings + gross);
  total.cacheWritePremium = pico(total.cacheWritePremium + premium);
}
