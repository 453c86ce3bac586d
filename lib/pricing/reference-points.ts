/** What a public price is compared by: the level of what could be bought for it. The grouping is ours. */
export const CAPABILITIES = ["GPT-4 class", "Small models", "Reasoning models", "GPT-5 class"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** A published list price, standard tier, with the day it was first to be had (formats §16). */
export type ReferencePoint = Readonly<{
  /** YYYY-MM-DD. */
  date: string;
  /** True where no source for the day was at hand, only memory. */
  dateFromMemory?: true;
  model: string;
  capability: Capability;
  /** USD per million tokens, decimal text. */
  input: string;
  output: string;
  source: string;
  url: string;
  /** Provider and model under which the price book's own data hold the same price, where they do. */
  catalogue?: Readonly<{ provider: string; model: string }>;
}>;

const PRICES = { source: "genai-prices 0.1.8", url: "https://github.com/pydantic/genai-prices" };
const DATED = {
  source: "genai-prices 0.1.8; release date of models.dev",
  url: "https://github.com/anomalyco/models.dev",
};
const DEEPSEEK = {
  source: "DeepSeek API documentation",
  url: "https://api-docs.deepseek.com/quick_start/pricing",
};
const openai = (model: string) => ({ provider: "openai", model });
const anthropic = (model: string) => ({ provider: "anthropic", model });
const google = (model: string) => ({ provider: "google", model });

/**
 * Public marks of the cost curve, by date. A price without any source is left out (GPT-3.5 Turbo of March 2023, DeepSeek
 * V3.2), and so is a rise of Claude Sonnet 5 in September 2026, which later data of the same source take back.
 */
export const REFERENCE_POINTS: readonly ReferencePoint[] = [
  {
    date: "2023-03-14",
    dateFromMemory: true,
    model: "GPT-4",
    capability: "GPT-4 class",
    input: "30",
    output: "60",
    ...PRICES,
    catalogue: openai("gpt-4"),
  },
  {
    date: "2023-11-06",
    model: "GPT-4 Turbo",
    capability: "GPT-4 class",
    input: "10",
    output: "30",
    ...DATED,
    catalogue: openai("gpt-4-turbo"),
  },
  {
    date: "2024-01-25",
    dateFromMemory: true,
    model: "GPT-3.5 Turbo 0125",
    capability: "Small models",
    input: "0.5",
    output: "1.5",
    ...PRICES,
    catalogue: openai("gpt-3.5-turbo-0125"),
  },
  {
    date: "2024-03-04",
    dateFromMemory: true,
    model: "Claude 3 Opus",
    capability: "GPT-4 class",
    input: "15",
    output: "75",
    ...PRICES,
    catalogue: anthropic("claude-3-opus-20240229"),
  },
  {
    date: "2024-03-13",
    model: "Claude 3 Haiku",
    capability: "Small models",
    input: "0.25",
    output: "1.25",
    ...DATED,
    catalogue: anthropic("claude-3-haiku-20240307"),
  },
  {
    date: "2024-05-13",
    model: "GPT-4o",
    capability: "GPT-4 class",
    input: "5",
    output: "15",
    ...DATED,
    catalogue: openai("gpt-4o-2024-05-13"),
  },
  {
    date: "2024-06-20",
    model: "Claude 3.5 Sonnet",
    capability: "GPT-4 class",
    input: "3",
    output: "15",
    ...DATED,
    catalogue: anthropic("claude-3-5-sonnet-20240620"),
  },
  {
    date: "2024-07-18",
    model: "GPT-4o mini",
    capability: "Small models",
    input: "0.15",
    output: "0.6",
    ...DATED,
    catalogue: openai("gpt-4o-mini"),
  },
  {
    date: "2024-08-06",
    model: "GPT-4o 0806",
    capability: "GPT-4 class",
    input: "2.5",
    output: "10",
    ...DATED,
    catalogue: openai("gpt-4o-2024-08-06"),
  },
  {
    date: "2024-09-12",
    dateFromMemory: true,
    model: "o1-preview",
    capability: "Reasoning models",
    input: "15",
    output: "60",
    ...PRICES,
    catalogue: openai("o1-preview"),
  },
  {
    date: "2025-01-20",
    dateFromMemory: true,
    model: "DeepSeek R1",
    capability: "Reasoning models",
    input: "0.55",
    output: "2.19",
    ...DEEPSEEK,
  },
  {
    date: "2025-02-08",
    model: "DeepSeek V3",
    capability: "GPT-4 class",
    input: "0.27",
    output: "1.1",
    ...DEEPSEEK,
  },
  {
    date: "2025-02-27",
    dateFromMemory: true,
    model: "GPT-4.5 preview",
    capability: "GPT-4 class",
    input: "75",
    output: "150",
    ...PRICES,
    catalogue: openai("gpt-4.5-preview"),
  },
  {
    date: "2025-04-14",
    model: "GPT-4.1",
    capability: "GPT-4 class",
    input: "2",
    output: "8",
    ...DATED,
    catalogue: openai("gpt-4.1"),
  },
  {
    date: "2025-04-16",
    model: "o3",
    capability: "Reasoning models",
    input: "10",
    output: "40",
    ...DATED,
    catalogue: openai("o3"),
  },
  {
    date: "2025-06-10",
    model: "o3, after its cut",
    capability: "Reasoning models",
    input: "2",
    output: "8",
    ...PRICES,
    catalogue: openai("o3"),
  },
  {
    date: "2025-06-17",
    model: "Gemini 2.5 Flash",
    capability: "Small models",
    input: "0.3",
    output: "2.5",
    ...DATED,
    catalogue: google("gemini-2.5-flash"),
  },
  {
    date: "2025-06-17",
    model: "Gemini 2.5 Pro",
    capability: "GPT-5 class",
    input: "1.25",
    output: "10",
    ...DATED,
    catalogue: google("gemini-2.5-pro"),
  },
  {
    date: "2025-08-07",
    model: "GPT-5",
    capability: "GPT-5 class",
    input: "1.25",
    output: "10",
    ...DATED,
    catalogue: openai("gpt-5"),
  },
  {
    date: "2025-10-15",
    model: "Claude Haiku 4.5",
    capability: "Small models",
    input: "1",
    output: "5",
    ...DATED,
    catalogue: anthropic("claude-haiku-4-5"),
  },
  {
    date: "2025-11-24",
    model: "Claude Opus 4.5",
    capability: "GPT-5 class",
    input: "5",
    output: "25",
    ...DATED,
    catalogue: anthropic("claude-opus-4-5"),
  },
  {
    date: "2025-12-11",
    model: "GPT-5.2",
    capability: "GPT-5 class",
    input: "1.75",
    output: "14",
    ...DATED,
    catalogue: openai("gpt-5.2"),
  },
  {
    date: "2026-03-05",
    model: "GPT-5.4",
    capability: "GPT-5 class",
    input: "2.5",
    output: "15",
    ...DATED,
    catalogue: openai("gpt-5.4"),
  },
  {
    date: "2026-04-23",
    model: "GPT-5.5",
    capability: "GPT-5 class",
    input: "5",
    output: "30",
    ...DATED,
    catalogue: openai("gpt-5.5"),
  },
];
