/** A factor on list prices with where it is stated. Applies to every token class, cache included (economics §5.1). */
export type Multiplier = Readonly<{ numerator: bigint; denominator: bigint; source: string }>;

const LIST: Multiplier = { numerator: 1n, denominator: 1n, source: "" };

const times = (numerator: bigint, denominator: bigint, source: string): Multiplier => ({
  numerator,
  denominator,
  source,
});

const STANDARD = new Set(["", "standard", "default", "on_demand", "on-demand"]);

const BATCH: Readonly<Record<string, string>> = {
  openai: "https://developers.openai.com/api/docs/guides/batch",
  anthropic: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
  google: "https://ai.google.dev/gemini-api/docs/optimization",
  aws: "https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html",
  azure: "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/batch",
};

const FLEX: Readonly<Record<string, string>> = {
  openai: "https://developers.openai.com/api/docs/guides/flex-processing",
  google: "https://ai.google.dev/gemini-api/docs/optimization",
  azure: "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/flex-processing",
};

const PRIORITY_SOURCE = "https://openai.com/api-priority-processing/";

/**
 * OpenAI's priority prices as a factor of its list prices, one for all classes of a model, from its table of priority
 * prices (read 2026-11). Models are matched whole, with an optional date; a model that is not listed is unpriced.
 */
const PRIORITY: readonly (readonly [RegExp, bigint, bigint])[] = [
  [/^gpt-5\.5$/, 5n, 2n],
  [/^gpt-5(\.1|\.2|\.4)?$/, 2n, 1n],
  [/^gpt-5(\.1)?-codex$/, 2n, 1n],
  [/^gpt-5\.4-mini$/, 2n, 1n],
  [/^gpt-5-mini$/, 9n, 5n],
  [/^gpt-4\.1(-mini)?$/, 7n, 4n],
  [/^gpt-4\.1-nano$/, 2n, 1n],
  [/^gpt-4o-2024-05-13$/, 7n, 4n],
  [/^gpt-4o(-2024-08-06|-2024-11-20)?$/, 17n, 10n],
  [/^gpt-4o-mini$/, 5n, 3n],
  [/^o3$/, 7n, 4n],
  [/^o4-mini$/, 20n, 11n],
];

const GEOGRAPHY_SOURCE = "https://platform.claude.com/docs/en/about-claude/pricing#data-residency-pricing";

const key = (text: string | null): string => (text ?? "").trim().toLowerCase();

/** Served at the standard tier, whatever word a source has for it. */
export const isStandardTier = (tier: string | null): boolean => STANDARD.has(key(tier));

/**
 * The factor on list prices for a served tier, or null where no rule is known: such usage is unpriced, not priced at
 * list. `provider` is a catalogue id; `longContext` says that the row is priced in a higher context band.
 */
export function tierMultiplier(sku: {
  provider: string;
  model: string;
  serviceTier: string | null;
  longContext: boolean;
}): Multiplier | null {
  const tier = key(sku.serviceTier);
  if (isStandardTier(tier)) return LIST;
  if (tier === "batch") {
    const source = BATCH[sku.provider];
    return source ? times(1n, 2n, source) : null;
  }
  if (tier === "flex") {
    const source = FLEX[sku.provider];
    return source ? times(1n, 2n, source) : null;
  }
  // OpenAI answers “priority” to requests made as “fast”; its priority prices exclude long context.
  if ((tier === "priority" || tier === "fast") && sku.provider === "openai" && !sku.longContext) {
    const model = key(sku.model);
    const undated = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
    const found =
      PRIORITY.find(([shape]) => shape.test(model)) ?? PRIORITY.find(([shape]) => shape.test(undated));
    return found ? times(found[1], found[2], PRIORITY_SOURCE) : null;
  }
  return null;
}

/** The factor for where inference ran: Anthropic's US-only inference costs 1.1 times list on all token classes. */
export function geographyMultiplier(sku: { provider: string; geography: string | null }): Multiplier {
  return sku.provider === "anthropic" && key(sku.geography) === "us"
    ? times(11n, 10n, GEOGRAPHY_SOURCE)
    : LIST;
}
