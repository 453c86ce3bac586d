import type { Actor } from "@/lib/access/actor";
import { askCube } from "@/lib/db/cube-query";
import { assignedPrices } from "@/lib/db/ledger/prices";
import { inOrganization } from "@/lib/db/organization";
import { askPricedUsage, type PricedUsage, skusWhere } from "@/lib/db/priced-usage";
import { BARS, type Bar, type Bridge, type BridgeCell, bridge, unitCostBridge } from "@/lib/economics";
import type { Where } from "@/lib/filters";
import { minus, pico, usdText } from "@/lib/money";
import { addDays, type DayRange, dayStartMs } from "@/lib/time";
import { bridgeCells, pricesAtBase } from "./bridge-cells";
import { cached } from "./cached";
import { extentOf } from "./page-context";
import { tokensOf } from "./tokens";

/** What a bridge can explain the change of. */
export const BRIDGED_FIGURES = ["spend", "margin", "cost_per_million_tokens"] as const;
export type BridgedFigure = (typeof BRIDGED_FIGURES)[number];

/** Two periods of local days, both inclusive, and what of them. */
export type BridgeQuestion = Readonly<{ base: DayRange; actual: DayRange; where: Where }>;

/** The bridge of cost, the cells it was made of, and what else its figures need. Pico-dollars. */
export type CostBridge = Readonly<{
  bridge: Bridge;
  /** Of cost per million tokens; null where a period has no tokens. */
  perMillion: () => Bridge | null;
  cells: Readonly<{ base: readonly BridgeCell[]; actual: readonly BridgeCell[] }>;
  /** False where nothing at all is known of the base period. */
  hasBase: boolean;
}>;

/**
 * Spend of two periods as a bridge (economics §5.8), from cells of model, token class and rate that are priced as the
 * ledger priced them (decision 0031). Both periods are read in one snapshot. Kept until figures change.
 */
export function costBridge(actor: Actor, q: BridgeQuestion): Promise<CostBridge> {
  return cached(actor, "bridge", q, () => computeBridge(actor, q));
}

async function computeBridge(actor: Actor, { base, actual, where }: BridgeQuestion): Promise<CostBridge> {
  const { skus, prices, before, now } = await inOrganization(
    actor.organizationId,
    async (tx) => {
      const named = await skusWhere(tx, where);
      const assigned = await assignedPrices(tx);
      return {
        skus: named,
        prices: assigned,
        before: await askPricedUsage(tx, { ...base, where }, named, assigned),
        now: await askPricedUsage(tx, { ...actual, where }, named, assigned),
      };
    },
    { readOnly: true },
  );
  const cells = { base: bridgeCells(before, skus, prices), actual: bridgeCells(now, skus, prices) };
  const baseEndMs = dayStartMs(addDays(base.to, 1), actor.timeZone) - 1;
  const options = { priceAtBase: pricesAtBase(skus, prices, baseEndMs) };
  const tokens = { base: allTokens(before), actual: allTokens(now) };
  return {
    bridge: bridge(cells.base, cells.actual, options),
    perMillion: () => unitCostBridge(cells.base, cells.actual, tokens, options),
    cells,
    hasBase: before.length > 0,
  };
}

const allTokens = (usage: readonly PricedUsage[]): bigint =>
  usage.reduce((sum, { sums }) => sum + tokensOf(sums), 0n);

/** One step of a bridge; amounts in USD as decimal text. */
export type BridgeStep = Readonly<{ id: Bar | "revenue"; amount: string | null }>;

/** `base` and every step in its printed order is `actual`, exactly. Null where the figure is undefined. */
export type BridgeAnswer = Readonly<{
  of: BridgedFigure;
  base: string | null;
  actual: string | null;
  steps: readonly BridgeStep[];
}>;

/** What `costcurve bridge` and `GET /api/v1/bridge` answer. */
export async function bridgeAnswer(
  actor: Actor,
  { of, ...q }: BridgeQuestion & { readonly of: BridgedFigure },
): Promise<BridgeAnswer> {
  const found = await costBridge(actor, of === "margin" ? await servedOf(actor, q) : q);
  if (of === "margin") {
    const { base, actual, revenue } = await marginBridge(actor, q, found.bridge);
    return {
      of,
      base: usdText(base),
      actual: usdText(actual),
      steps: [
        { id: "revenue", amount: usdText(revenue) },
        ...BARS.map((bar) => ({ id: bar, amount: usdText(pico(-found.bridge.bars[bar])) })),
      ],
    };
  }
  const shown = of === "spend" ? found.bridge : found.perMillion();
  return {
    of,
    base: shown && usdText(shown.base),
    actual: shown && usdText(shown.actual),
    steps: BARS.map((bar) => ({ id: bar, amount: shown && usdText(shown.bars[bar]) })),
  };
}

/** The question without research, which is in no margin: only asked where some rule names it. */
async function servedOf(actor: Actor, q: BridgeQuestion): Promise<BridgeQuestion> {
  const { others } = await extentOf(actor);
  return "cost_kind" in others ? { ...q, where: { ...q.where, cost_kind: ["cost_of_revenue"] } } : q;
}

/**
 * The margin of both periods and what revenue adds to it; every step on cost counts with its sign turned (§5.8).
 * `where` names product and customer at most: revenue knows no other dimension.
 */
async function marginBridge(actor: Actor, { base, actual, where }: BridgeQuestion, cost: Bridge) {
  const [before, now] = await inOrganization(
    actor.organizationId,
    async (tx) => {
      const revenueOf = async (range: DayRange) => {
        const rows = await askCube(tx, {
          ...range,
          measures: ["revenue"],
          grain: "none",
          by: [],
          where,
          zone: actor.timeZone,
        });
        return pico(rows.reduce((sum, { sums }) => sum + (sums.revenue ?? 0n), 0n));
      };
      return [await revenueOf(base), await revenueOf(actual)] as const;
    },
    { readOnly: true },
  );
  return {
    base: minus(before, cost.base),
    actual: minus(now, cost.actual),
    revenue: minus(now, before),
  };
}
