import type { Actor } from "@/lib/access/actor";
import { assignedPrices } from "@/lib/db/ledger/prices";
import { inOrganization } from "@/lib/db/organization";
import { askPricedUsage, type SkuName, skusWhere } from "@/lib/db/priced-usage";
import {
  type BridgeCell,
  canSwap,
  type ModelUse,
  TOKEN_PRICES,
  type TokenPrice,
  type TokenPrices,
} from "@/lib/economics";
import { type Filters, hrefWith, type Where } from "@/lib/filters";
import { pico, ratioText } from "@/lib/money";
import { isStandardTier, priceAt, type SkuPrices } from "@/lib/pricing";
import { addDays, type DayRange, dayStartMs } from "@/lib/time";
import { bridgeCells, nameOf, TOKEN_CLASSES } from "./bridge-cells";

/** Pico-dollars and counts as whole-number text, so that a browser computes on from exact sums. */
type Whole = string;

/** What other prices, another hit rate, another model are tried on in the browser (`sensitivity` of lib/economics). */
export type MarginTries = Readonly<{
  /** The product asked for; null: all that the page shows. */
  product: string | null;
  choices: readonly Readonly<{ label: string; href: string; active: boolean }>[];
  revenue: Whole;
  cost: Whole;
  models: readonly SentUse[];
  /** Models with a price in force that another may be swapped for. */
  others: readonly SentPrices[];
  /** Share of these costs that is tokens with a price; the rest stays as it is. null without cost. */
  movable: string | null;
}>;
export type SentUse = Readonly<{
  model: string;
  name: string;
  classes: Readonly<Partial<Record<TokenPrice, Readonly<{ tokens: Whole; cost: Whole }>>>>;
  prices: SentPrices["prices"];
  /** Of the others, those that price all that this model was used for. */
  swaps: readonly string[];
}>;
export type SentPrices = Readonly<{
  model: string;
  name: string;
  prices: Readonly<Partial<Record<TokenPrice, Whole>>>;
}>;

/** The models behind a period's cost, with exact tokens and costs by class, and the prices in force at its end. */
export async function marginTries(
  actor: Actor,
  asked: Readonly<{
    range: DayRange;
    /** Of the cost alone. */
    where: Where;
    filters: Filters;
    products: readonly string[];
    product: string | null;
    sums: Readonly<{ revenue: bigint; cost: bigint }>;
  }>,
): Promise<MarginTries> {
  const { range, where, filters, sums } = asked;
  const { uses, prices } = await inOrganization(
    actor.organizationId,
    async (tx) => {
      const all = await skusWhere(tx, {});
      const assigned = await assignedPrices(tx);
      const usage = await askPricedUsage(tx, { ...range, where }, all, assigned);
      const inForce = pricesInForce(all, assigned, dayStartMs(addDays(range.to, 1), actor.timeZone) - 1);
      return { uses: usesOf(bridgeCells(usage, all, assigned), inForce), prices: inForce };
    },
    { readOnly: true },
  );
  const others = [...prices]
    .filter(([, of]) => of.input !== undefined && of.output !== undefined)
    .map(([model, of]) => ({ model, name: modelName(model), of }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const tokenCost = uses.reduce((sum, use) => sum + costOf(use), 0n);
  const choice = (label: string, product: string | null) => ({
    label,
    href: `${hrefWith(filters, { rest: { try: product === null ? [] : [product] } })}#try`,
    active: product === asked.product,
  });
  return {
    product: asked.product,
    choices: [choice("All shown", null), ...asked.products.map((name) => choice(name, name))],
    revenue: String(sums.revenue),
    cost: String(sums.cost),
    models: uses
      .sort((a, b) => (costOf(a) > costOf(b) ? -1 : 1))
      .map((use) => ({
        model: use.model,
        name: modelName(use.model),
        classes: Object.fromEntries(
          Object.entries(use.classes).map(([name, { tokens, cost }]) => [
            name,
            { tokens: String(tokens), cost: String(cost) },
          ]),
        ),
        prices: sent(use.prices),
        swaps: others
          .filter(({ model, of }) => model !== use.model && canSwap(use, of))
          .map(({ model }) => model),
      })),
    others: others.map(({ model, name, of }) => ({ model, name, prices: sent(of) })),
    movable: ratioText(tokenCost, sums.cost),
  };
}

const costOf = ({ classes }: ModelUse): bigint =>
  Object.values(classes).reduce((sum, { cost }) => sum + cost, 0n);

const sent = (prices: TokenPrices) =>
  Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, String(price)]));

const modelKey = ({ provider, model }: SkuName): string => JSON.stringify([provider, model]);

/** "gpt-4o, openai": the same model is sold by several. */
function modelName(key: string): string {
  const { provider, model } = nameOf([key]);
  return `${model ?? "No model"}, ${provider}`;
}

/** What each model costs now at the standard tier, anywhere, in its lowest context band. */
function pricesInForce(
  skus: readonly SkuName[],
  assigned: ReadonlyMap<number, SkuPrices>,
  atMs: number,
): Map<string, TokenPrices> {
  const plainness = ({ tier, geography, band }: SkuName) =>
    Number(!isStandardTier(tier)) * 4 + Number(geography !== null) * 2 + Number(band !== null);
  const found = new Map<string, TokenPrices>();
  for (const sku of skus.toSorted((a, b) => plainness(a) - plainness(b))) {
    const own = assigned.get(sku.id);
    const now = own && sku.model !== null ? priceAt(own.contract, atMs) : null;
    if (!now || found.has(modelKey(sku))) continue;
    found.set(
      modelKey(sku),
      Object.fromEntries(TOKEN_PRICES.flatMap((name) => (now[name] === null ? [] : [[name, now[name]]]))),
    );
  }
  return found;
}

/** Cells of a period by model and class. A class the price book does not have stays out, as does what is no token. */
function usesOf(cells: readonly BridgeCell[], prices: ReadonlyMap<string, TokenPrices>): ModelUse[] {
  const uses = new Map<string, Partial<Record<TokenPrice, { tokens: bigint; cost: bigint }>>>();
  for (const { path, quantity, cost } of cells) {
    const [model = "", type, cache] = path;
    const price = TOKEN_CLASSES.find((each) => each.type === type && each.cache === cache)?.price;
    const name = TOKEN_PRICES.find((each) => each === price);
    if (!name || quantity === 0n) continue;
    const classes = uses.get(model) ?? {};
    const sum = classes[name] ?? { tokens: 0n, cost: 0n };
    classes[name] = { tokens: sum.tokens + quantity, cost: sum.cost + cost };
    uses.set(model, classes);
  }
  return [...uses].map(([model, classes]) => ({
    model,
    classes: Object.fromEntries(
      Object.entries(classes).map(([name, { tokens, cost }]) => [name, { tokens, cost: pico(cost) }]),
    ),
    prices: prices.get(model) ?? {},
  }));
}
