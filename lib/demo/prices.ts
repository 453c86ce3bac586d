import { type Money, pico } from "@/lib/money/money";
import type { Plan } from "./calendar";

/** Pico-dollars a token by class. */
export type UnitPrices = Readonly<{
  uncached: Money;
  cacheRead: Money;
  cacheWrite5m: Money;
  cacheWrite1h: Money;
  output: Money;
}>;

/** Dollars per million tokens: input, cache read, 5-minute write, 1-hour write, output; null has no price of its own. */
type Rates = readonly [number, number | null, number | null, number | null, number];
type Step = Readonly<{ from: string | null; rates: Rates }>;

/**
 * What the demo's providers charge. Kept apart from the price book, so that the figures tests compare with
 * do not come out of the code under test; a unit test holds it equal to the catalogue.
 */
const CATALOGUE: Readonly<Record<string, Readonly<Record<string, readonly Step[]>>>> = {
  openai: {
    "gpt-5": [{ from: null, rates: [1.25, 0.125, null, null, 10] }],
    "gpt-5-mini": [{ from: null, rates: [0.25, 0.025, null, null, 2] }],
    "gpt-5.3-codex": [{ from: null, rates: [1.75, 0.175, null, null, 14] }],
    "gpt-5.4": [{ from: null, rates: [2.5, 0.25, null, null, 15] }],
    "gpt-5.6-terra": [
      { from: null, rates: [2.5, 0.25, 3.125, null, 15] },
      { from: "2026-07-30", rates: [2, 0.2, 2.5, null, 12] },
    ],
  },
  anthropic: {
    "claude-haiku-4-5": [{ from: null, rates: [1, 0.1, 1.25, 2, 5] }],
    "claude-sonnet-4-5": [{ from: null, rates: [3, 0.3, 3.75, 6, 15] }],
    "claude-sonnet-4-6": [{ from: null, rates: [3, 0.3, 3.75, 6, 15] }],
    "claude-opus-4-5": [{ from: null, rates: [5, 0.5, 6.25, 10, 25] }],
  },
  google: {
    "gemini-2.5-flash": [{ from: null, rates: [0.3, 0.03, null, null, 2.5] }],
    "gemini-2.5-pro": [{ from: null, rates: [1.25, 0.125, null, null, 10] }],
  },
  openrouter: {
    "openai/o3-deep-research": [{ from: null, rates: [10, 2.5, null, null, 40] }],
    "moonshotai/kimi-k2-thinking": [{ from: null, rates: [0.6, null, null, null, 2.5] }],
    "deepseek/deepseek-chat-v3.1": [{ from: null, rates: [0.21, 0.13, null, null, 0.79] }],
  },
};

/** The allotted cost of the company's own GPUs, before and after the contract was renewed. */
const GPU_RATES: readonly [Rates, Rates] = [
  [0.34, 0.085, null, null, 0.96],
  [0.28, 0.07, null, null, 0.79],
];

const perToken = (dollarsPerMillion: number): Money => pico(BigInt(Math.round(dollarsPerMillion * 1e6)));

function unitPrices([input, read, write5m, write1h, output]: Rates): UnitPrices {
  return {
    uncached: perToken(input),
    cacheRead: perToken(read ?? input),
    cacheWrite5m: perToken(write5m ?? input),
    cacheWrite1h: perToken(write1h ?? write5m ?? input),
    output: perToken(output),
  };
}

const cache = new Map<Rates, UnitPrices>();

/** The list price (own GPUs: the allotted rate) of a model on a UTC day; null where there is none. Batch is not in it. */
export function pricesOn(plan: Plan, provider: string, model: string, day: string): UnitPrices | null {
  let rates: Rates | undefined;
  if (provider === "self-hosted") rates = GPU_RATES[day < plan.gpuContractDay ? 0 : 1];
  else
    for (const step of CATALOGUE[provider]?.[model] ?? [])
      if (step.from === null || step.from <= day) rates = step.rates;
  if (!rates) return null;
  let prices = cache.get(rates);
  if (!prices) {
    prices = unitPrices(rates);
    cache.set(rates, prices);
  }
  return prices;
}

/** A dated fall of a price inside the window of the demo. */
export type PriceCut = Readonly<{
  provider: string;
  model: string;
  day: string;
  /** "catalogue": the provider's own dated step; "own-rate": the renewed GPU contract. */
  source: "catalogue" | "own-rate";
  inputBefore: Money;
  inputAfter: Money;
}>;

/** Every cut of the window, the catalogue's first. */
export function priceCuts(plan: Plan): PriceCut[] {
  const cuts: PriceCut[] = [];
  const firstDay = plan.days[0] ?? plan.lastDay;
  for (const [provider, models] of Object.entries(CATALOGUE))
    for (const [model, steps] of Object.entries(models))
      steps.forEach((step, index) => {
        const before = steps[index - 1];
        if (!before || step.from === null || step.from <= firstDay || step.from > plan.lastDay) return;
        cuts.push({
          provider,
          model,
          day: step.from,
          source: "catalogue",
          inputBefore: perToken(before.rates[0]),
          inputAfter: perToken(step.rates[0]),
        });
      });
  cuts.push({
    provider: "self-hosted",
    model: "llama-3.3-70b",
    day: plan.gpuContractDay,
    source: "own-rate",
    inputBefore: perToken(GPU_RATES[0][0]),
    inputAfter: perToken(GPU_RATES[1][0]),
  });
  return cuts;
}

/** The catalogue's part of the table, for the test that compares it with the published prices. */
export const demoCatalogue = CATALOGUE;
