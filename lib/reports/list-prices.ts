import type { Actor } from "@/lib/access/actor";
import { assignedSteps } from "@/lib/db/ledger/prices";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { roundedQuotient } from "@/lib/money";
import { type PriceStep, priceAt, type UnitPrices } from "@/lib/pricing";
import { type DayRange, makeDayOf } from "@/lib/time";

/** The assigned list prices of one sku. */
export type PricedSku = Readonly<{
  provider: string;
  model: string;
  tier: string | null;
  steps: readonly PriceStep[];
}>;

/** Every sku that has a list price, with its steps: small, since a price is assigned and not stamped. */
export async function pricedSkus(actor: Actor): Promise<PricedSku[]> {
  const org = actor.organizationId;
  return inOrganization(org, async (tx) => {
    const steps = await assignedSteps(tx);
    const skus = await tx.rows<{ id: number; provider: string; model: string; service_tier: string | null }>(
      sql`select id, provider, model, service_tier from sku where organization_id = ${org} and unit = 'tokens'
        and model is not null order by context_band nulls first, geography nulls first, id`,
    );
    return skus.flatMap(({ id, provider, model, service_tier }) => {
      const found = steps.get(id);
      return found ? [{ provider, model, tier: service_tier, steps: found }] : [];
    });
  });
}

/** A day on which the list price of a model changed. */
export type PriceChange = Readonly<{ day: string; model: string; text: string }>;

/** Days inside a range on which the list price of one of `models` stepped, in the order of `models`, one a model and day. */
export function priceChanges(
  skus: readonly PricedSku[],
  models: readonly string[],
  range: DayRange,
  zone: string,
): PriceChange[] {
  const dayOf = makeDayOf(zone);
  const changes = new Map<string, PriceChange>();
  for (const { model, steps } of skus) {
    if (!models.includes(model)) continue;
    for (const { from, timeOfDay } of steps) {
      if (from === null || timeOfDay !== null) continue;
      const at = Date.parse(from);
      const day = dayOf(at);
      if (day < range.from || day > range.to || changes.has(`${model} ${day}`)) continue;
      const text = changeText(model, priceAt(steps, at - 1), priceAt(steps, at));
      if (text !== null) changes.set(`${model} ${day}`, { day, model, text });
    }
  }
  return [...changes.values()].sort((a, b) => models.indexOf(a.model) - models.indexOf(b.model));
}

/** "gpt-5 list price −20%"; a single class is named: "gpt-5 output price +10%". */
function changeText(model: string, before: UnitPrices | null, after: UnitPrices | null): string | null {
  if (before === null || after === null) return null;
  const shares = (["input", "output", "cacheRead"] as const).flatMap((name) => {
    const [a, b] = [before[name], after[name]];
    if (a === null || b === null || a === 0n) return [];
    return [{ name, percent: roundedQuotient((b - a) * 100n, a) }];
  });
  const changed = shares.filter(({ percent }) => percent !== 0n);
  const [first] = changed;
  if (!first) return null;
  const even = changed.length > 1 && changed.every(({ percent }) => percent === first.percent);
  const what = even ? "list price" : `${first.name === "cacheRead" ? "cache read" : first.name} price`;
  const size = first.percent < 0n ? `−${-first.percent}` : `+${first.percent}`;
  return `${model} ${what} ${size}%`;
}
