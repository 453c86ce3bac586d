import { type Money, pico } from "@/lib/money/money";
import { type Plan, weekdayOf } from "./calendar";
import type { Product } from "./company";
import { type CostParts, listCost, type TokenClass } from "./costs";
import { randomFor, wholeNumber } from "./random";
import { bucketed, daysBetween, trafficOf, type Use } from "./traffic";
import { workloadsOf } from "./workloads";

/** One row of a cost export, before it has a format. */
export type DemoCharge = Readonly<{
  day: string;
  product: Product | null;
  project: string | null;
  workspace: string | null;
  /** Null where the charge is not for tokens. */
  model: string | null;
  batch: boolean;
  tokenClass: TokenClass | null;
  /** What is charged, where it is not a class of tokens. */
  item: string | null;
  quantity: number;
  amount: Money;
}>;

const CLASSES = ["uncached", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"] as const;

/** OpenAI bills this company two percent under list. */
const CONTRACT_PERCENT = 98n;
export const CREDIT = pico(-412_500_000_000_000n);
const WEB_SEARCH = 10_000_000_000n;

type Group = { use: Use; tokens: Record<TokenClass, number>; parts: Record<TokenClass, bigint> };

/** The day's charges of one provider: one per project or workspace, model, tier and token class. */
function tokenCharges(plan: Plan, provider: "openai" | "anthropic", day: string): DemoCharge[] {
  const groups = new Map<string, Group>();
  for (const workload of workloadsOf(plan, provider))
    for (const use of bucketed(trafficOf(plan, workload, day), 24)) {
      const parts: CostParts | null = listCost(plan, use);
      if (!parts) continue;
      const key = `${workload.project} ${workload.workspace} ${use.model} ${workload.batch}`;
      let group = groups.get(key);
      if (!group) {
        group = {
          use,
          tokens: { uncached: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 },
          parts: { uncached: 0n, cacheRead: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, output: 0n },
        };
        groups.set(key, group);
      }
      for (const name of CLASSES) {
        group.tokens[name] += use[name];
        group.parts[name] += parts[name];
      }
    }
  const percent = provider === "openai" ? CONTRACT_PERCENT : 100n;
  return [...groups.values()].flatMap(({ use, tokens, parts }) =>
    CLASSES.filter((name) => tokens[name] > 0).map((name) => ({
      day,
      product: use.workload.product,
      project: use.workload.project,
      workspace: use.workload.workspace,
      model: use.model,
      batch: use.workload.batch,
      tokenClass: name,
      item: null,
      quantity: tokens[name],
      amount: pico((parts[name] * percent) / 100n),
    })),
  );
}

/** Charges of OpenAI that no usage row stands behind. */
function otherCharges(plan: Plan, day: string): DemoCharge[] {
  const base = { day, workspace: null, model: null, batch: false, tokenClass: null };
  const weekend = weekdayOf(day) % 6 === 0;
  const searches = wholeNumber(randomFor(plan.seed, `web search ${day}`), weekend ? 380 : 1150);
  const charges: DemoCharge[] = [
    {
      ...base,
      product: "Research Agent",
      project: "proj_research_agent",
      item: "web search tool calls",
      quantity: searches,
      amount: pico(BigInt(searches) * WEB_SEARCH),
    },
  ];
  if (day === plan.creditDay)
    charges.push({
      ...base,
      product: null,
      project: null,
      item: "service credit",
      quantity: 1,
      amount: CREDIT,
    });
  return charges;
}

/** The days each cost export covers. */
export function chargedDays(plan: Plan, provider: "openai" | "anthropic"): string[] {
  const firstDay = plan.days[0] ?? plan.lastDay;
  return daysBetween(plan, provider === "openai" ? plan.openaiCostsFrom : firstDay, plan.costsThrough);
}

/** Every charge of one UTC day, in the order the export lists them. */
export function chargesOn(plan: Plan, provider: "openai" | "anthropic", day: string): DemoCharge[] {
  const charges = tokenCharges(plan, provider, day);
  return provider === "openai" ? [...charges, ...otherCharges(plan, day)] : charges;
}
