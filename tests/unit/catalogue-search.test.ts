import { findProvider } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { hostingPrice } from "@/lib/economics";
import { CATALOGUE_PROVIDERS, catalogueSteps, searchCatalogue } from "@/lib/pricing";

test("every provider that is listed is in the catalogue, under this very id", () => {
  for (const id of CATALOGUE_PROVIDERS) expect(findProvider({ providerId: id })?.id, id).toBe(id);
  expect(new Set(CATALOGUE_PROVIDERS).size).toBe(CATALOGUE_PROVIDERS.length);
});

test("a search holds every word, in any order and case, and says how much it left out", () => {
  const { found, total } = searchCatalogue("Sonnet anthropic", 2);
  expect(found).toHaveLength(2);
  expect(total).toBeGreaterThan(2);
  for (const { provider, model } of found) {
    expect(`${provider} ${model}`).toMatch(/sonnet/);
    const sku = { provider, model, serviceTier: null, contextBand: null, geography: null };
    expect(catalogueSteps(sku)).not.toBeNull();
  }
  expect(searchCatalogue("  ", 10)).toEqual({ found: [], total: 0 });
  expect(searchCatalogue("no such model", 10)).toEqual({ found: [], total: 0 });
});

test("700 tokens a second on a GPU of $2.50 an hour cost $0.99 per million, four times that at a quarter (§5.12)", () => {
  const at = (tokensPerSecond: bigint) =>
    hostingPrice({ gpus: 1_000_000n, usdPerGpuHour: 2_500_000n, tokensPerSecond });
  expect(at(700_000_000n)).toBe(992_063n);
  expect(at(175_000_000n)).toBe(3_968_254n);
  expect(() => at(0n)).toThrow(RangeError);
});
