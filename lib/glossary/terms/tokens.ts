import { anthropicUsage, genaiPrices, openaiUsage, priceReversal } from "../citations";
import type { GlossaryTerm } from "../term";

/** What is counted, and where the counts of different providers mean different things. */
export const tokenTerms: readonly GlossaryTerm[] = [
  {
    slug: "token",
    name: "Token",
    category: "Tokens",
    definition:
      "The unit a language model reads and writes, and the unit it is billed in: a short word, a piece of a longer one, a punctuation mark.",
    why: [
      "Each model family cuts text in its own way, so the same page is a different number of tokens for each. A price per token can therefore not be compared across families without counting the same text in both.",
      "One count is not enough to price a request. A token costs one thing when it is new input, another when it is read from cache, written to cache, or written as an answer.",
    ],
    practice: [
      {
        text: "DeepSeek counts about 0.3 tokens for a character of English and about 0.6 for a Chinese one.",
        source: "DeepSeek, token usage",
        url: "https://api-docs.deepseek.com/quick_start/token_usage",
        checked: "23 Nov 2026",
      },
      {
        text: "Claude Sonnet 5 came with a new tokenizer that makes roughly 30% more tokens of the same text than Sonnet 4.6. A price per token is not a price per page.",
        source: "ChatForest, launch notes, 30 Jun 2026",
        url: "https://chatforest.com/builders-log/claude-sonnet-5-launch-agentic-upgrade-migration-guide-builder-decision/",
        checked: "23 Nov 2026",
      },
    ],
    related: ["input-token", "output-token", "reasoning-token", "token-identity", "cost-per-million-tokens"],
    metric: "input_tokens",
    page: "/spend",
  },
  {
    slug: "input-token",
    name: "Input token",
    category: "Tokens",
    definition:
      "A token the model is given to read: instructions, documents, tools, the conversation so far. Here the figure is all of them, cached ones included.",
    why: [
      "Chat and agents send their whole history again with every turn, so input outgrows output many times over, and it is where caching works.",
      "Providers disagree on what the word covers. OpenAI’s count contains the cached tokens, Anthropic’s does not. Costcurve brings both to one meaning before it stores a row; a sum of the raw fields would be wrong by the size of the cache.",
    ],
    formula: "input = uncached + cache read\n      + cache write (5 min) + cache write (1 h)",
    formulaNote:
      "A row from a real export: 59,200 input tokens are 53,440 uncached and 5,760 read from cache.",
    practice: [
      {
        text: "OpenAI’s usage report counts cached and cache-written tokens inside input_tokens.",
        ...openaiUsage,
      },
      {
        text: "Anthropic’s reports give uncached, read and written tokens as separate columns to be added.",
        ...anthropicUsage,
      },
    ],
    related: ["uncached-input-token", "cache-read", "cache-write", "token-identity", "output-token"],
    metric: "input_tokens",
    page: "/spend",
  },
  {
    slug: "uncached-input-token",
    name: "Uncached input token",
    category: "Tokens",
    definition:
      "An input token paid at the full input price: neither read from a prompt cache nor written to one.",
    why: [
      "This is the part of the prompt that caching could still make cheaper. If it is large while prompts look alike, something near their beginning changes from call to call.",
      "Where a source gives no cache count, all its input stands here, marked, and stays out of hit rate and savings. Unknown is not zero.",
    ],
    formula: "uncached = input − cache read − cache write",
    practice: [
      {
        text: "In an Anthropic message the field input_tokens holds only this rest. Read alone, it makes a well-cached agent look almost free of input.",
        source: "anthropic-sdk-python, usage.py",
        url: "https://github.com/anthropics/anthropic-sdk-python",
      },
    ],
    related: ["input-token", "cache-read", "cache-hit-rate", "prompt-cache"],
    metric: "uncached_input_tokens",
    page: "/caching",
  },
  {
    slug: "output-token",
    name: "Output token",
    category: "Tokens",
    definition: "A token the model writes, the hidden thinking of reasoning models included.",
    why: [
      "Output is written one token after another and is priced several times above input. It also takes most of the waiting time. Short answers are the plainest saving there is.",
    ],
    formula: "output = visible + reasoning",
    practice: [
      {
        text: "List prices in and out per million: GPT-4.1 at $2 and $8, Claude Opus 4.8 at $5 and $25, GPT-5.5 at $5 and $30.",
        ...genaiPrices,
      },
      {
        text: "Gemini reports thinking beside its candidates, not inside them, so the two are added. OpenAI and Anthropic report a total that already holds it.",
        source: "genai-prices, test data of real responses",
        url: "https://github.com/pydantic/genai-prices",
      },
    ],
    related: [
      "reasoning-token",
      "input-token",
      "tokens-per-second",
      "time-per-output-token",
      "prefill-and-decode",
    ],
    metric: "output_tokens",
    page: "/spend",
  },
  {
    slug: "reasoning-token",
    name: "Reasoning token",
    category: "Tokens",
    definition:
      "A token a model writes for itself before it answers. It is billed as output and is part of that count, though the reader never sees it.",
    why: [
      "Two models with equal prices may differ widely in cost because one thinks longer. The setting for effort is a cost setting.",
      "Many usage reports do not split it from output. The figure is then unknown for those rows, which is not the same as none.",
    ],
    practice: [
      {
        text: "On the same question one model used up to 900% more thinking tokens than another, and repeated runs of one model differed by as much as 9.7 times.",
        ...priceReversal,
      },
      {
        text: "Seen through an OpenAI-compatible address, a Gemini reply reported 35 tokens in, 12 out and 109 in total. The missing 62 are thinking, billed as output.",
        source: "genai-prices, issue 992",
        url: "https://github.com/pydantic/genai-prices/issues/992",
      },
    ],
    related: ["output-token", "model-selection", "token-identity", "agent"],
    metric: "reasoning_tokens",
    page: "/spend",
  },
  {
    slug: "token-identity",
    name: "Token identity",
    category: "Tokens",
    definition:
      "The rule that the classes of tokens do not overlap and add up to the total. It holds on every stored row, whatever the source calls its fields.",
    why: [
      "Counting the same token twice, once as input and once as cached, is the commonest error in AI cost reports, and it grows with every success of the cache. A row whose parts and total disagree is rejected with both figures; nothing is quietly cut to zero.",
    ],
    formula:
      "input  = uncached + cache read\n       + cache write 5 min + cache write 1 h\noutput = visible + reasoning\n\nall ≥ 0, none inside another",
    formulaNote:
      "5,000 input = 3,000 uncached + 1,800 read + 200 written. With 3,200 uncached the row says 5,200 and is refused.",
    practice: [
      {
        text: "OpenTelemetry says the input count should include cached tokens. It does not say must, and older instrumentations send the other number, so each row is tested.",
        source: "OpenTelemetry GenAI conventions",
        url: "https://github.com/open-telemetry/semantic-conventions-genai",
      },
    ],
    related: ["input-token", "output-token", "cache-read", "cache-write", "import"],
    page: "/imports",
  },
  {
    slug: "context-window",
    name: "Context window",
    category: "Tokens",
    definition: "The most tokens a model can hold at once: prompt, hidden thinking and answer together.",
    why: [
      "A larger window invites longer prompts, and every token in it is paid for on every call. A million-token window filled once at $3 per million costs $3 each time the question is asked, unless the cache holds it.",
    ],
    practice: [
      {
        text: "Claude Opus 5.5 and Sonnet 5.5 list a window of 1 million tokens and up to 128,000 of output.",
        source: "Anthropic, models overview",
        url: "https://platform.claude.com/docs/en/about-claude/models/overview",
        checked: "23 Nov 2026",
      },
    ],
    related: ["context-band", "input-token", "prompt-cache", "agent"],
  },
  {
    slug: "request",
    name: "Request",
    category: "Tokens",
    definition: "One call to a model and its answer. What a user sees as one action may be many.",
    why: [
      "Cost per request is easy to compute and easy to misread: it falls when an agent takes more, smaller steps, though the task got dearer. Use it to explain a change, and unit cost to judge it.",
      "Some exports carry no request count. A total over rows of which some are unknown says what is known, and is marked.",
    ],
    practice: [
      {
        text: "OpenAI’s usage report states requests for every bucket; Anthropic’s does not.",
        ...anthropicUsage,
      },
    ],
    related: ["unit-cost", "agent", "throughput", "token"],
    metric: "requests",
    page: "/spend",
  },
  {
    slug: "unpriced-tokens",
    name: "Unpriced tokens",
    category: "Tokens",
    definition:
      "Tokens for which no price is known, because the model is new, private, or missing from the export. They add nothing to cost and are counted here instead.",
    why: [
      "A missing price shown as $0 makes the newest model look free and the margin look good. So pages say “unpriced”, the total says what part of the tokens it covers, and one entry in the price book mends every day it concerns.",
      "An explicit zero is something else: a free model really costs nothing.",
    ],
    formula: "tokens priced = 1 − unpriced tokens ÷ all tokens",
    practice: [
      {
        text: "An OpenAI usage export made without grouping by model names no model at all. Nothing in it can be priced until it is exported again with that grouping.",
        ...openaiUsage,
      },
    ],
    related: ["coverage", "price-book", "spend", "computed-cost"],
    metric: "unpriced_tokens",
    page: "/spend",
  },
];
