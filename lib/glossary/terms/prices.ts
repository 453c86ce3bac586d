import {
  epochPrices,
  genaiPrices,
  launchPrices,
  llmflation,
  priceIndex,
  priceOfProgress,
} from "../citations";
import type { GlossaryTerm } from "../term";

/** Prices, discounts, and how they move. */
export const priceTerms: readonly GlossaryTerm[] = [
  {
    slug: "price-book",
    name: "Price book",
    category: "Cost",
    definition:
      "The dated list of prices that cost is computed from: for each model, token class and tier, what a token costs from when to when, and where that was read.",
    why: [
      "Yesterday’s usage keeps yesterday’s price. Each entry holds two dates, when it applies and when we learned of it, so a correction can be seen, previewed and taken back, and no past figure moves by itself.",
      "Discounts are read from here and never assumed. “Batch is half price” is true until a model where it is not.",
    ],
    practice: [
      {
        text: "Price data of July 2026 announced a rise of Claude Sonnet 5 to $3 and $15 for 1 September; later data keep $2 and $10 throughout. A book needs the second date as much as the first.",
        ...genaiPrices,
      },
      {
        text: "Some prices follow the clock. From February to September 2025 DeepSeek halved the price of V3 between 16:30 and 00:30 UTC.",
        source: "DeepSeek API documentation",
        url: "https://api-docs.deepseek.com/quick_start/pricing",
      },
    ],
    related: ["computed-cost", "unpriced-tokens", "reprice", "sku", "service-tier"],
    page: "/prices",
  },
  {
    slug: "service-tier",
    name: "Service tier",
    category: "Cost",
    definition:
      "The class of service a request was served in: standard, batch, flex or priority. Each has its own price for every class of token.",
    why: [
      "The tier that counts is the one that served, not the one asked for; a request may ask for priority and be answered at standard. Some work needs an answer now and some can wait until morning. Paying one price for both is a saving left lying.",
    ],
    practice: [
      {
        text: "OpenAI’s priority tier cost 2 times the standard price for GPT-5 and 2.5 times for GPT-5.5; its flex tier costs what batch does.",
        source: "OpenAI, priority processing",
        url: "https://openai.com/api-priority-processing/",
      },
    ],
    related: ["batch-tier", "savings-ladder", "price-book", "latency"],
    metric: "tier_savings",
    page: "/spend",
  },
  {
    slug: "batch-tier",
    name: "Batch tier",
    category: "Cost",
    definition:
      "A cheaper class of service for work that can wait: many requests handed over together, with answers promised within a day.",
    why: [
      "Classification, embeddings, evaluations and nightly summaries have nobody waiting. Moved to the batch tier they cost about half, with the same model and the same quality.",
    ],
    formula:
      "saved    = Σ qᵢ × (standard priceᵢ − batch priceᵢ)\n           on rows served as batch\npossible = Σ (served − batch price)\n           on rows marked as able to wait\n         × eligible share",
    formulaNote:
      "Cache reads, writes and long prompts have batch prices of their own. A row of $0.24726 at standard prices is $0.12363 where batch takes half.",
    practice: [
      {
        text: "Anthropic takes 50% off input and output, with results within 24 hours and often within one.",
        source: "Anthropic, batch processing",
        url: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
      },
      {
        text: "The discount is not always half. xAI lists 20% for grok-4.20-multi-agent.",
        source: "xAI documentation",
        url: "https://docs.x.ai/developers/models/grok-4.20-multi-agent",
        checked: "23 Nov 2026",
      },
      {
        text: "Of more than 230,000 batches sent through OpenRouter in two weeks, half were done in 7 minutes and 90% within an hour.",
        source: "OpenRouter, Batch API announcement",
        url: "https://openrouter.ai/blog/announcements/batch-api",
        checked: "23 Nov 2026",
      },
    ],
    related: ["service-tier", "batching", "savings-ladder", "price-book"],
    metric: "batch_savings_possible",
    page: "/spend",
  },
  {
    slug: "context-band",
    name: "Context band",
    category: "Cost",
    definition:
      "A price step by prompt length. Once the prompt passes the threshold, the whole request is billed at the higher prices, not only the tokens beyond it.",
    why: [
      "One token too many can double the cost of a request. The band is chosen by the whole prompt, cached tokens included, so caching lowers the price and does not avoid the step.",
      "A row that sums many requests has no prompt length. It takes the band its source states, else the base band, and is marked as unknown. The bucket’s total says nothing about the length of one prompt.",
    ],
    formula: "band = band of (uncached + read + written)\n       for all tokens of that request",
    formulaNote:
      "300,000 tokens in, 250,000 of them cached, 1,000 out, with a step at 272,000 from $2.50, $0.25 and $15 per million to $5, $0.50 and $22.50: $0.3975. At base prices it would be $0.2025.",
    practice: [
      {
        text: "GPT-5.4 and GPT-5.5 step at 272,000 tokens, Gemini 2.5 Pro at 200,000. Claude Opus 4.6 and Sonnet 4.6 lost their step on 13 March 2026.",
        ...genaiPrices,
      },
    ],
    related: ["context-window", "computed-cost", "price-book", "input-token"],
  },
  {
    slug: "savings-ladder",
    name: "Savings ladder",
    category: "Cost",
    definition:
      "From list cost down to effective cost in steps, each the saving of one cause: caching, tier, contract, the rest.",
    why: [
      "Savings computed one by one overlap: a cached token in a batch would be saved twice. On a ladder each step starts where the one above ended, so they add up to what was saved. The order changes the split and never the sum, which is why it is written beside the figures.",
    ],
    formula:
      "L0  list prices, standard tier, no cache\nL1  with caching\nL2  at the tier served\nL3  at contract prices\nL4  effective cost\n\nstep k = L(k−1) − L(k)      Σ steps = L0 − L4",
    formulaNote:
      "Usage without a price stands on all rungs with the same amount, the reported one, or is left out of all. Either way no step can come from it.",
    practice: [
      {
        text: "The first step is larger than it looks where writes are dear: it holds the write premium too, and so may be negative.",
      },
    ],
    related: ["net-cache-savings", "batch-tier", "list-cost", "effective-cost", "contracted-cost"],
    metric: "uncached_list_cost",
    page: "/caching",
  },
  {
    slug: "price-volume-mix",
    name: "Price–volume–mix",
    category: "Cost",
    definition:
      "A change in cost between two periods taken apart step by step: more or fewer tokens, a shift between models, token classes, cache and tiers, and changed prices.",
    why: [
      "“Spend rose by 80%” is not a finding. More customers, a team that moved to a larger model, and a provider that raised its price call for different people.",
      "Texts differ on the convention. Here volume is valued at the old average price, mix at old prices, price on new quantities.",
      "Mix is taken apart in a fixed order, each within the one before: model, then input and output, then cache, then tier. Price is list price and your own terms. What had no price before, what is gone, cost without tokens and what providers report beyond our prices stand apart. So nothing is left over.",
    ],
    formula:
      "volume = (Q₁ − Q₀) × P̄₀\nmix    = Q₁ × Σ (s₁ᵢ − s₀ᵢ) × p₀ᵢ\nprice  = Σ q₁ᵢ × (p₁ᵢ − p₀ᵢ)\n\nQ = Σ q    s = q ÷ Q    P̄₀ = C₀ ÷ Q₀\nvolume + mix + price = C₁ − C₀",
    formulaNote:
      "A from 600 to 400 at 3, B from 100 to 400 at 15, then 12: the change of 2,700 is 471.43 volume, 3,428.57 mix and −1,200 price. New and retired models get bars of their own.",
    practice: [
      {
        text: "Some texts apply the price change to old quantities and call the remainder mix. Ask which before comparing two bridges.",
        source: "Accountancy Index",
        url: "https://accountancyindex.com/price-volume-mix-analysis",
      },
    ],
    related: ["spend", "cost-per-million-tokens", "model-selection", "cost-curve", "savings-ladder"],
    metric: "spend",
    page: "/spend",
  },
  {
    slug: "cost-curve",
    name: "Cost curve",
    category: "Cost",
    definition:
      "How the cost of one and the same thing changes over time: a model, a level of quality, or a finished task.",
    why: [
      "The answer depends on what is held still. The price of a named model rarely moves. The price of a fixed score on a test falls fast, since smaller models catch up. The cost of a task may stand still, since newer models think longer. When a cost passes below what a use is worth, a product becomes possible that was not: that is why the curve is watched.",
      "“Costs fall tenfold a year” is one measurement of one quality level. It is not a law, and a budget built on it will be wrong for hard tasks.",
    ],
    formula:
      "factor per year = (P₀ ÷ P₁)^(365 ÷ days)\nlog points      = ln(P₀ ÷ P₁) × 365 ÷ days\nhalf-life       = ln 2 ÷ log points     (years)",
    formulaNote: "$60 to $0.06 in three years is a factor of 10 a year and a half-life of 3.6 months.",
    practice: [
      {
        text: "a16z: 10 times a year at the level of GPT-3 (MMLU 42), $60 to $0.06 in three years; at the level of GPT-4 (MMLU 83) about 62 times from March 2023 to November 2024.",
        ...llmflation,
      },
      {
        text: "Epoch AI: 9 to 900 times a year depending on the test, 40 times for GPT-4’s score on graduate-level science questions. The fastest falls were the latest and may not last.",
        ...epochPrices,
      },
      {
        text: "A study of March 2026 found 5 to 10 times a year at equal scores, while the best model of the day became 3 to 18 times dearer to run.",
        ...priceOfProgress,
      },
      {
        text: "A price index over models sold in both periods fell only about 1.1 times a year, adjusted for quality about 2.1 times, and per task hardly at all.",
        ...priceIndex,
      },
      {
        text: "GPT-4 cost $30 in and $60 out per million tokens in March 2023. GPT-4 Turbo, in November, took a third of that for input and half for output: $10 and $30. GPT-4o opened at $5 and $15 in May 2024 and was at $2.50 and $10 from August.",
        ...launchPrices,
      },
      {
        text: "Whether GPT-4’s quality became 100 times cheaper depends on the stand-in. GPT-4o mini, July 2024, is 200 times cheaper in and 100 times out, with a slightly lower score; GPT-4.1, April 2025, which is better, 15 and 7.5 times.",
        ...launchPrices,
      },
    ],
    related: [
      "price-index",
      "half-life",
      "cost-per-million-tokens",
      "price-volume-mix",
      "inference-cost",
      "model-selection",
      "price-book",
    ],
    metric: "cost_per_million_tokens",
    page: "/cost-curve",
  },
  {
    slug: "price-index",
    name: "Matched-model price index",
    category: "Cost",
    definition:
      "What the models you use cost, against 100 at the start. From each period to the next only models used in both are compared, and each weighs the same.",
    why: [
      "Cost per million tokens moves when work shifts to another model. The index holds the models and their tokens still, so it moves with prices alone: a provider’s cut, a rise, a discount of your own.",
      "It misses what people gain by changing models, since a new model enters only once it is there in two periods. A flat index beside a falling cost says that the saving came from the choice of models.",
    ],
    formula:
      "model’s price ratio = Σ q × p now ÷ Σ q × p then\n                      q: its tokens of both periods\nlink  = exp( mean of ln(ratio) over the models of both )\nindex = 100 × link × link × …",
    formulaNote:
      "One model at a fifth of its price and one that stands still make a link of 1 ÷ √5, or 44.7. Where no model carries over, the index begins again at 100.",
    practice: [
      {
        text: "OpenAI cut o3 from $10 and $40 to $2 and $8 on 10 June 2025: a ratio of 0.2, whatever the mix.",
        ...genaiPrices,
      },
      {
        text: "A published index of this kind fell by 0.10 log points a year, about 1.1 times.",
        ...priceIndex,
      },
    ],
    related: ["cost-curve", "half-life", "price-book", "price-volume-mix", "list-cost"],
    page: "/cost-curve",
  },
  {
    slug: "half-life",
    name: "Half-life of a cost",
    category: "Cost",
    definition:
      "How long a cost takes to fall to half at its present rate. Where it rises, the time until it doubles is given.",
    why: [
      "A yearly factor is hard to plan with. A half-life says when a feature that does not pay today might.",
      "It is read off a line through the logarithms of what was measured, so it carries no further than the periods behind it: from a few weeks a year is a guess.",
    ],
    formula:
      "log points a year = −slope of ln P over time × 365\nfactor a year     = exp(log points)\nhalf-life         = ln 2 ÷ log points     (years)",
    formulaNote:
      "With two points the line runs through both. A factor of 10 a year is 2.30 log points and a half-life of 3.6 months.",
    practice: [
      {
        text: "$60 to $0.06 within three years, as a16z measured at constant quality, is a half-life of 3.6 months.",
        ...llmflation,
      },
    ],
    related: ["cost-curve", "price-index", "cost-per-million-tokens"],
    page: "/cost-curve",
  },
];
