import { readFileSync } from "node:fs";
import { calcPrice, findProvider, type ModelInfo } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { catalogueSteps, contextBandOf, costOf, priceAt } from "@/lib/pricing";

/**
 * Our prices against the package they come from: its own arithmetic is floats, so agreement to the pico-dollar says
 * that bands, dates, times of day and classes are read as its authors mean them (docs/decisions/0033).
 */
const CASES = 20_000;
/** Beyond this, its floats are no longer exact to the pico-dollar. */
const EXACT_USD_MAX = 500;
const FIRST_MS = Date.UTC(2024, 0, 1);
const LAST_MS = Date.UTC(2027, 0, 1);

/** Every model of every provider of the package, which tells providers by id only. */
const models = [
  ...new Set(
    [
      ...readFileSync("node_modules/@pydantic/genai-prices/dist/index.js", "utf8").matchAll(
        /["']?id["']?:\s*["'`]([^"'`]+)["'`]/g,
      ),
    ].map(([, id]) => id ?? ""),
  ),
].flatMap((id) => {
  const found = findProvider({ providerId: id });
  return found?.id === id ? found.models.map((model) => ({ provider: id, model })) : [];
});

function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Case = ReturnType<typeof caseOf>;

function caseOf(number: number, roll: (below: number) => number) {
  const chosen = models[number % models.length];
  if (!chosen) throw new Error("the package has no models");
  const size = 10 ** (1 + roll(540) / 100);
  const uncached = roll(size);
  const read = roll(3) === 0 ? 0 : roll(size);
  const write = roll(3) === 0 ? roll(size / 4) : 0;
  const hour = conditions(chosen.model).some((prices) => "cache_write_1h_mtok" in prices)
    ? roll(write + 1)
    : 0;
  const audio = conditions(chosen.model).every((prices) => "input_audio_mtok" in prices)
    ? roll(uncached + 1)
    : 0;
  const output = roll(size / 5);
  return {
    ...chosen,
    atMs: FIRST_MS + roll((LAST_MS - FIRST_MS) / 1000) * 1000,
    counts: {
      inputTokens: uncached + read + write,
      uncachedTokens: uncached,
      cacheReadTokens: read,
      cacheWrite5mTokens: write - hour,
      cacheWrite1hTokens: hour,
      outputTokens: output,
      reasoningTokens: 0,
    },
    audio,
  };
}

const conditions = ({ prices }: ModelInfo) =>
  Array.isArray(prices) ? prices.map((each) => each.prices) : [prices];

function theirs({ provider, model, atMs, counts, audio }: Case): number | null {
  try {
    const usage = {
      input_tokens: counts.inputTokens,
      cache_read_tokens: counts.cacheReadTokens,
      cache_write_tokens: counts.cacheWrite5mTokens + counts.cacheWrite1hTokens,
      cache_write_1h_tokens: counts.cacheWrite1hTokens,
      output_tokens: counts.outputTokens,
      ...(audio > 0 ? { input_audio_tokens: audio } : {}),
    };
    const options = { providerId: provider, timestamp: new Date(atMs) };
    return calcPrice(usage, model.id, options)?.total_price ?? null;
  } catch {
    return null;
  }
}

function ours({ provider, model, atMs, counts, audio }: Case): bigint | null {
  const contextBand = contextBandOf({ provider, model: model.id }, counts.inputTokens);
  const sku = { provider, model: model.id, serviceTier: null, contextBand, geography: null };
  const prices = priceAt(catalogueSteps(sku)?.steps ?? [], atMs);
  if (!prices) return null;
  const modalities = {
    audioInputTokens: audio,
    audioCacheReadTokens: 0,
    audioOutputTokens: 0,
    imageInputTokens: 0,
    imageCacheReadTokens: 0,
    imageOutputTokens: 0,
  };
  // One call, where calls have a fee of their own.
  const { cost, unpricedTokens } = costOf(counts, modalities, 0, prices, 1);
  return unpricedTokens > 0 ? null : cost;
}

/** The differences that are meant, each with what it comes to at most; null where there must be none. */
function meant({ provider, model, atMs, counts }: Case, difference: bigint): string | null {
  const steps = catalogueSteps({
    provider,
    model: model.id,
    serviceTier: null,
    contextBand: null,
    geography: null,
  })?.steps;
  if (steps?.some(({ timeOfDay, from }) => timeOfDay !== null && from !== null && atMs < Date.parse(from)))
    return "a daily window before its dated price";
  const texts = conditions(model).flatMap((prices) =>
    Object.values(prices).flatMap((price) =>
      typeof price === "object" ? [price.base, ...price.tiers.map((tier) => tier.price)] : [price ?? 0],
    ),
  );
  const isFine = texts.some(
    (price) => (String(price).split(".")[1] ?? "").length > 6 || String(price).includes("e-"),
  );
  const half = BigInt(counts.inputTokens + counts.outputTokens) / 2n + 1n;
  if (isFine && difference <= half && difference >= -half) return "a price finer than a pico-dollar a token";
  return null;
}

test(`${CASES} generated usages over all providers, models and dates cost what genai-prices says, to the pico-dollar`, () => {
  const roll = dice(7);
  const tally = { compared: 0, equal: 0, meant: new Map<string, number>() };
  const wrong: unknown[] = [];
  for (let number = 0; tally.compared < CASES; number += 1) {
    const each = caseOf(number, roll);
    const [their, our] = [theirs(each), ours(each)];
    // Only what both price can be compared: it leaves tokens without a price out of a total, we call them unpriced.
    if (their === null || our === null) continue;
    tally.compared += 1;
    const difference = BigInt(Math.round(their * 1e12)) - our;
    const isEqual =
      their < EXACT_USD_MAX ? difference === 0n : Math.abs(Number(difference)) <= their * 1e12 * 1e-12;
    const reason = isEqual ? null : meant(each, difference);
    if (isEqual) tally.equal += 1;
    else if (reason) tally.meant.set(reason, (tally.meant.get(reason) ?? 0) + 1);
    else wrong.push({ provider: each.provider, model: each.model.id, at: new Date(each.atMs), their, our });
  }
  expect(wrong).toEqual([]);
  expect(models.length).toBeGreaterThan(1_500);
  expect(tally.equal / tally.compared).toBeGreaterThan(0.99);
  expect([...tally.meant.keys()].sort()).toEqual([
    "a daily window before its dated price",
    "a price finer than a pico-dollar a token",
  ]);
  process.stdout.write(
    `${tally.equal} of ${tally.compared} equal; meant: ${JSON.stringify([...tally.meant])}\n`,
  );
});
