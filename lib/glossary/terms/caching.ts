import { anthropicPrices, genaiPrices, mooncake, openaiUsage } from "../citations";
import type { GlossaryTerm } from "../term";

/** The prompt cache, and whether it pays. */
export const cachingTerms: readonly GlossaryTerm[] = [
  {
    slug: "prompt-cache",
    name: "Prompt cache",
    category: "Caching",
    definition:
      "A provider’s store of prompt beginnings it has already worked through. A request that starts the same way skips that work, and those tokens are billed at a lower price.",
    why: [
      "System prompts, tool descriptions and conversation histories repeat word for word. For agents they are most of the bill, and the cache is the largest saving that needs no other model and no loss of quality.",
      "It matches from the first token on. A time stamp or a user’s name at the top makes all that follows uncacheable.",
      "It is not a response cache. A gateway that returns a stored answer makes no call at all.",
    ],
    practice: [
      {
        text: "A read costs 2.5% to 50% of the input price, depending on the model: GPT-4o 50%, GPT-4.1 25%, GPT-5 and Claude Opus 5 10%, Claude Opus 5.5 5%, Claude Fable 5.1 2.5%.",
        ...genaiPrices,
      },
      {
        text: "Entries live for minutes: at Anthropic five, or one hour at a higher write price.",
        ...anthropicPrices,
      },
    ],
    related: ["cache-hit-rate", "cache-read", "cache-write", "net-cache-savings", "prefill-and-decode"],
    metric: "net_cache_savings",
    page: "/caching",
  },
  {
    slug: "cache-read",
    name: "Cache read",
    category: "Caching",
    definition: "Input tokens a provider took from its prompt cache instead of working through them again.",
    why: [
      "Reads are the earning side of a cache. Each is worth the input price less the read price, at the tier and context band of its own request.",
    ],
    practice: [
      {
        text: "For Claude Sonnet 4.6 a read is $0.30 per million against $3 for plain input.",
        ...genaiPrices,
      },
    ],
    related: ["cache-write", "cache-hit-rate", "gross-cache-savings", "prompt-cache", "input-token"],
    metric: "cache_read_tokens",
    page: "/caching",
  },
  {
    slug: "cache-write",
    name: "Cache write",
    category: "Caching",
    definition:
      "Input tokens put into the prompt cache so that later requests can read them. Some providers charge more for this than for plain input, and more still for a longer life.",
    why: [
      "A write is an investment that only reads repay. Prompts that change at the front are written again and again and read by nobody.",
      "Five-minute and one-hour writes have different prices and are counted apart. A provider that names no lifetime is counted with the five-minute ones.",
    ],
    practice: [
      {
        text: "Anthropic: 1.25 times the input price for five minutes, 2 times for an hour.",
        ...anthropicPrices,
      },
      {
        text: "OpenAI charged nothing extra until the GPT-5.6 models, whose writes cost 1.25 times the input price.",
        ...genaiPrices,
      },
      {
        text: "The key for written tokens in OpenAI’s usage report is new in 2026; older dumps lack it.",
        ...openaiUsage,
      },
    ],
    related: ["cache-write-premium", "break-even-reads", "cache-read", "net-cache-savings", "prompt-cache"],
    metric: "cache_write_5m_tokens",
    page: "/caching",
  },
  {
    slug: "cache-hit-rate",
    name: "Cache hit rate",
    category: "Caching",
    definition: "The share of input tokens that were read from cache.",
    why: [
      "It is the first thing to fall when someone edits a system prompt, reorders tools or lets a cache expire, and it falls days before anyone reads the invoice.",
      "Two rates carry this name. By tokens it follows money. By requests, any hit counts, so a shared greeting of a few hundred tokens brings it near 100% and saves almost nothing.",
    ],
    formula: "hit rate = read ÷ (uncached + read + written)",
    formulaNote:
      "A ratio of sums, never a mean of ratios. Rows whose source states no cache count are left out, and the coverage says so.",
    practice: [
      {
        text: "In the Mooncake traces 99.99% of chat requests hit the cache but only 37.36% of their tokens do. A synthetic load in the same set shows 44.6% of requests and 65.12% of tokens.",
        ...mooncake,
      },
    ],
    related: ["cache-read", "net-cache-savings", "prompt-cache", "coverage", "uncached-input-token"],
    metric: "cache_hit_rate",
    page: "/caching",
  },
  {
    slug: "request-hit-rate",
    name: "Request hit rate",
    category: "Caching",
    definition: "The share of requests that read anything at all from the cache.",
    why: [
      "It says whether requests find a cache; the hit rate of tokens says how much of the bill that spares. Far apart, they point to prompts whose common beginning is short, or to long prompts that miss.",
      "It needs rows that are one request each, with a count of cache reads. A daily sum says nothing of single requests, so it stays outside, and the page says for what share of requests it speaks.",
    ],
    formula: "request hit rate = requests with read > 0\n                 ÷ requests with any input",
    practice: [
      {
        text: "In the Mooncake traces 99.99% of chat requests hit the cache but only 37.36% of their tokens do.",
        ...mooncake,
      },
    ],
    related: ["cache-hit-rate", "request", "cache-read", "prompt-cache"],
    page: "/caching",
  },
  {
    slug: "gross-cache-savings",
    name: "Gross cache savings",
    category: "Caching",
    definition:
      "The discount on tokens read from cache: what they would have cost at the plain input price, less what they did cost.",
    why: [
      "This is the figure most dashboards call savings. It leaves out what it cost to fill the cache, so it is shown here only as the first step to the net figure.",
    ],
    formula: "G = Σ read × (input price − read price)",
    formulaNote: "Both prices at the tier, context band and geography of the request itself.",
    practice: [
      {
        text: "One million tokens of Claude Sonnet 4.6 read from cache save $2.70: $3.00 less $0.30.",
        ...genaiPrices,
      },
    ],
    related: ["net-cache-savings", "cache-write-premium", "cache-read", "savings-ladder"],
    metric: "gross_cache_savings",
    page: "/caching",
  },
  {
    slug: "cache-write-premium",
    name: "Cache write premium",
    category: "Caching",
    definition:
      "The extra paid to put tokens into the cache: the write price less the plain input price, for each one.",
    why: [
      "The tokens had to be sent anyway, so only the difference is a cost of caching. It is the half of the account that is easily left out, and it is spent first.",
    ],
    formula: "W = Σ written × (write price − input price)\n\n5 minutes and 1 hour each at their own price",
    practice: [
      {
        text: "One million tokens of Claude Sonnet 4.6 written for five minutes carry a premium of $0.75, for an hour $3.00.",
        ...genaiPrices,
      },
    ],
    related: ["net-cache-savings", "cache-write", "break-even-reads", "gross-cache-savings"],
    metric: "cache_write_premium",
    page: "/caching",
  },
  {
    slug: "net-cache-savings",
    name: "Net cache savings",
    category: "Caching",
    definition:
      "The money prompt caching is worth in the end: savings on every read, after paying for the writes and for storage.",
    why: [
      "A report that counts reads only can never show a loss. Yet where a write costs more than plain input, a cache that is filled all day and seldom used makes the bill larger, and this is the figure that says so.",
    ],
    formula:
      "net = Σ read × (input price − read price)\n    − Σ written × (write price − input price)\n    − storage",
    formulaNote:
      "Below zero it is shown as a loss. At $3 in, $3.75 written and $0.30 read per million, 1,000 tokens read and 20,000 written come to −$0.0123.",
    practice: [
      {
        text: "Where writes are free, as with OpenAI models before GPT-5.6, caching cannot lose.",
        ...genaiPrices,
      },
      {
        text: "Gemini’s explicit caches also charge for storage by the hour, which no response reports; it appears only on the bill.",
        source: "Google, Gemini API pricing",
        url: "https://ai.google.dev/gemini-api/docs/pricing",
      },
    ],
    related: ["cache-hit-rate", "cache-write", "prompt-cache", "break-even-reads", "savings-ladder"],
    metric: "net_cache_savings",
    page: "/caching",
  },
  {
    slug: "break-even-reads",
    name: "Break-even reads per write",
    category: "Caching",
    definition: "How often a written token has to be read before the write has paid for itself.",
    why: [
      "It turns a price list into a decision. If a prompt is used again within the lifetime of its entry more often than this, cache it; if less, do not.",
      "The same question by share: the part of the cacheable tokens that must come from cache for the account to be even.",
    ],
    formula:
      "reads per write = (write − input) ÷ (input − read)\nshare read      = (write − input) ÷ (write − read)",
    formulaNote:
      "At 1.25 times the input price to write and a tenth of it to read: 0.28 reads, or a share of 21.7%. At 2 times: 1.11 reads, or 52.6%. Where writes are free: none.",
    practice: [
      {
        text: "Claude Opus 5.5 reads at a twentieth of its input price ($4, write $5, read $0.20), so 0.26 reads repay a five-minute write.",
        ...genaiPrices,
      },
    ],
    related: ["cache-write-premium", "cache-write", "net-cache-savings", "cache-hit-rate"],
    page: "/caching",
  },
];
