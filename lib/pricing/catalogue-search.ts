import { findProvider, type Provider } from "@pydantic/genai-prices";
import { catalogueSteps } from "./catalogue";

/** Providers of the published catalogue by id, which the package itself has no list of. */
export const CATALOGUE_PROVIDERS: readonly string[] = [
  "anthropic",
  "arcee",
  "avian",
  "aws",
  "azure",
  "baseten",
  "cerebras",
  "cloudflare",
  "cohere",
  "cursor",
  "deepseek",
  "doubleword",
  "fireworks",
  "github-copilot",
  "google",
  "groq",
  "huggingface_cerebras",
  "huggingface_fireworks-ai",
  "huggingface_groq",
  "huggingface_hyperbolic",
  "huggingface_nebius",
  "huggingface_novita",
  "huggingface_nscale",
  "huggingface_ovhcloud",
  "huggingface_publicai",
  "huggingface_sambanova",
  "huggingface_together",
  "minimax",
  "mistral",
  "modal",
  "moonshotai",
  "novita",
  "openai",
  "openrouter",
  "ovhcloud",
  "perplexity",
  "quicksilverpro",
  "together",
  "typesafe",
  "voyageai",
  "x-ai",
  "zai",
  "zhipuai",
];

/** A model of the published catalogue. */
export type PublishedModel = Readonly<{ provider: string; model: string; name: string }>;

/** Models with prices whose provider, id or name hold every word of `text`: at most `max` of them, and how many there are. */
export function searchCatalogue(
  text: string,
  max: number,
): Readonly<{ found: readonly PublishedModel[]; total: number }> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { found: [], total: 0 };
  const all = providers().flatMap((provider) =>
    provider.models
      .filter((model) => {
        const names = `${provider.id} ${provider.name} ${model.id} ${model.name ?? ""}`.toLowerCase();
        return words.every((word) => names.includes(word)) && isPriced(provider.id, model.id);
      })
      .map((model) => ({ provider: provider.id, model: model.id, name: model.name ?? model.id })),
  );
  // The shortest name is the model itself; its variants follow.
  all.sort((a, b) => a.model.length - b.model.length);
  return { found: all.slice(0, max), total: all.length };
}

const isPriced = (provider: string, model: string): boolean =>
  catalogueSteps({ provider, model, serviceTier: null, contextBand: null, geography: null }) !== null;

/** The page on which a provider of the catalogue publishes its prices; null where none is named. */
export const priceListOf = (provider: string): string | null =>
  findProvider({ providerId: provider })?.pricing_urls?.[0] ?? null;

const providers = (): Provider[] =>
  CATALOGUE_PROVIDERS.flatMap((id) => findProvider({ providerId: id }) ?? []);
